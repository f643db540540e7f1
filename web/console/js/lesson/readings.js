/** The readings of the meters of a lesson, as their masters have them: never what is true. */

import { get, meterPath } from "../api.js";
import { chip, h, replace, setText } from "../dom.js";
import { follow } from "../event-stream.js";
import { healthWords } from "../farm/meter-list.js";
import { searchInput } from "../form.js";
import { count, quantity } from "../format.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { table } from "../table.js";

const PAUSE = 3000;
/** Meters that are shown at once. */
const MOST = 12;
const PHASES = ["l1", "l2", "l3", "total"];
const FAMILIES = [["U", "voltage"], ["I", "current"], ["P", "power.active"]];
const UNITS = new Set(["V", "A", "W"]);
const WANTED = ["voltage.l", "current.l", "power.active."];

/** A strip of cards, one for each meter; of many those that a search finds, the first ones. */
export class Readings {
  constructor({ meters, grade }, signal) {
    Object.assign(this, { meters, isOpen: Boolean(grade), signal });
    this.strip = h("ul", { class: "readings" });
    this.more = h("p", { class: "muted" });
    const isLong = meters.length > MOST;
    const find = (text) => this.show(text.toLowerCase());
    const box = searchInput("Find a meter", find, "Find a meter");
    this.element = h("div", { class: "stack" }, isLong ? box : null, this.strip,
      isLong ? this.more : null);
    signal.addEventListener("abort", () => this.shown?.abort(), { once: true });
    this.show("");
  }

  show(text) {
    this.shown?.abort();
    this.shown = new AbortController();
    const { signal } = this.shown;
    const found = this.meters.filter((name) => name.toLowerCase().includes(text));
    const cards = found.slice(0, MOST).map((name) => new Reading(name, this.isOpen, signal));
    replace(this.strip, cards.map(({ element }) => element));
    setText(this.more, `${count(cards.length)} of ${count(this.meters.length)} meters`);
    if (cards.length) this.follow(cards, signal);
  }

  follow(cards, signal) {
    const byName = new Map(cards.map((one) => [one.name, one]));
    const values = ({ meters }) => meters.forEach((meter) => byName.get(meter.name)?.show(meter));
    follow({ topics: "values", meters: [...byName.keys()].join() }, { values }, { signal });
    repeat(PAUSE, async () => {
      for (const one of cards) await one.load();
    }, signal);
  }
}

/** A meter: what its display is about, phase by phase what a master reads, where to look on. */
class Reading {
  constructor(name, isOpen, signal) {
    Object.assign(this, { name, isOpen, signal });
    this.problem = problemPlace();
    this.title = h("span", { class: "muted" });
    this.health = h("span", { class: "row" });
    this.figures = h("dl", { class: "reading-figures" });
    this.phases = h("div", {});
    this.links = h("p", { class: "row reading-links" });
    this.element = h("li", { class: "reading" },
      h("header", {}, h("h3", {}, name), this.health, this.title), this.figures, this.phases,
      this.problem, this.links);
  }

  show({ values, health }) {
    const rows = [
      ["Power", quantity(values["power.active.total"], "W")],
      ["Imported", quantity(values["energy.active.import.total"], "Wh", 5)],
    ];
    replace(this.figures, rows.map(([name, text]) => h("div", {}, h("dt", {}, name),
      h("dd", {}, text))));
    replace(this.health, values.tariff ? chip(`T${values.tariff}`) : null,
      healthWords(health).map(([word, kind]) => chip(word, kind)));
  }

  load() {
    return attempt(this.problem, async () => {
      this.meter ??= await this.meet();
      const read = await this.read();
      const rows = PHASES.filter((phase) =>
        FAMILIES.some(([, stem]) => `${stem}.${phase}` in read));
      if (rows.length) replace(this.phases, phaseTable(this.name, rows, read));
    });
  }

  async meet() {
    const meter = await get(meterPath(this.name), {}, this.signal);
    replace(this.title, meter.title);
    replace(this.links, this.places(meter).map(([text, address]) => h("a", {
      href: address, "aria-label": `${text} of ${this.name}`,
    }, text)));
    return meter;
  }

  places({ station }) {
    const words = station?.secondaryAddress ? "telegrams" : "registers";
    return [
      ["Front", link("meter", this.name, "front")],
      [words === "telegrams" ? "Telegrams" : "Registers", link("meter", this.name, words)],
      this.isOpen ? ["Wiring", link("wiring", this.name)] : null,
      this.isOpen ? ["Values", link("meter", this.name, "values")] : null,
    ].filter(Boolean);
  }

  /** What a master reads, by quantity: the first that shows it in V, A or W, else the first. */
  async read() {
    const found = this.meter.station?.secondaryAddress ? await this.records()
      : await this.registers();
    const values = {};
    for (const { shows, value, unit } of found) {
      if (shows.kind !== "quantity" || value === null) continue;
      const known = values[shows.name];
      if (!known || (!UNITS.has(known.unit) && UNITS.has(unit))) {
        values[shows.name] = { value, unit };
      }
    }
    return values;
  }

  async records() {
    const { items } = await get(meterPath(this.name, "records"), {}, this.signal);
    return items.flatMap(({ records }) => records);
  }

  async registers() {
    const pages = await Promise.all(WANTED.map((search) =>
      get(meterPath(this.name, "registers"), { search, limit: 50 }, this.signal)));
    return pages.flatMap(({ items }) => items);
  }
}

function phaseTable(name, rows, read) {
  const title = (phase) => phase === "total" ? "Σ" : phase.toUpperCase();
  const cell = (stem, phase) => {
    const found = read[`${stem}.${phase}`];
    return h("td", { class: "number" }, found ? quantity(found.value, found.unit) : "");
  };
  return table(`What a master reads of ${name}`,
    ["", ...FAMILIES.map(([letter]) => ({ title: letter, class: "number" }))],
    h("tbody", {}, rows.map((phase) => h("tr", {},
      h("th", { scope: "row", class: `phase-${phase}` }, title(phase)),
      FAMILIES.map(([, stem]) => cell(stem, phase))))));
}
