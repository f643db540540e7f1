/** All meters of the farm, however many: only those that are seen are drawn and followed. */

import { all, get } from "../api.js";
import { chip, h, replace, setText } from "../dom.js";
import { follow } from "../event-stream.js";
import { checkbox, searchInput, select } from "../form.js";
import { count, quantity } from "../format.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { VirtualList } from "../virtual-list.js";

const COLUMNS = ["Meter", "Model", "Bus", "Power", "Energy", "Health"];
const ROW = 52;
const SETTLED = 300;

/** The card with the search and the list. */
export function meterList(search, signal) {
  const filter = { search, bus: "", trouble: "" };
  const place = problemPlace();
  const total = h("span", { class: "muted", role: "status" });
  const following = new Following(signal);
  const list = new VirtualList({
    label: "Meters", columns: COLUMNS, rowHeight: ROW,
    load: (after, limit) => attempt(place, () =>
      get("/v1/meters", { ...filter, after, limit }, signal)),
    row: (meter) => following.row(meter),
    seen: (meters) => following.see(meters),
  });
  const reload = async (change) => {
    Object.assign(filter, change);
    await list.reload();
    setText(total, list.total === 1 ? "1 meter" : `${count(list.total)} meters`);
  };
  const box = searchInput("Search meters", (text) => reload({ search: text }),
    "Name, model, serial number");
  box.value = search;
  reload({});
  return h("section", { class: "card", "aria-label": "Meters" },
    h("header", {}, h("h2", {}, "Meters"), total),
    h("div", { class: "row filters" }, box, busFilter(reload, signal),
      checkbox("In trouble only", false, (on) => reload({ trouble: on ? "true" : "" }))),
    place, list.element);
}

function busFilter(reload, signal) {
  const choice = select([["", "All buses"]], "", {
    "aria-label": "Bus", onchange: (event) => reload({ bus: event.target.value }),
  });
  all("/v1/buses", {}, signal).then((buses) => choice.append(...buses.map(({ name }) =>
    h("option", { value: name }, name))), () => {});
  return choice;
}

/** Follows the values of the meters that are seen, once the scrolling has settled. */
class Following {
  constructor(signal) {
    this.signal = signal;
    this.rows = new Map();
    this.names = "";
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  see(meters) {
    const names = meters.map((meter) => meter.name).join(",");
    if (names === this.names || !names || this.signal.aborted) return;
    this.names = names;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.follow(), SETTLED);
  }

  stop() {
    clearTimeout(this.timer);
    this.stream?.abort();
  }

  follow() {
    this.stop();
    this.stream = new AbortController();
    const values = ({ meters }) => {
      for (const meter of meters) this.rows.get(meter.name)?.show(meter);
    };
    follow({ topics: "values", meters: this.names }, { values }, { signal: this.stream.signal });
  }

  row(meter) {
    const row = new MeterRow(meter);
    this.rows.set(meter.name, row);
    return row.element;
  }
}

/** A row of the list. */
class MeterRow {
  constructor(meter) {
    this.power = h("span", { role: "cell", class: "number power" });
    this.energy = h("span", { role: "cell", class: "number energy" });
    this.health = h("span", { role: "cell", class: "health" });
    const place = meter.bus ? `${meter.bus}${meter.address === null ? "" : ` · ${meter.address}`}`
      : "no bus";
    this.element = h("div", { class: "virtual-row", role: "row" },
      h("span", { role: "rowheader" }, h("a", { href: link("meter", meter.name) }, meter.name),
        h("small", {}, meter.serialNumber)),
      h("span", { role: "cell" }, meter.title), h("span", { role: "cell" }, place),
      this.power, this.energy, this.health);
    this.show(meter);
  }

  show({ values, health }) {
    setText(this.power, quantity(values["power.active.total"], "W"));
    setText(this.energy, quantity(values["energy.active.import.total"], "Wh", 5));
    const words = healthWords(health);
    const text = words.map(([word]) => word).join();
    if (text === this.text) return;
    this.text = text;
    replace(this.health, words.map(([word, kind]) => chip(word, kind)));
  }
}

/** What is to be said of a meter's health. */
export function healthWords({ powered, connected, alarms, faults }) {
  const amiss = [
    powered ? null : ["no supply", "bad"], connected ? null : ["off the bus", "bad"],
    alarms ? [alarms === 1 ? "1 alarm" : `${alarms} alarms`, "warn"] : null,
    faults ? [faults === 1 ? "1 fault" : `${faults} faults`, "warn"] : null,
  ].filter(Boolean);
  return amiss.length ? amiss : [["well", "good"]];
}
