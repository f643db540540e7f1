/** Every quantity of the meter with its exact value, and why it reads so. */

import { get, meterPath } from "../api.js";
import { button, card, h, replace, setText } from "../dom.js";
import { searchInput } from "../form.js";
import { exact } from "../format.js";
import { watchTruth } from "../lesson/hidden.js";
import { problemPlace } from "../problem.js";
import { Pager, table } from "../table.js";
import { explain } from "./explanation.js";

const SIZE = 50;
/** What people look for first, by the first word of the name. */
const FIRST = ["power", "voltage", "current", "powerFactor", "frequency", "energy"];

export async function valuesTab(panel, meter, signal) {
  const page = new ValuesTable(meter);
  const box = searchInput("Search quantities", (text) => page.search(text));
  panel.append(card("Exact values", [page.problem, page.element], box));
  watchTruth(meter.name, { place: page.problem, content: page.element }, () => page.load(signal),
    signal);
}

/** A meter has more than a thousand quantities: those of one page are drawn. */
class ValuesTable {
  constructor(meter) {
    Object.assign(this, { meter, quantities: [], text: "", cells: new Map() });
    this.problem = problemPlace();
    this.body = h("tbody", {});
    this.pager = new Pager(SIZE, () => this.show());
    this.element = h("div", { class: "stack" }, table("Quantities", ["Quantity",
      "OBIS", { title: "Value", class: "number" }, { title: "", class: "number" }], this.body),
    this.pager.element);
  }

  async load(signal) {
    const truth = await get(meterPath(this.meter.name, "truth"), {}, signal);
    this.quantities = truth.quantities.toSorted((one, other) => rank(one) - rank(other));
    this.show();
  }

  search(text) {
    this.text = text.toLowerCase();
    this.pager.reset();
  }

  show() {
    const found = this.quantities.filter(({ name, title, obis }) =>
      [name, title, obis ?? ""].some((word) => word.toLowerCase().includes(this.text)));
    const { after } = this.pager;
    const items = found.slice(after, after + SIZE);
    const names = items.map(({ name }) => name).join();
    if (names !== this.names) this.draw(items, names);
    for (const { name, value, unit } of items) setText(this.cells.get(name), exact(value, unit));
    const next = after + SIZE < found.length ? after + SIZE : null;
    this.pager.show({ items, total: found.length, next });
  }

  draw(items, names) {
    this.names = names;
    this.cells = new Map(items.map(({ name }) => [name, h("td", { class: "number" })]));
    replace(this.body, items.map((one) => this.row(one)));
  }

  row({ name, title, obis }) {
    return h("tr", { data: { quantity: name } },
      h("th", { scope: "row" }, title, h("br", {}), h("code", { class: "muted" }, name)),
      h("td", {}, obis ? h("code", {}, obis) : ""), this.cells.get(name),
      h("td", { class: "number" }, button("Why?", () =>
        explain(this.meter.name, { quantity: name }), {
        class: "small", "aria-label": `Why does ${title} read so?`,
      })));
  }
}

function rank({ name }) {
  const place = FIRST.indexOf(name.split(".")[0]);
  return place < 0 ? FIRST.length : place;
}
