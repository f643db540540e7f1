/** Elements, made and replaced: all that the console needs of a framework. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `h("button", { class: "small", onclick: press }, "Press")`.
 * Names that begin with "on" are listeners, `vars` are custom properties of CSS, `data` is the
 * data set; null and false leave an attribute out.
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. */
export function s(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  element.append(...flat(children));
  return element;
}

/** Sets one property as `h` does; the element. */
export function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "vars") {
    for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
  } else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : value);
  return element;
}

/** Puts these children in place of what an element has. */
export function replace(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

/** Changes a text only when it differs, so that nothing is laid out for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined
    && child !== false);
}

let names = 0;

/** An id that nothing else on the page has. */
export function uniqueId(stem) {
  names += 1;
  return `${stem}-${names}`;
}

/** A heading, a text and a way back, at the top of a page. */
export function pageHead(title, text, ...more) {
  return h("div", { class: "page-head" },
    h("div", {}, h("h1", {}, title), text ? h("p", {}, text) : null),
    h("span", { class: "spring" }), ...more);
}

/** A card with its heading and what stands beside that. */
export function card(title, content, ...beside) {
  const heading = h("h2", {}, title);
  return h("section", { class: "card", "aria-label": title },
    beside.length ? h("header", {}, heading, ...beside) : heading, content);
}

/** A button that does something. */
export function button(text, onclick, properties = {}) {
  return h("button", { type: "button", onclick, ...properties }, text);
}

/** A small word on a ground: good, warn, bad or neither. */
export function chip(text, kind = "") {
  return h("span", { class: `chip ${kind}` }, text);
}
