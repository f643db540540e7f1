/** Snapshots: the memory of all meters, kept and brought back. */

import { all, post, remove } from "../api.js";
import { announce } from "../announcer.js";
import { confirmed } from "../dialog.js";
import { button, card, h, replace } from "../dom.js";
import { field, form, given, textInput } from "../form.js";
import { bytes, count } from "../format.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";

const RESTORE = "Every meter is then as if nothing had been done to it since. What its load has "
  + "brought since is booked anew. The clock goes on from now.";

export class Snapshots {
  constructor(signal) {
    this.signal = signal;
    this.problem = problemPlace();
    this.list = h("ul", { class: "list" });
    this.name = textInput({ placeholder: "before-the-exercise" });
    this.description = textInput();
    this.element = card("Snapshots", h("div", { class: "stack" }, h("p", { class: "muted" },
      "What all meters remember, kept under a name to come back to."),
    form((element) => this.take(element),
      h("div", { class: "fields" }, field("Name", this.name, { pointer: "/snapshot" }),
        field("For people", this.description, { pointer: "/description" })),
      this.problem, h("div", {}, h("button", {}, "Take one"))), this.list));
  }

  load() {
    return attempt(this.problem, async () => {
      const items = await all("/v1/snapshots", {}, this.signal);
      replace(this.list, items.length ? items.toReversed().map((one) => this.entry(one))
        : h("li", { class: "empty" }, "None was taken."));
    });
  }

  take(element) {
    return attemptForm(element, this.problem, async () => {
      const name = this.name.value;
      await post("/v1/snapshots", given({
        snapshot: name, description: this.description.value,
      }));
      announce(`${name} is taken`);
      this.name.value = "";
      this.description.value = "";
      await this.load();
    });
  }

  entry({ snapshot, description, at, meters, bytes: size }) {
    const path = `/v1/snapshots/${encodeURIComponent(snapshot)}`;
    const about = [`${at.slice(0, 19).replace("T", " ")} UTC`, `${count(meters)} meters`,
      bytes(size)];
    return h("li", { class: "snapshot" },
      h("div", {}, h("strong", {}, snapshot), description ? h("p", {}, description) : null,
        h("p", {}, about.join(" · "))),
      h("div", { class: "row" },
        this.deed("Restore", snapshot, RESTORE, "small", () => post(`${path}/restore`)),
        this.deed("Drop", snapshot, "It cannot be brought back.", "small danger", () =>
          remove(path))));
  }

  /** A button that asks before it does something. */
  deed(name, snapshot, text, kind, action) {
    return button(name, async () => {
      if (!await confirmed(`${name} ${snapshot}?`, text, `${name} it`)) return;
      await attempt(this.problem, async () => {
        await action();
        announce(`${name}: ${snapshot}, done`);
        await this.load();
        (this.list.querySelector(`[aria-label="${name} ${snapshot}"]`) ?? this.name).focus();
      });
    }, { class: kind, "aria-label": `${name} ${snapshot}` });
  }
}
