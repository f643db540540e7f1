/** The armed faults, with what each has struck. */

import { button, card, chip, h, replace } from "../dom.js";
import { count } from "../format.js";

export class FaultBoard {
  constructor(disarm, again) {
    Object.assign(this, { disarm, again });
    this.list = h("div", { class: "fault-board" });
    this.element = card("Armed", this.list);
    this.parts = new Map();
  }

  /** Shows these faults. */
  show(faults) {
    const names = JSON.stringify(faults.map(({ name, effect, target, trigger }) =>
      [name, effect, target, trigger]));
    if (names !== this.names) {
      this.names = names;
      this.parts.clear();
      replace(this.list, faults.length ? faults.map((fault) => this.entry(fault))
        : h("p", { class: "empty" }, "Nothing is armed: all answers are right."));
    }
    for (const fault of faults) this.parts.get(fault.name)?.(fault);
  }

  entry(fault) {
    const strikes = h("p", { class: "strikes" });
    const spent = h("span", {});
    const bar = h("span", { class: "bar-of" });
    this.parts.set(fault.name, ({ seen, struck, isSpent }) => {
      replace(strikes, count(struck), h("small", {}, `of ${count(seen)}`));
      replace(spent, isSpent ? chip("spent") : null);
      bar.style.setProperty("--part", seen ? struck / seen : 0);
    });
    return h("article", { class: "fault", "aria-label": fault.name },
      h("div", {}, h("h3", {}, fault.name, " ", chip(fault.bus), " ", spent),
        h("p", {}, fault.summary), h("p", { class: "muted" }, conditions(fault)),
        fault.description ? h("p", { class: "muted" }, fault.description) : null,
        h("div", { class: "row" },
          button("Again from the beginning", () => this.again(fault), { class: "small",
            "aria-label": `Arm ${fault.name} again from the beginning` }),
          button("Disarm", () => this.disarm(fault), { class: "small danger",
            "aria-label": `Disarm ${fault.name}` }))),
      strikes, bar);
  }
}

function conditions({ target, trigger }) {
  const say = (name, value) => `${name} ${Array.isArray(value) ? value.join(", ") : value}`;
  const all = [...Object.entries(target ?? {}), ...Object.entries(trigger ?? {})];
  return all.length ? all.map(([name, value]) => say(name, value)).join(" · ") : "every request";
}
