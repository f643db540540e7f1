/** Arms a fault: whose requests, which of them, what happens. */

import { button, card, h, replace } from "../dom.js";
import { field, form, given, numberIn, numberInput, select, textInput } from "../form.js";
import { attemptForm, problemPlace } from "../problem.js";
import { EFFECTS, effectOf } from "./effects.js";

const PRESETS = [
  ["Busy", "busy", "exception", {}], ["Deaf now and then", "deaf", "noReply", { probability: 0.2 }],
  ["A single zero", "transient-zero", "value", { count: 1 }],
  ["Slow", "slow", "delay", {}], ["Damaged frames", "damaged", "checksum", { every: 5 }],
];

export class FaultForm {
  constructor(arm) {
    this.place = problemPlace();
    this.parts = h("div", { class: "fields" });
    const effects = Object.entries(EFFECTS).map(([name, { text }]) => [name, text]);
    this.effect = select(effects, "noReply", { onchange: () => this.chooseEffect() });
    this.controls = {
      name: textInput({ required: true, placeholder: "busy" }),
      meter: textInput({ placeholder: "flat-*" }),
      functions: textInput({ placeholder: "3, 4" }),
      quantities: textInput({ placeholder: "energy.*" }),
      addresses: textInput({ placeholder: "0xC550-0xC5FF" }),
      probability: numberInput({ min: 0, max: 1, step: 0.01 }),
      every: numberInput({ min: 1, step: 1 }),
      skip: numberInput({ min: 0, step: 1 }), count: numberInput({ min: 1, step: 1 }),
      for: textInput({ placeholder: "10m" }),
    };
    this.element = card("Arm a fault", this.makeForm(arm));
    this.chooseEffect();
  }

  makeForm(arm) {
    const { controls: c } = this;
    const group = (title, pointer, ...pairs) => h("fieldset", {}, h("legend", {}, title),
      h("div", { class: "fields" }, pairs.map(([key, label, hint]) =>
        field(label, c[key], { pointer: `${pointer}/${key}`, hint }))));
    return form((element) => attemptForm(element, this.place, async () => {
      await arm(this.read());
      c.name.value = "";
    }), h("div", { class: "row" }, PRESETS.map((preset) => button(preset[0], () =>
      this.use(preset), { class: "small" }))),
    h("div", { class: "fields" }, field("Name", c.name, { pointer: "/name" }),
      field("What happens", this.effect, { pointer: "/effect" })), this.parts,
    group("Whose requests", "/target", ["meter", "Meters", "names, * and commas; empty for all"],
      ["functions", "Functions"], ["quantities", "Quantities"], ["addresses", "Addresses"]),
    group("Which of them", "/trigger", ["probability", "Chance", "0 to 1"],
      ["every", "Every n-th"], ["skip", "How many pass first"],
      ["count", "How often at most"], ["for", "How long", "virtual time"]), this.place,
    h("div", {}, h("button", { class: "primary" }, "Arm it")));
  }

  chooseEffect() {
    this.made = EFFECTS[this.effect.value].make();
    replace(this.parts, this.made.fields);
  }

  use([, name, effect, trigger]) {
    this.controls.name.value = name;
    this.effect.value = effect;
    for (const key of ["probability", "every", "skip", "count"]) {
      this.controls[key].value = trigger[key] ?? "";
    }
    this.chooseEffect();
    this.controls.name.focus();
  }

  /** The fault as the API wants it. */
  read() {
    const { controls: c } = this;
    const list = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
    const target = given({
      meter: c.meter.value, functions: list(c.functions.value).map(Number),
      quantities: list(c.quantities.value), addresses: list(c.addresses.value),
    });
    const trigger = given({
      ...Object.fromEntries(["probability", "every", "skip", "count"].map((key) =>
        [key, numberIn(c[key])])), for: c.for.value,
    });
    return { ...given({ name: c.name.value, target, trigger }),
      effect: effectOf(this.effect.value, this.made) };
  }
}
