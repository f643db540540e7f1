/** The scenarios that are played, and those that are over. */

import { all, post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { card, h, replace, setText } from "../dom.js";
import { listen, repeat, tell } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { RunLine } from "./run-line.js";

const PAUSE = 2000;

export class Runs {
  constructor(signal) {
    Object.assign(this, { signal, runs: [], lines: new Map(), listeners: [] });
    this.problem = problemPlace();
    this.going = h("ul", { class: "list" });
    this.over = h("ul", { class: "list" });
    this.overCount = h("summary", { class: "muted" });
    this.overPart = h("details", {}, this.overCount, this.over);
    this.element = card("Played", [this.problem, this.going, this.overPart]);
    listen("clock", () => this.tick(), signal);
  }

  begin() {
    return repeat(PAUSE, () => this.load(), this.signal);
  }

  /** Calls a function whenever the runs or the time have changed. */
  listen(listener) {
    this.listeners.push(listener);
  }

  load() {
    return attempt(this.problem, async () => {
      const runs = await all("/v1/runs", {}, this.signal);
      this.runs = runs.toSorted((one, other) =>
        Date.parse(one.started) - Date.parse(other.started));
      this.draw();
      this.tick();
    });
  }

  /** The run of a scenario that is not over, or the last one that was. */
  latest(scenario) {
    const own = this.runs.filter((run) => run.scenario === scenario);
    return own.findLast((run) => !run.isOver) ?? own.at(-1);
  }

  draw() {
    const picture = this.runs.map(({ run, isOver }) => `${run} ${isOver}`).join();
    if (picture === this.picture) return;
    this.picture = picture;
    const lines = new Map(this.runs.map((run) =>
      [run.run, this.lines.get(run.run) ?? new RunLine(run, this)]));
    this.lines = lines;
    const some = (isOver) => this.runs.filter((run) => run.isOver === isOver).reverse()
      .map(({ run }) => lines.get(run).element);
    const going = some(false);
    const over = some(true);
    replace(this.going, going.length ? going
      : h("li", { class: "empty" }, "Nothing is played now."));
    replace(this.over, over);
    setText(this.overCount, `Over: ${over.length}`);
    this.overPart.hidden = !over.length;
  }

  tick() {
    for (const run of this.runs) this.lines.get(run.run)?.show(run);
    for (const listener of this.listeners) listener();
  }

  /** Plays no further; what happened stays. */
  async stop({ run, scenario }) {
    await remove(`/v1/runs/${encodeURIComponent(run)}`);
    announce(`${scenario} is stopped`);
    await this.load();
  }

  /** On to the next step: the whole farm's time goes on. */
  async goOn({ next }) {
    tell("clock", await post("/v1/clock/jump", { to: next }));
    await this.load();
  }
}
