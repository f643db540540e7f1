/** The pages at the side; at the foot of the screen on a phone. */

import { h } from "../dom.js";
import { link } from "../router.js";
import { themeSwitch } from "../theme.js";
import { icon } from "./icons.js";

const PAGES = [
  ["", "Farm", "farm"], ["wiring", "Wiring", "wiring"], ["line", "Line", "line"],
  ["faults", "Faults", "faults"], ["scenarios", "Scenarios", "scenarios"],
  ["clock", "Clock", "clock"], ["lesson", "Lesson", "lesson"],
];

/** Fills the rail. */
export function openRail(rail) {
  rail.append(...PAGES.map(([name, title, picture]) => h("a", {
    href: name ? link(name) : "#/", data: { page: name },
  }, icon(picture), h("span", {}, title))), h("span", { class: "spring" }), themeSwitch());
}

/** Marks the page that is open; a meter belongs to the farm. */
export function markPage(name) {
  const shown = name === "meter" ? "" : name;
  for (const one of document.querySelectorAll(".rail a")) {
    if (one.dataset.page === shown) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  const title = PAGES.find(([page]) => page === shown)?.[1] ?? "Farm";
  document.title = `${title} – meterfarm`;
}
