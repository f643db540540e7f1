/** The lessons to choose from, by subject. */

import { post } from "../api.js";
import { announce } from "../announcer.js";
import { button, chip, h } from "../dom.js";
import { field, form, given, numberIn, numberInput } from "../form.js";
import { attemptForm, problemPlace } from "../problem.js";
import { keptPoints } from "./kept.js";

const SUBJECTS = {
  wiring: ["Wiring", "What the electrician did"],
  line: ["Line", "What happens between the meters and the master"],
  answers: ["Answers", "What meters do with requests"],
  values: ["Values", "What programs stumble over"],
};

/** How to begin, and a section for each subject that has lessons. */
export function lessonChoice(lessons, begun) {
  const seed = numberInput({ min: 0, step: 1, placeholder: "by chance" });
  const place = problemPlace();
  const start = (lesson) => attemptForm(head, place, async () => {
    await post(`/v1/lessons/${encodeURIComponent(lesson.lesson)}/start`,
      given({ seed: numberIn(seed) }));
    announce(`Begun: ${lesson.title}`);
    await begun();
  });
  const head = beginning(lessons, seed, place, start);
  const points = keptPoints();
  return [head, ...Object.entries(SUBJECTS).map(([subject, words]) =>
    section(words, lessons.filter((lesson) => lesson.subject === subject), points, start))];
}

function beginning(lessons, seed, place, start) {
  const open = lessons.filter(({ available }) => available);
  const any = () => open.length && start(open[Math.floor(Math.random() * open.length)]);
  return form(any, h("section", { class: "card lesson-beginning", "aria-label": "Begin" },
    h("div", {}, h("h2", {}, "How it goes"),
      h("p", {}, "A lesson makes something wrong at some of the meters. What would give it away "
        + "is hidden until you have answered; one answer counts. At the end everything is "
        + "mended.")),
    field("Seed", seed, { pointer: "/seed", hint: "the same seed, the same fault for everybody" }),
    h("button", { class: "primary", disabled: !open.length }, "Draw one for me"),
    place));
}

function section([title, text], lessons, points, start) {
  if (!lessons.length) return null;
  const open = lessons.filter(({ available }) => available);
  const shut = lessons.filter(({ available }) => !available);
  return h("section", { class: "stack lesson-subject", "aria-label": title },
    h("div", {}, h("h2", {}, title), h("p", { class: "muted" }, text)),
    open.length ? h("ul", { class: "lesson-cards" }, open.map((lesson) =>
      openCard(lesson, points[lesson.lesson], start))) : null,
    shut.length ? h("details", {},
      h("summary", { class: "muted" }, `Not on this farm: ${shut.length}`),
      h("ul", { class: "list" }, shut.map(({ title: name, reason }) => h("li", {},
        h("strong", {}, name), h("p", {}, reason))))) : null);
}

function openCard(lesson, points, start) {
  return h("li", { class: "card lesson-card" },
    h("p", { class: "row" }, h("code", { class: "muted" }, lesson.lesson),
      points === undefined ? null : chip(`${points} of 100`, points === 100 ? "good" : "warn")),
    h("h3", {}, lesson.title),
    h("div", {}, button("Begin", () => start(lesson), { "aria-label": `Begin ${lesson.title}` })));
}
