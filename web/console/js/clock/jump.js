/** On to an instant at once. */

import { post } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, h } from "../dom.js";
import { field, form, textInput } from "../form.js";
import { localParts } from "../format.js";
import { clockNow, tell } from "../live.js";
import { attemptForm } from "../problem.js";

/** The form, with instants that are worth a visit. */
export function jumpForm(problem) {
  const to = textInput({ placeholder: "2026-03-29T01:59:50+01:00" });
  const go = (element) => attemptForm(element, problem, async () => {
    const clock = await post("/v1/clock/jump", { to: to.value });
    tell("clock", clock);
    announce(`It is ${localParts(clock.local).date} ${localParts(clock.local).time}`);
  });
  return card("Go on to", form(go, field("Instant with its offset", to, {
    pointer: "/to", hint: "what lies between happens as if the time had passed",
  }), h("div", { class: "row" }, presets().map(([text, instant]) => button(text, () => {
    to.value = instant(clockNow()?.local ?? "");
    to.focus();
  }, { class: "small" }))), h("div", {}, h("button", { class: "primary" }, "Go"))));
}

/** Just before the next minute that matters. */
function presets() {
  return [
    ["End of the day", (local) => `${local.slice(0, 10)}T23:59:50${zone(local)}`],
    ["End of the month", (local) => `${lastDay(local)}T23:59:50${zone(local)}`],
    ["End of the year", (local) => `${local.slice(0, 4)}-12-31T23:59:50+01:00`],
    ["Summer time begins", (local) => `${lastSunday(local, 3)}T01:59:50+01:00`],
    ["Summer time ends", (local) => `${lastSunday(local, 10)}T02:59:50+02:00`],
  ];
}

function zone(local) {
  return localParts(local).offset;
}

function lastDay(local) {
  const [year, month] = local.split("-").map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/** The last Sunday of a month, of next year when it is over. */
function lastSunday(local, month) {
  const find = (year) => {
    const end = new Date(Date.UTC(year, month, 0));
    end.setUTCDate(end.getUTCDate() - end.getUTCDay());
    return end.toISOString().slice(0, 10);
  };
  const year = Number(local.slice(0, 4));
  return find(year) > local.slice(0, 10) ? find(year) : find(year + 1);
}
