/** The mistakes of the field, each a press away. */

import { button, h } from "../dom.js";

/** Words, and what is connected then. */
export const MISTAKES = [
  ["Transformer of L1 reversed", { i1: "reversed" }],
  ["Transformers of L1 and L2 reversed", { i1: "reversed", i2: "reversed" }],
  ["All three reversed", { i1: "reversed", i2: "reversed", i3: "reversed" }],
  ["Transformers of L1 and L2 changed over", { i1: "l2", i2: "l1" }],
  ["Voltage leads turned by a place", { u1: "l2", u2: "l3", u3: "l1" }],
  ["Voltage leads of L1 and L2 changed over", { u1: "l2", u2: "l1" }],
  ["Voltage fuse of L1 blown", { u1: "open" }],
  ["L1 gone upstream", { lostPhases: ["l1"] }],
  ["Transformer of L1 open", { i1: "open" }],
  ["Meter without its neutral", { n: "open" }],
  ["Neutral broken upstream", { neutralUpstream: "open" }],
];

/** A button for each mistake; `connect(wiring, words)` makes it. */
export function mistakeList(connect) {
  return h("div", { class: "row" }, MISTAKES.map(([text, wiring]) =>
    button(text, () => connect(wiring, text), { class: "small" })));
}
