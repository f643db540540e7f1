/** One frame with all its parts. */

import { card, h, replace } from "../dom.js";
import { span } from "../format.js";
import { link } from "../router.js";
import { facts, table } from "../table.js";

export class FrameDetail {
  constructor() {
    this.content = h("div", { class: "stack" },
      h("p", { class: "empty" }, "Choose a frame to see its parts."));
    this.element = card("The frame", this.content);
  }

  show(frame) {
    const client = [frame.client, frame.port].filter(Boolean).join(" at ");
    replace(this.content, h("p", {}, h("strong", {}, frame.text)), bytes(frame), facts([
      ["Number", frame.number], ["At", frame.at], ["Client", client || null],
      ["Meter", frame.meter ? h("a", { href: link("meter", frame.meter) }, frame.meter) : null],
      ["Framing", `${frame.framing}, ${frame.length} bytes`],
      ["Outcome", [frame.outcome, frame.reason].filter(Boolean).join(": ")],
      ["Fault", frame.fault ? h("a", { href: link("faults") }, frame.fault) : null],
      ["Delay", frame.delay === null ? null : span(frame.delay)],
    ]), parts(frame));
  }
}

function bytes({ bytes: all }) {
  return h("div", { class: "bytes" }, all.split(" ").map((byte) => h("span", {}, byte)));
}

function parts({ fields }) {
  if (!fields.length) return null;
  return table("Parts of the frame", ["Part", "Means"], h("tbody", {}, fields.map((field) =>
    h("tr", {}, h("th", { scope: "row" }, field.name), h("td", {}, field.text)))));
}
