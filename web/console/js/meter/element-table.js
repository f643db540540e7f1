/** Voltages, currents and powers by phase, as a table. */

import { h } from "../dom.js";
import { number, quantity } from "../format.js";
import { table } from "../table.js";

const PHASES = [["L1", "u1", "i1", "l1"], ["L2", "u2", "i2", "l2"], ["L3", "u3", "i3", "l3"]];

/** A row for each phase of a circuit, then the neutral and the totals. */
export function elementTable(circuit, frequency, caption = "What each element sees") {
  const { voltages, currents, powers } = circuit;
  const rows = PHASES.filter(([, u, i]) => voltages[u] || currents[i]).map(([name, u, i, p]) =>
    row(name, voltages[u], currents[i], powers[p]));
  if (currents.in) rows.push(row("N", null, currents.in, null));
  const total = powers.total ? row("Σ", null, null, powers.total) : null;
  const order = circuit.sequence ? `Phase sequence ${circuit.sequence}` : "No phase sequence";
  const more = [
    voltages.u3 ? order : null, lineVoltageText(circuit),
    frequency === null ? null : quantity(frequency, "Hz"),
  ].filter(Boolean).join(" · ");
  const right = { class: "number" };
  return h("div", {}, table(caption, ["", ...["U", "I", "P", "Q", "PF"].map((title) =>
    ({ title, ...right }))], h("tbody", {}, rows, total)),
  h("p", { class: "muted" }, more));
}

/** The voltages between the phases, where there are any. */
function lineVoltageText({ lineVoltages }) {
  return ["U12", "U23", "U31"].map((name, n) => [name, lineVoltages[n] ?? null])
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${quantity(value, "V")}`).join(", ");
}

function row(name, voltage, current, power) {
  const cells = [
    quantity(voltage?.magnitude, "V"), quantity(current?.magnitude, "A"),
    quantity(power?.active, "W"), quantity(power?.reactive, "var"),
    power ? number(power.powerFactor, 3) : "–",
  ];
  return h("tr", {}, h("th", { scope: "row", class: `phase-${name.toLowerCase()}` }, name),
    cells.map((text, n) => h("td", {
      class: n === 2 && power?.active < 0 ? "number refused" : "number",
    }, text === "–" ? "" : text)));
}
