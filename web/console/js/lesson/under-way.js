/** The lesson under way: what is to be found, where to look, what to answer. */

import { post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, chip, h, replace } from "../dom.js";
import { confirmed } from "../dialog.js";
import { localTime, sentence, span } from "../format.js";
import { listen, tell } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { icon } from "../shell/icons.js";
import { gradeCard } from "./grade.js";
import { forgetAnswers } from "./kept.js";
import { questionsCard } from "./questions.js";
import { Readings } from "./readings.js";

/** All of it; `goOn` shows what is there after a deed. */
export function underWay(lesson, goOn, signal) {
  return [task(lesson, goOn, signal),
    lesson.grade ? gradeCard(lesson, lesson.grade) : null,
    h("div", { class: lesson.grade ? "stack" : "lesson-desk" },
      h("div", { class: "stack" }, where(lesson, signal),
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
  listen("clock", show, signal);
  return h("p", { class: "row muted" }, text, go);
}

/** The meters that it may be, and the lines to listen on; either may be all there is. */
function where(lesson, signal) {
  const { meters, buses } = lesson;
  const lines = buses.length ? h("p", {}, meters.length ? "Their frames pass on "
    : "Listen to the frames on ", buses.flatMap((name, n) =>
    [n ? ", " : null, h("a", { href: link("line", name) }, name)]), ".") : null;
  if (!meters.length) return card("Where to look", lines);
  return card(meters.length === 1 ? "The meter" : "The meters", h("div", { class: "stack" },
    new Readings(lesson, signal).element, lines));
}

function hiddenCard({ meters }) {
  const what = meters.length ? "The wiring, the installation, the load and the true values of "
    + "these meters, and what is done to them." : "What is true of these lines and their meters, "
    + "and what is done to them.";
  return h("section", { class: "hidden-notice", "aria-label": "What is hidden" }, icon("hidden"),
    h("div", {}, h("h2", {}, "Hidden until you answer"),
      h("p", {}, `${what} The cabinet stays shut.`)));
}
