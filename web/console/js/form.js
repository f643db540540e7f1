/** Fields of forms, each with its label, its hint and a place for what is wrong with it. */

import { h, uniqueId } from "./dom.js";

/** A field around a control; `pointer` is its place in the body that is sent. */
export function field(label, control, { hint, pointer } = {}) {
  const id = uniqueId("field");
  control.id = id;
  control.setAttribute("aria-describedby", `${id}-hint ${id}-wrong`);
  return h("div", { class: "field", "data-pointer": pointer ?? null },
    h("label", { for: id }, label), control,
    h("span", { class: "hint", id: `${id}-hint` }, hint ?? ""),
    h("span", { class: "wrong", id: `${id}-wrong` }));
}

/** A line of text. */
export function textInput(properties = {}) {
  return h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...properties });
}

/** A number. */
export function numberInput(properties = {}) {
  return h("input", { type: "number", step: "any", inputmode: "decimal", ...properties });
}

/** A choice among pairs of value and text. */
export function select(choices, value, properties = {}) {
  const element = h("select", properties, choices.map(([key, text]) =>
    h("option", { value: key }, text)));
  if (value !== undefined && value !== null) element.value = value;
  return element;
}

/** A box to tick, with its label. */
export function checkbox(label, checked, onchange) {
  const box = h("input", { type: "checkbox", checked, onchange: () => onchange?.(box.checked) });
  return h("label", { class: "check" }, box, h("span", {}, label));
}

/** A field to search with, that waits until the typing rests. */
export function searchInput(label, onsearch, placeholder = "Search") {
  let timer;
  return h("input", {
    type: "search", "aria-label": label, placeholder, autocomplete: "off", spellcheck: "false",
    oninput: (event) => {
      clearTimeout(timer);
      timer = setTimeout(() => onsearch(event.target.value.trim()), 200);
    },
  });
}

/** A form whose submission stays on the page. */
export function form(onsubmit, ...children) {
  return h("form", {
    class: "stack",
    novalidate: true,
    onsubmit: (event) => { event.preventDefault(); onsubmit(event.currentTarget); },
  }, ...children);
}

/** The number in a field, or undefined where nothing stands. */
export function numberIn(control) {
  return control.value.trim() === "" ? undefined : Number(control.value);
}

/** Without the keys whose values are undefined, empty texts or empty objects. */
export function given(object) {
  const isGiven = (value) => value !== undefined && value !== "" && value !== null
    && !(typeof value === "object" && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => isGiven(value)));
}
