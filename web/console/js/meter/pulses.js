/** The pulse outputs and the lamp. */

import { get, meterPath } from "../api.js";
import { card, chip, h, replace } from "../dom.js";
import { count, number, span, utcTime } from "../format.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { facts } from "../table.js";
import { Lamp } from "./lamp.js";

export async function pulsesTab(panel, meter, signal) {
  const place = problemPlace();
  const cards = h("div", { class: "grid two" });
  const lamps = new Map();
  panel.append(place, cards);
  repeat(1000, () => attempt(place, async () => {
    const { items } = await get(meterPath(meter.name, "pulses"), {}, signal);
    replace(cards, items.map((output) => outputCard(output, lamps)));
    if (!items.length) replace(cards, h("p", { class: "empty" }, "It has no pulse output."));
  }), signal);
}

function outputCard(output, lamps) {
  const title = output.output === "lamp" ? "Lamp" : `Output ${output.output}`;
  if (!lamps.has(output.output)) lamps.set(output.output, new Lamp());
  const lamp = lamps.get(output.output);
  lamp.show({
    title: `${count(Number(output.constant.toPrecision(6)))} imp/${thousandOf(output.unit)}`,
    colour: "red", rate: output.rate, on: false,
  });
  return card(title, facts([
    ["Counts", output.quantity],
    ["A pulse is", `${Number(output.weight.toPrecision(8))} ${output.unit}, `
      + span(output.duration)],
    ["Rate", `${number(output.rate, 3)} a second`],
    ["Emitted", count(output.emitted)],
    ["Waiting, lost", `${count(output.waiting)}, ${count(output.lost)}`],
    ["Last pulse", output.lastEdge ? utcTime(output.lastEdge) : "none"],
    ["Leads to", output.leadsTo.join(", ") || "nothing"],
  ]), lamp.element, output.closed ? chip("closed", "good") : chip("open"));
}

/** What the constant counts pulses for: a thousand of the unit of the weight. */
function thousandOf(unit) {
  return unit === "l" ? "m³" : `k${unit}`;
}
