/** When papers came out, by region of the map or family of artifacts: small multiples on one scale, and the same as a table. */

import { el, svg } from "../base/dom.js";
import { count, plural } from "../base/text.js";
import { behind, downloads, hint, nameOf, papersWithSentences } from "./pieces.js";

const [WIDE, HIGH] = [560, 30]; // of one row's bars
const ALL_HIGH = 64;
let by = "regions"; // what the rows are: kept while the page is open

/** @param {App} app */
export async function timelineAnswer(app) {
  const title = "When the papers came out";
  const found = await app.source.answer("timeline");
  if (!found?.answer.periods.length) return { title, content: [hint("No paper has a date.")] };
  const { answer, nodes } = found;
  const dated = answer.all.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each, 0);
  const under = behind("Choose a bar, or a number in the table, for the papers behind it.");
  const host = el("div", { class: "timeline" });
  const choose = (/** @type {string} */ which) => {
    by = which;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.by === by)));
    paint();
  };
  /** @type {HTMLElement[]} */
  const buttons = [["regions", "By region of the map"], ["families", "By family of artifacts"]].map(([which, text]) =>
    el("button", { type: "button", "data-by": which, "aria-pressed": String(which === by), text, onclick: () => choose(which) }));
  const rowsOf = () => answer[by].map((/** @type {any} */ row) => {
    const node = row.node === undefined ? null : nodes[row.node];
    return { ...row, node, label: node ? node.label : app.info.regions[row.region] ?? "", cells: row.cells.map((/** @type {any[]} */ [period, papers, some]) => ({ period, papers, some: some.map((/** @type {number} */ each) => nodes[each]) })) };
  });
  const show = (/** @type {any} */ row, /** @type {any} */ cell) => under.show(`${row.label}, ${answer.periods[cell.period]}: ${plural(cell.papers, "paper")}`,
    () => papersWithSentences(app, cell.some, row.node ? [row.node] : [], cell.papers));
  const outside = hint();
  const paint = () => {
    outside.textContent = outsideOf(app, answer);
    outside.hidden = by !== "regions" || !outside.textContent;
    host.replaceChildren(...multiples(app, answer, rowsOf(), show), twin(answer, rowsOf(), by, show));
  };
  paint();
  const left = [
    answer.undated ? `${plural(answer.undated, "paper")} without a date ${answer.undated === 1 ? "is" : "are"} not shown` : "",
    answer.inexact ? `${plural(answer.inexact, "paper")} dated by the year only ${answer.inexact === 1 ? "is" : "are"} not shown` : "",
  ].filter(Boolean);
  const head = ["group", "label", "period", "papers"];
  return { title, content: [
    el("p", { class: "lead", text: `${plural(dated, "paper")} by ${answer.unit}, ${answer.periods[0]} to ${answer.periods.at(-1)}.` }),
    left.length ? hint(`${left.join("; ")}.`) : null,
    outside,
    el("div", { class: "choices", role: "group", "aria-label": "Rows" }, ...buttons),
    host, under.host,
    downloads(app, "timeline", head, () => [
      ...answer.periods.map((/** @type {string} */ period, /** @type {number} */ place) => ["all", "all papers", period, answer.all[place]]),
      ...rowsOf().flatMap((/** @type {any} */ row) => row.cells.map((/** @type {any} */ cell) => [row.node?.id ?? "region", row.label, answer.periods[cell.period], cell.papers])),
    ]),
  ] };
}

/** What papers no row of regions counts, and where they are counted. @param {App} app @param {any} answer */
function outsideOf(app, { outside }) {
  const papers = app.info.total.kinds.paper;
  const undrawn = papers - app.atlas.overview.nodes.filter((id) => app.atlas.node(id)?.kind === "paper").length;
  const loose = outside - undrawn;
  return [
    undrawn ? `The map draws ${count(papers - undrawn)} of ${plural(papers, "paper")}, those with most links: the ${count(undrawn)} not drawn are in no region and count in “All papers” only. “By family of artifacts” counts all ${count(papers)}.` : "",
    loose ? `${plural(loose, "paper")} on the map ${loose === 1 ? "is" : "are"} in no region, for want of links to others, and ${loose === 1 ? "counts" : "count"} in “All papers” only.` : "",
  ].filter(Boolean).join(" ");
}

/** One row of bars for all papers, then one for each group; all groups on one scale. @param {App} app @param {any} answer @param {any[]} rows @param {(row: any, cell: any) => void} show */
function multiples(app, answer, rows, show) {
  const most = Math.max(1, ...rows.flatMap((row) => row.cells.map((/** @type {any} */ cell) => cell.papers)));
  const all = answer.all.map((/** @type {number} */ papers, /** @type {number} */ period) => ({ period, papers }));
  const line = (/** @type {any} */ label, /** @type {any} */ bars, /** @type {string} */ number) => el("div", { class: "multiple" }, el("div", { class: "of" }, label), bars, el("span", { class: "number", text: number }));
  return [
    line(el("strong", { text: "All papers" }), bars(answer.periods, all, Math.max(1, ...answer.all), ALL_HIGH, null), count(answer.all.reduce((/** @type {number} */ sum, /** @type {number} */ each) => sum + each, 0))),
    line("", axis(answer.periods), ""),
    ...rows.map((row) => line(row.node ? nameOf(app, row.node) : el("span", { text: row.label }), bars(answer.periods, row.cells, most, HIGH, (cell) => show(row, cell)),
      `${count(row.papers - row.undated)} of ${count(row.papers)}`)),
    hint("At the right: dated papers, of all papers of the row."),
  ];
}

/** @param {string[]} periods @param {{ period: number, papers: number }[]} cells @param {number} most @param {number} high @param {((cell: any) => void) | null} show */
function bars(periods, cells, most, high, show) {
  const step = WIDE / periods.length;
  const marks = cells.filter((cell) => cell.papers).map((cell) => {
    const tall = Math.max(2, (cell.papers / most) * (high - 4));
    const x = cell.period * step;
    const words = `${periods[cell.period]}: ${plural(cell.papers, "paper")}`;
    return svg("g", { class: show ? "bar open" : "bar", onclick: show ? () => show(cell) : null },
      svg("title", {}, words), show ? svg("rect", { class: "target", x, y: 0, width: step, height: high }) : null,
      svg("rect", { x: x + Math.min(1, step / 8), y: high - tall, width: Math.max(1, step - Math.min(2, step / 4)), height: tall }));
  });
  return svg("svg", { class: "bars", viewBox: `0 0 ${WIDE} ${high}`, preserveAspectRatio: "none", height: high, "aria-hidden": "true" }, svg("line", { x1: 0, x2: WIDE, y1: high - 0.5, y2: high - 0.5 }), ...marks);
}

/** The names of some periods, as many as fit. @param {string[]} periods */
function axis(periods) {
  const first = /( Q1|-01)$/;
  const starts = periods.flatMap((period, place) => (first.test(period) ? [place] : []));
  const years = starts.length > 1; // then the names of the years say enough
  const places = years ? starts : periods.map((_, place) => place);
  const every = Math.ceil(places.length / 8);
  return el("div", { class: "axis", "aria-hidden": "true" }, ...places.filter((_, number) => number % every === 0).map((place) =>
    el("span", { text: years ? periods[place].replace(first, "") : periods[place], style: { left: `${(100 * place) / periods.length}%` } })));
}

/** The same as a table, whose numbers open what is behind them. @param {any} answer @param {any[]} rows @param {string} name @param {(row: any, cell: any) => void} show */
function twin(answer, rows, name, show) {
  const used = answer.periods.map((/** @type {string} */ _, /** @type {number} */ place) => place).filter((/** @type {number} */ place) => answer.all[place]);
  const line = (/** @type {any} */ row) => {
    const cells = new Map(row.cells.map((/** @type {any} */ cell) => [cell.period, cell]));
    return el("tr", {}, el("th", { scope: "row", text: row.label }), ...used.map((/** @type {number} */ place) => {
      const cell = /** @type {any} */ (cells.get(place));
      return el("td", { class: "number" }, cell ? el("button", { type: "button", class: "plain", text: count(cell.papers), "aria-label": `${row.label}, ${answer.periods[place]}: ${plural(cell.papers, "paper")}`, onclick: () => show(row, cell) }) : "");
    }), el("td", { class: "number", text: count(row.undated) }), el("td", { class: "number", text: count(row.papers) }));
  };
  const all = el("tr", {}, el("th", { scope: "row", text: "All papers" }), ...used.map((/** @type {number} */ place) => el("td", { class: "number", text: count(answer.all[place]) })), el("td", { class: "number", text: count(answer.undated + answer.inexact) }), el("td"));
  const heads = [name === "regions" ? "Region" : "Family", ...used.map((/** @type {number} */ place) => answer.periods[place]), "not placed", "papers"].map((text) => el("th", { scope: "col", text }));
  return el("details", { class: "twin" }, el("summary", { text: "The same as a table" }), el("div", { class: "wide" }, el("table", { class: "answer", id: "timeline-table" },
    el("caption", { class: "sr", text: `Papers by period and ${name === "regions" ? "region" : "family"}` }), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, all, ...rows.map(line)))));
}
