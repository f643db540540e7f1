/** The registers as a master reads them: raw words, decoded, and how sure each is. */

import { get, meterPath } from "../api.js";
import { button, card, h, replace } from "../dom.js";
import { evidenceChip } from "../evidence.js";
import { searchInput, select } from "../form.js";
import { exact } from "../format.js";
import { attempt, problemPlace } from "../problem.js";
import { Pager, table } from "../table.js";
import { explain } from "./explanation.js";

const SIZE = 50;
const TABLES = [["", "All tables"], ["holding", "Holding registers"], ["input", "Input registers"],
  ["coils", "Coils"], ["discreteInputs", "Discrete inputs"]];

export async function registersTab(panel, meter, signal) {
  const filter = { search: "", table: "" };
  const place = problemPlace();
  const body = h("tbody", {});
  const pager = new Pager(SIZE, (after) => load(after));
  const load = (after) => attempt(place, async () => {
    const page = await get(meterPath(meter.name, "registers"), { ...filter, after, limit: SIZE },
      signal);
    replace(body, page.items.map((register) => row(meter, register)));
    if (!page.items.length) replace(body, nothing());
    pager.show(page);
  });
  const change = (part) => { Object.assign(filter, part); pager.reset(); };
  panel.append(card("Registers", [
    h("div", { class: "row filters" },
      searchInput("Search registers", (search) => change({ search }), "Name, address, note"),
      select(TABLES, "", {
        "aria-label": "Table", onchange: (event) => change({ table: event.target.value }),
      }), button("Read again", () => load(pager.after))),
    place,
    h("div", { class: "registers" }, table("Registers", ["Address", "Shows", "Type", "Words",
      { title: "Value", class: "number" }, "Evidence", ""], body)), pager.element]));
  await load(0);
}

function nothing() {
  return h("tr", {}, h("td", { colspan: 7, class: "empty" }, "No register fits."));
}

function row(meter, register) {
  const { table: kind, address, hex, shows, type, words, evidence, source, note } = register;
  return h("tr", {},
    h("th", { scope: "row" }, h("code", {}, hex), h("small", {}, `${kind} ${address}`)),
    h("td", {}, shows.title, shows.name && shows.name !== shows.title
      ? h("small", {}, h("code", {}, shows.name)) : null, note ? h("small", {}, note) : null),
    h("td", {}, h("code", {}, type), register.writable ? h("small", {}, "writable") : null),
    h("td", { class: "words" }, words ? words.map(hexWord).join(" ") : "–"),
    h("td", { class: "number" }, value(register)),
    h("td", {}, evidenceChip(evidence, source), source ? h("small", {}, source) : null),
    h("td", { class: "number" }, button("Why?", () => explain(meter.name,
      { table: kind, address }), { class: "small", "aria-label": `Why does ${hex} read so?` })));
}

function value(register) {
  if (register.refusal) return h("span", { class: "refused" }, register.refusal);
  const { scale, unit, faults } = register;
  return [exact(register.value, unit),
    scale === null || scale === 1 ? null : h("small", {}, `in ${exact(scale, unit)}`),
    faults.length ? h("small", { class: "refused" }, `may meet ${faults.join(", ")}`) : null];
}

function hexWord(word) {
  return word.toString(16).toUpperCase().padStart(4, "0");
}
