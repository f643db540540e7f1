/** The questions of a lesson; what is chosen outlives a reload of the page. */

import { post } from "../api.js";
import { announce } from "../announcer.js";
import { card, h, setText, uniqueId } from "../dom.js";
import { form, select } from "../form.js";
import { attemptForm, problemPlace } from "../problem.js";
import { forgetAnswers, keepAnswers, keepPoints, keptAnswers } from "./kept.js";

/** More choices than these stand in a list that opens. */
const MOST = 24;

/** The card; `graded` is called when the answer has been. */
export function questionsCard(lesson, graded) {
  const place = problemPlace();
  const progress = h("p", { class: "muted" });
  const kept = keptAnswers(lesson);
  const show = (element) => {
    const chosen = Object.keys(answersIn(element)).length;
    setText(progress, `${chosen} of ${lesson.questions.length} answered`);
  };
  const element = form(() => answer(lesson, element, place, graded),
    lesson.questions.map((one) => question(one, kept[one.question])), place,
    h("div", { class: "row" }, h("button", { class: "primary" }, "That is it"), progress));
  element.addEventListener("change", ({ target }) => {
    setText(target.closest("fieldset").querySelector(".wrong"), "");
    keepAnswers(lesson, answersIn(element));
    show(element);
  });
  show(element);
  return h("div", { class: "lesson-answer" }, card("Your answer", element));
}

function answersIn(element) {
  return Object.fromEntries([...new FormData(element)].filter(([, choice]) => choice));
}

async function answer(lesson, element, place, graded) {
  const answers = answersIn(element);
  const missing = lesson.questions.map(({ question: name }) => name)
    .filter((name) => !(name in answers));
  for (const fieldset of element.querySelectorAll("fieldset")) {
    const isMissing = missing.includes(fieldset.dataset.question);
    setText(fieldset.querySelector(".wrong"), isMissing ? "Choose one." : "");
  }
  if (missing.length) {
    element.querySelector(`[data-question="${missing[0]}"] :is(input, select)`).focus();
    return;
  }
  await attemptForm(element, place, async () => {
    const grade = await post("/v1/lesson/answer", { answers });
    keepPoints(lesson, grade.points);
    forgetAnswers(lesson);
    announce(`${grade.points} of 100 points`);
    await graded();
  });
}

function question({ question: name, title, choices }, chosen) {
  const wrong = uniqueId("wrong");
  return h("fieldset", {
    class: "question", "aria-describedby": wrong,
    data: { question: name, pointer: `/answers/${name}` },
  }, h("legend", {}, title), h("span", { class: "wrong", id: wrong }),
  choices.length > MOST ? list(name, title, choices, chosen) : radios(name, choices, chosen));
}

function radios(name, choices, chosen) {
  return h("div", { class: "choices" }, choices.map(({ choice, title }) =>
    h("label", { class: "check" },
      h("input", { type: "radio", name, value: choice, checked: choice === chosen }),
      h("span", {}, title))));
}

function list(name, label, choices, chosen) {
  return select([["", "Choose one"], ...choices.map(({ choice, title }) => [choice, title])],
    chosen ?? "", { name, "aria-label": label });
}
