/** Tables of moderate length. */

import { button, h, replace } from "./dom.js";
import { count } from "./format.js";

/** A table with its columns: texts, or `{ title, class }`. */
export function table(caption, columns, body) {
  return h("div", { class: "scroll" }, h("table", {},
    h("caption", { class: "visually-hidden" }, caption),
    h("thead", {}, h("tr", {}, columns.map((column) => h("th", {
      scope: "col", class: column.class ?? null,
    }, column.title ?? column)))), body));
}

/** Names and what they are. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null
    && value !== undefined).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

/** Back and forth through the pages of a list; `turn(after)` loads one. */
export class Pager {
  constructor(size, turn) {
    Object.assign(this, { size, turn, after: 0 });
    this.element = h("div", { class: "pager", role: "group", "aria-label": "Pages" });
  }

  /** Shows where a page of the API is. */
  show(page) {
    const state = [this.after, page.items.length, page.total, page.next].join();
    if (state === this.state) return;
    this.state = state;
    const last = Math.min(page.total, this.after + page.items.length);
    const back = button("Back", () => this.go(this.after - this.size), { class: "small" });
    const on = button("On", () => this.go(this.after + this.size), { class: "small" });
    back.disabled = this.after === 0;
    on.disabled = page.next === null;
    const text = page.total ? `${count(this.after + 1)} to ${count(last)} of ${count(page.total)}`
      : "none";
    replace(this.element, h("span", {}, text), page.total > this.size ? [back, on] : null);
  }

  go(after) {
    this.after = Math.max(0, after);
    this.turn(this.after);
  }

  /** Begins anew, with another search for instance. */
  reset() {
    this.go(0);
  }
}
