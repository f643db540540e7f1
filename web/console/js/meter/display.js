/** The display of a front: its rows, its signs, and the same in words. */

import { h, replace, set, setText } from "../dom.js";
import { segmentRow } from "./segments.js";
import { signDrawing } from "./sign-drawing.js";

export class Display {
  constructor() {
    this.rows = h("div", { class: "lcd-rows", "aria-hidden": "true" });
    this.icons = h("div", { class: "lcd-icons", role: "list", "aria-label": "Signs that are lit" });
    this.words = h("p", { class: "visually-hidden lcd-reading" });
    this.element = h("div", { class: "lcd", role: "group", "aria-label": "Display" },
      this.icons, this.rows, this.words);
  }

  /** What stands there, in words. */
  reading() {
    return this.words.textContent;
  }

  show({ display, rows, icons, powered }) {
    set(this.element, "data", { kind: display.kind, lit: display.lit, dead: !powered });
    this.element.hidden = display.kind === "none";
    const picture = JSON.stringify([rows, display.kind]);
    if (picture !== this.picture) {
      this.picture = picture;
      replace(this.rows, rows.map((row) => rowElement(row, display.kind)));
      const characters = Math.max(0, ...rows.map(charactersOf));
      set(this.rows, "vars", { "--characters": String(characters) });
      setText(this.words, powered ? rows.map(rowWords).filter(Boolean).join("; ") : "dark");
    }
    this.showIcons(icons);
  }

  showIcons(icons) {
    const picture = JSON.stringify(icons);
    if (picture === this.iconPicture) return;
    this.iconPicture = picture;
    replace(this.icons, icons.map(iconElement));
  }
}

function iconElement({ text, title, on, blinks, icon }) {
  return h("span", {
    class: blinks && on ? "lcd-icon blinks" : "lcd-icon", role: on ? "listitem" : null,
    "aria-hidden": !on || null, title, data: { on, icon },
  }, signDrawing(text) ?? text, on ? h("span", { class: "visually-hidden" }, ` ${title}`) : null);
}

function rowWords({ text, unit, label }) {
  return [label, text.trim(), unit].filter(Boolean).join(" ");
}

function rowElement(row, kind) {
  const main = kind === "segments" ? segmentRow(row.text, row.digits, row.cursor)
    : h("span", { class: "lcd-text" }, textWithCursor(row));
  return h("div", { class: row.blinks ? "lcd-row blinks" : "lcd-row" },
    h("span", { class: "lcd-label" }, row.label), main,
    h("span", { class: "lcd-unit" }, row.unit));
}

/** How many characters a row of dots has, with its label, its unit and the gaps between. */
function charactersOf({ text, label, unit, digits }) {
  return Math.max(digits, text.length + label.length + unit.length + 2);
}

function textWithCursor({ text, cursor }) {
  if (cursor === null) return text;
  return [text.slice(0, cursor), h("span", { class: "blinks" }, text[cursor] ?? " "),
    text.slice(cursor + 1)];
}
