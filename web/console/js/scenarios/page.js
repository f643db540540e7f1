/** Scenarios to play, those that are played, and snapshots. */

import { h, pageHead } from "../dom.js";
import { Library } from "./library.js";
import { Many } from "./many.js";
import { Runs } from "./runs.js";
import { Snapshots } from "./snapshots.js";

export async function scenariosPage(main, { signal }) {
  const runs = new Runs(signal);
  const library = new Library(signal, () => runs.load());
  const snapshots = new Snapshots(signal);
  main.append(pageHead("Scenarios", "What happens to the farm, and when"),
    h("div", { class: "stack" }, library.element, h("div", { class: "grid two" }, runs.element,
      snapshots.element, new Many().element)));
  await Promise.all([library.load(), snapshots.load()]);
}
