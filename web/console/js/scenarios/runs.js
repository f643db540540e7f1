/** The scenarios that are played. */

import { all, remove } from "../api.js";
import { button, card, chip, h, replace } from "../dom.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";

export class Runs {
  constructor(signal) {
    this.signal = signal;
    this.problem = problemPlace();
    this.list = h("ul", { class: "list" });
    this.element = card("Played", [this.problem, this.list]);
    repeat(3000, () => this.load(), signal);
  }

  load() {
    return attempt(this.problem, async () => {
      const runs = await all("/v1/runs", {}, this.signal);
      const picture = JSON.stringify(runs);
      if (picture === this.picture) return;
      this.picture = picture;
      replace(this.list, runs.length ? runs.map((run) => this.entry(run))
        : h("li", { class: "empty" }, "Nothing is played."));
    });
  }

  entry(run) {
    const part = run.steps ? run.done / run.steps : 1;
    return h("li", {}, h("div", { class: "row" }, h("strong", {}, run.scenario),
      run.isOver ? chip("over") : chip("plays", "good"),
      h("span", { class: "muted" }, `${run.done} of ${run.steps} steps`),
      run.byFarm || run.isOver ? null : button("Stop", () => this.stop(run), { class: "small",
        "aria-label": `Stop ${run.scenario}` })),
    h("span", { class: "bar-of", vars: { "--part": String(part) } }),
    h("p", {}, run.next ? `next at ${run.next}` : `began at ${run.started}`));
  }

  stop(run) {
    return attempt(this.problem, async () => {
      await remove(`/v1/runs/${run.run}`);
      await this.load();
    });
  }
}
