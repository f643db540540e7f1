/** What the answer was worth, and why it is so. */

import { card, chip, h, s } from "../dom.js";
import { stepList, suspectList } from "../meter/explanation.js";

const RADIUS = 52;
const ROUND = 2 * Math.PI * RADIUS;

/** The grade with its explanation. */
export function gradeCard(lesson, grade) {
  return card("Graded", h("div", { class: "grade" },
    h("div", { class: "stack grade-points" }, ring(grade),
      h("p", {}, grade.isRight ? "All of it is right." : "Not all of it is right.")),
    h("div", { class: "stack" },
      h("ul", { class: "list verdicts" }, grade.verdicts.map((one) => verdict(lesson, one))),
      h("div", {}, h("h3", {}, "What was wrong"), h("p", { class: "lesson-words" }, grade.text)),
      grade.suspects.length ? h("div", {}, h("h3", {}, "What the farm suspects"),
        suspectList(grade.suspects)) : null,
      grade.steps.length ? h("details", {}, h("summary", {}, "From the load to the reading"),
        stepList(grade.steps)) : null)));
}

/** The points as a ring that is full at a hundred. */
function ring({ points, isRight }) {
  return h("p", { class: "points", data: { right: isRight } },
    s("svg", { viewBox: "0 0 120 120", "aria-hidden": "true" },
      s("circle", { class: "whole", cx: 60, cy: 60, r: RADIUS }),
      s("circle", {
        class: "part", cx: 60, cy: 60, r: RADIUS, transform: "rotate(-90 60 60)",
        "stroke-dasharray": `${ROUND * points / 100} ${ROUND}`,
      })), h("span", {}, h("strong", {}, points), h("small", {}, " of 100")));
}

function verdict(lesson, { question, given, isRight, text }) {
  const asked = lesson.questions.find((one) => one.question === question);
  const said = asked?.choices.find(({ choice }) => choice === given)?.title ?? given;
  return h("li", {}, h("p", { class: "row" },
    isRight ? chip("right", "good") : chip("wrong", "bad"), asked?.title ?? question),
  h("p", {}, h("strong", {}, text),
    isRight || !said ? null : h("span", { class: "muted" }, ` – you said: ${said}`)));
}
