/** What each terminal sees, to be chosen from a list: the same as the drawing, for the keyboard. */

import { button, chip, h } from "../dom.js";
import { checkbox, field, select } from "../form.js";
import { sentence } from "../format.js";

const NAMES = {
  u1: "Voltage 1", u2: "Voltage 2", u3: "Voltage 3", n: "Neutral",
  i1: "Transformer 1", i2: "Transformer 2", i3: "Transformer 3",
};

/** Words of `wiring` as people say them. */
export function tapText(tap) {
  const names = { open: "nothing: open", shorted: "nothing: bridged", n: "N" };
  if (names[tap]) return names[tap];
  return tap.startsWith("-") ? `${tap.slice(1).toUpperCase()} reversed` : tap.toUpperCase();
}

/** The name of a terminal as people say it. */
export function terminalText(terminal) {
  return NAMES[terminal];
}

/** The lists, what is gone upstream, and the button that mends everything. */
export function terminalControls({ wiring, terminals }, connect) {
  const change = (part, text) => {
    const next = { ...wiring, ...part };
    for (const [key, value] of Object.entries(next)) if (value === null) delete next[key];
    connect(next, text);
  };
  const isRight = Object.keys(wiring).length === 0;
  return h("div", { class: "stack" },
    h("div", { class: "terminals" }, terminals.map((one) => terminalField(one, change))),
    upstream(wiring, terminals, change),
    h("div", { class: "row" },
      button("Mend everything", () => connect({}, "Everything is right"), {
        class: "primary", disabled: isRight,
      }), isRight ? chip("right", "good") : chip(amiss(terminals, wiring), "bad")));
}

function amiss(terminals, wiring) {
  const wrong = terminals.filter((one) => one.is !== one.right).length
    + (wiring.neutralUpstream ? 1 : 0) + (wiring.lostPhases?.length ?? 0);
  return wrong === 1 ? "1 thing is amiss" : `${wrong} things are amiss`;
}

function terminalField({ terminal, is, right, allowed, text }, change) {
  const choice = select(allowed.map((tap) => [tap, tapText(tap)]), is, {
    onchange: (event) => {
      const tap = event.target.value;
      change({ [terminal]: tap === right ? null : tap }, `${NAMES[terminal]}: ${tapText(tap)}`);
    },
  });
  const place = field(NAMES[terminal], choice, {
    pointer: `/${terminal}`, hint: is === right ? "" : sentence(text),
  });
  place.classList.toggle("amiss", is !== right);
  return place;
}

function upstream(wiring, terminals, change) {
  const lost = new Set(wiring.lostPhases ?? []);
  const lose = (phase, isLost) => {
    if (isLost) lost.add(phase);
    else lost.delete(phase);
    change({ lostPhases: lost.size ? [...lost].sort() : null },
      `${phase.toUpperCase()} is ${isLost ? "gone" : "there"}`);
  };
  const hasNeutral = terminals.some(({ terminal }) => terminal === "n");
  return h("fieldset", {}, h("legend", {}, "Upstream"), h("div", { class: "row" },
    ["l1", "l2", "l3"].map((phase) => checkbox(`${phase.toUpperCase()} is gone`, lost.has(phase),
      (on) => lose(phase, on))),
    hasNeutral ? checkbox("The neutral is broken", wiring.neutralUpstream === "open", (on) =>
      change({ neutralUpstream: on ? "open" : null }, "Neutral upstream")) : null));
}
