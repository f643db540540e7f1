/** The lessons to choose from, by subject. */

import { post } from "../api.js";
import { announce } from "../announcer.js";
import { button, h } from "../dom.js";
import { attempt } from "../problem.js";

const SUBJECTS = {
  wiring: ["Wiring", "What the electrician did"],
  line: ["Line", "What happens between the meters and the master"],
  answers: ["Answers", "What meters do with requests"],
  values: ["Values", "What programs stumble over"],
};

/** A section for each subject that has lessons. */
export function lessonChoice(lessons, problem, started) {
  const start = (lesson) => attempt(problem, async () => {
    await post(`/v1/lessons/${lesson.lesson}/start`, {});
    announce(`Begun: ${lesson.title}`);
    await started();
  });
  return Object.entries(SUBJECTS).map(([subject, [title, text]]) => {
    const some = lessons.filter((lesson) => lesson.subject === subject);
    return some.length ? h("section", { class: "stack", "aria-label": title },
      h("div", {}, h("h2", {}, title), h("p", { class: "muted" }, text)),
      h("div", { class: "lesson-cards" }, some.map((lesson) => lessonCard(lesson, start)))) : null;
  });
}

function lessonCard(lesson, start) {
  return h("article", { class: "card lesson-card", "aria-label": lesson.title },
    h("div", {}, h("p", { class: "muted" }, lesson.lesson), h("h3", {}, lesson.title)),
    lesson.available ? h("div", {}, button("Begin", () => start(lesson), {
      "aria-label": `Begin ${lesson.title}`,
    })) : h("p", { class: "muted" }, `Not on this farm: ${lesson.reason}`));
}
