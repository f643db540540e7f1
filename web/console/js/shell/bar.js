/** The bar above all pages: the farm's name, its clock, and whether the console hears it. */

import { get, post } from "../api.js";
import { attempt, problemPlace } from "../problem.js";
import { button, h, replace, set, setText } from "../dom.js";
import { localParts, speed } from "../format.js";
import { listen, tell } from "../live.js";
import { icon } from "./icons.js";

/** Fills the bar. */
export function openBar(bar) {
  const name = h("small", {}, "");
  const state = h("span", { class: "link-state", data: { state: "broken" } },
    h("span", {}, "connecting"));
  bar.append(
    h("a", { class: "brand", href: "#/", "aria-label": "meterfarm: the farm" },
      h("img", { src: "/icon.svg", alt: "" }), h("span", {}, h("strong", {}, "meterfarm"), name)),
    h("span", { class: "spring" }), state, clockStrip());
  listen("link", (value) => {
    set(state, "data", { state: value });
    setText(state.firstChild, value === "live" ? "live" : "connecting");
  });
  get("/v1/farm").then((farm) => setText(name, farm.name), () => {});
}

function clockStrip() {
  const time = h("span", { class: "time" });
  const rate = h("span", { class: "speed" });
  const place = problemPlace();
  let isPaused = false;
  const toggle = button(icon("pause"), async () => {
    const clock = await attempt(place, () => post(`/v1/clock/${isPaused ? "resume" : "pause"}`));
    if (clock) tell("clock", clock);
  }, { "aria-label": "Stop the clock" });
  listen("clock", (clock) => {
    const { date, time: text } = localParts(clock.local);
    replace(time, h("b", {}, text), ` ${date}`);
    setText(rate, speed(clock.speed));
    if (clock.isPaused === isPaused) return;
    isPaused = clock.isPaused;
    replace(toggle, icon(isPaused ? "play" : "pause"));
    toggle.setAttribute("aria-label", isPaused ? "Let the clock go on" : "Stop the clock");
  });
  return h("div", { class: "clock-strip", role: "group", "aria-label": "Clock of the farm" },
    place, h("a", { href: "#/clock", class: "visually-hidden" }, "Clock"), time, rate, toggle);
}
