/** Power and energy as curves, from the moment the page is opened. */

import { card, h } from "../dom.js";
import { follow } from "../event-stream.js";
import { clockNow } from "../live.js";
import { localParts } from "../format.js";
import { LineChart } from "../line-chart.js";

const POWERS = [
  { name: "P", quantity: "power.active.total", colour: "--accent" },
  { name: "P L1", quantity: "power.active.l1", colour: "--l1" },
  { name: "P L2", quantity: "power.active.l2", colour: "--l2", dash: [6, 3] },
  { name: "P L3", quantity: "power.active.l3", colour: "--l3", dash: [2, 3] },
  { name: "Q", quantity: "power.reactive.total", colour: "--warn", dash: [8, 3, 2, 3] },
];
const ENERGIES = [
  { name: "imported", quantity: "energy.active.import.total", colour: "--accent" },
  { name: "exported", quantity: "energy.active.export.total", colour: "--good", dash: [6, 3] },
];
const VOLTAGES = ["l1", "l2", "l3"].map((phase, n) => ({
  name: `U L${n + 1}`, quantity: `voltage.${phase}`, colour: `--${phase}`,
}));

export async function chartsTab(panel, meter, signal) {
  const power = chart("Power", "W", POWERS, signal);
  const energy = chart("Energy since this page was opened", "Wh", ENERGIES, signal);
  const voltage = chart("Voltage", "V", VOLTAGES, signal);
  panel.append(h("div", { class: "stack" }, card("Power", power.element),
    h("div", { class: "grid two" }, card("Energy since this page was opened", energy.element),
      card("Voltage", voltage.element))));
  const latest = {};
  let begin = null;
  const values = ({ meters: [one] }) => {
    Object.assign(latest, one?.values);
    begin ??= { ...latest };
    const time = localParts(clockNow()?.local ?? "T").time;
    power.add(time, POWERS.map(({ quantity }) => latest[quantity]));
    voltage.add(time, VOLTAGES.map(({ quantity }) => latest[quantity]));
    energy.add(time, ENERGIES.map(({ quantity }) => difference(latest[quantity], begin[quantity])));
  };
  follow({
    topics: "values", meters: meter.name,
    quantities: [...POWERS, ...ENERGIES, ...VOLTAGES].map(({ quantity }) => quantity).join(),
  }, { values }, { signal });
}

function difference(now, before) {
  return now === null || now === undefined ? null : now - (before ?? now);
}

function chart(label, unit, series, signal) {
  return new LineChart({ label, unit, series, signal });
}
