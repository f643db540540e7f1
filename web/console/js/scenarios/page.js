/** Scenarios to play, those that are played, snapshots, and deeds for many meters. */

import { h, pageHead } from "../dom.js";
import { Library } from "./library.js";
import { Many } from "./many.js";
import { Runs } from "./runs.js";
import { Snapshots } from "./snapshots.js";

export async function scenariosPage(main, { names: [chosen], signal }) {
  const runs = new Runs(signal);
  const library = new Library(runs, signal);
  const snapshots = new Snapshots(signal);
  const many = new Many(signal);
  main.append(pageHead("Scenarios", "What happens to the farm, and when"),
    h("div", { class: "stack" }, library.element, h("div", { class: "grid two" }, runs.element,
      snapshots.element), many.element));
  await Promise.all([runs.begin(), library.load(), snapshots.load(), many.load()]);
  if (!chosen) return;
  await library.open(chosen);
  library.list.reveal();
}
