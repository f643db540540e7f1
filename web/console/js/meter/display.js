/** The display of a front: its rows, its signs, and the same in words. */

import { h, replace, set, setText } from "../dom.js";
import { segmentRow } from "./segments.js";

/** Characters that fill a row of text; where there are more, all rows are smaller. */
const SHORTEST = 8;

export class Display {
  constructor() {
    this.rows = h("div", { class: "lcd-rows", "aria-hidden": "true" });
    this.menu = h("span", { class: "lcd-menu", "aria-hidden": "true" });
    this.icons = h("div", { class: "lcd-icons", role: "list", "aria-label": "Signs that are lit" });
    this.words = h("p", { class: "visually-hidden lcd-reading" });
    this.element = h("div", { class: "lcd", role: "group", "aria-label": "Display" },
      this.icons, this.menu, this.rows, this.words);
  }

  /** What stands there, in words. */
  reading() {
    return this.words.textContent;
  }

  show({ display, rows, icons, powered, menu }) {
    setText(this.menu, powered ? menu.path.at(-1) ?? "" : "");
    set(this.element, "data", { kind: display.kind, lit: display.lit, dead: !powered });
    this.element.hidden = display.kind === "none";
    const picture = JSON.stringify([rows, display.kind]);
    if (picture !== this.picture) {
      this.picture = picture;
      const widest = Math.max(SHORTEST, ...rows.map(({ text }) => text.length));
      set(this.rows, "vars", { "--digits": String(widest) });
      replace(this.rows, rows.map((row) => rowElement(row, display.kind)));
      setText(this.words, powered ? rows.map(rowWords).filter(Boolean).join("; ") : "dark");
    }
    this.showIcons(icons);
  }

  showIcons(icons) {
    const picture = JSON.stringify(icons);
    if (picture === this.iconPicture) return;
    this.iconPicture = picture;
    replace(this.icons, icons.map(({ text, title, on, blinks, icon }) => h("span", {
      class: blinks && on ? "lcd-icon blinks" : "lcd-icon", role: on ? "listitem" : null,
      "aria-hidden": !on || null, title, data: { on, icon },
    }, text, on ? h("span", { class: "visually-hidden" }, ` ${title}`) : null)));
  }
}

function rowWords({ text, unit, label }) {
  return [label, text.trim(), unit].filter(Boolean).join(" ");
}

function rowElement(row, kind) {
  const main = kind === "segments" ? segmentRow(row.text, row.digits, row.cursor)
    : h("span", { class: "lcd-text" }, textWithCursor(row));
  return h("div", {
    class: row.blinks && row.cursor === null ? "lcd-row blinks" : "lcd-row",
  }, h("span", { class: "lcd-label" }, row.label), main,
  h("span", { class: "lcd-unit" }, row.unit));
}

function textWithCursor({ text, cursor }) {
  if (cursor === null) return text;
  return [text.slice(0, cursor), h("span", { class: "blinks" }, text[cursor] ?? " "),
    text.slice(cursor + 1)];
}
