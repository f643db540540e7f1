/** A lamp of a front, that blinks as often as the meter counts. */

import { h, set, setText } from "../dom.js";
import { number } from "../format.js";

/** Above so many flashes a second the eye sees a steady light. */
const STEADY = 15;
const FLASH = 60;

export class Lamp {
  constructor() {
    this.light = h("i", { class: "lamp" });
    this.text = h("span", {});
    this.rate = h("span", { class: "visually-hidden" });
    this.element = h("span", { class: "front-lamp" }, this.light, this.text, this.rate);
  }

  show({ title, colour, rate: flashes, on }) {
    const rate = flashes ?? 0;
    setText(this.text, title);
    set(this.light, "data", { colour });
    const often = rate < 0.1 ? "dark most of the time" : `${number(rate, 1)} flashes a second`;
    setText(this.rate, on ? ", lit" : `, ${rate ? often : "dark"}`);
    const kind = on || rate > STEADY ? "lit" : rate > 0 ? rate.toPrecision(2) : "dark";
    if (kind === this.kind) return;
    this.kind = kind;
    this.blink(kind, rate);
  }

  blink(kind, rate) {
    this.animation?.cancel();
    this.light.classList.toggle("on", kind === "lit");
    if (kind === "lit" || kind === "dark") return;
    const period = 1000 / rate;
    const part = Math.min(0.5, FLASH / period);
    this.animation = this.light.animate([
      { opacity: 1, offset: 0 }, { opacity: 1, offset: part },
      { opacity: 0.18, offset: Math.min(1, part + 0.01) }, { opacity: 0.18, offset: 1 },
    ], { duration: period, iterations: Infinity });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.animation.pause();
  }
}
