/** The view of answers over the map: what `state.panel` names, with a heading, tabs to the other answers, and a way out. */

import { $, el } from "../base/dom.js";
import { panelParts } from "../data/state.js";
import { commonAnswer } from "./common.js";
import { compareAnswer } from "./compare.js";
import { askAnswer } from "./first_screen.js";
import { boardAnswer, boardsAnswer } from "./leaderboard.js";
import { newestAnswer } from "./newest.js";
import { hint, openAnswer } from "./pieces.js";
import { comparedAnswer, togetherAnswer } from "./together.js";
import { timelineAnswer } from "./timeline.js";
import { risingAnswer } from "./trends.js";

/** @typedef {{ title: string, content: any[], failed?: boolean }} Sheet */
/** @typedef {(app: App, ...given: string[]) => Promise<Sheet>} Maker */

/** @type {Record<string, { tab?: string, make: Maker }>} by the first part of `state.panel` */
const ANSWERS = {
  ask: { tab: "Ask", make: askAnswer },
  rising: { tab: "What rises", make: risingAnswer },
  together: { tab: "Used together", make: togetherAnswer },
  compared: { tab: "Compared", make: comparedAnswer },
  new: { tab: "What is new", make: newestAnswer },
  timeline: { tab: "Timeline", make: timelineAnswer },
  boards: { tab: "Leaderboards", make: boardsAnswer },
  board: { make: boardAnswer },
  common: { make: commonAnswer },
  compare: { make: compareAnswer },
};
const UNDER = ["board", "boards"]; // an answer without a tab stands under that of another

/** What stands in the place of an answer that did not come: the way out of it must be there all the same. @param {Error} error @returns {Sheet} */
function unanswered(error) {
  return { title: "This could not be answered", content: [hint(error.message)], failed: true };
}

/** @param {App} app */
export function mountAnswers(app) {
  const sheet = $("#answers");
  let shown = "";
  /** @type {Element | null} what had the focus before */
  let opener = null;
  const close = () => app.store.set({ panel: null });
  addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "Escape" || !app.store.state.panel || target.closest("dialog, [role=menu], [role=search]")) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }, { capture: true });

  const tabs = (/** @type {string} */ call) => el("nav", { class: "tabs", "aria-label": "Answers" }, ...Object.entries(ANSWERS).filter(([, { tab }]) => tab).map(([name, { tab }]) =>
    el("button", { type: "button", "aria-current": (call === UNDER[0] ? UNDER[1] : call) === name ? "page" : null, "data-answer": name, text: tab, onclick: () => openAnswer(app, name) })));

  const fill = async (/** @type {string} */ panel) => {
    const [call, ...given] = panelParts(panel);
    const answer = Object.hasOwn(ANSWERS, call) ? ANSWERS[call] : undefined; // an address may name anything
    delete sheet.dataset.answer;
    const { title, content, failed = false } = answer ? await answer.make(app, ...given).catch(unanswered) : { title: "There is no such answer", content: [] };
    if (app.store.state.panel !== panel) return;
    sheet.replaceChildren(
      el("header", {}, tabs(call), el("button", { type: "button", id: "answers-close", "aria-label": "Close the answers", title: "Key: Escape", onclick: close }, el("span", { "aria-hidden": "true", text: "×" }))),
      el("h2", { id: "answers-title", tabindex: "-1", text: title }), ...content.flat(2).filter(Boolean));
    sheet.scrollTop = 0;
    sheet.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (!failed) sheet.dataset.answer = panel;
    $("#answers-title").focus({ preventScroll: true });
    app.say(title);
  };

  /** `anew`: an answer that did not come is asked for again */
  return (/** @type {AtlasState} */ state, anew = false) => {
    const panel = state.panel ?? "";
    if (panel === shown) return anew && panel && !sheet.dataset.answer ? void fill(panel) : undefined;
    if (!shown) opener = document.activeElement;
    shown = panel;
    sheet.hidden = !panel;
    $("#answers-button").setAttribute("aria-pressed", String(!!panel));
    for (const under of ["#mynetwork", "#legend", "#table"]) $(under).inert = !!panel;
    if (panel) return void fill(panel);
    sheet.replaceChildren();
    delete sheet.dataset.answer;
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  };
}
