/** The deck itself: reels that turn, a counter, keys. */

import { post } from "../api.js";
import { announce } from "../announcer.js";
import { button, h, replace, s, setText } from "../dom.js";
import { localParts, speed } from "../format.js";
import { tell } from "../live.js";
import { attempt } from "../problem.js";
import { icon } from "../shell/icons.js";

const SPEEDS = [0.1, 1, 10, 60, 600, 3600, 86400];
const STEPS = [["1 s", "1s"], ["1 min", "1m"], ["15 min", "15m"], ["1 h", "1h"], ["1 day", "1d"]];
/** A turn of the reels at real time, ms. */
const TURN = 4000;

export class Deck {
  constructor(problem) {
    this.problem = problem;
    this.date = h("span", { class: "deck-date" });
    this.time = h("span", { class: "deck-time" });
    this.rate = h("span", { class: "deck-rate" });
    this.reels = [reel(), reel()];
    this.turns = [];
    this.toggle = button(icon("pause"), () => this.ask(this.isPaused ? "resume" : "pause"), {
      class: "deck-key play",
    });
    this.speeds = SPEEDS.map((value) => button(speed(value), () =>
      this.ask("speed", { speed: value }), { class: "deck-key", "aria-pressed": "false" }));
    this.element = h("section", { class: "deck", "aria-label": "Tape deck" },
      h("div", { class: "deck-window" }, this.reels[0],
        h("div", { class: "deck-counter" }, this.date, this.time, this.rate), this.reels[1]),
      h("div", { class: "deck-keys" }, this.toggle,
        h("div", { class: "row", role: "group", "aria-label": "Speed" }, this.speeds),
        h("div", { class: "row", role: "group", "aria-label": "Steps" }, STEPS.map(([text, by]) =>
          button([icon("step"), text], () => this.ask("step", { by }), {
            class: "deck-key", "aria-label": `Step by ${text}`,
          })))));
  }

  async ask(what, body) {
    const clock = await attempt(this.problem, () => post(`/v1/clock/${what}`, body));
    if (!clock) return;
    tell("clock", clock);
    this.show(clock);
    announce(`${localParts(clock.local).time}, ${clock.isPaused ? "stopped" : speed(clock.speed)}`);
  }

  show(clock) {
    const { date, time, offset } = localParts(clock.local);
    setText(this.date, `${date} ${weekday(date)}`);
    setText(this.time, time);
    setText(this.rate, `${clock.isPaused ? "stopped" : speed(clock.speed)} · UTC${offset}`
      + (clock.heldUp ? " · waits for the disk" : ""));
    this.speeds.forEach((key, n) =>
      key.setAttribute("aria-pressed", String(SPEEDS[n] === clock.speed)));
    const rate = clock.isPaused ? 0 : clock.speed;
    if (rate === this.shownRate) return;
    this.shownRate = rate;
    this.isPaused = clock.isPaused;
    replace(this.toggle, icon(clock.isPaused ? "play" : "pause"));
    this.toggle.setAttribute("aria-label", clock.isPaused ? "Let the clock go on"
      : "Stop the clock");
    this.turn(rate);
  }

  /** Lets the reels turn, faster with the logarithm of the speed. */
  turn(rate) {
    this.turns.forEach((animation) => animation.cancel());
    this.turns = [];
    if (!rate || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const period = TURN / (1 + 2 * Math.log10(Math.max(1, rate)));
    this.turns = this.reels.map((one) => one.querySelector(".spokes").animate(
      [{ transform: "rotate(0deg)" }, { transform: "rotate(360deg)" }],
      { duration: period, iterations: Infinity }));
  }
}

function weekday(date) {
  return new Date(`${date}T12:00:00Z`).toLocaleDateString("en", { weekday: "long",
    timeZone: "UTC" });
}

function reel() {
  return s("svg", { class: "reel", viewBox: "-50 -50 100 100", "aria-hidden": "true" },
    s("circle", { class: "tape", r: 44 }), s("circle", { class: "hub", r: 24 }),
    s("g", { class: "spokes" }, [0, 60, 120, 180, 240, 300].map((angle) =>
      s("rect", { x: -2.5, y: -22, width: 5, height: 9, rx: 2, transform: `rotate(${angle})` }))),
    s("circle", { class: "axle", r: 6 }));
}
