/** The front of a meter as the device has it: housing, display, keys, lamps. */

import { get, meterPath, post } from "../api.js";
import { announce } from "../announcer.js";
import { chip, h, replace, set, setText } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { attempt, problemPlace } from "../problem.js";
import { FrontKey } from "./front-key.js";
import { FrontPresses } from "./front-presses.js";
import { Lamp } from "./lamp.js";
import { Display } from "./display.js";

/** The width of a front in a door, 96 mm, in modules of 17.5 mm. */
const DOOR = 5.5;
/** Screws of a row of terminals, at most. */
const MOST_SCREWS = 12;
/** What is said of a stage; reading goes without saying. */
const STAGES = { setup: "setup", editing: "editing", question: "question" };

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
    this.presses = new FrontPresses((key, press) => this.press(key, press));
    this.where = h("p", { class: "front-where muted" });
    this.evidence = h("span", {});
    this.note = h("p", { class: "muted" });
    this.sureness = h("details", { class: "front-note" },
      h("summary", {}, "How sure this front is ", this.evidence), this.note);
    this.housing = this.makeHousing();
    this.element = h("section", { class: "front-place", "aria-label": `Front of ${name}` },
      this.housing, this.where, this.presses.element, this.sureness, this.place);
  }

  makeHousing() {
    this.screws = [0, 1].map(() => h("div", { class: "front-screws", "aria-hidden": "true" }));
    const [above, below] = this.screws;
    return h("div", { class: "front" }, above, h("div", { class: "front-cover" },
      h("header", { class: "front-plate" }, h("span", {}, this.vendor, " ", this.title)),
      this.display.element,
      h("div", { class: "front-controls" }, this.keyRow, this.lampRow)), below);
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
    this.showHousing(panel.housing);
    this.display.show(panel);
    this.showKeys(panel.keys);
    this.showLamps(panel.leds);
    this.showWhere(panel);
    this.showSureness(panel);
  }

  /** A meter that is built into a door has no modules and no terminals at its front. */
  showHousing({ modules, colour }) {
    set(this.housing, "vars", { "--modules": String(modules ?? DOOR) });
    const width = modules ?? "door";
    set(this.housing, "data", { colour, mount: modules === null ? "door" : "rail" });
    if (this.housing.dataset.modules === String(width)) return;
    set(this.housing, "data", { modules: width });
    const count = Math.min(MOST_SCREWS, 2 * (modules ?? 0));
    for (const row of this.screws) {
      replace(row, Array.from({ length: count }, () => h("i", {})));
    }
  }

  showWhere({ menu, powered }) {
    const { path, page, pages, title, shows, stage } = menu;
    const number = page ? `page ${page} of ${pages}` : null;
    const parts = [path.join(" › "), title, number, shows];
    const told = parts.filter((part, n) => part && parts.indexOf(part) === n);
    const where = powered ? told.join(" · ") : "Without supply";
    if (where + stage === this.shown) return;
    this.shown = where + stage;
    replace(this.where, where, " ", STAGES[stage] ? chip(STAGES[stage], "warn") : null);
  }

  showSureness({ evidence, source, note }) {
    const text = note ?? "Its maker's document tells of it.";
    if (text === this.note.textContent) return;
    setText(this.note, text);
    replace(this.evidence, evidenceChip(evidence, source));
  }

  showKeys(keys) {
    const single = keys.filter(({ together }) => together.length === 0);
    const names = single.map(({ key }) => key).join();
    if (names !== this.keyNames) {
      this.keyNames = names;
      this.keys = new Map(single.map(({ key }) => [key, new FrontKey((press) =>
        this.press(key, press))]));
      replace(this.keyRow, [...this.keys.values()].map((key) => key.element));
    }
    for (const key of single) this.keys.get(key.key).show(key);
    this.presses.show(keys);
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
