/** What can be programmed, with what is allowed; only what was changed is sent. */

import { get, meterPath, patch } from "../api.js";
import { announce } from "../announcer.js";
import { button, card, h, replace } from "../dom.js";
import { field, form, numberInput, select } from "../form.js";
import { exact } from "../format.js";
import { attemptForm, problemPlace } from "../problem.js";

export async function settingsTab(panel, meter, signal) {
  const place = problemPlace();
  const content = h("div", {});
  panel.append(card("Settings", [content]));
  const load = async () => {
    const { items } = await get(meterPath(meter.name, "settings"), {}, signal);
    if (!items.length) replace(content, h("p", { class: "empty" }, "Nothing can be programmed."));
    else replace(content, settingsForm(items));
  };

  function settingsForm(items) {
    const controls = new Map(items.map((setting) => [setting.name, control(setting)]));
    return form((element) => attemptForm(element, place, async () => {
      const changes = changed(items, controls);
      if (!Object.keys(changes).length) return;
      await patch(meterPath(meter.name, "settings"), changes);
      announce("Programmed");
      await load();
    }), h("div", { class: "fields" }, items.map((setting) => field(setting.title,
      controls.get(setting.name), { pointer: `/${setting.name}`, hint: hint(setting) }))), place,
    h("div", { class: "row" }, h("button", { class: "primary" }, "Programme"),
      button("As it was", load)));
  }

  await load();
}

function control({ allowed, value }) {
  if (allowed.choices) return select(allowed.choices.map(({ name }) => [name, name]), value);
  return numberInput({
    value, min: allowed.minimum, max: allowed.maximum, step: allowed.whole ? 1 : "any",
  });
}

function hint({ name, allowed, unit, default: usual }) {
  const range = allowed.choices ? null : `${exact(allowed.minimum)} to ${exact(allowed.maximum)}`;
  return [name, range && `${range}${unit ? ` ${unit}` : ""}`, `from the factory ${exact(usual)}`]
    .filter(Boolean).join(" · ");
}

function changed(items, controls) {
  return Object.fromEntries(items.map(({ name, value, allowed }) => {
    const text = controls.get(name).value;
    return [name, allowed.choices ? text : Number(text), value];
  }).filter(([, now, before]) => now !== before).map(([name, now]) => [name, now]));
}
