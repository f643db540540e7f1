/** The faults: a board of those that are armed, and a form to arm another. */

import { all, post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { h, pageHead } from "../dom.js";
import { given } from "../form.js";
import { listen, repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { FaultBoard } from "./fault-board.js";
import { FaultForm } from "./fault-form.js";

export async function faultsPage(main, { signal }) {
  const place = problemPlace();
  const load = () => attempt(place, async () =>
    board.show(await all("/v1/faults", {}, signal)));
  const board = new FaultBoard(
    (fault) => attempt(place, async () => {
      await remove(`/v1/buses/${fault.bus}/faults/${fault.name}`);
      announce(`${fault.name} is disarmed`);
      await load();
    }),
    (fault) => attempt(place, async () => {
      await post(`/v1/buses/${fault.bus}/faults`, spelled(fault));
      announce(`${fault.name} begins again`);
      await load();
    }));
  const arming = new FaultForm(async (fault) => {
    await post("/v1/faults", fault);
    announce(`${fault.name} is armed`);
    await load();
  });
  main.append(pageHead("Faults", "What goes wrong on purpose, for whom, and how often"), place,
    h("div", { class: "grid two" }, board.element, arming.element));
  listen("fault", load, signal);
  repeat(2000, load, signal);
}

/** A fault of the board as it is armed. */
function spelled({ name, description, target, trigger, effect }) {
  return given({ name, description, target, trigger, effect });
}
