/** Leaderboards: of each benchmark what may be ranked, by metric and unit, and what may not, with the reason. */

import { el, svg } from "../base/dom.js";
import { count, figureWords, plural, valueWords } from "../base/text.js";
import { panelKey } from "../data/state.js";
import { sentence } from "../panels/evidence.js";
import { dateOf, downloads, hint, nameOf, sortableTable } from "./pieces.js";

const COLUMNS = ["rank", "metric", "value", "unit", "model", "model_label", "date", "condition", "left_out", "paper", "title", "sentence"];

/** @param {App} app */
export async function boardsAnswer(app) {
  const title = "Leaderboards";
  const found = await app.source.answer("boards");
  if (!found?.answer.rows.length) return { title, content: [hint("No paper reports a figure on a benchmark or dataset of the graph.")] };
  const rows = found.answer.rows.map((/** @type {any[]} */ [node, ranked, papers, leftOut]) => ({ node: found.nodes[node], ranked, papers, leftOut }));
  const sum = (/** @type {(row: any) => number} */ pick) => rows.reduce((/** @type {number} */ all, /** @type {any} */ row) => all + pick(row), 0);
  const open = (/** @type {AtlasNode} */ node) => app.store.set({ panel: panelKey("board", node.id) });
  return { title, content: [
    el("p", { class: "lead", text: `${plural(sum((row) => row.ranked), "figure")} on ${plural(rows.filter((/** @type {any} */ row) => row.ranked).length, "benchmark")} may be ranked; ${count(sum((row) => row.leftOut))} on ${plural(rows.length, "benchmark")} may not.` }),
    hint("May be ranked: a plain score of a named model by a named metric, read with confidence, under no condition, neither a bound nor a range. The others are listed with the reason, never in one ranking."),
    sortableTable("Leaderboards", [
      { head: "Benchmark or dataset", value: (/** @type {any} */ row) => row.node.label, cell: (row) => nameOf(app, row.node) },
      { head: "May be ranked", number: true, value: (row) => row.ranked },
      { head: "Papers of the largest ranking", number: true, value: (row) => row.papers },
      { head: "May not", number: true, value: (row) => row.leftOut },
      { head: "Leaderboard", value: (row) => row.node.label, cell: (row) => el("button", { type: "button", "data-board": row.node.id, "aria-label": `Leaderboard of ${row.node.label}`, text: "Open", onclick: () => open(row.node) }) },
    ], rows),
    downloads(app, "leaderboards", ["id", "label", "may_be_ranked", "papers", "may_not"], () => rows.map((/** @type {any} */ row) => [row.node.id, row.node.label, row.ranked, row.papers, row.leftOut])),
  ] };
}

/** The leaderboard of one benchmark. @param {App} app @param {string} id */
export async function boardAnswer(app, id) {
  const found = await app.source.answer(`board/${id}`);
  if (!found) return { title: "Leaderboard", content: [hint("No paper reports a figure on this.")] };
  const { answer: { node, groups, left_out: leftOut }, nodes, results } = found;
  const title = `Leaderboard of ${nodes[node].label}`;
  const rows = groups.map((/** @type {any} */ group) => group.rows.map((/** @type {number} */ place) => results[place]));
  const others = leftOut.map((/** @type {any[]} */ [place, reason]) => ({ result: results[place], reason }));
  return { title, content: [
    el("p", { class: "lead" }, nameOf(app, nodes[node])),
    ...groups.map((/** @type {any} */ group, /** @type {number} */ place) => ranking(app, group, rows[place])),
    groups.length ? null : hint("None of the figures that were read may be ranked with another; here they are, with the reason."),
    others.length ? [
      el("h3", { text: `Not ranked (${count(others.length)})` }),
      hint("On the same benchmark, but not to be compared: each with the reason and the words of its paper."),
      sortableTable("Figures that are not ranked", [
        { head: "Value", number: true, value: (/** @type {any} */ row) => row.result.value, cell: (row) => figure(row.result) },
        { head: "Metric", value: (row) => row.result.metric || "not named" },
        { head: "Model", value: (row) => row.result.model?.label ?? "", cell: (row) => (row.result.model ? nameOf(app, row.result.model) : "not named") },
        { head: "Why not", value: (row) => why(row) },
        { head: "Paper", value: (row) => row.result.paper?.label ?? "", cell: (row) => source(app, row.result) },
      ], others),
    ] : null,
    downloads(app, "leaderboard", COLUMNS, () => [
      ...rows.flatMap((/** @type {AtlasResult[]} */ group) => group.map((result, place) => line(result, String(place + 1), ""))),
      ...others.map((/** @type {any} */ row) => line(row.result, "", row.reason)),
    ]),
  ] };
}

/** @param {App} app @param {any} group @param {AtlasResult[]} results the best first */
function ranking(app, group, results) {
  const places = new Map(results.map((result, place) => [result, 1 + results.findIndex((other) => other.value === result.value || results.indexOf(other) === place)]));
  const heading = [group.metric, group.unit].filter(Boolean).join(", ");
  return el("section", { class: "ranking-of" },
    el("h3", { text: heading }),
    hint(`${plural(results.length, "score")} of ${plural(group.papers, "paper")}, ${group.lower ? "less" : "more"} is better. ${group.papers === 1 ? "One paper only: what it says, no comparison." : ""}`),
    overTime(results),
    sortableTable(`Ranking by ${heading}`, [
      { head: "Place", number: true, value: (result) => places.get(result) ?? 0 },
      { head: "Model", value: (result) => result.model?.label ?? "", cell: (result) => (result.model ? nameOf(app, result.model) : "") },
      { head: "Value", number: true, value: (result) => result.value, cell: (result) => figure(result) },
      { head: "Date", value: (result) => (result.paper ? dateOf(result.paper) : "") },
      { head: "Paper", value: (result) => result.paper?.label ?? "", cell: (result) => source(app, result) },
    ], results));
}

/** The scores by the dates of their papers, where several have one. @param {AtlasResult[]} results */
function overTime(results) {
  const dated = results.filter(({ paper, value }) => paper && /^\d{4}/.test(dateOf(paper)) && Number.isFinite(Number(value))).map((result) => {
    const [year, month = "7"] = dateOf(/** @type {AtlasNode} */ (result.paper)).split("-");
    return { x: Number(year) + (Number(month) - 1) / 12, y: Number(result.value), result };
  });
  if (new Set(dated.map(({ x }) => x)).size < 2) return null;
  const [wide, high, left, below] = [640, 180, 44, 24];
  const span = (/** @type {number[]} */ values) => [Math.min(...values), Math.max(...values)];
  const [[x0, x1], [y0, y1]] = [span(dated.map(({ x }) => x)), span(dated.map(({ y }) => y))];
  const place = (/** @type {{ x: number, y: number }} */ { x, y }) => [left + 12 + ((x - x0) / (x1 - x0)) * (wide - left - 140), 14 + (1 - (y - y0) / (y1 - y0 || 1)) * (high - below - 28)];
  const step = Math.max(1, Math.ceil((x1 - x0) / 8));
  const ticks = [x0, x1].map((x) => ({ x, text: `${Math.floor(x + 1e-6)}-${String(Math.round((x % 1) * 12) + 1).padStart(2, "0")}` }));
  for (let year = Math.ceil(x0 + step / 2); year < x1 - step / 2; year += step) ticks.push({ x: year, text: String(year) });
  return svg("svg", { class: "over-time", viewBox: `0 0 ${wide} ${high}`, "aria-hidden": "true" },
    svg("line", { x1: left, x2: wide, y1: high - below, y2: high - below }),
    ...[y0, y1].map((y) => svg("text", { x: left - 6, y: place({ x: x0, y })[1] + 4, "text-anchor": "end" }, String(y))),
    ...ticks.map(({ x, text }) => svg("text", { x: place({ x, y: y0 })[0], y: high - 6, "text-anchor": "middle" }, text)),
    ...dated.map((each) => {
      const [x, y] = place(each);
      return svg("g", {}, svg("circle", { cx: x, cy: y, r: 4.5 }), svg("text", { class: "name", x: x + 8, y: y + 4 }, each.result.model?.label ?? ""));
    }));
}

/** @param {AtlasResult} result */
export function figure(result) {
  return el("strong", { class: "figure", text: figureWords(result) });
}

/** @param {any} row */
function why({ result, reason }) {
  return result.condition ? `${reason}: ${result.condition}` : reason;
}

/** A figure's paper, with the sentence it was read from. @param {App} app @param {AtlasResult} result */
export function source(app, result) {
  return [result.paper ? nameOf(app, result.paper) : null, ...result.sentences.map(sentence)].filter(Boolean);
}

/** @param {AtlasResult} result @param {string} rank @param {string} reason */
function line(result, rank, reason) {
  return [rank, result.metric, valueWords(result), result.unit, result.model?.id ?? "", result.model?.label ?? "",
    result.paper ? dateOf(result.paper) : "", result.condition, reason, result.paper?.id ?? "", result.paper?.label ?? "", result.sentences.map(({ text }) => text).join(" ")];
}
