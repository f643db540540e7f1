/** Light or dark: as the system says, until the switch says otherwise. */

import { h, setText } from "./dom.js";
import { icon } from "./shell/icons.js";

const KEY = "meterfarm.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** Whether it is dark now. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : system.matches;
}

/** Uses what was chosen before. */
export function restoreTheme() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
}

/** The switch; whoever draws with colours of its own listens to "themechange". */
export function themeSwitch() {
  const text = h("span", {});
  const name = () => setText(text, isDark() ? "Light" : "Dark");
  const change = () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
    name();
    document.dispatchEvent(new Event("themechange"));
  };
  system.addEventListener("change", () => {
    name();
    document.dispatchEvent(new Event("themechange"));
  });
  name();
  return h("button", { type: "button", class: "theme plain", onclick: change,
    "aria-label": "Switch between light and dark" }, icon("theme"), text);
}

/** A colour of the theme by its custom property. */
export function colour(name) {
  const probe = h("i", { vars: { color: `var(${name})` }, hidden: true });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
