/** A card for each bus: its line, its ports, what passed. */

import { chip, h } from "../dom.js";
import { count, number } from "../format.js";
import { link } from "../router.js";

/** The cards of some buses. */
export function busCards(buses) {
  return buses.map((bus) => h("section", { class: "card bus", "aria-label": `Bus ${bus.name}` },
    h("header", {}, h("h2", {}, h("a", { href: link("line", bus.name) }, bus.name)),
      bus.protocols.map((name) => chip(name))),
    h("p", { class: "muted" }, lineText(bus)),
    h("ul", { class: "ports" }, bus.ports.map((port) => h("li", {},
      h("code", {}, port.place), h("span", { class: "muted" }, ` ${port.protocol}`),
      port.clients ? chip(clientsText(port.clients), "good") : null))),
    h("dl", { class: "counts" }, counts(bus).map(([name, value]) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, value))))));
}

function clientsText(clients) {
  return clients === 1 ? "1 client" : `${clients} clients`;
}

function lineText({ line, conditions }) {
  const format = `${line.baudRate} 8${line.parity[0].toUpperCase()}${line.stopBits}`;
  const timing = line.timing === "instant" ? "bytes take no time" : "as slow as a real line";
  const amiss = [
    conditions.terminators < 2 ? "a terminator is missing" : null,
    conditions.noise !== "none" && conditions.noise ? "noise" : null,
    conditions.bitErrorRate ? "bit errors" : null,
    conditions.echo ? "echo" : null,
  ].filter(Boolean);
  return [format, timing, ...amiss].join(", ");
}

function counts(bus) {
  const { requests, answers, errors, faults } = bus.counters;
  return [
    ["meters", count(bus.meters)], ["requests", count(requests)], ["answers", count(answers)],
    ["unreadable", count(errors)], ["strikes", count(faults)],
    ...(bus.current === null ? [] : [["current", `${number(bus.current * 1000, 1)} mA`]]),
  ];
}
