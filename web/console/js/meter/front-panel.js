/** The front of a meter as the device has it: housing, display, keys, lamps. */

import { get, meterPath, post } from "../api.js";
import { announce } from "../announcer.js";
import { button, chip, h, replace, set, setText } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { attempt, problemPlace } from "../problem.js";
import { FrontKey } from "./front-key.js";
import { Lamp } from "./lamp.js";
import { Display } from "./display.js";

/** A front that is built into a door has no modules: 96 mm. */
const DOOR = 5.5;

export class FrontPanel {
  constructor(name) {
    this.name = name;
    this.display = new Display();
    this.lamps = new Map();
    this.place = problemPlace();
    this.vendor = h("strong", {});
    this.title = h("span", {});
    this.keyRow = h("div", { class: "front-keys", role: "group", "aria-label": "Keys" });
    this.lampRow = h("div", { class: "front-lamps" });
    this.others = h("ul", { class: "front-others" });
    this.where = h("p", { class: "front-where muted" });
    this.about = h("div", { class: "front-about muted" });
    this.housing = this.makeHousing();
    this.element = h("section", { class: "front-place", "aria-label": `Front of ${name}` },
      this.housing, this.where, this.others, this.place, this.about);
  }

  makeHousing() {
    const screws = () => h("div", { class: "front-screws", "aria-hidden": "true" },
      Array.from({ length: 8 }, () => h("i", {})));
    return h("div", { class: "front" }, screws(), h("div", { class: "front-cover" },
      h("header", { class: "front-plate" }, h("span", {}, this.vendor, " ", this.title)),
      this.display.element,
      h("div", { class: "front-controls" }, this.keyRow, this.lampRow)), screws());
  }

  /** Reads the panel and shows it. */
  async load(signal) {
    const panel = await attempt(this.place, () =>
      get(meterPath(this.name, "panel"), {}, signal));
    if (panel) this.show(panel);
  }

  show(panel) {
    setText(this.vendor, panel.vendor);
    setText(this.title, panel.title);
    const { modules, colour } = panel.housing;
    set(this.housing, "vars", { "--modules": String(modules ?? DOOR) });
    set(this.housing, "data", { colour, door: modules === null });
    this.display.show(panel);
    this.showKeys(panel.keys);
    this.showLamps(panel.leds);
    this.showWhere(panel);
    this.showAbout(panel);
  }

  showWhere({ menu, powered }) {
    const page = menu.page ? `page ${menu.page} of ${menu.pages}` : "";
    const where = [menu.path.join(" › "), page, menu.shows].filter(Boolean).join(" · ");
    const text = `${where} ${menu.stage} ${powered}`;
    if (text === this.whereText) return;
    this.whereText = text;
    replace(this.where, powered ? where : "Without supply", " ",
      menu.stage === "reading" ? null : chip(menu.stage, "warn"));
  }

  showAbout({ evidence, source, note }) {
    const text = [evidence, source, note].join();
    if (text === this.aboutText) return;
    this.aboutText = text;
    replace(this.about, evidenceChip(evidence, source), note ? h("details", {},
      h("summary", {}, "How sure this front is"), h("p", {}, note)) : null);
  }

  /** Keys that can be reached alone; those pressed together, and those held, below. */
  showKeys(keys) {
    const picture = JSON.stringify(keys.map(({ key, together }) => [key, together]));
    const single = keys.filter(({ together }) => !together.length);
    if (picture !== this.keyPicture) {
      this.keyPicture = picture;
      this.keys = new Map(single.map(({ key }) => [key, new FrontKey((press) =>
        this.press(key, press))]));
      replace(this.keyRow, [...this.keys.values()].map((key) => key.element));
    }
    for (const key of single) this.keys.get(key.key).show(key);
    this.showOthers(keys);
  }

  /** Presses that need two hands or patience, as buttons that need neither. */
  showOthers(keys) {
    const others = keys.flatMap((key) => [
      key.together.length ? [key, "short", key.symbol] : null,
      key.hold ? [key, "long", `${key.symbol} held ${key.hold} s`] : null,
    ]).filter(Boolean);
    const text = others.map(([key, press, name]) => key.key + press + name).join();
    if (text === this.othersText) return;
    this.othersText = text;
    replace(this.others, others.map(([key, press, name]) => h("li", {},
      button(name, () => this.press(key.key, press), { class: "small" }))));
  }

  showLamps(lamps) {
    for (const lamp of lamps) {
      if (!this.lamps.has(lamp.led)) {
        const made = new Lamp();
        this.lamps.set(lamp.led, made);
        this.lampRow.append(made.element);
      }
      this.lamps.get(lamp.led).show(lamp);
    }
  }

  async press(key, press) {
    const panel = await attempt(this.place, () =>
      post(meterPath(this.name, "panel/keys"), { key, press }));
    if (!panel) return;
    this.show(panel);
    announce(this.display.reading());
  }
}
