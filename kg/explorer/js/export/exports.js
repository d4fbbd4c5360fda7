/**
 * The export menu: what is in view, as a picture or as data. A button with a menu after the ARIA pattern
 * (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/): a select would save a file at every press of an arrow key.
 */

import { $, download, el } from "../base/dom.js";
import { toBibtex, toCsl } from "./citations.js";
import { toCsv, toJson, toTurtle } from "./formats.js";
import { toPng, toSvg } from "./pictures.js";
import { count } from "../base/text.js";

/** The sentences of the links in view; a server is asked for them in parts. @param {App} app */
function quotesInView(app) {
  const { links } = app.view;
  return app.source.quotes(links, (done) => app.say(`Fetching the sentences: ${count(done)} of ${count(links.length)} links`));
}

/** The papers in view, with their abstracts. @param {App} app */
function papersInView(app) {
  const ids = app.view.nodes.filter((node) => node.kind === "paper").map((node) => node.id);
  return app.source.papers(ids, (done) => app.say(`Fetching the papers: ${count(done)} of ${count(ids.length)}`));
}

/** @param {App} app */
async function json(app) {
  const abstracts = new Map((await papersInView(app)).map((node) => [node.id, node.facts.abstract]));
  return toJson(app.view, app.info, await quotesInView(app), abstracts);
}

/** @typedef {string | Promise<string | Blob>} Made */
/** @type {Record<string, [string, string, string, (app: App) => Made]>} words, file name, media type, maker */
const EXPORTS = {
  png: ["PNG picture", "png", "image/png", (app) => toPng(app)],
  svg: ["SVG picture", "svg", "image/svg+xml", (app) => toSvg(app)],
  csv: ["CSV of the links, with sentences", "csv", "text/csv", async (app) => toCsv(app.view, await quotesInView(app))],
  json: ["JSON (node-link), with sentences", "json", "application/json", json],
  bibtex: ["BibTeX of the papers", "bib", "application/x-bibtex", async (app) => toBibtex(await papersInView(app))],
  csl: ["CSL-JSON of the papers", "csl.json", "application/vnd.citationstyles.csl+json", async (app) => toCsl(await papersInView(app))],
  turtle: ["Turtle (RDF)", "ttl", "text/turtle", (app) => toTurtle(app.view, app.info)],
};

/** @param {App} app */
export function mountExports(app) {
  const [button, menu] = [$("#export"), $("#export-menu")];
  const show = (/** @type {boolean} */ open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const save = async (/** @type {string} */ choice) => {
    const [, ending, type, make] = EXPORTS[choice];
    const made = await make(app);
    download(`paperatlas.${ending}`, made instanceof Blob ? made : new Blob([made], { type: `${type};charset=utf-8` }));
    app.say(`Saved paperatlas.${ending}`);
  };
  /** @type {HTMLElement[]} */
  const items = Object.entries(EXPORTS).map(([name, [text]]) => el("button", {
    type: "button", role: "menuitem", tabindex: "-1", "data-export": name, text, onclick: () => {
      show(false);
      button.focus();
      save(name);
    },
  }));
  menu.replaceChildren(...items);
  button.addEventListener("click", () => {
    show(menu.hidden);
    if (!menu.hidden) items[0].focus();
  });
  menu.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const found = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
      ?? (event.key.length === 1 ? items.findIndex((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase())) : undefined);
    if (event.key === "Escape") {
      show(false);
      button.focus();
      event.stopPropagation();
    } else if (found !== undefined && event.key !== " ") {
      event.preventDefault();
      items.at(event.key.length === 1 && found < 0 ? at : found % items.length)?.focus();
    }
  });
  menu.addEventListener("focusout", (/** @type {FocusEvent} */ event) => {
    if (event.relatedTarget !== button && !menu.contains(/** @type {Node | null} */ (event.relatedTarget))) show(false);
  });
}
