/** The metering point as a drawing: conductors, transformers, leads, the meter's terminals. */

import { h, s } from "../dom.js";
import { tapText, terminalText } from "./terminals.js";

const Y = { l1: 60, l2: 105, l3: 150, n: 195 };
const LEFT = 70;
const RIGHT = 730;
const TERMINALS = 340;
const X = { i1: 150, i2: 220, i3: 290, u1: 380, u2: 450, u3: 520, n: 600 };

/**
 * The drawing of what `GET …/wiring` says. `choose` is called with a terminal that is pressed;
 * `selected` is the one in the hand.
 */
export function drawing(state, installation, selected, choose) {
  const names = state.terminals.map(({ terminal }) => terminal);
  const width = Math.max(...names.map((name) => X[name])) + 60;
  return h("div", { class: "drawing scroll" }, s("svg", {
    viewBox: "0 0 790 420", role: "group", "aria-label": `Wiring, network ${state.network}`,
  }, conductors(state.wiring, names),
  state.terminals.map((one) => one.terminal.startsWith("i") ? transformerLead(one)
    : voltageLead(one)),
  meterBox(state, width, installation),
  state.terminals.map((one) => terminalButton(one, selected, choose))),
  h("p", { class: "muted" }, selected
    ? `${terminalText(selected)} is in the hand: press another of its kind to change them over.`
    : "Press two terminals of one kind to change them over."));
}

function conductors(wiring, names) {
  const lost = new Set(wiring.lostPhases ?? []);
  const shown = names.includes("n") ? ["l1", "l2", "l3", "n"] : ["l1", "l2", "l3"];
  return shown.map((name) => {
    const isCut = lost.has(name) || (name === "n" && wiring.neutralUpstream === "open");
    const y = Y[name];
    return s("g", { class: `conductor ${name}${isCut ? " cut" : ""}` },
      s("text", { x: 24, y: y + 5 }, name.toUpperCase()),
      s("path", { d: isCut ? `M${LEFT} ${y}h14M${LEFT + 36} ${y}H${RIGHT}`
        : `M${LEFT} ${y}H${RIGHT}` }),
      isCut ? s("path", { class: "break", d: `M${LEFT + 18} ${y - 8}l14 16m0-16l-14 16` }) : null,
      s("path", { class: "arrow", d: `M${RIGHT} ${y - 6}l12 6-12 6z` }));
  });
}

/** The phase that a tap hangs on, and whether it is the other way round. */
function tapOf({ is, right }) {
  const isNothing = is === "open" || is === "shorted";
  const phase = isNothing ? right : is.replace("-", "");
  return { phase, isReversed: is.startsWith("-"), isNothing };
}

function transformerLead(one) {
  const { phase, isReversed } = tapOf(one);
  const x = X[one.terminal];
  const y = Y[phase];
  const isAmiss = one.is !== one.right;
  const [left, right] = isReversed ? [x + 9, x - 9] : [x - 9, x + 9];
  const end = TERMINALS - 26;
  const lead = (from, to) => `M${from} ${y + 17}C${from} ${y + 60} ${to} ${end - 60} ${to} ${end}`;
  return s("g", { class: `ct ${phase}${isAmiss ? " amiss" : ""}` },
    s("ellipse", { cx: x, cy: y, rx: 9, ry: 18 }),
    s("path", { class: "polarity", d: isReversed ? `M${x + 5} ${y - 27}h-14m5-4l-5 4 5 4`
      : `M${x - 5} ${y - 27}h14m-5-4l5 4-5 4` }),
    one.is === "open" ? s("path", {
      class: "lead open", d: `M${x - 9} ${y + 17}v26M${x - 9} ${end - 26}v26`,
    }) : s("path", { class: "lead", d: lead(left, x - 9) }),
    s("path", { class: "lead", d: lead(right, x + 9) }),
    one.is === "shorted" ? s("path", { class: "bridge", d: `M${x - 9} ${y + 40}h18` }) : null);
}

function voltageLead(one) {
  const { phase, isReversed, isNothing } = tapOf(one);
  const x = X[one.terminal];
  const y = Y[phase];
  const end = TERMINALS - 26;
  const isAmiss = one.is !== one.right;
  const mid = (y + end) / 2;
  return s("g", { class: `voltage ${phase}${isAmiss ? " amiss" : ""}` },
    s("circle", { class: "tap", cx: x, cy: y, r: 5 }),
    isNothing ? [
      s("path", { class: "lead open", d: `M${x} ${y}V${mid - 14}M${x} ${mid + 14}V${end}` }),
      s("rect", { class: "fuse", x: x - 7, y: mid - 14, width: 14, height: 28, rx: 3 }),
      s("path", { class: "break", d: `M${x - 6} ${mid - 8}l12 16` })]
      : s("path", { class: "lead", d: `M${x} ${y}V${end}` }),
    isReversed ? s("text", { class: "minus", x: x + 8, y: mid }, "±") : null);
}

function meterBox({ network }, width, installation) {
  const { currentTransformer: ct, programmed } = installation;
  const ratio = (one) => one ? `${one.primary}/${one.secondary}` : "direct";
  const isWrong = ct && programmed.currentTransformer
    && ratio(ct) !== ratio(programmed.currentTransformer);
  return s("g", { class: "meter-box" },
    s("rect", { x: 100, y: TERMINALS - 26, width: width - 100, height: 92, rx: 10 }),
    s("text", { x: 118, y: TERMINALS + 52 }, network ?? ""),
    s("text", { x: width - 18, y: TERMINALS + 52, class: isWrong ? "end wrong" : "end" },
      ct ? `hangs ${ratio(ct)}, programmed ${ratio(programmed.currentTransformer)}` : "direct"));
}

function terminalButton(one, selected, choose) {
  const { terminal, is, right } = one;
  const x = X[terminal];
  const press = () => choose(terminal);
  return s("g", {
    class: `terminal${is === right ? "" : " amiss"}${selected === terminal ? " held" : ""}`,
    role: "button", tabindex: 0, "aria-pressed": String(selected === terminal),
    "aria-label": `${terminalText(terminal)} sees ${tapText(is)}`, data: { terminal },
    onclick: press,
    onkeydown: (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    },
  }, s("rect", { x: x - 22, y: TERMINALS - 18, width: 44, height: 44, rx: 8 }),
  s("text", { x, y: TERMINALS + 3 }, terminal.toUpperCase()),
  s("text", { class: "sees", x, y: TERMINALS + 18 }, shortTap(is)));
}

function shortTap(tap) {
  return { open: "open", shorted: "short" }[tap] ?? tap.replace("-", "\u2212").toUpperCase();
}
