/** A field that finds one of thousands of meters. */

import { get } from "./api.js";
import { h, replace, uniqueId } from "./dom.js";

/** The picker; `pick` is called with the name of a meter that exists. */
export function meterPicker(label, name, pick, query = {}) {
  const listId = uniqueId("meters");
  const id = uniqueId("picker");
  const names = h("datalist", { id: listId });
  let known = new Set([name]);
  const suggest = async (search) => {
    const { items } = await get("/v1/meters", { ...query, search, limit: 20 });
    known = new Set(items.map((meter) => meter.name));
    replace(names, items.map((meter) => h("option", { value: meter.name }, meter.title)));
  };
  const input = h("input", {
    id, list: listId, value: name ?? "", autocomplete: "off", spellcheck: "false",
    placeholder: "Name of a meter",
    oninput: async () => {
      await suggest(input.value).catch(() => {});
      if (known.has(input.value) && input.value !== name) pick(input.value);
    },
    onfocus: () => { suggest("").catch(() => {}); input.select(); },
  });
  return h("div", { class: "picker" },
    h("label", { for: id, class: "muted" }, label), input, names);
}
