/** The front of the meter beside its phasors and what its elements see. */

import { get, meterPath } from "../api.js";
import { card, h, replace } from "../dom.js";
import { repeat } from "../live.js";
import { watchTruth } from "../lesson/hidden.js";
import { problemPlace } from "../problem.js";
import { FrontPanel } from "./front-panel.js";
import { phasorDiagram } from "./phasor-diagram.js";
import { elementTable } from "./element-table.js";

/** The circuits are wanted; one quantity is less than all. */
const CIRCUITS = { search: "power.active.total" };

export async function frontTab(panel, meter, signal) {
  const front = new FrontPanel(meter.name);
  const seen = h("div", { class: "stack" });
  const place = problemPlace();
  panel.append(h("div", { class: "meter-overview" },
    h("div", { class: "stack" }, front.element),
    h("div", { class: "stack" }, card("What its elements see", [place, seen]))));
  watchTruth(meter.name, { place, content: seen }, async () => {
    const { seen: circuit, frequency } = await get(meterPath(meter.name, "truth"), CIRCUITS,
      signal);
    if (!circuit) replace(seen, h("p", { class: "empty" }, "It has no elements."));
    else replace(seen, phasorDiagram(circuit, `Phasors at ${meter.name}`),
      elementTable(circuit, frequency));
  }, signal);
  await front.load(signal);
  repeat(1000, () => front.load(signal), signal);
}
