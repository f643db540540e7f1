/** Every quantity of the meter with its exact value, and why it reads so. */

import { get, meterPath } from "../api.js";
import { button, card, h, replace, setText } from "../dom.js";
import { searchInput } from "../form.js";
import { exact } from "../format.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { table } from "../table.js";
import { explain } from "./explanation.js";

export async function valuesTab(panel, meter, signal) {
  const place = problemPlace();
  const body = h("tbody", {});
  const rows = new Map();
  let search = "";
  const load = () => attempt(place, async () => {
    const truth = await get(meterPath(meter.name, "truth"), { search }, signal);
    const names = truth.quantities.map(({ name }) => name).join();
    if (names !== load.names) {
      load.names = names;
      rows.clear();
      replace(body, truth.quantities.map((one) => row(meter, one, rows)));
    }
    for (const { name, value, unit } of truth.quantities) {
      setText(rows.get(name), exact(value, unit));
    }
  });
  const box = searchInput("Search quantities", (text) => { search = text; load(); });
  panel.append(card("Exact values", [place, table("Quantities", ["Quantity", "OBIS",
    { title: "Value", class: "number" }, { title: "", class: "number" }], body)], box));
  repeat(2000, load, signal);
}

function row(meter, { name, title, obis }, rows) {
  const value = h("td", { class: "number" });
  rows.set(name, value);
  return h("tr", { data: { quantity: name } },
    h("th", { scope: "row" }, title, h("br", {}), h("code", { class: "muted" }, name)),
    h("td", {}, obis ? h("code", {}, obis) : ""), value,
    h("td", { class: "number" }, button("Why?", () => explain(meter.name, { quantity: name }), {
      class: "small", "aria-label": `Why does ${title} read so?`,
    })));
}
