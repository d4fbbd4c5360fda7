/**
 * Chosen nodes side by side.
 *
 * 1. Models and methods by their figures on the same benchmark, and benchmarks by the figures of the same model. One row
 *    holds figures of one metric, kind, unit and condition only, and differences from one and the same other model.
 * 2. What is not sure, or says neither metric nor the other end, stands in no row. A plain score stands in one only if it
 *    may be ranked. All that stands in no row is listed with the reason.
 * 3. Papers by what they introduce, use, evaluate on.
 */

import { el } from "../base/dom.js";
import { count, metricWords, plural, valueWords } from "../base/text.js";
import { confidence } from "../panels/evidence.js";
import { listed } from "./common.js";
import { figure, source } from "./leaderboard.js";
import { downloads, hint, nameOf, roleOf, sortableTable } from "./pieces.js";

const SURE = 0.5; // as ASSERT_ABOVE in kg/ground/schema.py: what is more likely right than wrong
const DATA = ["benchmark", "dataset"];
const ROLES = ["introduces", "evaluatesOn", "trainsOn", "uses", "evaluates", "comparesWith", "primaryTopic"];

/** @typedef {{ key: string, end: AtlasNode, result: AtlasResult }} Row */
/** @typedef {{ first: AtlasResult, end: AtlasNode, cells: Map<string, AtlasResult[]> }} Line */

/** @param {App} app @param {...string} ids */
export async function compareAnswer(app, ...ids) {
  const found = (await Promise.all(ids.map((id) => app.source.describe(id)))).flatMap((each) => each ?? []);
  if (found.length < 2) return { title: "Compare", content: [hint("Choose two nodes or more: “Add to compare” stands in the panel of each.")] };
  const papers = found.filter(({ node }) => node.kind === "paper");
  const data = found.filter(({ node }) => DATA.includes(node.kind));
  const models = found.filter(({ node }) => !DATA.includes(node.kind) && node.kind !== "paper");
  return { title: `${listed(found.map(({ node }) => node))}, side by side`, content: [
    models.length > 1 ? figures(app, models, "model") : null,
    data.length > 1 ? figures(app, data, "on") : null,
    papers.length > 1 ? doings(app, papers) : null,
    models.length < 2 && data.length < 2 && papers.length < 2 ? hint("These are of different kinds: models stand beside models, benchmarks beside benchmarks, papers beside papers. What they have in common is in the tray’s other answer.") : null,
  ] };
}

/**
 * Figures side by side, and what of them is left out.
 * @param {App} app @param {AtlasDescription[]} found @param {"model" | "on"} own which end of a figure the chosen nodes are
 */
function figures(app, found, own) {
  const far = own === "model" ? "on" : "model";
  const all = found.flatMap(({ node, results }) => results.filter((result) => result[own]?.id === node.id).map((result) => ({ id: node.id, result })));
  /** @type {Map<string, Line>} */
  const lines = new Map();
  /** @type {{ result: AtlasResult, reason: string }[]} */
  const left = [];
  for (const { id, result } of all) {
    const reason = reasonLeftOut(result, far);
    const end = result[far];
    if (reason || !end) {
      left.push({ result, reason });
      continue;
    }
    const key = JSON.stringify([end.id, result.metric, result.kind, result.unit, result.condition, result.kind === "score" ? "" : result.versus]);
    if (!lines.has(key)) lines.set(key, { first: result, end, cells: new Map() });
    const { cells } = /** @type {Line} */ (lines.get(key));
    cells.set(id, [...(cells.get(id) ?? []), result]);
  }
  const rows = [...lines.values()].filter(({ cells }) => cells.size > 1);
  for (const { cells } of [...lines.values()].filter((line) => line.cells.size === 1)) {
    left.push(...[...cells.values()].flat().map((result) => ({ result, reason: `only of ${result[own]?.label}` })));
  }
  rows.sort((a, b) => b.cells.size - a.cells.size || a.end.label.localeCompare(b.end.label, "en") || a.first.metric.localeCompare(b.first.metric, "en"));
  return [
    el("h3", { text: own === "model" ? "On the same benchmarks" : "Of the same models" }),
    rows.length ? [
      hint("One row holds what may stand side by side: one metric, kind, unit and condition. Each figure with its paper and sentence; they are of different papers, and settings that a paper does not name may differ."),
      sideBySide(app, found.map(({ node }) => node), rows, far),
    ] : hint(`No figures of two of them may stand side by side${left.length ? `: ${plural(left.length, "figure")} that were read may not` : "; none were read"}.`),
    left.length ? leftOut(app, left, own, !rows.length) : null,
    rows.length ? downloads(app, "compare", [far, "label", "metric", "kind", "unit", "condition", "of", "of_label", "value", "paper", "title", "sentence"], () => rows.flatMap(({ end, first, cells }) =>
      [...cells.values()].flat().map((result) => [end.id, end.label, first.metric, first.kind, first.unit, first.condition, result[own]?.id, result[own]?.label, valueWords(result),
        result.paper?.id, result.paper?.label, result.sentences.map(({ text }) => text).join(" ")]))) : null,
  ];
}

/** Why a figure stands in no row; empty where it may. @param {AtlasResult} result @param {"model" | "on"} far */
function reasonLeftOut(result, far) {
  if (!result[far]) return far === "on" ? "on no named data" : "of no named model";
  if (!result.metric) return "of no named metric";
  if (result.confidence !== null && result.confidence < SURE) return "too unsure";
  const plain = result.kind === "score" && !result.condition && !result.bound && !result.low;
  return plain && !result.comparable ? "not to be ranked" : "";
}

/** @param {App} app @param {AtlasNode[]} nodes @param {Line[]} rows @param {"model" | "on"} far */
function sideBySide(app, nodes, rows, far) {
  const cell = (/** @type {AtlasNode} */ node, /** @type {AtlasResult[] | undefined} */ results) => el("td", { "data-head": results ? node.label : null }, ...(results ?? []).map((result) => el("div", { class: "one-figure" }, figure(result), " ", confidence(result.confidence, true), ...source(app, result))));
  return el("div", { class: "wide" }, el("table", { class: "answer side-by-side" }, el("caption", { class: "sr", text: "Figures side by side" }),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", text: far === "on" ? "Benchmark" : "Model" }), el("th", { scope: "col", text: "Metric" }), ...nodes.map((node) => el("th", { scope: "col" }, nameOf(app, node))))),
    el("tbody", {}, ...rows.map(({ first, end, cells }) => el("tr", {}, el("th", { scope: "row" }, nameOf(app, end)), el("td", { "data-head": "Metric", text: metricWords(first) }), ...nodes.map((node) => cell(node, cells.get(node.id))))))));
}

/** @param {App} app @param {{ result: AtlasResult, reason: string }[]} left @param {"model" | "on"} own @param {boolean} open whether there is nothing else to see */
function leftOut(app, left, own, open) {
  const far = own === "model" ? "on" : "model";
  return el("details", { open }, el("summary", { text: `${plural(left.length, "figure")} in no row, with the reason` }), sortableTable("Figures in no row", [
    { head: own === "model" ? "Model" : "On", value: ({ result }) => result[own]?.label ?? "", cell: ({ result }) => (result[own] ? nameOf(app, /** @type {AtlasNode} */ (result[own])) : "") },
    { head: own === "model" ? "On" : "Model", value: ({ result }) => result[far]?.label ?? "", cell: ({ result }) => (result[far] ? nameOf(app, /** @type {AtlasNode} */ (result[far])) : "not named") },
    { head: "Figure", number: true, value: ({ result }) => result.value, cell: ({ result }) => figure(result) },
    { head: "Metric", value: ({ result }) => [result.metric || "not named", result.condition].filter(Boolean).join(", ") },
    { head: "Why", value: ({ reason }) => reason },
    { head: "Paper", value: ({ result }) => result.paper?.label ?? "", cell: ({ result }) => source(app, result) },
  ], left));
}

/** Papers by what they do with what; what several do alike comes first. @param {App} app @param {AtlasDescription[]} papers */
function doings(app, papers) {
  const rows = ROLES.flatMap((role) => {
    const own = papers.map(({ links }) => links.filter(({ link, forward }) => forward && link.predicate === role && link.asserted));
    if (own.every((links) => !links.length)) return [];
    const shared = (/** @type {AtlasNode} */ node) => own.filter((links) => links.some(({ other }) => other.id === node.id)).length > 1;
    const name = (/** @type {AtlasDescribedLink} */ each) => el("li", { class: shared(each.other) ? "shared" : "", title: each.sentences.map(({ text }) => text).join("\n") || null }, nameOf(app, each.other), shared(each.other) ? el("span", { class: "sr", text: " (shared)" }) : null);
    const word = roleOf(app, /** @type {AtlasDescribedLink} */ (own.flat()[0]));
    return [el("tr", {}, el("th", { scope: "row", text: word }), ...own.map((links, place) => el("td", { "data-head": links.length ? papers[place].node.label : null }, el("ul", { class: "links" }, ...[...links].sort((a, b) => Number(shared(b.other)) - Number(shared(a.other)) || a.other.papers - b.other.papers).map(name)))))];
  });
  return [
    el("h3", { text: "What the papers do" }),
    hint("What several of them do alike comes first and is marked; what fewest other papers name comes next. Point at a name for its sentence."),
    el("div", { class: "wide" }, el("table", { class: "answer doings" }, el("caption", { class: "sr", text: "Papers side by side" }),
      el("thead", {}, el("tr", {}, el("td"), ...papers.map(({ node }) => el("th", { scope: "col" }, nameOf(app, node))))), el("tbody", {}, ...rows))),
    downloads(app, "compare-papers", ["paper", "title", "role", "id", "label", "sentence"], () => papers.flatMap(({ node, links }) => links.filter(({ link, forward }) => forward && ROLES.includes(link.predicate) && link.asserted).map((each) => [
      node.id, node.label, each.link.predicate, each.other.id, each.other.label, each.sentences.map(({ text }) => text).join(" ")]))),
    el("p", { class: "sr", text: `${count(papers.length)} papers compared` }),
  ];
}
