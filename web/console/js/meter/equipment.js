/** Demands, alarms, inputs, relays and the meter's own clock. */

import { button, card, chip, h } from "../dom.js";
import { field, form, numberIn, numberInput } from "../form.js";
import { count, exact, localParts, quantity, span } from "../format.js";
import { facts, table } from "../table.js";

/** Demands with their maxima. */
export function demandCard(state, deeds) {
  const row = ({ title, unit, last, maximum, maximumAt }) => h("tr", {},
    h("th", { scope: "row" }, title), h("td", { class: "number" }, quantity(last, unit)),
    h("td", { class: "number" }, quantity(maximum, unit)),
    h("td", {}, maximumAt ? maximumAt.slice(0, 16).replace("T", " ") : ""));
  const right = (title) => ({ title, class: "number" });
  return card("Demand", h("div", { class: "stack" },
    h("p", { class: "muted" }, `${state.method}, ${span(state.period)}`
      + (state.elapsed === null ? "" : `, ${span(state.elapsed)} over`)),
    table("Demands", ["Averages", right("Last"), right("Greatest"), "When (UTC)"],
      h("tbody", {}, state.items.map(row))),
    h("div", { class: "row" },
      button("Begin the period anew", () => deeds.post("demand/synchronise")),
      button("Clear the maxima", () => deeds.post("reset", { reset: ["demandMaxima"] })))));
}

/** Alarms, to be acknowledged together. */
export function alarmsCard({ items }, deeds) {
  return card("Alarms", [h("ul", { class: "list" }, items.map((alarm) => h("li", { class: "row" },
    alarm.active ? chip("active", "bad") : chip("quiet", "good"),
    h("span", {}, `${alarm.alarm}: ${alarm.title}`),
    h("span", { class: "muted" }, `${count(alarm.activations)} times`)))),
  button("Acknowledge all", () => deeds.post("alarms/acknowledge"))]);
}

/** Digital inputs, to be held closed or open. */
export function inputsCard({ items }, deeds) {
  const hold = (input, value, text, pressed) => button(text, () =>
    deeds.patch("inputs", { [input]: value }), {
    class: "small", "aria-pressed": String(pressed), "aria-label": `Input ${input} ${text}`,
  });
  return card("Digital inputs", h("ul", { class: "list" }, items.map((one) =>
    h("li", { class: "row" }, h("span", {}, `Input ${one.input}`),
      one.closed ? chip("closed", "good") : chip("open"),
      one.pulses === null ? null : h("span", { class: "muted" }, `${count(one.pulses)} pulses`),
      hold(one.input, true, "held closed", one.held && one.closed),
      hold(one.input, false, "held open", one.held && !one.closed),
      hold(one.input, "signal", "as the farm says", !one.held)))));
}

/** Relays. */
export function relaysCard({ items }, deeds) {
  return card("Relays", h("div", { class: "row" }, items.map(({ relay, on }) =>
    button(`Relay ${relay} ${on ? "on" : "off"}`, () =>
      deeds.patch("relays", { [relay]: !on }), { "aria-pressed": String(on) }))));
}

/** The meter's own clock against the farm's. */
export function clockCard(clock, deeds) {
  const { date, time } = localParts(clock.local);
  const offset = numberInput({ value: clock.offset, required: true });
  return card("Its own clock", h("div", { class: "stack" }, facts([
    ["Shows", `${date} ${time}`], ["Ahead of the farm", `${exact(clock.offset)} s`],
    ["Gains", `${exact(clock.drift)} millionths`],
  ]), form(() => deeds.put("clock", { offset: numberIn(offset) }),
    field("Seconds ahead", offset, { pointer: "/offset" }),
    h("div", {}, h("button", {}, "Set")))));
}
