/** What went wrong, shown at the place it belongs to. */

import { h, replace } from "./dom.js";
import { hiddenNotice, isHidden } from "./lesson/hidden.js";

/** A problem of the API, with each place that is wrong; what a lesson hides is no problem. */
export function problemBox(problem) {
  if (isHidden(problem)) return hiddenNotice();
  const places = (problem.problems ?? []).filter((one) => !one.shown);
  return h("div", { class: "problem", role: "alert" },
    h("p", {}, problem.message),
    places.length ? h("ul", {}, places.map((one) =>
      h("li", {}, h("code", {}, one.pointer), ` ${one.message}`))) : null);
}

/** A place for problems that is empty until there is one. */
export function problemPlace() {
  return h("div", { class: "problem-place" });
}

/** Does something; what goes wrong is shown in a place. What came of it, or undefined. */
export async function attempt(place, action) {
  try {
    const result = await action();
    replace(place);
    return result;
  } catch (problem) {
    if (problem.name === "AbortError") return undefined;
    if (problem.status === undefined) throw problem;
    show(place, problemBox(problem));
    return undefined;
  }
}

/** What stands there already is left alone, lest it be read out again and again. */
function show(place, box) {
  if (place.childElementCount === 1 && place.firstElementChild.isEqualNode(box)) return;
  replace(place, box);
}

/** Does something for a form: what is wrong with a field is said at the field. */
export async function attemptForm(form, place, action) {
  for (const field of form.querySelectorAll("[data-pointer]")) mark(field, null);
  return attempt(place, async () => {
    try {
      return await action();
    } catch (problem) {
      for (const one of problem.problems ?? []) one.shown = markAt(form, one);
      throw problem;
    }
  });
}

function markAt(form, { pointer, message }) {
  const isAt = (own) => pointer === own || pointer.startsWith(`${own}/`);
  const field = [...form.querySelectorAll("[data-pointer]")]
    .find((one) => isAt(one.dataset.pointer));
  if (field) mark(field, message);
  return Boolean(field);
}

function mark(field, message) {
  const control = field.querySelector("input, select, textarea");
  const wrong = field.querySelector(".wrong");
  if (control) {
    if (message) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
  if (wrong) wrong.textContent = message ?? "";
}
