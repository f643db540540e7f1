/** Why a value reads what it reads: the steps from the load to the words. */

import { get, meterPath } from "../api.js";
import { chip, h } from "../dom.js";
import { openDialog } from "../dialog.js";
import { exact, number, sentence, words } from "../format.js";
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
  return [
    h("div", {}, h("p", { class: "muted" }, placeText(answer.subject)),
      h("h3", {}, answer.subject.title),
      h("p", {}, "reads ", h("strong", {}, exact(answer.value, answer.unit)))),
    suspectList(answer.suspects), stepList(answer.steps),
  ];
}

/** Where the value stands: its quantity, its register, its record. */
function placeText({ title, quantity, table, address, telegram, record }) {
  return [
    quantity === title ? null : quantity,
    table ? `${words(table)} 0x${address.toString(16).toUpperCase().padStart(4, "0")}` : null,
    record === null ? null : `record ${record} of telegram ${telegram}`,
  ].filter(Boolean).join(" · ");
}

/** What is amiss, or that nothing is. */
export function suspectList(suspects) {
  if (!suspects.length) {
    return h("p", { class: "row" }, chip("right", "good"), "Nothing is amiss in the installation.");
  }
  return h("ul", { class: "suspects stack" }, suspects.map((one) =>
    h("li", {}, chip(suspectText(one), "bad"), h("span", {}, one.text))));
}

function suspectText({ suspect, inputs }) {
  const where = inputs.length ? `, input ${inputs.join(", ")}` : "";
  return `${words(suspect)}${where}`;
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
