/** The lesson under way: what is to be found, where to look, what to answer. */

import { post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, chip, h, replace } from "../dom.js";
import { confirmed } from "../dialog.js";
import { localTime, sentence, span } from "../format.js";
import { clockNow, listen, tell } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { icon } from "../shell/icons.js";
import { gradeCard } from "./grade.js";
import { forgetAnswers } from "./kept.js";
import { questionsCard } from "./questions.js";
import { Readings } from "./readings.js";

/** All of it; `goOn` shows what is there after a deed. */
export function underWay(lesson, goOn, signal) {
  const readings = new Readings(lesson, signal);
  return [task(lesson, goOn, signal),
    lesson.grade ? gradeCard(lesson, lesson.grade) : null,
    h("div", { class: lesson.grade ? "stack" : "lesson-desk" },
      h("div", { class: "stack" }, where(lesson, readings),
        lesson.grade ? null : hiddenCard(lesson)),
      lesson.grade ? null : questionsCard(lesson, goOn))];
}

function task(lesson, goOn, signal) {
  const problem = problemPlace();
  const end = () => attempt(problem, async () => {
    if (!lesson.grade && !await confirmed("Give up?", "Everything is mended, and you will not hear "
      + "what was wrong.", "Give up the lesson")) return;
    await remove("/v1/lesson");
    forgetAnswers(lesson);
    announce("The lesson is over, everything is mended");
    await goOn();
  });
  return h("section", { class: "card lesson-task", "aria-label": lesson.title },
    h("header", {}, h("div", {}, chip(sentence(lesson.subject)),
      h("h2", {}, lesson.title)),
    button(lesson.grade ? "End the lesson" : "Give up", end, {
      class: lesson.grade ? "primary" : "small",
    })), h("p", { class: "lesson-words" }, lesson.task),
    lesson.grade ? null : onset(lesson, problem, signal), problem);
}

/** When it goes wrong: a countdown, and a way to be there at once. */
function onset({ happensAt }, problem, signal) {
  const text = h("span", {});
  const go = button("Go on to it", () => attempt(problem, async () => {
    tell("clock", await post("/v1/clock/jump", { to: happensAt }));
  }), { class: "small" });
  const show = (clock) => {
    const left = (Date.parse(happensAt) - Date.parse(clock.now)) / 1000;
    replace(text, left > 0 ? `It goes wrong in ${span(Math.ceil(left))} of the farm's time.`
      : `It has been wrong since ${localTime(happensAt, clock)}.`);
    go.hidden = left <= 0;
  };
  if (clockNow()) show(clockNow());
  listen("clock", show, signal);
  return h("p", { class: "row muted" }, text, go);
}

function where({ meters, buses }, readings) {
  const title = meters.length === 1 ? "The meter" : "The meters";
  return card(title, h("div", { class: "stack" }, readings.element,
    buses.length ? h("p", {}, buses.length === 1 ? "Their frames pass on " : "Frames pass on ",
      buses.flatMap((name, n) => [n ? ", " : null, h("a", { href: link("line", name) }, name)]),
      ".") : null));
}

function hiddenCard({ meters }) {
  return h("section", { class: "hidden-notice", "aria-label": "What is hidden" }, icon("hidden"),
    h("div", {}, h("h2", {}, "Hidden until you answer"),
      h("p", {}, `Of ${meters.join(", ")}: the wiring, the installation, the load, the true `
        + "values and Why?. The cabinet stays shut.")));
}
