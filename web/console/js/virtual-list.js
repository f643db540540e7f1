/** A table of thousands of rows, of which only those that are seen exist. */

import { h, set } from "./dom.js";

const PAGE = 100;
const SPARE = 6;

/**
 * A list of rows of one height. `load(after, limit)` resolves to a page of the API;
 * `row(item, index)` makes an element, which is made anew when its item is replaced by `update`.
 */
export class VirtualList {
  constructor({ label, columns, rowHeight, load, row, seen }) {
    Object.assign(this, { rowHeight, load, row, seen });
    this.items = new Map();
    this.rows = new Map();
    this.pages = new Map();
    this.total = 0;
    this.space = h("div", { class: "virtual-space", role: "rowgroup" });
    this.element = h("div", {
      class: "virtual", role: "table", "aria-label": label, tabindex: "0",
    }, h("div", { role: "rowgroup", class: "virtual-head" }, h("div", { role: "row" },
      columns.map((name) => h("span", { role: "columnheader" }, name)))), this.space);
    this.element.addEventListener("scroll", () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(this.element);
  }

  /** Forgets everything and loads from the beginning. */
  async reload() {
    this.generation = (this.generation ?? 0) + 1;
    this.items.clear();
    this.pages.clear();
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.element.scrollTop = 0;
    await this.need(0);
    this.draw();
  }

  /** The indices that are seen now. */
  range() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.rowHeight) - SPARE);
    const rows = Math.ceil(this.element.clientHeight / this.rowHeight) + 2 * SPARE;
    return [first, Math.min(this.total, first + rows)];
  }

  /** The items that are seen now. */
  visible() {
    const [first, end] = this.range();
    return Array.from({ length: end - first }, (_, n) => this.items.get(first + n))
      .filter(Boolean);
  }

  /** Draws once before the next picture, however often it is asked. */
  later() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => { this.asked = false; this.draw(); });
  }

  async need(page) {
    if (this.pages.has(page)) return;
    const generation = this.generation;
    this.pages.set(page, true);
    const answer = await this.load(page * PAGE, PAGE);
    if (generation !== this.generation || !answer) return;
    this.total = answer.total;
    set(this.element, "aria-rowcount", this.total + 1);
    set(this.space, "vars", { "--height": `${this.total * this.rowHeight}px` });
    answer.items.forEach((item, n) => this.items.set(page * PAGE + n, item));
    this.later();
  }

  draw() {
    const [first, end] = this.range();
    for (const [index, row] of this.rows) {
      if (index >= first && index < end) continue;
      row.remove();
      this.rows.delete(index);
    }
    for (let index = first; index < end; index += 1) this.drawRow(index);
    this.seen?.(this.visible());
  }

  drawRow(index) {
    if (this.rows.has(index)) return;
    const item = this.items.get(index);
    if (!item) {
      this.need(Math.floor(index / PAGE));
      return;
    }
    const row = this.row(item, index);
    set(row, "aria-rowindex", index + 2);
    set(row, "vars", { "--top": `${index * this.rowHeight}px` });
    this.rows.set(index, row);
    this.space.append(row);
  }
}
