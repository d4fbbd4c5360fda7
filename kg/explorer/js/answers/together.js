/** What papers use together and what they compare: a matrix whose cells hold the papers with their sentences. */

import { el } from "../base/dom.js";
import { clip, count, plural } from "../base/text.js";
import { behind, downloads, hint, nameOf, papersWithSentences, sortableTable } from "./pieces.js";

const LEVELS = 5; // shades of cells
const LISTED = 12; // of the most frequent pairs

/** @param {App} app */
export async function togetherAnswer(app) {
  return matrixAnswer(app, "together", "What is used together", "benchmarks and datasets", "use both");
}

/** @param {App} app */
export async function comparedAnswer(app) {
  return matrixAnswer(app, "compared", "Who is compared with whom", "models and methods", "introduce, evaluate or compare with both");
}

/** @param {App} app @param {string} name @param {string} title @param {string} things @param {string} doing */
async function matrixAnswer(app, name, title, things, doing) {
  const found = await app.source.answer(name);
  if (!found?.answer.pairs.length) return { title, content: [hint(`No paper is known to ${doing}: no two ${things} stand in one paper.`)] };
  const { answer, nodes } = found;
  const rows = answer.names.map((/** @type {number} */ place) => nodes[place]);
  const pairs = answer.pairs.map((/** @type {any[]} */ [one, other, papers, some]) => ({ one: rows[one], other: rows[other], at: `${one} ${other}`, papers, some: some.map((/** @type {number} */ each) => nodes[each]) }));
  const under = behind("Choose a cell for the papers behind it, each with the sentences that say so.");
  const show = (/** @type {any} */ pair) => under.show(`${pair.one.label} with ${pair.other.label}: ${plural(pair.papers, "paper")}`, () => papersWithSentences(app, pair.some, [pair.one, pair.other], pair.papers));
  const often = [...pairs].sort((a, b) => b.papers - a.papers).slice(0, LISTED);
  return { title, content: [
    el("p", { class: "lead", text: `Papers that ${doing}: ${often[0].one.label} with ${often[0].other.label} most often, in ${plural(often[0].papers, "paper")}.` }),
    hint(`${count(rows.length)} of the ${count(answer.of)} ${things} that ${plural(answer.papers, "paper")} of the whole graph work with: those that stand together most. On the diagonal, the papers of each alone.`),
    matrix(app, title, rows, answer.alone, new Map(pairs.map((/** @type {any} */ pair) => [pair.at, pair])), show),
    under.host,
    name === "compared" ? baselines(app, answer.baselines, nodes) : null,
    downloads(app, name, ["one", "one_label", "other", "other_label", "papers"], () => pairs.map((/** @type {any} */ pair) => [pair.one.id, pair.one.label, pair.other.id, pair.other.label, pair.papers])),
  ] };
}

/**
 * The lower half of a matrix, as a table.
 * @param {App} app @param {string} title @param {AtlasNode[]} rows @param {number[]} alone @param {Map<string, any>} pairs @param {(pair: any) => void} show
 */
function matrix(app, title, rows, alone, pairs, show) {
  const most = Math.max(...[...pairs.values()].map((pair) => pair.papers));
  const level = (/** @type {number} */ papers) => Math.max(1, Math.ceil(LEVELS * Math.sqrt(papers / most)));
  const cell = (/** @type {number} */ row, /** @type {number} */ column) => {
    if (column > row) return el("td", { class: "none" });
    if (column === row) return el("td", { class: "alone", title: `${rows[row].label}: ${plural(alone[row], "paper")}`, text: count(alone[row]) });
    const pair = pairs.get(`${column} ${row}`);
    if (!pair) return el("td", {});
    const words = `${pair.one.label} with ${pair.other.label}: ${plural(pair.papers, "paper")}`;
    const button = el("button", { type: "button", class: `level-${level(pair.papers)}`, title: words, "aria-label": words, "data-pair": pair.at, text: count(pair.papers), onclick: () => {
      body.querySelectorAll("[aria-pressed]").forEach((/** @type {Element} */ each) => each.removeAttribute("aria-pressed"));
      button.setAttribute("aria-pressed", "true");
      show(pair);
    } });
    return el("td", {}, button);
  };
  const head = el("tr", {}, el("td"), ...rows.map((row) => el("th", { scope: "col", title: row.label }, el("span", { text: clip(row.label, 18) }))));
  const body = el("tbody", {}, ...rows.map((row, place) => el("tr", {}, el("th", { scope: "row" }, nameOf(app, row)), ...rows.map((_, column) => cell(place, column)))));
  return el("div", { class: "wide" }, el("table", { class: "matrix" }, el("caption", { class: "sr", text: `${title}: papers by pairs` }), el("thead", {}, head), body));
}

/** Whom papers compare with most. @param {App} app @param {any[]} rows @param {AtlasNode[]} nodes */
function baselines(app, rows, nodes) {
  if (!rows.length) return null;
  const found = rows.map(([node, papers, some]) => ({ node: nodes[node], papers, some: some.map((/** @type {number} */ each) => nodes[each]) }));
  return [
    el("h3", { text: "Whom papers compare with most" }),
    sortableTable("Whom papers compare with most", [
      { head: "Name", value: (row) => row.node.label, cell: (row) => nameOf(app, row.node) },
      { head: "Papers that compare with it", number: true, value: (row) => row.papers, cell: (row, open) => open(count(row.papers), `${plural(row.papers, "paper")} that compare with ${row.node.label}`,
        () => papersWithSentences(app, row.some, [row.node], row.papers)) },
    ], found),
  ];
}
