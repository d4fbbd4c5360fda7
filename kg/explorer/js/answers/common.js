/** What chosen nodes have in common: what most of them share first, and of that the rarest, each with its sentences. */

import { el } from "../base/dom.js";
import { clip, count, plural } from "../base/text.js";
import { dateOf, downloads, evidenceOf, hint, linkWords, nameOf } from "./pieces.js";

const MOST_OF_KIND = 24; // of one kind that are shown; all are counted
const LONGEST = 44; // letters of a name in a heading
const KINDS = ["paper", "benchmark", "dataset", "model", "method", "topic", "organisation"];

/** @param {App} app @param {...string} ids */
export async function commonAnswer(app, ...ids) {
  const { nodes, shared, totals } = await app.source.common(ids);
  const title = `What ${listed(nodes)} have in common`;
  if (nodes.length < 2) return { title: "In common", content: [hint("Choose two nodes or more: “Add to compare” stands in the panel of each.")] };
  const groups = KINDS.map((kind) => [kind, shared.filter(({ node }) => node.kind === kind).slice(0, MOST_OF_KIND)]);
  const shown = groups.flatMap(([, own]) => /** @type {AtlasShared[]} */ (own));
  const [links, direct] = await Promise.all([evidenceOf(app, shown.map(({ node }) => node), nodes), app.source.evidence(nodes.map((node) => node.id), nodes.map((node) => node.id))]);
  const item = (/** @type {AtlasShared} */ { node, of }) => {
    const own = nodes.flatMap((each) => links.get(`${node.id}\n${each.id}`) ?? []);
    const some = nodes.length > 2 ? `, with ${count(of.length)} of ${count(nodes.length)}` : "";
    const words = node.kind === "paper" ? dateOf(node) : `in ${plural(node.papers, "paper")} of the whole graph`;
    return el("li", {}, el("div", { class: "link-head" }, nameOf(app, node), el("span", { class: "number", text: words + some })), ...linkWords(app, own));
  };
  const kinds = new Map(app.info.kinds.map((kind) => [kind.name, kind]));
  const between = direct.filter(({ forward }) => forward);
  return { title, content: [
    el("p", { class: "lead chosen" }, ...nodes.map((node) => nameOf(app, node))),
    shown.length ? hint("What fewest papers of the whole graph have comes first: it says most about what is chosen.") : hint("Nothing that the graph states links to two of them."),
    between.length ? [el("h3", { text: "Linked to each other" }), ...between.map((each) => el("div", {}, nameOf(app, /** @type {AtlasNode} */ (nodes.find((node) => node.id === each.link.source))), ...linkWords(app, [each])))] : null,
    ...groups.flatMap(([kind, own]) => (own.length ? [
      el("h3", { text: `${kinds.get(/** @type {string} */ (kind))?.plural ?? kind} (${count(totals[/** @type {string} */ (kind)])}${totals[/** @type {string} */ (kind)] > own.length ? `, ${count(own.length)} of them here` : ""})` }),
      el("ul", { class: "links in-common" }, .../** @type {AtlasShared[]} */ (own).map(item)),
    ] : [])),
    shown.length ? downloads(app, "in-common", ["id", "label", "kind", "papers", "shared_by", "sentences"], () => shown.map(({ node, of }) => [
      node.id, node.label, node.kind, node.papers, of.join(" "), [...new Set(nodes.flatMap((each) => (links.get(`${node.id}\n${each.id}`) ?? []).flatMap((link) => link.sentences.map(({ text }) => text))))].join(" | "),
    ])) : null,
  ] };
}

/** The names of some nodes as words. @param {AtlasNode[]} nodes */
export function listed(nodes) {
  const names = nodes.map(({ label }) => clip(label, LONGEST));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
