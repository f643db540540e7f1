/** Why a value reads what it reads: the steps from the load to the words. */

import { get, meterPath } from "../api.js";
import { chip, h } from "../dom.js";
import { openDialog } from "../dialog.js";
import { exact, number, sentence } from "../format.js";
import { attempt, problemPlace } from "../problem.js";

/** Opens the explanation of a quantity, a register or a record. */
export async function explain(meter, subject) {
  const place = problemPlace();
  const body = h("div", { class: "stack" }, place);
  const closed = openDialog("Why does it read so?", body, { class: "explanation" });
  const answer = await attempt(place, () => get(meterPath(meter, "explain"), subject));
  if (answer) body.append(...explanation(answer));
  await closed;
}

function explanation(answer) {
  const { title, quantity, table, address, telegram, record } = answer.subject;
  const where = [quantity, table ? `${table} 0x${address.toString(16).toUpperCase()}` : null,
    record ? `telegram ${telegram}, record ${record}` : null];
  return [
    h("div", {}, h("p", { class: "muted" }, where.filter(Boolean).join(" · ")),
      h("h3", {}, title),
      h("p", {}, "reads ", h("strong", {}, exact(answer.value, answer.unit)))),
    suspectList(answer.suspects), stepList(answer.steps),
  ];
}

/** What is amiss, or that nothing is. */
export function suspectList(suspects) {
  if (!suspects.length) {
    return h("p", { class: "row" }, chip("right", "good"), "Nothing is amiss in the installation.");
  }
  return h("ul", { class: "suspects stack" }, suspects.map(({ inputs, text }) =>
    h("li", {}, chip(inputs.length ? `input ${inputs.join(", ")}` : "amiss", "bad"),
      h("span", {}, text))));
}

/** The steps, each with its stage, a sentence and its figures. */
export function stepList(steps) {
  return h("ol", { class: "steps" }, steps.map(({ stage, text, figures }) => h("li", {},
    h("h3", {}, sentence(stage)), h("p", {}, text),
    figures.length ? h("ul", { class: "figures" }, figures.map((figure) => h("li", {},
      `${figure.name} `, h("b", {}, figureText(figure))))) : null)));
}

function figureText({ value, unit }) {
  const shown = typeof value === "number" && !Number.isInteger(value)
    ? number(value, Math.abs(value) < 10 ? 4 : 2) : exact(value);
  return unit ? `${shown} ${unit}` : shown;
}
