/** The library of scenarios: found, looked at, played. */

import { all, get, post } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, chip, h, replace } from "../dom.js";
import { searchInput } from "../form.js";
import { attempt, problemPlace } from "../problem.js";

export class Library {
  constructor(signal, played) {
    Object.assign(this, { signal, played, search: "" });
    this.problem = problemPlace();
    this.list = h("div", { class: "choose-list", role: "group", "aria-label": "Scenarios" });
    this.detail = h("div", { class: "stack" },
      h("p", { class: "empty" }, "Choose a scenario to see its steps."));
    this.element = card("Library", [this.problem, h("div", { class: "two-pane" },
      h("div", { class: "stack" }, searchInput("Search scenarios", (text) => {
        this.search = text;
        this.load();
      }), this.list), this.detail)]);
  }

  load() {
    return attempt(this.problem, async () => {
      const items = await all("/v1/scenarios", { search: this.search }, this.signal);
      replace(this.list, items.length ? items.map((one) => this.entry(one))
        : h("p", { class: "empty" }, "No scenario fits."));
    });
  }

  entry({ name, description, steps }) {
    const choice = button([h("strong", {}, name), h("small", {}, description
      ?? `${steps} steps`)], () => {
      for (const one of this.list.children) one.setAttribute("aria-pressed", one === choice);
      this.open(name);
    }, { "aria-pressed": "false" });
    return choice;
  }

  open(name) {
    return attempt(this.problem, async () => {
      const scenario = await get(`/v1/scenarios/${encodeURIComponent(name)}`, {}, this.signal);
      replace(this.detail, h("h3", {}, scenario.name),
        scenario.description ? h("p", {}, scenario.description) : null, fit(scenario),
        h("ol", { class: "steps" }, scenario.steps.map(step)),
        h("div", {}, button("Play it", () => this.play(name), {
          class: "primary", disabled: !scenario.fits,
        })));
    });
  }

  play(name) {
    return attempt(this.problem, async () => {
      await post(`/v1/scenarios/${encodeURIComponent(name)}/runs`, {});
      announce(`${name} is played`);
      await this.played();
    });
  }
}

function fit({ fits, problems }) {
  if (fits) return h("p", {}, chip("fits this farm", "good"));
  return h("div", { class: "notice" }, h("p", {}, "This farm lacks what it is about:"),
    h("ul", {}, problems.map((text) => h("li", {}, text))));
}

function step({ at, meter, bus, description, text, do: deeds }) {
  const whom = meter ?? bus ?? "the whole farm";
  return h("li", {}, h("h3", {}, `${at} · ${whom}`), h("p", {}, description ?? text),
    h("pre", { class: "preview" }, h("code", {}, deeds.map((deed) => JSON.stringify(deed))
      .join("\n"))));
}
