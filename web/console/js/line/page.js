/** The line of a bus: frames as they pass, and the cable. */

import { all, get } from "../api.js";
import { button, card, h, pageHead } from "../dom.js";
import { follow } from "../event-stream.js";
import { select } from "../form.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { cableForm } from "./cable.js";
import { exportFrames } from "./export.js";
import { FilterRow } from "./filter.js";
import { FrameDetail } from "./frame-detail.js";
import { FrameList } from "./frame-list.js";

const RECENT = 200;

export async function linePage(main, { names: [given], query, signal }) {
  const buses = await all("/v1/buses", {}, signal);
  const bus = buses.find(({ name }) => name === given) ?? buses[0];
  main.append(pageHead("Line", "Frames as they pass", busChoice(buses, bus)));
  if (!bus) return;
  const page = new LinePage(bus.name, query.get("meter") ?? "", signal);
  main.append(h("div", { class: "stack" }, page.element, h("div", { class: "grid two" },
    page.detail.element, cableForm(bus))));
  await page.load();
  page.follow();
}

function busChoice(buses, bus) {
  return select(buses.map(({ name }) => [name, name]), bus?.name, {
    "aria-label": "Bus", onchange: (event) => { location.hash = link("line", event.target.value); },
  });
}

class LinePage {
  constructor(bus, meter, signal) {
    Object.assign(this, { bus, signal });
    this.detail = new FrameDetail();
    this.list = new FrameList((frame) => this.detail.show(frame));
    this.filter = new FilterRow(meter, () => this.load());
    this.problem = problemPlace();
    this.hold = button("Hold", () => this.toggle(), { "aria-pressed": "false" });
    const save = (kind) => button(kind, () => exportFrames(kind, bus, this.list.frames), {
      class: "small", "aria-label": `Export as ${kind}`,
    });
    this.element = card("Frames", [this.filter.element, this.problem, this.list.element],
      this.list.status, this.hold, h("span", { class: "row" }, save("JSON"), save("CSV"),
        save("text")));
  }

  /** Holds the list still; what passes meanwhile comes when it is let go. */
  toggle() {
    this.isHeld = !this.isHeld;
    this.hold.setAttribute("aria-pressed", String(this.isHeld));
    if (!this.isHeld) this.load();
  }

  async load() {
    const page = await attempt(this.problem, () => get(`/v1/buses/${this.bus}/frames`,
      { ...this.filter.query(), limit: RECENT }, this.signal));
    if (page) this.list.start(page.items);
  }

  follow() {
    const frame = (one) => {
      if (!this.isHeld && this.filter.fits(one)) this.list.add(one);
    };
    follow({ topics: "frames", bus: this.bus }, { frame }, { signal: this.signal });
    repeat(1500, () => this.settle(), this.signal);
  }

  /** Asks what became of the frames that were shown before it was known. */
  async settle() {
    const after = this.list.pendingAfter();
    if (after === null || this.isHeld) return;
    const page = await attempt(this.problem, () => get(`/v1/buses/${this.bus}/frames`,
      { ...this.filter.query(), after, limit: RECENT }, this.signal));
    page?.items.forEach((one) => this.list.add(one));
  }
}
