/** How sure something is, as a chip. */

import { h } from "./dom.js";

const KINDS = {
  official: ["good", "Printed by the maker"],
  derived: ["", "Taken from readers and captures"],
  assumed: ["warn", "Assumed: nobody prints it"],
};

export function evidenceChip(evidence, source) {
  const [kind, title] = KINDS[evidence];
  return h("span", { class: `chip ${kind}`, title: source ? `${title} (${source})` : title },
    evidence);
}
