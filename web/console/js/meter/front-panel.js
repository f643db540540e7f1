/** The front of a meter as the device has it: housing, display, keys, lamps. */

import { get, meterPath, post } from "../api.js";
import { announce } from "../announcer.js";
import { button, chip, h, replace, set, setText } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { attempt, problemPlace } from "../problem.js";
import { FrontKey } from "./front-key.js";
import { Lamp } from "./lamp.js";
import { Display } from "./display.js";

export class FrontPanel {
  constructor(name) {
    this.name = name;
    this.display = new Display();
    this.keys = new Map();
    this.lamps = new Map();
    this.place = problemPlace();
    this.vendor = h("strong", {});
    this.title = h("span", {});
    this.keyRow = h("div", { class: "front-keys", role: "group", "aria-label": "Keys" });
    this.lampRow = h("div", { class: "front-lamps" });
    this.deeds = h("ul", { class: "front-deeds" });
    this.evidence = h("span", {});
    this.where = h("p", { class: "front-where muted" });
    this.housing = this.makeHousing();
    this.element = h("section", { class: "front-place", "aria-label": `Front of ${name}` },
      this.housing, this.where, this.deeds, this.place);
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
    set(this.housing, "vars", { "--modules": String(panel.housing.modules) });
    set(this.housing, "data", { colour: panel.housing.colour, modules: panel.housing.modules });
    this.display.show(panel);
    this.showKeys(panel.keys);
    this.showLamps(panel.leds);
    const { path, page, pages, title } = panel.menu;
    const where = [path.join(" › "), `page ${page} of ${pages}`, title].filter(Boolean)
      .join(" · ");
    if (where === this.shown) return;
    this.shown = where;
    replace(this.where, panel.powered ? where : "Without supply", " ",
      panel.evidence === "official" ? null : evidenceChip(panel.evidence),
      panel.menu.editing ? chip("editing", "warn") : null);
  }

  showKeys(keys) {
    const names = keys.map((key) => key.key).join();
    if (names !== this.keyNames) {
      this.keyNames = names;
      this.keys = new Map(keys.map((key) => [key.key, new FrontKey((press) =>
        this.press(key.key, press))]));
      replace(this.keyRow, [...this.keys.values()].map((key) => key.element));
    }
    for (const key of keys) this.keys.get(key.key).show(key);
    this.showDeeds(keys);
  }

  /** What each key does here, as words and as buttons that need no holding down. */
  showDeeds(keys) {
    const deeds = keys.flatMap((key) => [
      key.short ? [key, "short", `${key.symbol}`, key.short] : null,
      key.long ? [key, "long", `${key.symbol} held ${key.hold} s`, key.long] : null,
    ]).filter(Boolean);
    const text = deeds.map(([, press, name, what]) => press + name + what).join();
    if (text === this.deedText) return;
    this.deedText = text;
    replace(this.deeds, deeds.map(([key, press, name, what]) => h("li", {},
      button([h("kbd", {}, name), ` ${what}`], () => this.press(key.key, press),
        { class: "small plain" }))));
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
