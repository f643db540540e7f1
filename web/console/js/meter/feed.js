/** What feeds a meter: its supply, its place on the bus, its load. */

import { all } from "../api.js";
import { button, card, chip, h } from "../dom.js";
import { field, form, numberIn, numberInput, select } from "../form.js";
import { quantity } from "../format.js";
import { facts } from "../table.js";

const CONNECTIONS = { right: "A to A", reversed: "exchanged", open: "off the bus" };

/** Supply and terminals. */
export function supplyCard(supply, { connection }, deeds) {
  const isOn = supply.supply === "on";
  return card("Supply and bus", h("div", { class: "stack" },
    h("p", {}, supply.powered ? chip("supplied", "good") : chip("no supply", "bad"),
      ` ${supply.text}`),
    h("div", { class: "row" }, button(isOn ? "Cut the supply" : "Restore the supply", () =>
      deeds.put("supply", { supply: isOn ? "off" : "on" }))),
    h("div", { class: "row", role: "group", "aria-label": "Terminals of the bus" },
      h("span", {}, "Terminals:"), Object.entries(CONNECTIONS).map(([key, text]) =>
        button(text, () => deeds.put("connection", { connection: key }), {
          class: "small", "aria-pressed": String(key === connection),
        })))));
}

/** The load: another, or so many times this one. */
export function loadCard(load, deeds) {
  const scale = numberInput({ value: load.scale, min: 0, max: 1000, required: true });
  const choice = select([["", "Choose a load"]], "");
  all("/v1/loads").then((loads) => choice.append(...loads.map(({ name }) =>
    h("option", { value: name }, name))), () => {});
  const { powers } = load;
  return card("Load", h("div", { class: "stack" }, facts([
    ["Feeds it", load.text], ["Takes now", `${quantity(powers.active, "W")}, `
      + `${quantity(powers.reactive, "var")}`],
    ["Sums", load.sumOf?.join(", ")],
  ]), h("div", { class: "grid two" },
    form(() => deeds.patch("load", { scale: numberIn(scale) }),
      field("Times", scale, { pointer: "/scale", hint: "1 is the profile as it stands" }),
      h("div", {}, h("button", {}, "Scale"))),
    form(() => choice.value && deeds.put("load", { load: choice.value }),
      field("Another load", choice, { pointer: "/load" }),
      h("div", {}, h("button", {}, "Connect"))))));
}
