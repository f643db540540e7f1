/** Dialogs: one at a time, closed by Escape, a button or a click beside. */

import { button, h, uniqueId } from "./dom.js";

/** Opens a dialog with a title; resolves when it is closed. */
export function openDialog(title, content, properties = {}) {
  const id = uniqueId("dialog");
  const dialog = h("dialog", { "aria-labelledby": id, ...properties },
    h("div", { class: "dialog-head" }, h("h2", { id }, title),
      button("Close", () => dialog.close(), { class: "small" })),
    h("div", { class: "dialog-body" }, content));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((closed) => {
    dialog.addEventListener("close", () => { dialog.remove(); closed(dialog.returnValue); });
  });
}

/** Asks whether something shall be done that takes something away; whether it shall. */
export async function confirmed(title, text, deed) {
  const content = h("form", { class: "stack", method: "dialog" }, h("p", {}, text),
    h("div", { class: "row" }, h("button", { class: "primary", value: "yes" }, deed),
      h("button", { value: "" }, "Leave it")));
  return await openDialog(title, content) === "yes";
}

/** Asks for the token of the farm; null when the user gives none. */
export async function askToken() {
  const input = h("input", {
    type: "password", id: "token", autocomplete: "off", required: true, minlength: 16,
  });
  const content = h("form", { class: "stack", method: "dialog" },
    h("p", {}, "This farm wants its token. It stands in the file of --http-token-file, or in "
      + "METERFARM_TOKEN, where the farm runs. The browser forgets it with this tab."),
    h("label", { for: "token" }, "Token"), input,
    h("div", { class: "row" }, h("button", { class: "primary", value: "given" }, "Use it")));
  return await openDialog("Token", content) === "given" ? input.value : null;
}
