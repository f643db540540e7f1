/** The readout of an M-Bus meter: its telegrams with their headers and records. */

import { get, meterPath } from "../api.js";
import { button, card, h } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { exact } from "../format.js";
import { facts, table } from "../table.js";
import { explain } from "./explanation.js";

export async function telegramsTab(panel, meter, signal) {
  const { items } = await get(meterPath(meter.name, "records"), {}, signal);
  panel.append(h("div", { class: "stack" }, items.map((telegram) =>
    card(`Telegram ${telegram.telegram}`, content(meter, telegram)))));
}

function content(meter, telegram) {
  const { header } = telegram;
  return h("div", { class: "stack registers" }, facts([
    ["Secondary address", header.identification],
    ["Maker, version", `${header.manufacturer} ${header.version}`],
    ["Medium", `${header.medium} ${header.mediumName}`],
    ["Access, status", `${header.access}, ${header.status}`],
    ["Bytes", h("code", {}, telegram.bytes)],
    ["Then", telegram.moreFollow ? "more telegrams follow" : "nothing follows"],
    ["On its ports", telegram.isAnswering ? "it answers" : "it does not answer now"],
  ]), table(`Records of telegram ${telegram.telegram}`, ["Record", "Shows", "Coding", "Bytes",
    { title: "Value", class: "number" }, "Evidence", ""], h("tbody", {},
    telegram.records.map((record) => row(meter, telegram, record)))));
}

function row(meter, { telegram }, record) {
  const { shows, says, note } = record;
  return h("tr", {}, h("th", { scope: "row" }, record.record),
    h("td", {}, shows.title, shows.name && shows.name !== shows.title
      ? h("small", {}, h("code", {}, shows.name)) : null, says ? h("small", {}, says) : null,
    note ? h("small", {}, note) : null),
    h("td", {}, h("code", {}, record.type)), h("td", { class: "words" }, record.bytes),
    h("td", { class: "number" }, exact(record.value, record.unit)),
    h("td", {}, evidenceChip(record.evidence, record.source)),
    h("td", { class: "number" }, button("Why?", () => explain(meter.name,
      { telegram, record: record.record }), {
      class: "small", "aria-label": `Why does record ${record.record} read so?`,
    })));
}
