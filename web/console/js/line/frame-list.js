/** The frames, the newest first; the oldest are forgotten. */

import { button, chip, h, replace, set, setText } from "../dom.js";
import { count, span, utcTime } from "../format.js";

const KEPT = 2000;
const SHOWN = 120;
const OUTCOMES = {
  pending: "", answered: "good", complete: "good", exception: "warn", silent: "bad",
  damaged: "bad", foreign: "",
};
/** A delay that fills its bar, s. */
const LONG = 0.25;

export class FrameList {
  constructor(choose) {
    this.choose = choose;
    this.frames = [];
    this.rows = new Map();
    this.body = h("tbody", {});
    this.status = h("span", { class: "muted" });
    this.element = h("div", { class: "frames scroll", tabindex: "0", role: "region",
      "aria-label": "Frames, the newest first" }, h("table", {},
      h("caption", { class: "visually-hidden" }, "Frames"),
      h("thead", {}, h("tr", {}, ["No.", "Time (UTC)", "", "Meter", "What", "Outcome", "Delay"]
        .map((title) => h("th", { scope: "col" }, title)))), this.body));
  }

  /** Shows these, the oldest first as the API has them. */
  start(frames) {
    this.frames = frames;
    this.rows.clear();
    replace(this.body, frames.slice(-SHOWN).reverse().map((frame) => this.row(frame)));
    this.tally();
  }

  /** One more, or one of which more is known now. */
  add(frame) {
    if (this.frames.length && frame.number <= this.frames.at(-1).number) {
      this.know(frame);
      return;
    }
    this.frames.push(frame);
    if (this.frames.length > KEPT) this.frames.shift();
    this.body.prepend(this.row(frame));
    if (this.body.childElementCount > SHOWN) this.forget(this.body.lastElementChild);
    this.tally();
  }

  /** What became of a frame that is shown already. */
  know(frame) {
    const place = this.frames.findIndex(({ number }) => number === frame.number);
    if (place < 0) return;
    this.frames[place] = frame;
    const before = this.rows.get(frame.number);
    if (!before) return;
    const isChosen = before.getAttribute("aria-selected");
    before.replaceWith(set(this.row(frame), "aria-selected", isChosen));
  }

  /** The number before the oldest frame that waits for its outcome; null where none does. */
  pendingAfter() {
    const waiting = this.frames.slice(-SHOWN).find(({ outcome }) => outcome === "pending");
    return waiting ? waiting.number - 1 : null;
  }

  forget(row) {
    this.rows.delete(Number(row.dataset.number));
    row.remove();
  }

  tally() {
    setText(this.status, `${count(this.frames.length)} frames`);
  }

  row(frame) {
    const place = frame.meter ?? (frame.unit === null ? "" : `address ${frame.unit}`);
    const row = h("tr", { data: { number: frame.number } },
      h("td", { class: "number" }, frame.number), h("td", { class: "mono" }, utcTime(frame.at)),
      h("td", {}, h("span", { class: "direction", title: frame.direction,
        data: { is: frame.direction } }, frame.direction === "answer" ? "←" : "→",
      h("span", { class: "visually-hidden" }, frame.direction))),
      h("td", {}, place),
      h("td", {}, button(frame.text, () => this.select(row, frame), { class: "text" })),
      h("td", {}, chip(frame.outcome, OUTCOMES[frame.outcome]),
        frame.fault ? chip(frame.fault, "warn") : null),
      h("td", {}, delay(frame.delay)));
    this.rows.set(frame.number, row);
    return row;
  }

  select(row, frame) {
    for (const one of this.body.querySelectorAll("[aria-selected]")) {
      set(one, "aria-selected", null);
    }
    set(row, "aria-selected", "true");
    this.choose(frame);
  }
}

function delay(seconds) {
  if (seconds === null) return "";
  const part = Math.min(1, seconds / LONG);
  return h("span", { class: "delay" }, span(seconds),
    h("span", { class: "bar-of", vars: { "--part": String(part) } }));
}
