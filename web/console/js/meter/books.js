/** Tariffs and partial counters. */

import { button, card, chip, h } from "../dom.js";
import { exact, quantity, words } from "../format.js";
import { table } from "../table.js";

/** The tariff in force, and the others to choose. */
export function tariffCard(state, deeds) {
  const numbers = Array.from({ length: state.tariffs }, (_, n) => n + 1);
  return card("Tariff", h("div", { class: "stack" },
    h("div", { class: "row", role: "group", "aria-label": "Tariff" }, numbers.map((number) =>
      button(`T${number}`, () => deeds.put("tariff", { tariff: number }), {
        "aria-pressed": String(number === state.tariff), "aria-label": `Tariff ${number}`,
      }))),
    h("p", { class: "muted" }, `Chosen by ${words(state.source)}.`),
    table("Energies by tariff", ["Register", ...numbers.map((number) =>
      ({ title: `T${number}`, class: "number" }))], h("tbody", {},
      byRegister(state.energies).map(([name, values]) => h("tr", {},
        h("th", { scope: "row" }, h("code", {}, name)), numbers.map((number) =>
          h("td", { class: "number", title: exact(values[number], energyUnit(name)) },
            quantity(values[number], energyUnit(name), 4)))))))));
}

/** The partial counters: each can be started, stopped and cleared. */
export function partialsCard({ items }, deeds) {
  const row = ({ partial, title, value, unit, running }) => {
    const does = (what, name) => button(name, () =>
      deeds.post(`partials/${partial}`, { partial: what }), {
      class: "small", "aria-label": `${name} ${title}`,
    });
    return h("tr", {}, h("th", { scope: "row" }, title),
      h("td", { class: "number" }, exact(value, unit)),
      h("td", {}, running ? chip("counts", "good") : chip("stopped", "warn")),
      h("td", {}, h("div", { class: "together" },
        running ? does("stop", "Stop") : does("start", "Start"), does("reset", "Clear"))));
  };
  return card("Partial counters", table("Partial counters", ["Counter",
    { title: "Value", class: "number" }, "", ""], h("tbody", {}, items.map(row))),
  button("Clear all", () => deeds.post("reset", { reset: ["partials"] }), { class: "small" }));
}

/** The energies of tariffs by the register they belong to. */
function byRegister(energies) {
  const registers = new Map();
  for (const [name, value] of Object.entries(energies)) {
    const [, stem, number] = /^(.*)\.t([1-4])$/.exec(name) ?? [null, name, 1];
    registers.set(stem, { ...registers.get(stem), [number]: value });
  }
  return [...registers];
}

function energyUnit(name) {
  if (name.startsWith("energy.reactive")) return "varh";
  return name.startsWith("energy.apparent") ? "VAh" : "Wh";
}
