/** What is new: what the newest papers introduce, and names of no catalogue that several papers share. */

import { el } from "../base/dom.js";
import { count, plural } from "../base/text.js";
import { sentence } from "../panels/evidence.js";
import { downloads, evidenceOf, hint, nameOf, papersWithSentences, sortableTable } from "./pieces.js";

/** @param {App} app */
export async function newestAnswer(app) {
  const title = "What is new";
  const found = await app.source.answer("new");
  if (!found) return { title, content: [] };
  const { nodes, answer } = found;
  const at = (/** @type {number[]} */ places) => places.map((place) => nodes[place]);
  const newest = answer.newest.map((/** @type {any[]} */ [paper, date, names]) => ({ paper: nodes[paper], date, names: at(names) }));
  const shared = answer.names.map((/** @type {any[]} */ [node, papers, some]) => ({ node: nodes[node], papers, some: at(some) }));
  const sentences = await evidenceOf(app, newest.map((/** @type {any} */ row) => row.paper), newest.flatMap((/** @type {any} */ row) => row.names));
  const items = newest.map((/** @type {any} */ { paper, date, names }) => el("li", {}, el("time", { datetime: date, text: date }),
    el("div", {}, nameOf(app, paper), ...names.map((/** @type {AtlasNode} */ name) => introduced(app, name, sentences.get(`${paper.id}\n${name.id}`) ?? [])))));
  return { title, content: [
    el("p", { class: "lead", text: newest.length ? `What the newest papers introduce: ${count(newest.length)} of ${plural(answer.introducing, "dated paper")} that introduce something.` : "No dated paper introduces anything." }),
    answer.undated ? hint(`${plural(answer.undated, "paper")} without a date cannot be placed.`) : null,
    el("ol", { class: "newest" }, ...items),
    shared.length ? [
      el("h3", { text: "New names that several papers share" }),
      hint(`Of ${plural(answer.unknown, "name")} that ${answer.unknown === 1 ? "stands" : "stand"} in no catalogue.`),
      sortableTable("New names that several papers share", [
        { head: "Name", value: (/** @type {any} */ row) => row.node.label, cell: (row) => nameOf(app, row.node) },
        { head: "Papers", number: true, value: (row) => row.papers, cell: (row, open) => open(count(row.papers), `${plural(row.papers, "paper")} that name ${row.node.label}`, () => papersWithSentences(app, row.some, [row.node], row.papers)) },
      ], shared),
    ] : null,
    downloads(app, "new", ["date", "paper", "title", "introduces", "label"], () => newest.flatMap((/** @type {any} */ row) => row.names.map((/** @type {AtlasNode} */ name) => [row.date, row.paper.id, row.paper.label, name.id, name.label]))),
  ] };
}

/** What a paper introduces, with the sentences that say so. @param {App} app @param {AtlasNode} name @param {AtlasDescribedLink[]} links */
function introduced(app, name, links) {
  const said = links.filter(({ link }) => link.predicate === "introduces").flatMap((each) => each.sentences);
  return el("div", { class: "introduced" }, nameOf(app, name), ...said.slice(0, 2).map(sentence));
}
