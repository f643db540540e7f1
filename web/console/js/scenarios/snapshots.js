/** Snapshots: the memory of all meters, kept and brought back. */

import { all, post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, h, replace } from "../dom.js";
import { field, form, given, textInput } from "../form.js";
import { count } from "../format.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";

export class Snapshots {
  constructor(signal) {
    this.signal = signal;
    this.problem = problemPlace();
    this.list = h("ul", { class: "list" });
    this.name = textInput({ placeholder: "before-the-exercise" });
    this.description = textInput();
    this.element = card("Snapshots", [form((element) => this.take(element),
      h("div", { class: "fields" }, field("Name", this.name, { pointer: "/snapshot" }),
        field("For people", this.description, { pointer: "/description" })),
      this.problem, h("div", {}, h("button", {}, "Take one"))), this.list]);
  }

  load() {
    return attempt(this.problem, async () => {
      const items = await all("/v1/snapshots", {}, this.signal);
      replace(this.list, items.length ? items.map((one) => this.entry(one))
        : h("li", { class: "empty" }, "None was taken."));
    });
  }

  take(element) {
    return attemptForm(element, this.problem, async () => {
      await post("/v1/snapshots", given({
        snapshot: this.name.value, description: this.description.value,
      }));
      announce("Taken");
      this.name.value = "";
      await this.load();
    });
  }

  entry({ snapshot, description, at, meters }) {
    const path = `/v1/snapshots/${snapshot}`;
    const does = (name, action, kind) => button(name, () => attempt(this.problem, async () => {
      await action();
      announce(`${name}: ${snapshot}`);
      await this.load();
    }), { class: `small ${kind}`, "aria-label": `${name} ${snapshot}` });
    return h("li", {}, h("div", { class: "row" }, h("strong", {}, snapshot),
      does("Restore", () => post(`${path}/restore`), ""),
      does("Drop", () => remove(path), "danger")),
    h("p", {}, [description, at, `${count(meters)} meters`].filter(Boolean).join(" · ")));
  }
}
