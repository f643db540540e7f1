/** What the answer was worth, and why it is so. */

import { card, chip, h } from "../dom.js";
import { stepList, suspectList } from "../meter/explanation.js";

/** The grade with its explanation. */
export function gradeCard(lesson, grade) {
  const titles = new Map(lesson.questions.map(({ question, title }) => [question, title]));
  return card("Graded", h("div", { class: "stack" },
    h("p", { class: "points", tabindex: "-1" }, grade.points, h("small", {}, " of 100")),
    h("ul", { class: "list" }, grade.verdicts.map((verdict) => h("li", { class: "row" },
      verdict.isRight ? chip("right", "good") : chip("wrong", "bad"),
      h("span", {}, `${titles.get(verdict.question) ?? verdict.question} `,
        h("strong", {}, verdict.text)),
      verdict.isRight || !verdict.given ? null
        : h("span", { class: "muted" }, `you said ${given(lesson, verdict)}`)))),
    h("p", {}, grade.text),
    grade.suspects.length ? suspectList(grade.suspects) : null,
    grade.steps.length ? h("details", {}, h("summary", {}, "From the load to the reading"),
      stepList(grade.steps)) : null));
}

function given({ questions }, { question, given: choice }) {
  const asked = questions.find((one) => one.question === question);
  return asked?.choices.find((one) => one.choice === choice)?.title ?? choice;
}
