/** Line drawings for the pages. */

import { s } from "../dom.js";

const PATHS = {
  farm: "M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6",
  meter: "M5 3h14v18H5zM8 6h8v5H8zM9 16h.01M15 16h.01",
  wiring: "M5 3v7a4 4 0 0 0 4 4h6a4 4 0 0 1 4 4v3M5 3H3m2 0h2M19 21h-2m2 0h2M19 3v5M5 16v5",
  line: "M2 12h3l2-6 4 12 3-9 2 3h6",
  faults: "M12 3 2.5 20h19zM12 10v4M12 17h.01",
  scenarios: "M4 5h16M4 12h16M4 19h16M8 3v4M15 10v4M11 17v4",
  clock: "M3 6h18v12H3zM8 12h.01M16 12h.01M8 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM16 9.5a2.5 "
    + "2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  lesson: "M3 8l9-4 9 4-9 4zM7 10v5c2 2 8 2 10 0v-5M21 8v6",
  hidden: "M4 4l16 16M10 5.3A9 9 0 0 1 21.5 12a13 13 0 0 1-2.7 3.6M6.2 7.2A13 13 0 0 0 2.5 12a10 "
    + "10 0 0 0 14 5.2M9.9 9.9a3 3 0 0 0 4.2 4.2",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  step: "M6 5l9 7-9 7zM18 5v14",
};

/** A drawing by name; what it means is said by the text beside it. */
export function icon(name) {
  return s("svg", {
    viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.8",
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    width: "20", height: "20",
  }, s("path", { d: PATHS[name] }));
}
