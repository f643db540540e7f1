/** A list to choose one from, searched by the farm: arrows move, Enter chooses. */

import { all } from "./api.js";
import { h, replace, setText } from "./dom.js";
import { searchInput } from "./form.js";
import { count } from "./format.js";
import { attempt, problemPlace } from "./problem.js";

const MOVES = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/**
 * Entries of a resource that has `search`. `entry(item)` says what stands there, `choose(item)` is
 * called with the one that is chosen; `many` is what several are called.
 */
export class ChooseList {
  constructor({ many, path, entry, choose, signal }) {
    Object.assign(this, { path, many, entry, choose, signal, text: "", chosen: null });
    this.problem = problemPlace();
    this.total = h("p", { class: "muted", role: "status" });
    this.list = h("div", { class: "choose-list", role: "listbox", "aria-label": many });
    this.list.addEventListener("keydown", (event) => this.move(event));
    const box = searchInput(`Search ${many}`, (text) => this.search(text), `Search ${many}`);
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") this.focus(event, 0);
    });
    this.element = h("div", { class: "choose" }, box, this.problem, this.list, this.total);
  }

  search(text) {
    this.text = text;
    return this.load();
  }

  /** Reads what fits the search; an answer that comes too late is dropped. */
  load() {
    const asked = this.text;
    return attempt(this.problem, async () => {
      const items = await all(this.path, { search: asked }, this.signal);
      if (asked === this.text) this.show(items);
    });
  }

  show(items) {
    this.names = items.map(({ name }) => name);
    replace(this.list, items.map((item) => this.option(item)));
    setText(this.total, this.sum(items.length));
    this.mark(this.chosen);
  }

  sum(number) {
    if (number === 0) return "Nothing fits.";
    return number === 1 ? `1 ${this.many.slice(0, -1)}` : `${count(number)} ${this.many}`;
  }

  option(item) {
    return h("div", {
      class: "option", role: "option", data: { name: item.name },
      onclick: () => this.pick(item),
      onkeydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        this.pick(item);
      },
    }, this.entry(item));
  }

  pick(item) {
    this.mark(item.name);
    this.choose(item);
  }

  /** Brings the one that is chosen into view, without moving the page. */
  reveal() {
    const option = this.list.querySelector("[aria-selected=true]");
    if (option) this.list.scrollTop = option.offsetTop - this.list.offsetTop;
  }

  /** Marks the one of this name; Tab leads to it, or to the first. */
  mark(name) {
    this.chosen = name;
    const stop = this.names?.includes(name) ? name : this.names?.[0];
    for (const option of this.list.children) {
      option.setAttribute("aria-selected", String(option.dataset.name === name));
      option.tabIndex = option.dataset.name === stop ? 0 : -1;
    }
  }

  move(event) {
    if (!(event.key in MOVES)) return;
    const here = [...this.list.children].indexOf(document.activeElement);
    this.focus(event, here + MOVES[event.key]);
  }

  focus(event, place) {
    event.preventDefault();
    const last = this.list.children.length - 1;
    this.list.children[Math.max(0, Math.min(last, place))]?.focus();
  }
}
