/** A key of a front: pressed shortly, or held down. */

import { h, set, setText } from "../dom.js";

/** `press("short")` or `press("long")` is called once for each press. */
export class FrontKey {
  constructor(press) {
    this.press = press;
    this.symbol = h("span", {});
    this.element = h("button", {
      type: "button", class: "front-key",
      onpointerdown: (event) => { if (event.button === 0) this.down(); },
      onpointerup: () => this.up(),
      onpointerleave: () => this.cancel(),
      oncontextmenu: (event) => event.preventDefault(),
      onkeydown: (event) => this.keyDown(event),
      onkeyup: (event) => this.keyUp(event),
      onblur: () => this.cancel(),
      onclick: (event) => { if (event.detail === 0 && !this.handled) this.press("short"); },
    }, this.symbol);
  }

  show(key) {
    this.key = key;
    setText(this.symbol, key.symbol);
    const more = [key.behind && `behind ${key.behind}`,
      key.hold && `can be held ${key.hold} seconds`];
    set(this.element, "aria-label", [key.title, ...more.filter(Boolean)].join(", "));
    set(this.element, "title", key.behind && `Behind ${key.behind}`);
    set(this.element, "data", { behind: Boolean(key.behind) });
    set(this.element, "vars", { "--hold": `${key.hold ?? 0}s` });
  }

  down() {
    this.cancel();
    this.isDown = true;
    this.element.classList.toggle("held", Boolean(this.key.hold));
    if (!this.key.hold) return;
    this.timer = setTimeout(() => this.finish("long"), this.key.hold * 1000);
  }

  up() {
    if (this.isDown) this.finish("short");
  }

  finish(press) {
    this.cancel();
    this.press(press);
  }

  cancel() {
    clearTimeout(this.timer);
    this.isDown = false;
    this.element.classList.remove("held");
  }

  keyDown(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    if (!event.repeat) this.down();
  }

  keyUp(event) {
    if (event.key === "Enter" || event.key === " ") this.up();
  }

  /** A click without pointer and key comes from assistive technology. */
  get handled() {
    return this.isDown;
  }
}
