/** The console begins here: the shell, the pages, the stream of the farm. */

import { askTokenBy } from "./api.js";
import { askToken } from "./dialog.js";
import { begin } from "./live.js";
import { problemBox } from "./problem.js";
import { route } from "./router.js";
import { openBar } from "./shell/bar.js";
import { markPage, openRail } from "./shell/rail.js";
import { restoreTheme } from "./theme.js";
import { clockPage } from "./clock/page.js";
import { farmPage } from "./farm/page.js";
import { faultsPage } from "./faults/page.js";
import { lessonPage } from "./lesson/page.js";
import { linePage } from "./line/page.js";
import { meterPage } from "./meter/page.js";
import { scenariosPage } from "./scenarios/page.js";
import { wiringPage } from "./wiring/page.js";

const pages = {
  "": farmPage,
  meter: meterPage,
  wiring: wiringPage,
  line: linePage,
  faults: faultsPage,
  scenarios: scenariosPage,
  clock: clockPage,
  lesson: lessonPage,
};

/** A page whose first request fails says so in its own place. */
function guarded(page) {
  return async (main, context) => {
    try {
      await page(main, context);
    } catch (problem) {
      if (problem.name === "AbortError" || context.signal.aborted) return;
      if (problem.status === undefined) throw problem;
      main.append(problemBox(problem));
    }
  };
}

restoreTheme();
askTokenBy(askToken);
const main = document.getElementById("content");
openBar(document.getElementById("bar"));
openRail(document.getElementById("rail"));
const all = Object.entries(pages).map(([name, page]) => [name, guarded(page)]);
route(Object.fromEntries(all), main, markPage);
begin().catch((problem) => {
  if (problem.status === undefined) throw problem;
});
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
