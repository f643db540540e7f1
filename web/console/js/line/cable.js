/** What is wrong with the cable of a bus. */

import { patch } from "../api.js";
import { announce } from "../announcer.js";
import { card, h } from "../dom.js";
import { checkbox, field, form, numberIn, numberInput, select, textInput } from "../form.js";
import { attemptForm, problemPlace } from "../problem.js";

/** The form; only what was changed is sent. */
export function cableForm(bus) {
  const now = bus.conditions;
  const place = problemPlace();
  const controls = {
    length: numberInput({ value: now.length, min: 0, max: 10000 }),
    terminators: select([["2", "at both ends"], ["1", "at one end"], ["0", "nowhere"]],
      String(now.terminators)),
    bitErrorRate: numberInput({ value: now.bitErrorRate, min: 0, max: 0.5 }),
    drivers: numberInput({ value: now.drivers, min: 1, max: 1024 }),
    noise: textInput({ value: now.noise?.every ?? "", placeholder: "such as 2s" }),
  };
  let echo = Boolean(now.echo);
  let reversed = Boolean(now.reversed);
  const read = () => ({
    length: numberIn(controls.length), terminators: Number(controls.terminators.value),
    bitErrorRate: numberIn(controls.bitErrorRate), drivers: numberIn(controls.drivers), echo,
    reversed, noise: controls.noise.value ? { every: controls.noise.value } : "none",
  });
  let before = read();
  const send = (element) => attemptForm(element, place, async () => {
    const next = read();
    const change = Object.fromEntries(Object.entries(next).filter(([key, value]) =>
      JSON.stringify(value) !== JSON.stringify(before[key])));
    if (Object.keys(change).length) await patch(`/v1/buses/${bus.name}/line`, change);
    before = next;
    announce("The cable is as told");
  });
  return card("Cable", form(send, h("div", { class: "fields" },
    field("Length, m", controls.length, { pointer: "/length" }),
    field("Terminators", controls.terminators, { pointer: "/terminators" }),
    field("Bit error rate", controls.bitErrorRate, { pointer: "/bitErrorRate" }),
    field("Unit loads a driver carries", controls.drivers, { pointer: "/drivers" }),
    field("A burst of noise every", controls.noise, { pointer: "/noise", hint: "empty for none" })),
  h("div", { class: "row" },
    checkbox("Masters hear their own echo", echo, (on) => { echo = on; }),
    checkbox("The masters' A and B are exchanged", reversed, (on) => { reversed = on; })), place,
  h("div", {}, h("button", { class: "primary" }, "Make it so"))));
}
