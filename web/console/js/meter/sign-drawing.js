/** Signs of displays that few fonts have, as drawings. */

import { s } from "../dom.js";

const PATHS = {
  "⎍": "M1 12V4h7v8h7V4",
  "⌇": "M1 10c0-8 5-8 5 0c0-8 5-8 5 0c0-8 5-8 5 0",
  "⊣⊢": "M1 8h6M7 3v10M11 3v10M11 8h6",
  "⚖": "M9 2v12M5 14h8M3 4h12M3 4l-2 5h4zM15 4l-2 5h4z",
};

/** The drawing of a sign; null where its characters are to be written. */
export function signDrawing(symbol) {
  const path = PATHS[symbol];
  if (!path) return null;
  return s("svg", {
    viewBox: "0 0 18 16", fill: "none", stroke: "currentColor", "stroke-width": "1.8",
    "aria-hidden": "true",
  }, s("path", { d: path }));
}
