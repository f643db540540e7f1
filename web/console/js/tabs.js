/** Tabs as the ARIA patterns have them: arrows move, the panel follows. */

import { h, replace, uniqueId } from "./dom.js";

/**
 * Tabs from pairs of name and title; `show(name, place, signal)` fills the panel. The signal of a
 * panel ends when another is chosen, or with `signal`.
 */
export function tabs(label, choices, chosen, show, signal) {
  const panelId = uniqueId("panel");
  const panel = h("div", { id: panelId, role: "tabpanel", tabindex: "0" });
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": label });
  let current = null;

  function choose(name, focus) {
    current?.abort();
    current = new AbortController();
    for (const tab of list.children) {
      const isIt = tab.dataset.name === name;
      tab.setAttribute("aria-selected", isIt);
      tab.tabIndex = isIt ? 0 : -1;
      if (isIt) panel.setAttribute("aria-labelledby", tab.id);
      if (isIt && focus) tab.focus();
      if (isIt) requestAnimationFrame(() => reveal(tab));
    }
    replace(panel);
    show(name, panel, current.signal);
  }

  list.append(...choices.map(([name, title]) => h("button", {
    type: "button", role: "tab", id: uniqueId("tab"), "aria-controls": panelId, data: { name },
    onclick: () => choose(name),
  }, title)));
  list.addEventListener("keydown", (event) => move(event, list, choose));
  signal.addEventListener("abort", () => current?.abort(), { once: true });
  const names = choices.map(([name]) => name);
  choose(names.includes(chosen) ? chosen : names[0]);
  return [list, panel];
}

/** Brings a tab into view where there is no room for all. */
function reveal(tab) {
  const list = tab.parentElement;
  list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
}

function move(event, list, choose) {
  const all = [...list.children];
  const here = all.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const steps = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 };
  if (!(event.key in steps)) return;
  event.preventDefault();
  choose(all[(steps[event.key] + all.length) % all.length].dataset.name, true);
}
