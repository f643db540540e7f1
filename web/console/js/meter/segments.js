/** Characters of seven segments, drawn with those that are dark. */

import { s } from "../dom.js";

/** The segments a to g of each character that seven segments can show. */
const SHAPES = {
  0: "abcdef", 1: "bc", 2: "abged", 3: "abgcd", 4: "fgbc", 5: "afgcd", 6: "afgedc", 7: "abc",
  8: "abcdefg", 9: "abcfgd", "-": "g", _: "d", "=": "dg", "°": "abfg", " ": "",
  A: "abcefg", b: "cdefg", C: "adef", c: "deg", d: "bcdeg", E: "adefg", F: "aefg", G: "acdef",
  H: "bcefg", h: "cefg", I: "ef", i: "c", J: "bcde", K: "acefg", L: "def", l: "def", M: "aceg",
  n: "ceg", N: "abcef", o: "cdeg", O: "abcdef", P: "abefg", q: "abcfg", r: "eg", S: "acdfg",
  t: "defg", u: "cde", U: "bcdef", V: "bcdef", v: "cde", W: "bdfg", X: "bcefg", Y: "bcdfg",
  y: "bcdfg", Z: "abdeg", z: "abdeg",
};

const PATHS = {
  a: "M3 1h8l-1.6 2.2H4.6z", b: "M11.6 1.6v8l-.7.8-1.5-1.5V3.8z",
  c: "M11.6 12.4v8l-2.2-2.2v-5.1l1.5-1.5z", d: "M3 21h8l-1.6-2.2H4.6z",
  e: "M2.4 12.4v8l2.2-2.2v-5.1l-1.5-1.5z", f: "M2.4 1.6v8l.7.8 1.5-1.5V3.8z",
  g: "M3.6 11l1.2-1.1h4.4l1.2 1.1-1.2 1.1H4.8z",
};

const PITCH = 15;
const HEIGHT = 22;

/** A row of so many characters, to the right as on the device; one of them may blink. */
export function segmentRow(text, digits, cursor) {
  const cells = split(text);
  const width = Math.max(digits, cells.length);
  const blank = width - cells.length;
  const padded = [...Array.from({ length: blank }, () => [" ", ""]), ...cells];
  return s("svg", {
    class: "segments", viewBox: `-3 0 ${width * PITCH + 6} ${HEIGHT}`, "aria-hidden": "true",
  }, s("g", { transform: "skewX(-5)" }, padded.map(([character, point], n) =>
    drawCharacter(character, point, n, cursor !== null && n - blank === cursor))));
}

/** Characters with the point that follows each. */
function split(text) {
  const cells = [];
  for (const character of text) {
    const isPoint = character === "." || character === ",";
    if (isPoint && cells.length && !cells.at(-1)[1]) cells.at(-1)[1] = ".";
    else cells.push(isPoint ? [" ", "."] : [character, ""]);
  }
  return cells;
}

function drawCharacter(character, point, place, blinks) {
  const lit = SHAPES[character] ?? SHAPES[character.toLowerCase()]
    ?? SHAPES[character.toUpperCase()] ?? "";
  return s("g", {
    transform: `translate(${place * PITCH + 2} 0)`, class: blinks ? "blinks" : null,
  }, Object.entries(PATHS).map(([name, d]) =>
    s("path", { d, class: lit.includes(name) ? "lit" : "unlit" })),
  s("circle", { cx: 13.3, cy: 20, r: 1.3, class: point ? "lit" : "unlit" }));
}
