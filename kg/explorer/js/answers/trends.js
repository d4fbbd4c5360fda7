/** What rises: names that stand in a larger share of the later dated papers than of the earlier ones. */

import { el } from "../base/dom.js";
import { count, plural } from "../base/text.js";
import { downloads, hint, nameOf, papersWithSentences, sortableTable } from "./pieces.js";

/** @type {[string, string[]][]} */
const GROUPS = [["Topics", ["topic"]], ["Benchmarks and datasets", ["benchmark", "dataset"]], ["Models", ["model"]], ["Methods", ["method"]]];
const WIDTH = 150; // pixels of a whole share's bar

/** @param {App} app */
export async function risingAnswer(app) {
  const title = "What rises";
  const found = await app.source.answer("rising");
  if (!found?.answer.halves.length) return { title, content: [hint("Too few papers have a date to tell what rises: at least eight, of two dates, are needed.")] };
  const { nodes, answer: { halves: [early, late], rows, undated, fewest } } = found;
  const all = rows.map((/** @type {any[]} */ [node, later, earlier, chance, papers]) => ({ node: nodes[node], later, earlier, chance, papers: papers.map((/** @type {number} */ each) => nodes[each]) }));
  const most = Math.max(0.01, ...all.map((/** @type {any} */ row) => row.later / late[2]));
  const head = ["id", "label", "kind", "later_papers", "earlier_papers", "later_of", "earlier_of", "chance"];
  const groups = GROUPS.flatMap(([heading, kinds]) => {
    const own = all.filter((/** @type {any} */ row) => kinds.includes(row.node.kind)).sort((/** @type {any} */ a, /** @type {any} */ b) => a.chance - b.chance);
    return own.length ? [el("section", { class: "rising" }, el("h3", { text: heading }), risingTable(app, heading, own, early[2], late[2], most))] : [];
  });
  return { title, content: [
    el("p", { class: "lead", text: `Names in a larger share of the ${count(late[2])} papers from ${late[0]} to ${late[1]} than of the ${count(early[2])} from ${early[0]} to ${early[1]}.` }),
    hint(`${undated ? `${plural(undated, "paper")} without a date ${undated === 1 ? "is" : "are"} left out, and so are ` : "Left out are "}names in fewer than ${fewest} dated papers. “By chance” is how often a rise as large as this one, or larger, comes about when papers are dealt out blindly: what happens more often than about once in 20 proves little.`),
    el("div", { class: "columns" }, ...groups),
    downloads(app, "rising", head, () => all.map((/** @type {any} */ row) => [row.node.id, row.node.label, row.node.kind, row.later, row.earlier, late[2], early[2], row.chance])),
  ] };
}

/** @param {App} app @param {string} heading @param {any[]} rows @param {number} early @param {number} late @param {number} most */
function risingTable(app, heading, rows, early, late, most) {
  const bar = (/** @type {number} */ share, /** @type {string} */ name) => el("i", { class: name, style: { width: `${Math.max(1, (WIDTH * share) / most)}px` } });
  return sortableTable(`${heading} that rise`, [
    { head: "Name", value: (row) => row.node.label, cell: (row) => nameOf(app, row.node) },
    { head: "Later", number: true, value: (row) => row.later / late, cell: (row, open) => open(`${count(row.later)} of ${count(late)}`, `${plural(row.later, "later paper")} of ${row.node.label}`,
      () => papersWithSentences(app, row.papers, [row.node], row.later)) },
    { head: "Earlier", number: true, value: (row) => row.earlier / early, cell: (row) => el("span", { text: `${count(row.earlier)} of ${count(early)}` }) },
    { head: "Shares", number: true, value: (row) => row.later / late - row.earlier / early, cell: (row) => el("span", { class: "shares", "aria-hidden": "true" }, bar(row.later / late, "later"), bar(row.earlier / early, "earlier")) },
    { head: "By chance", number: true, value: (row) => row.chance, cell: (row) => el("span", { class: row.chance > 0.05 ? "weak" : "", text: oneIn(row.chance) }) },
  ], rows);
}

/** @param {number} chance */
function oneIn(chance) {
  if (chance < 0.001) return "less than once in 1,000";
  return chance > 0.4 ? "as often as not" : `once in ${count(Math.round(1 / chance))}`;
}
