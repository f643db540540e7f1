/** A run of a scenario: how far it is, when it goes on, how it is stopped. */

import { button, chip, h, replace, set, setText } from "../dom.js";
import { localTime, span } from "../format.js";
import { clockNow } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link } from "../router.js";

export class RunLine {
  constructor(run, runs) {
    this.run = run;
    this.state = h("span", {});
    this.bar = h("span", { class: "bar-of", "aria-hidden": "true" });
    this.text = h("p", {});
    this.problem = problemPlace();
    this.stop = button("Stop", () => attempt(this.problem, () => runs.stop(this.run)), {
      class: "small danger", "aria-label": `Stop ${run.scenario}`,
    });
    this.next = button("Go on to the next step", () =>
      attempt(this.problem, () => runs.goOn(this.run)), {
      class: "small", "aria-label": `Go on to the next step of ${run.scenario}`,
    });
    this.element = h("li", { class: "run", data: { run: run.run } },
      h("div", { class: "row" },
        h("a", { href: link("scenarios", run.scenario) }, run.scenario), this.state,
        h("span", { class: "spring" }), this.next, this.stop), this.bar, this.text,
      this.problem);
  }

  show(run) {
    this.run = run;
    const { steps, done, isOver, byFarm } = run;
    set(this.bar, "vars", { "--part": String(steps ? done / steps : 1) });
    const [state, kind] = stateOf(run);
    set(this.element, "data", { over: isOver, state });
    if (state !== this.shown) {
      this.shown = state;
      replace(this.state, chip(state, kind), byFarm ? chip("by the farm file") : null);
    }
    this.stop.hidden = isOver || byFarm;
    this.next.hidden = !run.next;
    setText(this.text, `${done} of ${steps} ${steps === 1 ? "step" : "steps"} done`
      + `, ${when(run, clockNow())}`);
  }
}

function stateOf({ steps, done, isOver }) {
  if (!isOver) return ["plays", "good"];
  return done < steps ? ["stopped", "warn"] : ["over", ""];
}

function when({ started, next }, clock) {
  if (!clock) return `began at ${started}`;
  if (!next) return `began at ${localTime(started, clock)}`;
  const left = (Date.parse(next) - Date.parse(clock.now)) / 1000;
  const held = clock.isPaused ? "; the clock stands still" : "";
  return left > 0 ? `the next one in ${span(Math.ceil(left))}${held}` : `the next one now${held}`;
}
