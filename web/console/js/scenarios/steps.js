/** The steps of a scenario as a line of time. */

import { h } from "../dom.js";
import { exact, sentence, words } from "../format.js";

/** A list with a point for each step. */
export function stepTimeline(steps) {
  return h("ol", { class: "steps timeline", "aria-label": "Steps" }, steps.map(step));
}

/** Fills the points of those that are done; without a run none is. */
export function showProgress(timeline, run) {
  [...timeline.children].forEach((one, n) => {
    const isDone = Boolean(run) && n < run.done;
    one.dataset.done = String(isDone);
    one.querySelector(".visually-hidden").textContent = isDone ? ", done" : "";
  });
}

function step({ at, meter, bus, description, do: deeds }) {
  const whom = meter ?? (bus ? `bus ${bus}` : "the whole farm");
  return h("li", {}, h("h4", {}, h("time", {}, at), ` ${whom}`,
    h("span", { class: "visually-hidden" })),
  description ? h("p", {}, description) : null,
  h("ul", { class: "deeds" }, deeds.map((deed) => h("li", {}, deedText(deed)))),
  h("details", {}, h("summary", {}, "As it is written"),
    h("pre", { class: "preview" }, h("code", {}, deeds.map((deed) => JSON.stringify(deed, null, 1))
      .join("\n")))));
}

/** An action in words: `{ "wiring": { "i1": "reversed" } }`, Wiring: i1 reversed. */
function deedText(deed) {
  return Object.entries(deed).map(([what, how]) => `${sentence(words(what))}: ${said(how)}`)
    .join("; ");
}

function said(value) {
  if (Array.isArray(value)) return value.map(said).join(", ");
  if (typeof value === "string") return words(value);
  if (typeof value !== "object" || value === null) return exact(value);
  const parts = Object.entries(value).map(([name, part]) => `${words(name)} ${said(part)}`);
  return parts.join(", ") || "as it should be";
}
