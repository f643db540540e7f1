/** Presses that one finger cannot make: keys that are held down, keys pressed together. */

import { button, h, replace } from "../dom.js";

/** A list of buttons; `press(key, "short" | "long")` is called for each that is pressed. */
export class FrontPresses {
  constructor(press) {
    this.press = press;
    this.element = h("ul", { class: "front-presses", "aria-label": "Held or together" });
  }

  show(keys) {
    const presses = keys.flatMap(pressesOf);
    const picture = JSON.stringify(presses);
    if (picture === this.picture) return;
    this.picture = picture;
    replace(this.element, presses.map((one) => this.entry(one)));
  }

  entry({ key, press, symbol, words, name }) {
    return h("li", {}, button([h("kbd", {}, symbol), words ? ` ${words}` : ""], () =>
      this.press(key, press), { class: "small plain", "aria-label": name }));
  }
}

function pressesOf({ key, symbol, title, hold, together }) {
  const isTogether = together.length > 0;
  const short = { key, press: "short", symbol, words: "together", name: `${title} together` };
  const words = hold === null ? null : `held ${hold} s`;
  const long = { key, press: "long", symbol, words, name: `${title} ${words}` };
  return [isTogether ? short : null, hold === null ? null : long].filter(Boolean);
}
