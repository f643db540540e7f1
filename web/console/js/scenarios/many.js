/** Something done to many meters at once. */

import { post } from "../api.js";
import { card, h, replace } from "../dom.js";
import { field, form, select, textInput } from "../form.js";
import { count } from "../format.js";
import { attemptForm, problemPlace } from "../problem.js";

const DEEDS = [
  ["Choose tariff 1", { tariff: 1 }], ["Choose tariff 2", { tariff: 2 }],
  ["Clear partial counters", { partials: "reset" }], ["Clear energies", { reset: ["energies"] }],
  ["Cut the supply", { supply: "off" }], ["Restore the supply", { supply: "on" }],
  ["Take off the bus", { connection: "open" }], ["Put back on the bus", { connection: "right" }],
  ["Mend all wires", { wiring: {} }], ["Begin demands anew", { demand: "synchronise" }],
];

export class Many {
  constructor() {
    this.problem = problemPlace();
    this.done = h("div", { role: "status" });
    this.meters = textInput({ placeholder: "flat-*" });
    this.deed = select(DEEDS.map(([text], n) => [String(n), text]), "0");
    this.element = card("Many meters at once", form((element) => this.act(element),
      h("div", { class: "fields" },
        field("Meters", this.meters, { pointer: "/meters", hint: "names, * and commas" }),
        field("What", this.deed, { pointer: "/do" })), this.problem,
      h("div", {}, h("button", {}, "Do it")), this.done));
  }

  act(element) {
    return attemptForm(element, this.problem, async () => {
      const [, deed] = DEEDS[Number(this.deed.value)];
      const answer = await post("/v1/actions", { meters: this.meters.value, do: deed });
      replace(this.done, h("p", {}, `${count(answer.done)} did it, `
        + `${count(answer.refusals)} refused.`),
      h("ul", {}, answer.refused.map(({ meter, detail }) =>
        h("li", {}, h("strong", {}, meter), ` ${detail}`))));
    });
  }
}
