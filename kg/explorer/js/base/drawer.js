/** A drawer: a dialog at the side of the window. The browser keeps the focus in it, Escape closes it. */

import { $, el, toClipboard } from "./dom.js";

let made = 0;

/**
 * A dialog with a heading and a button that closes it.
 * @param {string} heading @param {{ id: string, side?: boolean }} options `side`: as high as the window, at its right
 */
export function drawer(heading, { id, side = false }) {
  const title = el("h2", { id: `drawer-${++made}`, tabindex: "-1", text: heading });
  const body = el("div", { class: "drawer-body" });
  const close = el("button", { type: "button", class: "shut", "aria-label": "Close", onclick: () => dialog.close() }, el("span", { "aria-hidden": "true", text: "×" }));
  /** @type {HTMLDialogElement} */
  const dialog = el("dialog", { id, class: side ? "drawer" : null, "aria-labelledby": title.id }, el("div", { class: "drawer-head" }, title, close), body);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // outside of what the dialog holds
  });
  $("body").append(dialog);
  return { dialog, body, title };
}

/** A status line for what a dialog says: the page's own is outside of it. */
export function statusLine() {
  return el("p", { class: "hint said", role: "status", "aria-live": "polite" });
}

/** @param {string} text @param {(words: string) => void} say @param {string} done @param {HTMLElement} within where the text is put to be copied by hand */
export async function copyText(text, say, done, within) {
  if (await toClipboard(text)) return say(done);
  const field = el("textarea", { class: "copied", readonly: true, rows: 4, "aria-label": "Text to copy" });
  field.value = text;
  within.querySelector(".copied")?.remove();
  within.append(field);
  field.select();
  say("The browser does not let the page copy; here is the text");
}
