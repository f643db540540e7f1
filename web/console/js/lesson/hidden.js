/** What a lesson hides until it is answered: said kindly, with the way back to the lesson. */

import { Problem, get, meterPath } from "../api.js";
import { h } from "../dom.js";
import { repeat } from "../live.js";
import { attempt } from "../problem.js";
import { link } from "../router.js";
import { icon } from "../shell/icons.js";

/** How often what is not hidden is looked at, ms. */
const PAUSE = 2000;
const KEPT = "hidden by the lesson";

/** Whether the farm keeps something back for the sake of a lesson. */
export function isHidden(problem) {
  return problem.status === 409 && /hidden by the lesson/.test(problem.message);
}

/** The notice. */
export function hiddenNotice() {
  return h("section", { class: "hidden-notice", "aria-label": "Hidden by the lesson" },
    icon("hidden"), h("div", {}, h("h2", {}, "Hidden by the lesson"),
      h("p", {}, "This would give the answer away. The front, the registers and the frames on the "
        + "line tell of it too."),
      h("p", {}, h("a", { href: link("lesson") }, "To the lesson"))));
}

/**
 * Looks at what is true of a meter again and again, as long as no lesson hides it. While one does,
 * the place says so instead of the content, and the meter is asked whether it is over.
 */
export function watchTruth(name, { place, content }, look, signal) {
  let isKept = true;
  const ask = async () => {
    if (!isKept) return;
    const meter = await get(meterPath(name), {}, signal);
    if (meter.isHidden) throw new Problem(409, { detail: KEPT });
  };
  return repeat(PAUSE, () => attempt(place, async () => {
    try {
      await ask();
      await look();
      isKept = false;
    } catch (problem) {
      isKept = isHidden(problem);
      throw problem;
    } finally {
      content.hidden = isKept;
    }
  }), signal);
}
