/** Something done to many meters at once. */

import { Problem, all, post } from "../api.js";
import { card, h, replace } from "../dom.js";
import { field, form, given, select, textInput } from "../form.js";
import { count } from "../format.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { table } from "../table.js";
import { DEEDS } from "./deeds.js";

export class Many {
  constructor(signal) {
    this.signal = signal;
    this.problem = problemPlace();
    this.done = h("div", { role: "status" });
    this.meters = textInput({ placeholder: "flat-*, shop" });
    this.bus = select([["", "all buses"]], "");
    this.deed = select(Object.entries(DEEDS).map(([name, { text }]) => [name, text]), "tariff", {
      onchange: () => this.chooseDeed(),
    });
    this.parts = h("div", { class: "parts" });
    this.element = card("Many meters at once", form((element) => this.act(element),
      h("div", { class: "fields" },
        field("Meters", this.meters, { pointer: "/meters", hint: "names, * and commas" }),
        field("On", this.bus, { pointer: "/bus" }),
        field("What", this.deed), this.parts), this.problem,
      h("div", {}, h("button", {}, "Do it")), this.done));
    this.chooseDeed();
  }

  /** Fills the list of buses. */
  load() {
    return attempt(this.problem, async () => {
      const buses = await all("/v1/buses", {}, this.signal);
      this.bus.append(...buses.map(({ name }) => h("option", { value: name }, name)));
    });
  }

  chooseDeed() {
    this.made = DEEDS[this.deed.value].make();
    replace(this.parts, this.made.fields);
  }

  act(element) {
    replace(this.done);
    return attemptForm(element, this.problem, async () => {
      const { meters, bus } = this;
      this.show(await post("/v1/actions", {
        ...given({ meters: meters.value, bus: bus.value }), do: this.read(),
      }));
    });
  }

  /** The action; what is no JSON is said at its field. */
  read() {
    try {
      return this.made.read();
    } catch (error) {
      throw new Problem(422, {
        detail: "the actions are no JSON",
        problems: [{ pointer: "/do", message: error.message }],
      });
    }
  }

  show({ done, refusals, refused }) {
    replace(this.done, h("p", {}, meters(done), " did it",
      refusals ? `, ${count(refusals)} refused.` : "."),
    refused.length ? table("Meters that refused", ["Meter", "Why it refused"], h("tbody", {},
      refused.map(({ meter, detail }) => h("tr", {}, h("th", { scope: "row" },
        h("a", { href: link("meter", meter) }, meter)), h("td", {}, detail))))) : null,
    refusals > refused.length ? h("p", { class: "muted" },
      `and ${count(refusals - refused.length)} more`) : null);
  }
}

function meters(number) {
  return number === 1 ? "1 meter" : `${count(number)} meters`;
}
