/** The lesson under way: what is to be found, where to look, what to answer. */

import { post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, h, uniqueId } from "../dom.js";
import { form } from "../form.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { gradeCard } from "./grade.js";

/** All of it; `load` draws the page anew. */
export function underWay(lesson, problem, load) {
  return [task(lesson, problem, load),
    lesson.grade ? gradeCard(lesson, lesson.grade) : questions(lesson, load)];
}

function task(lesson, problem, load) {
  const end = () => attempt(problem, async () => {
    await remove("/v1/lesson");
    announce("The lesson is over, everything is mended");
    await load();
  });
  const places = (names, page) => names.map((name) => h("a", { href: link(page, name) }, name))
    .flatMap((one, n) => n ? [", ", one] : [one]);
  return card(lesson.title, h("div", { class: "stack" }, h("p", {}, lesson.task),
    h("p", {}, "Look at the fronts and registers of ", places(lesson.meters, "meter"), "."),
    lesson.buses.length ? h("p", {}, "Listen on ", places(lesson.buses, "line"), ".") : null,
    h("p", { class: "muted" }, `Begun at ${lesson.started}, wrong from ${lesson.happensAt} on. `
      + "Wiring, truth and explanations are hidden until you have answered.")),
  button(lesson.grade ? "End the lesson" : "Give up", end, { class: "small" }));
}

function questions(lesson, load) {
  const place = problemPlace();
  const answer = (element) => attempt(place, async () => {
    const answers = Object.fromEntries(new FormData(element).entries());
    const grade = await post("/v1/lesson/answer", { answers });
    announce(`${grade.points} of 100`);
    await load();
    document.querySelector(".points")?.focus();
  });
  return card("Your answer", form(answer, lesson.questions.map(question), place,
    h("div", {}, h("button", { class: "primary" }, "That is it"))));
}

function question({ question: name, title, choices }) {
  return h("fieldset", { class: "question" }, h("legend", {}, title),
    h("div", { class: "choices" }, choices.map(({ choice, title: text }) => {
      const id = uniqueId("choice");
      return h("div", { class: "check" },
        h("input", { type: "radio", name, value: choice, id }), h("label", { for: id }, text));
    })));
}
