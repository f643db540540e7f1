/** What masters and keys do to a meter, and what feeds it. */

import { get, meterPath, patch, post, put } from "../api.js";
import { card, h, replace } from "../dom.js";
import { hiddenNotice } from "../lesson/hidden.js";
import { attempt, problemPlace } from "../problem.js";
import { alarmsCard, clockCard, demandCard, inputsCard, relaysCard } from "./equipment.js";
import { supplyCard } from "./feed.js";
import { partialsCard, tariffCard } from "./books.js";
import { loadCard } from "./load.js";

/**
 * Each card with the parts of the API it shows, and whether this meter has it; `hides` is its title
 * where a lesson hides it.
 */
const CARDS = [
  { parts: ["tariff"], has: (parts) => parts.tariffs > 1, make: tariffCard },
  { parts: ["partials"], has: (parts) => parts.partials.length > 0, make: partialsCard },
  { parts: ["demand"], has: (parts) => parts.demand, make: demandCard },
  { parts: ["supply", "connection"], has: () => true, make: supplyCard,
    hides: "Supply and bus" },
  { parts: ["alarms"], has: (parts) => parts.alarms > 0, make: alarmsCard },
  { parts: ["inputs"], has: (parts) => parts.inputs > 0, make: inputsCard },
  { parts: ["relays"], has: (parts) => parts.relays > 0, make: relaysCard },
  { parts: ["clock"], has: (parts) => parts.clock, make: clockCard },
];

export async function operationTab(panel, meter, signal) {
  const grid = h("div", { class: "grid two" });
  panel.append(grid);
  grid.append(loadCard(meter, signal));
  for (const { parts, has, make, hides } of CARDS) {
    if (!has(meter.parts)) continue;
    const place = h("div", {});
    grid.append(place);
    if (hides && meter.isHidden) place.append(card(hides, hiddenNotice()));
    else show(place, meter, parts, make, signal);
  }
}

/** Loads the parts of a card and draws it, and does so again after each deed. */
async function show(place, meter, parts, make, signal) {
  const problem = problemPlace();
  const load = () => attempt(problem, async () => {
    const states = await Promise.all(parts.map((part) =>
      get(meterPath(meter.name, part), {}, signal)));
    replace(place, make(...states, deeds), problem);
  });
  const act = (method) => (part, body) => attempt(problem, async () => {
    await method(meterPath(meter.name, part), body);
    await load();
  });
  const deeds = {
    meter: meter.name,
    put: act(put),
    post: act(post),
    patch: act(patch),
  };
  place.append(problem);
  await load();
}
