/** The plates of the transformers: what hangs there, and what is programmed. */

import { card, chip, h } from "../dom.js";
import { field, form, numberIn, numberInput } from "../form.js";
import { problemPlace } from "../problem.js";

const KINDS = [
  ["currentTransformer", "Current transformers", "A"],
  ["voltageTransformer", "Voltage transformers", "V"],
];

/** A card for each kind of transformer; `install(form, place, change)` carries it out. */
export function plates(installation, install) {
  const shown = KINDS.filter(([kind]) => installation[kind] || installation.programmed[kind]);
  if (!shown.length) {
    return card("Transformers", h("p", { class: "empty" }, "It is connected directly."));
  }
  return shown.map(([kind, title, unit]) => plateCard(kind, title, unit, installation, install));
}

function plateCard(kind, title, unit, installation, install) {
  const hangs = ratioFields(installation[kind], unit, `/${kind}`);
  const says = ratioFields(installation.programmed[kind], unit, "");
  const isAlike = same(installation[kind], installation.programmed[kind]);
  const place = problemPlace();
  return card(title, h("div", { class: "stack" }, place,
    form((element) => install(element, place, { [kind]: hangs.value() }),
      h("fieldset", {}, h("legend", {}, "On the plate"), hangs.element),
      h("div", {}, h("button", {}, "Hang these"))),
    installation.programmed[kind] ? form((element) => install(element, place, {
      settings: { [`${kind}Primary`]: says.value().primary,
        [`${kind}Secondary`]: says.value().secondary },
    }), h("fieldset", {}, h("legend", {}, "Programmed"), says.element),
    h("div", {}, h("button", {}, "Programme these"))) : null),
  isAlike ? chip("alike", "good") : chip("they differ", "bad"));
}

function same(one, other) {
  return !one || !other || one.primary * other.secondary === one.secondary * other.primary;
}

function ratioFields(ratio, unit, pointer) {
  const primary = numberInput({ value: ratio?.primary ?? "", min: 0.001 });
  const secondary = numberInput({ value: ratio?.secondary ?? "", min: 0.001 });
  return {
    element: h("div", { class: "ratio" },
      field(`Primary, ${unit}`, primary, { pointer: `${pointer}/primary` }),
      field(`Secondary, ${unit}`, secondary, { pointer: `${pointer}/secondary` })),
    value: () => ({ primary: numberIn(primary), secondary: numberIn(secondary) }),
  };
}
