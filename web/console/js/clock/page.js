/** The farm's time as a tape deck: play, stop, fast, by steps, to an instant. */

import { get } from "../api.js";
import { card, h, pageHead } from "../dom.js";
import { listen } from "../live.js";
import { problemPlace } from "../problem.js";
import { facts } from "../table.js";
import { Deck } from "./deck.js";
import { jumpForm } from "./jump.js";

export async function clockPage(main, { signal }) {
  const problem = problemPlace();
  const deck = new Deck(problem);
  const farm = await get("/v1/farm", {}, signal);
  const clock = await get("/v1/clock", {}, signal);
  main.append(pageHead("Clock", "Time goes on, never back"), h("div", { class: "stack" },
    deck.element, problem, h("div", { class: "grid two" }, jumpForm(problem),
      card("About time", facts([
        ["Began at", farm.start], ["Zone", clock.timeZone],
        ["Kept", farm.state.kept ? `on disk, ${farm.state.directory}`
          : "not: each start is the first"],
      ])))));
  deck.show(clock);
  listen("clock", (now) => deck.show(now), signal);
}
