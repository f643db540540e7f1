/** Frames as a file. */

import { h } from "../dom.js";

const COLUMNS = ["number", "at", "bus", "port", "client", "direction", "unit", "meter", "framing",
  "function", "bytes", "text", "outcome", "reason", "fault", "delay"];

const WRITERS = {
  JSON: ["json", "application/json", (frames) => `${JSON.stringify(frames, null, 1)}\n`],
  CSV: ["csv", "text/csv", (frames) => [COLUMNS, ...frames.map((frame) =>
    COLUMNS.map((name) => frame[name] ?? ""))].map(csvLine).join("")],
  text: ["txt", "text/plain", (frames) => frames.map((frame) =>
    `${frame.at} ${frame.direction === "answer" ? "<" : ">"} ${frame.bytes}  ${frame.text}\n`)
    .join("")],
};

/** Saves frames as JSON, CSV or text. */
export function exportFrames(kind, bus, frames) {
  const [ending, type, write] = WRITERS[kind];
  const place = URL.createObjectURL(new Blob([write(frames)], { type }));
  const anchor = h("a", { href: place, download: `${bus}-frames.${ending}` });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(place), 10000);
}

function csvLine(cells) {
  const quoted = cells.map((cell) => /[",\n]/.test(cell)
    ? `"${String(cell).replaceAll("\"", "\"\"")}"` : cell);
  return `${quoted.join(",")}\n`;
}
