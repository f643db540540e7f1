/** What is true beside what the meter sees. */

import { chip, h } from "../dom.js";
import { number, quantity } from "../format.js";
import { phasorDiagram } from "../meter/phasor-diagram.js";
import { table } from "../table.js";

const PHASES = [["L1", "l1"], ["L2", "l2"], ["L3", "l3"], ["Σ", "total"]];

/** Diagrams and powers of both circuits. */
export function comparison({ right, seen }) {
  if (!seen) return [h("p", { class: "empty" }, "It has no elements that could see anything.")];
  const rows = PHASES.filter(([, phase]) => right.powers[phase] || seen.powers[phase])
    .map(([name, phase]) => row(name, right.powers[phase], seen.powers[phase]));
  const columns = ["P true", "P seen", "Q true", "Q seen", "PF true", "PF seen"];
  const hasOrder = right.sequence !== null;
  return [
    h("div", { class: "sights" },
      labelled("True", phasorDiagram(right, "True phasors")),
      labelled("Seen", phasorDiagram(seen, "Phasors that the meter sees", right))),
    table("Powers, true and seen", ["", ...columns.map((title) => ({ title, class: "number" }))],
      h("tbody", {}, rows)),
    h("p", { class: "row" }, verdict(right.powers.total, seen.powers.total), neutral(right, seen),
      hasOrder ? sequence(seen) : null),
  ];
}

function labelled(title, diagram) {
  return h("div", {}, h("h3", {}, title), diagram);
}

function row(name, truth, sight) {
  const cell = (text, isWrong) => h("td", { class: isWrong ? "number refused" : "number" }, text);
  const differs = (key) => Math.abs((truth?.[key] ?? 0) - (sight?.[key] ?? 0))
    > 1e-6 * Math.max(1, Math.abs(truth?.[key] ?? 0));
  const pair = (key, format) =>
    [cell(format(truth?.[key])), cell(format(sight?.[key]), differs(key))];
  return h("tr", { data: { phase: name } }, h("th", { scope: "row" }, name),
    pair("active", (value) => quantity(value, "W")), pair("reactive", (value) =>
      quantity(value, "var")), pair("powerFactor", (value) => number(value, 3)));
}

function verdict(truth, sight) {
  if (!truth?.active || !sight || sight.active === null) return null;
  const part = sight.active / truth.active;
  if (Math.abs(part - 1) < 1e-6) return chip("all of the energy", "good");
  return chip(`${number(100 * part, 1)} % of the energy`, "bad");
}

function neutral(truth, sight) {
  const [right, seen] = [truth, sight].map(({ currents }) => currents.in?.magnitude);
  if (right === undefined || seen === undefined) return null;
  return chip(`IN ${quantity(seen, "A")}, true ${quantity(right, "A")}`,
    Math.abs(right - seen) > 1e-6 ? "warn" : "");
}

function sequence({ sequence: order }) {
  if (!order) return chip("no sequence", "warn");
  return chip(`sequence ${order}`, order === "123" ? "" : "warn");
}
