/** One line over the page that says what keeps it from the server's answers, with the button that mends it. */

import { $, el } from "../base/dom.js";

/**
 * @param {import("../data/remote.js").RemoteSource} source
 * @param {() => void} again shows anew what had no answer
 * @param {() => void} leave makes the address up to date before the page is loaded anew
 */
export function mountNotice(source, again, leave) {
  const words = el("p");
  const tried = el("p", { class: "hint" });
  const button = el("button", { type: "button", onclick: async () => {
    if (source.trouble?.why === "rebuilt") {
      leave();
      return location.reload();
    }
    button.disabled = true;
    const answers = await source.again().then(() => true, () => false);
    button.disabled = false;
    if (answers) again();
    else if (source.trouble) tried.textContent = `Tried at ${new Date().toLocaleTimeString()}: no answer yet`;
  } });
  const notice = el("section", { id: "notice", role: "status", "aria-live": "polite", hidden: true }, el("div", {}, words, tried), button);
  $("body").append(notice);
  /** @param {import("../data/remote.js").Unanswered | null} trouble */
  source.told = (trouble) => {
    notice.hidden = !trouble;
    tried.textContent = "";
    if (!trouble) return;
    words.textContent = trouble.message;
    button.textContent = trouble.why === "rebuilt" ? "Load anew" : "Try again";
  };
  source.told(source.trouble);
}
