/** What can be done to many meters, each with the fields that it needs. */

import { h } from "../dom.js";
import { field, select } from "../form.js";
import { words } from "../format.js";
import { MISTAKES } from "../wiring/mistakes.js";

const RESETS = ["energies", "partials", "demandMaxima", "operatingTime", "extremes", "inputs"];

const choice = (text, label, choices, deed) => ({
  text,
  make: () => {
    const control = select(choices.map(([name], n) => [String(n), name]), "0");
    return {
      fields: [field(label, control, { pointer: "/do" })],
      read: () => deed(choices[Number(control.value)][1]),
    };
  },
});
const just = (text, deed) => ({ text, make: () => ({ fields: [], read: () => deed }) });

/** By a name for the list: the text, and how its fields and its action are made. */
export const DEEDS = {
  tariff: choice("Choose a tariff", "Tariff", [1, 2, 3, 4].map((number) => [`T${number}`, number]),
    (tariff) => ({ tariff })),
  partials: choice("Partial counters", "What", [["Clear", "reset"], ["Stop", "stop"],
    ["Start", "start"]], (partials) => ({ partials })),
  reset: choice("Set to zero", "What", RESETS.map((name) => [words(name), name]),
    (scope) => ({ reset: [scope] })),
  demand: just("Begin demand periods anew", { demand: "synchronise" }),
  alarms: just("Acknowledge alarms", { alarms: "acknowledge" }),
  supply: choice("Supply", "What", [["Cut", "off"], ["Restore", "on"]], (supply) => ({ supply })),
  connection: choice("Terminals of the bus", "What", [["Off the bus", "open"],
    ["Exchanged", "reversed"], ["As they should be", "right"]], (connection) => ({ connection })),
  wiring: choice("Wiring", "What", [["Mend everything", {}], ...MISTAKES],
    (wiring) => ({ wiring })),
  own: {
    text: "In the words of a scenario",
    make: () => {
      const control = h("textarea", { rows: 4, spellcheck: "false", class: "mono" });
      control.value = '{ "clock": { "offset": -300 } }';
      return {
        fields: [field("Actions", control, { pointer: "/do", hint: "JSON: one, or a list" })],
        read: () => JSON.parse(control.value),
      };
    },
  },
};
