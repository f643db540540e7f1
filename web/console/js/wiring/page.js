/** How a meter is wired: the drawing, what can be done to it, what it then sees. */

import { get, meterPath, patch, put } from "../api.js";
import { announce } from "../announcer.js";
import { card, h, pageHead, replace } from "../dom.js";
import { watchTruth } from "../lesson/hidden.js";
import { clockNow, listen } from "../live.js";
import { meterPicker } from "../meter-picker.js";
import { attempt, attemptForm, problemPlace } from "../problem.js";
import { link } from "../router.js";
import { comparison } from "./comparison.js";
import { drawing } from "./drawing.js";
import { mistakeList } from "./mistakes.js";
import { plates } from "./plates.js";
import { terminalControls } from "./terminals.js";

/** The circuits are wanted; one quantity is less than all. */
const CIRCUITS = { search: "power.active.total" };

export async function wiringPage(main, { names: [given], signal }) {
  const name = given ?? (await get("/v1/meters", { limit: 1 }, signal)).items[0]?.name;
  const picker = meterPicker("Meter", name, (other) => { location.hash = link("wiring", other); });
  main.append(pageHead("Wiring", "What the electrician did, and what the meter makes of it",
    picker));
  if (!name) return;
  const page = new WiringPage(name, signal);
  main.append(page.place, page.element);
  await watchTruth(name, { place: page.place, content: page.element }, () => page.look(), signal);
  listen("change", (change) => {
    // A step of a scenario may mean several meters; a master changes no wire.
    const isMeant = change.meter === name || (change.meter === null && change.by === "scenario");
    if (isMeant && change.by !== "api" && change.by !== "master") page.load();
  }, signal);
}

class WiringPage {
  constructor(name, signal) {
    Object.assign(this, { name, signal, selected: null });
    this.place = problemPlace();
    this.problem = problemPlace();
    this.still = h("p", { class: "notice", hidden: true, role: "status" },
      "The clock stands still: what is done shows from the meter's next second on.");
    this.picture = h("div", {});
    this.controls = h("div", {});
    this.plates = h("div", {});
    this.sight = h("div", { class: "stack" });
    this.element = h("div", { class: "stack" }, this.problem, this.still,
      h("div", { class: "wiring" },
        h("div", { class: "picture" }, card("The metering point", this.picture,
          h("a", { href: link("meter", name) }, "Its front"))),
        h("div", { class: "controls stack" }, card("Terminals", this.controls),
          card("Common mistakes", mistakeList((wiring, words) => this.connect(wiring, words))),
          this.plates),
        h("div", { class: "sight" }, card("What is true, and what it sees",
          this.sight))));
  }

  /** What the meter sees; the first time, and after a lesson, also how it is wired. */
  async look() {
    if (!this.state || this.element.hidden) await this.read();
    await this.compare();
  }

  load() {
    return attempt(this.problem, () => this.refresh());
  }

  async refresh() {
    await this.read();
    await this.compare();
  }

  async read() {
    const [wiring, installation] = await Promise.all(["wiring", "installation"].map((part) =>
      get(meterPath(this.name, part), {}, this.signal)));
    this.state = wiring;
    this.installation = installation;
    this.show();
  }

  show() {
    replace(this.picture, drawing(this.state, this.installation, this.selected, (terminal) =>
      this.choose(terminal)));
    replace(this.controls, terminalControls(this.state, (wiring, words) =>
      this.connect(wiring, words)));
    replace(this.plates, plates(this.installation, (form, place, change) =>
      this.install(form, place, change)));
  }

  /** Takes a terminal into the hand; the next of its kind is changed over with it. */
  choose(terminal) {
    const first = this.selected;
    const isPair = first && first !== terminal && first[0] === terminal[0];
    this.selected = first === terminal || isPair ? null : terminal;
    if (isPair) {
      this.connect(swapped(this.state, first, terminal), `${first} and ${terminal} changed over`);
      return;
    }
    this.show();
    this.picture.querySelector(`[data-terminal="${terminal}"]`)?.focus();
  }

  async connect(wiring, words) {
    await attempt(this.problem, async () => {
      await put(meterPath(this.name, "wiring"), wiring);
      announce(words);
      await this.refresh();
    });
    this.still.hidden = !clockNow()?.isPaused;
  }

  install(form, place, change) {
    return attemptForm(form, place, async () => {
      const { settings, ...installation } = change;
      if (installation.currentTransformer || installation.voltageTransformer) {
        await patch(meterPath(this.name, "installation"), installation);
      }
      if (settings) await patch(meterPath(this.name, "settings"), settings);
      await this.refresh();
    });
  }

  async compare() {
    const truth = await get(meterPath(this.name, "truth"), CIRCUITS, this.signal);
    replace(this.sight, comparison(truth));
  }
}

/** The wiring with what two terminals see changed over. */
function swapped({ wiring, terminals }, one, other) {
  const sees = (name) => terminals.find(({ terminal }) => terminal === name).is;
  const next = { ...wiring, [one]: sees(other), [other]: sees(one) };
  for (const { terminal, right } of terminals) if (next[terminal] === right) delete next[terminal];
  return next;
}
