/** What feeds a meter: its load, how many times, and another in its place. */

import { get, meterPath, patch, put } from "../api.js";
import { announce } from "../announcer.js";
import { ChooseList } from "../choose-list.js";
import { button, card, h, replace } from "../dom.js";
import { field, form, numberIn, numberInput } from "../form.js";
import { count, number, quantity, sentence } from "../format.js";
import { watchTruth } from "../lesson/hidden.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";
import { link } from "../router.js";

const SLIDER = { min: 0, max: 3, step: 0.05 };
const USUAL = [0, 0.5, 1, 2];
/** Meters of a sum that are named. */
const MOST = 12;

/** The card; what the load takes is followed until the signal says otherwise. */
export function loadCard(meter, signal) {
  if (meter.network === null) {
    return card("Load", h("p", { class: "empty" }, "It measures nothing, so nothing feeds it."));
  }
  const load = new LoadCard(meter.name, signal);
  watchTruth(meter.name, { place: load.place, content: load.content }, () => load.read(), signal);
  return load.element;
}

class LoadCard {
  constructor(name, signal) {
    Object.assign(this, { name, signal });
    this.place = problemPlace();
    this.what = h("div", {});
    this.powers = h("dl", { class: "reading-figures" });
    this.content = h("div", { class: "stack" }, this.what, this.powers, this.scaleForm(),
      this.exchange());
    this.element = card("Load", [this.place, this.content]);
  }

  /** Slider and number say the same; what is taken is what stands in the number. */
  scaleForm() {
    this.slider = h("input", {
      type: "range", ...SLIDER, "aria-label": "How many times the load, up to three",
      oninput: () => { this.number.value = this.slider.value; },
      onchange: () => this.scale(),
    });
    this.number = numberInput({ min: 0, max: 1000, oninput: () => this.slide() });
    this.scaleProblem = problemPlace();
    this.form = form(() => this.scale(), h("div", { class: "scale" },
      field("How many times", this.number, {
        pointer: "/scale", hint: "1 is the load as it stands; up to 1000",
      }), this.slider, h("button", {}, "Take it")),
    h("div", { class: "row", role: "group", "aria-label": "Usual factors" }, USUAL.map((factor) =>
      button(`×${factor}`, () => {
        this.number.value = String(factor);
        this.scale();
      }, { class: "small" }))), this.scaleProblem);
    return this.form;
  }

  exchange() {
    this.exchangeProblem = problemPlace();
    this.list = new ChooseList({
      many: "loads", path: "/v1/loads", signal: this.signal,
      entry: ({ name, description }) => [h("strong", {}, name),
        h("small", { class: "clamp" }, description ?? "")],
      choose: ({ name }) => this.feed(name),
    });
    const open = ({ target }) => target.open && !this.list.names && this.list.load();
    return h("details", { class: "exchange", ontoggle: open },
      h("summary", {}, "Feed it from another load"), this.exchangeProblem, this.list.element);
  }

  async read() {
    this.show(await get(meterPath(this.name, "load"), {}, this.signal));
  }

  show(state) {
    const picture = JSON.stringify([state.text, state.load, state.scale, state.sumOf]);
    if (picture !== this.picture) {
      this.picture = picture;
      this.showWhat(state);
    }
    const { active, reactive, powerFactor } = state.powers;
    const figures = [["Takes", quantity(active, "W")], ["Reactive", quantity(reactive, "var")],
      ["Power factor", number(powerFactor, 3)]];
    replace(this.powers, figures.map(([name, text]) => h("div", {}, h("dt", {}, name),
      h("dd", {}, text))));
  }

  showWhat({ text, load, scale, sumOf }) {
    const meters = (sumOf ?? []).slice(0, MOST).flatMap((name, n) =>
      [n ? ", " : "Its meters: ", h("a", { href: link("meter", name) }, name)]);
    replace(this.what, h("p", {}, sentence(text)), sumOf ? h("p", { class: "muted" }, meters,
      sumOf.length > MOST ? ` and ${count(sumOf.length - MOST)} more` : null) : null);
    // What others carry is scaled where they are.
    this.form.hidden = Boolean(sumOf);
    if (!this.form.contains(document.activeElement)) this.number.value = String(scale);
    this.slide();
    this.list.mark(load);
  }

  slide() {
    this.slider.value = this.number.value;
  }

  scale() {
    return attemptForm(this.form, this.scaleProblem, async () => {
      const scale = numberIn(this.number);
      await patch(meterPath(this.name, "load"), { scale });
      announce(`${scale} times the load`);
      await this.read();
    });
  }

  feed(load) {
    return attempt(this.exchangeProblem, async () => {
      await put(meterPath(this.name, "load"), { load });
      announce(`Fed from ${load}`);
      await this.read();
    });
  }
}
