/** The farm: its buses, its ports, its meters. */

import { all, get } from "../api.js";
import { h, pageHead, replace } from "../dom.js";
import { count } from "../format.js";
import { listen, repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { busCards } from "./bus-cards.js";
import { meterList } from "./meter-list.js";

export async function farmPage(main, { query, signal }) {
  const farm = await get("/v1/farm", {}, signal);
  const tiles = h("dl", { class: "tiles" });
  const buses = h("div", { class: "grid three" });
  const place = problemPlace();
  main.append(
    pageHead(farm.name, `Seed ${farm.seed}, ${farm.state.kept ? "kept on disk" : "not kept"}`
      + `, meterfarm ${farm.version}`),
    h("div", { class: "stack" }, place, tiles, buses,
      meterList(query.get("search") ?? "", signal)));
  const refresh = () => attempt(place, async () => {
    const [list, faults, troubled] = await Promise.all([
      all("/v1/buses", {}, signal), get("/v1/faults", { limit: 1 }, signal),
      get("/v1/meters", { limit: 1, trouble: true }, signal),
    ]);
    replace(buses, busCards(list));
    replace(tiles, summary(farm, list, faults.total, troubled.total));
  });
  listen("fault", refresh, signal);
  repeat(5000, refresh, signal);
}

function summary(farm, buses, faults, troubled) {
  const sum = (name) => buses.reduce((total, bus) => total + bus.counters[name], 0);
  return [
    ["Meters", count(farm.counts.meters), `${farm.models} models`],
    ["In trouble", count(troubled), "of them"],
    ["Requests", count(sum("requests")), `${count(sum("errors"))} unreadable`],
    ["Armed faults", count(faults), `${count(sum("faults"))} strikes`],
  ].map(([name, value, more]) => h("div", { class: "card tile" }, h("dt", {}, name),
    h("dd", {}, value, " ", h("small", {}, more))));
}
