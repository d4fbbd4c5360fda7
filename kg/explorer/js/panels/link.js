/** The link to this view: copied where the page has an address that others can open, else given as a text, and taken as one. */

import { $, toClipboard } from "../base/dom.js";
import { stateText } from "../data/address.js";

/** @param {App} app @param {{ text: () => string, open: (text: string) => Promise<void> }} way */
export function mountLink(app, way) {
  const [button, dialog, field, given] = [$("#copy"), $("#link-dialog"), $("#link-text"), $("#link-given")];
  const shared = location.protocol.startsWith("http");
  button.hidden = button.disabled = location.protocol === "about:"; // disabled: its key, too
  if (!shared) button.textContent = "Copy view";
  $("#link-why").hidden = $("#link-taken").hidden = shared;
  $("#link-title").textContent = shared ? "The link to this view" : "This view as a text";

  /** Goes to the state that a text describes; false where it describes none. @param {string} text */
  const open = (text) => {
    const found = stateText(text);
    if (found === null) return false;
    way.open(found).then(() => app.say("The view of the text that was pasted"));
    return true;
  };

  button.addEventListener("click", async () => {
    const text = `#${way.text()}`;
    const done = await toClipboard(shared ? location.href : text);
    if (done) app.say(shared ? "The link to this view is copied" : "The text of this view is copied");
    if (done && shared) return;
    field.value = shared ? location.href : text;
    given.value = "";
    dialog.showModal();
    field.select();
  });
  $("#link-close").addEventListener("click", () => dialog.close());
  $("#link-taken").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (open(given.value)) dialog.close();
    else {
      given.setCustomValidity("This is no text of a view: it begins with # and names what is shown");
      given.reportValidity();
    }
  });
  given.addEventListener("input", () => given.setCustomValidity(""));

  const search = $("#search");
  search.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => {
    if (open(event.clipboardData?.getData("text") ?? "")) event.preventDefault();
  });
  search.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || !search.value.includes("#") || !open(search.value)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    search.value = "";
    app.stage.host.focus({ preventScroll: true });
  }, { capture: true });
}
