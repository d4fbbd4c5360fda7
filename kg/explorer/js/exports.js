/** The export menu: what is in view, as a picture or as data. */

import { $, download } from "./dom.js";
import { toBibtex, toCsv, toJson, toTurtle } from "./formats.js";
import { toPng, toSvg } from "./pictures.js";

/** @type {Record<string, [string, string, (app: App) => string | Promise<Blob>]>} file name, media type, maker */
const EXPORTS = {
  png: ["png", "image/png", (app) => toPng(app)],
  svg: ["svg", "image/svg+xml", (app) => toSvg(app)],
  json: ["json", "application/json", (app) => toJson(app.view, app.info)],
  csv: ["csv", "text/csv", (app) => toCsv(app.view)],
  bibtex: ["bib", "application/x-bibtex", (app) => toBibtex(app.view, app.info)],
  turtle: ["ttl", "text/turtle", (app) => toTurtle(app.view, app.info)],
};

/** @param {App} app */
export function mountExports(app) {
  const menu = $("#export");
  menu.addEventListener("change", async () => {
    const choice = EXPORTS[menu.value];
    menu.value = "";
    if (!choice) return;
    const [ending, type, make] = choice;
    const made = await make(app);
    download(`paperatlas.${ending}`, made instanceof Blob ? made : new Blob([made], { type: `${type};charset=utf-8` }));
    app.say(`Saved paperatlas.${ending}`);
  });
}
