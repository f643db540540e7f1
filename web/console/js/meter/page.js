/** A meter: its front, what is true of it, what masters read, what can be done to it. */

import { get, meterPath } from "../api.js";
import { chip, h, replace } from "../dom.js";
import { healthWords } from "../farm/meter-list.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { link, note } from "../router.js";
import { tabs } from "../tabs.js";
import { aboutTab } from "./about.js";
import { chartsTab } from "./charts.js";
import { frontTab } from "./front-tab.js";
import { operationTab } from "./operation.js";
import { pulsesTab } from "./pulses.js";
import { registersTab } from "./registers.js";
import { settingsTab } from "./settings.js";
import { telegramsTab } from "./telegrams.js";
import { valuesTab } from "./values.js";

const TABS = {
  front: ["Front", frontTab],
  values: ["Values", valuesTab],
  registers: ["Registers", registersTab],
  telegrams: ["Telegrams", telegramsTab],
  charts: ["Charts", chartsTab],
  pulses: ["Pulses", pulsesTab],
  operation: ["Operation", operationTab],
  settings: ["Settings", settingsTab],
  about: ["About", aboutTab],
};

export async function meterPage(main, { names: [name, tab], signal }) {
  const meter = await get(meterPath(name), {}, signal);
  const isMBus = meter.station?.secondaryAddress;
  const choices = Object.entries(TABS)
    .filter(([key]) => key !== (isMBus ? "registers" : "telegrams"))
    .map(([key, [title]]) => [key, title]);
  main.append(head(meter, signal), ...tabs(`Parts of ${name}`, choices, tab, (key, panel, end) => {
    note("meter", name, key);
    const place = problemPlace();
    panel.append(place);
    attempt(place, () => TABS[key][1](panel, meter, end));
  }, signal));
}

function head(meter, signal) {
  const health = h("span", { class: "row" });
  const show = (now) => replace(health, healthWords(now.health).map(([word, kind]) =>
    chip(word, kind)), now.isHidden
    ? h("a", { class: "chip warn", href: link("lesson") }, "in a lesson") : null);
  show(meter);
  repeat(3000, async () => {
    const place = problemPlace();
    const now = await attempt(place, () => get(meterPath(meter.name), {}, signal));
    if (now) show(now);
  }, signal);
  const station = meter.station?.address === null || !meter.station ? null
    : `address ${meter.station.address}`;
  const facts = [meter.title, station, `serial number ${meter.serialNumber}`, meter.network];
  return h("div", { class: "page-head" },
    h("div", {}, h("span", { class: "crumb" }, h("a", { href: "#/" }, "Farm"),
      meter.bus ? [" / ", h("a", { href: link("line", meter.bus) }, meter.bus)] : null),
    h("h1", {}, meter.name), h("p", {}, facts.filter(Boolean).join(" · "))),
    health, h("span", { class: "spring" }),
    h("a", { href: link("wiring", meter.name) }, "Its wiring"));
}
