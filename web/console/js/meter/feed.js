/** What feeds a meter, and its place on the bus. */

import { button, card, chip, h } from "../dom.js";

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
