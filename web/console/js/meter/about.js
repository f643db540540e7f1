/** What stands on the plate, what the model does, and where that is from. */

import { card, h } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { words } from "../format.js";
import { facts } from "../table.js";

export async function aboutTab(panel, meter) {
  panel.append(h("div", { class: "grid two" },
    card("Plate", plate(meter)), card("On its bus", station(meter)),
    card("What it does", h("ul", { class: "list" }, meter.features.map((feature) => h("li", {},
      h("span", {}, `${feature.text} `), evidenceChip(feature.evidence, feature.source),
      feature.note ? h("p", {}, feature.note) : null)))),
    card("Where that is from", [facts(Object.entries(meter.evidence).map(([kind, number]) =>
      [evidenceChip(kind), `${number} registers or records`])),
    h("ul", { class: "list" }, (meter.sources ?? []).map(({ id, title }) => h("li", {},
      h("code", {}, id), ` ${title}`)))])));
}

function plate(meter) {
  const ratings = meter.ratings ?? {};
  const amperes = (value) => value === null || value === undefined ? null : `${value} A`;
  return facts([
    ["Maker", meter.vendor], ["Model", meter.title], ["Order numbers", meter.references.join(", ")],
    ["Serial number", meter.serialNumber], ["Network", meter.network],
    ["Connection", ratings.connection ? words(ratings.connection) : null],
    ["Voltage", ratings.voltage ? `${ratings.voltage} V` : null],
    ["Starting current", amperes(ratings.startingCurrent)],
    ["Reference current", amperes(ratings.referenceCurrent)],
    ["Greatest current", amperes(ratings.maximumCurrent)],
    ["Class, active", ratings.activeAccuracy], ["Class, reactive", ratings.reactiveAccuracy],
  ]);
}

function station({ bus, station: place }) {
  if (!place) return h("p", { class: "empty" }, "It hangs on no bus.");
  const { baudRate, parity, stopBits } = place.line;
  return facts([
    ["Bus", bus], ["Address", place.address ?? "none"],
    ["Secondary address", place.secondaryAddress],
    ["Line", `${baudRate} bit/s, parity ${parity}, ${stopBits} stop bit${stopBits > 1 ? "s" : ""}`],
    ["Terminals", place.connection],
  ]);
}
