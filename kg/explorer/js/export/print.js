/**
 * What is printed: title, date, the answer that is open, the table, or else the map as a picture with its legend, and what
 * is selected, with its sentences. It is made when the browser begins to print, in the light theme, and goes when it has ended.
 */

import { $, el } from "../base/dom.js";

const ENLARGED = 2; // dots for each pixel of the window
const ON_SCREEN_ONLY = ".actions, .wrong, .star, .close, input, select, textarea, summary, [aria-controls]";

/** A part of the page without what only a screen needs, open where it can be shut. @param {HTMLElement} part @returns {HTMLElement} */
function copied(part) {
  const copy = /** @type {HTMLElement} */ (part.cloneNode(true));
  for (const each of [copy, ...copy.querySelectorAll("[id]")]) each.removeAttribute("id");
  for (const each of copy.querySelectorAll(ON_SCREEN_ONLY)) each.remove();
  for (const each of copy.querySelectorAll("details")) each.setAttribute("open", "");
  return copy;
}

/** What the window shows of the map, as the address of a picture: a sheet is printed before anything could be waited for. @param {App} app */
function windowPicture(app) {
  const window = app.stage.window();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [window.width * ENLARGED, window.height * ENLARGED];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ENLARGED, ENLARGED);
  context.fillStyle = app.theme().paper;
  context.fillRect(0, 0, window.width, window.height);
  app.painter.paint(context, window);
  return canvas.toDataURL("image/png");
}

/** @param {App} app */
export function mountPrint(app) {
  const { dataset } = document.documentElement;
  const sheet = $("#printed");
  /** @type {string | undefined} */
  let theme;
  addEventListener("beforeprint", () => {
    theme = dataset.theme;
    dataset.theme = "light";
    app.store.tell();
    const answer = $("#answers");
    const legend = [...document.querySelectorAll("#kinds .row:not([hidden]), #predicates .row:not([hidden])")].filter((row) => row.getAttribute("aria-pressed") === "true");
    const day = new Date().toLocaleDateString("en", { year: "numeric", month: "long", day: "numeric" });
    const map = () => el("img", { alt: "The map", src: windowPicture(app) });
    const table = app.store.state.table ? app.printedTable?.() : null;
    sheet.replaceChildren(...[
      el("h1", { text: app.info.title }), el("p", { class: "hint", text: `${day}. ${$("#count").textContent}.` }),
      answer && !answer.hidden ? copied(answer) : table ?? map(),
      table ? null : el("ul", { class: "legend" }, ...legend.map((row) => el("li", {}, ...[...copied(/** @type {HTMLElement} */ (row)).childNodes]))),
      copied($("#details-body")),
    ].filter(Boolean));
  });
  addEventListener("afterprint", () => {
    sheet.replaceChildren();
    if (theme === undefined) delete dataset.theme;
    else dataset.theme = theme;
    app.store.tell();
  });
}
