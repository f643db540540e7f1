/** The library of scenarios: found, looked at, played. */

import { get, post } from "../api.js";
import { announce } from "../announcer.js";
import { ChooseList } from "../choose-list.js";
import { card, chip, h, replace } from "../dom.js";
import { field, form, given, textInput } from "../form.js";
import { count } from "../format.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";
import { note } from "../router.js";
import { RunLine } from "./run-line.js";
import { showProgress, stepTimeline } from "./steps.js";

export class Library {
  constructor(runs, signal) {
    Object.assign(this, { runs, signal });
    this.problem = problemPlace();
    this.detail = h("div", { class: "scenario stack" },
      h("p", { class: "empty" }, "Choose a scenario to see what it does, and when."));
    this.list = new ChooseList({
      many: "scenarios", path: "/v1/scenarios", signal, entry,
      choose: ({ name }) => this.open(name),
    });
    this.element = card("Library", h("div", { class: "two-pane" }, this.list.element,
      h("div", {}, this.problem, this.detail)));
    runs.listen(() => this.showRun());
  }

  load() {
    return this.list.load();
  }

  open(name) {
    return attempt(this.problem, async () => {
      const scenario = await get(`/v1/scenarios/${encodeURIComponent(name)}`, {}, this.signal);
      note("scenarios", name);
      this.list.mark(name);
      this.show(scenario);
    });
  }

  show(scenario) {
    this.scenario = scenario;
    this.line = null;
    this.played = h("ul", {});
    this.steps = stepTimeline(scenario.steps);
    replace(this.detail, h("div", {}, h("h3", {}, scenario.name), scenario.description
      ? h("p", {}, scenario.description) : null),
    fit(scenario), this.playForm(scenario), this.played, this.steps);
    this.showRun();
    if (matchMedia("(max-width: 52rem)").matches) this.detail.scrollIntoView();
  }

  playForm({ name, fits }) {
    const from = textInput({ placeholder: "now" });
    const place = problemPlace();
    const play = (element) => attemptForm(element, place, async () => {
      await post(`/v1/scenarios/${encodeURIComponent(name)}/runs`, given({ from: from.value }));
      announce(`${name} is played`);
      await this.runs.load();
    });
    return form(play, h("div", { class: "play" },
      h("button", { class: "primary", disabled: !fits }, "Play it"),
      field("Begins", from, { pointer: "/from", hint: "an instant, or +10m for ten minutes on" })),
    place);
  }

  /** How far the chosen scenario is, if it is played. */
  showRun() {
    if (!this.scenario) return;
    const run = this.runs.latest(this.scenario.name);
    if (run && run.run !== this.line?.run.run) {
      this.line = new RunLine(run, this.runs);
      replace(this.played, this.line.element);
    }
    if (!run) {
      this.line = null;
      replace(this.played);
    }
    this.line?.show(run);
    showProgress(this.steps, run);
  }
}

function entry({ name, description, steps }) {
  return [h("strong", {}, name), h("small", { class: "clamp" }, description ?? ""),
    h("small", {}, steps === 1 ? "1 step" : `${count(steps)} steps`)];
}

function fit({ fits, problems }) {
  if (fits) return h("p", {}, chip("fits this farm", "good"));
  return h("div", { class: "notice" }, h("p", {}, h("strong", {}, "It does not fit this farm:")),
    h("ul", {}, problems.map((text) => h("li", {}, text))));
}
