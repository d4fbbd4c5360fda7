/** What chosen nodes have in common, in themselves, by figures and through papers: what most of them share first, of that the rarest, each with its sentences. */

import { el } from "../base/dom.js";
import { clip, count, isolated, plural } from "../base/text.js";
import { figure, source } from "./leaderboard.js";
import { dateOf, downloads, evidenceOf, hint, linkWords, nameOf, openAnswer, papersWithSentences } from "./pieces.js";

const MOST_OF_KIND = 24; // of one kind that are shown; all are counted
const LONGEST = 44; // letters of a name in a heading
const KINDS = ["paper", "benchmark", "dataset", "model", "method", "topic", "organisation"];
const HEAD = ["id", "label", "kind", "papers", "shared_by", "sentences", "how", "by_papers"];

/** @typedef {Map<string, AtlasDescribedLink[]>} Links by pairs "one\nother" */

/** @param {App} app @param {...string} ids */
export async function commonAnswer(app, ...ids) {
  const found = await app.source.common(ids);
  const { nodes, shared, totals, figures, through } = found;
  const title = `What ${listed(nodes)} have in common`;
  if (nodes.length < 2) return { title: "In common", content: [hint("Choose two nodes or more: “Add to compare” stands in the panel of each.")] };
  const ofKind = (/** @type {string} */ kind) => shared.filter(({ node }) => node.kind === kind).slice(0, MOST_OF_KIND);
  const shown = KINDS.flatMap(ofKind);
  const [links, direct] = await Promise.all([evidenceOf(app, shown.map(({ node }) => node), nodes), app.source.evidence(nodes.map((node) => node.id), nodes.map((node) => node.id))]);
  const section = (/** @type {string} */ kind) => {
    const own = ofKind(kind);
    const words = kind === "paper" ? `Papers that name ${nodes.length > 2 ? "two of them or more" : "both"}` : pluralOf(app, kind);
    return own.length ? [heading(words, totals[kind], own.length), el("ul", { class: "links in-common" }, ...own.map((each) => sharedItem(app, nodes, each, links)))] : [];
  };
  const between = direct.filter(({ forward }) => forward);
  const any = shown.length || figures.length || through.length;
  return { title, content: [
    el("p", { class: "lead chosen" }, ...nodes.map((node) => nameOf(app, node))),
    any ? hint("What fewest papers of the whole graph have comes first: it says most about what is chosen.") : hint("Nothing links two of them, neither by itself nor through papers or figures."),
    between.length ? [el("h3", { text: "Linked to each other" }), ...between.map((each) => el("div", {}, nameOf(app, /** @type {AtlasNode} */ (nodes.find((node) => node.id === each.link.source))), ...linkWords(app, [each])))] : null,
    ...section("paper"),
    ...sharedFigures(app, nodes, figures),
    ...KINDS.filter((kind) => kind !== "paper").flatMap(section),
    ...throughPapers(app, found),
    any ? downloads(app, "in-common", HEAD, () => [
      ...shown.map(({ node, of }) => [...row(node, of), sentencesOf(nodes.flatMap((each) => links.get(`${node.id}\n${each.id}`) ?? [])), "linked", ""]),
      ...figures.map(({ node, of, results }) => [...row(node, of), sentencesOf(results), "figures", unique(results.map(({ paper }) => paper?.id ?? "")).join(" ")]),
      ...through.map(({ node, of, together, by }) => [...row(node, of), "", together ? "papers that name both" : "different papers", by.map(({ id }) => id).join(" ")]),
    ]) : null,
  ] };
}

/** The names of some nodes as words. @param {AtlasNode[]} nodes */
export function listed(nodes) {
  const names = nodes.map(({ label }) => isolated(clip(label, LONGEST)));
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** @param {App} app @param {string} kind */
function pluralOf(app, kind) {
  return app.info.kinds.find(({ name }) => name === kind)?.plural ?? kind;
}

/** @param {string} words @param {number} total @param {number} here */
function heading(words, total, here) {
  return el("h3", { text: `${words} (${count(total)}${total > here ? `, ${count(here)} of them here` : ""})` });
}

/** What a shared node is beside its name. @param {AtlasNode[]} nodes @param {AtlasNode} node @param {string[]} of */
function rarity(nodes, node, of) {
  const some = nodes.length > 2 ? `, with ${count(of.length)} of ${count(nodes.length)}` : "";
  const words = node.kind === "paper" ? dateOf(node) : node.papers ? `in ${plural(node.papers, "paper")} of the whole graph` : "";
  return el("span", { class: "number", text: words + some.slice(words ? 0 : 2) });
}

/** @param {App} app @param {AtlasNode[]} nodes @param {AtlasShared} shared @param {Links} links */
function sharedItem(app, nodes, { node, of }, links) {
  const own = nodes.flatMap((each) => links.get(`${node.id}\n${each.id}`) ?? []);
  return el("li", {}, el("div", { class: "link-head" }, nameOf(app, node), rarity(nodes, node, of)), ...linkWords(app, own));
}

/** The figures of several on the same thing. @param {App} app @param {AtlasNode[]} nodes @param {AtlasSharedFigures[]} figures */
function sharedFigures(app, nodes, figures) {
  if (!figures.length) return [];
  const one = (/** @type {AtlasResult} */ result) => {
    const own = nodes.find(({ id }) => id === result.model?.id) ?? nodes.find(({ id }) => id === result.on?.id);
    const words = [result.metric, result.kind === "score" ? "" : result.kind.split("_").reverse().join(" "), result.condition].filter(Boolean).join(", ");
    return el("div", { class: "one-figure" }, el("p", { class: "role" }, el("b", { text: own?.label ?? "" }), " ", figure(result), words ? ` ${words}` : "", ", in"), ...source(app, result));
  };
  return [
    heading(figures.every(({ node }) => node.kind === "model" || node.kind === "method") ? "Models with figures on them" : "With figures of each", figures.length, figures.length),
    el("ul", { class: "links shared-figures" }, ...figures.map(({ node, of, results }) => el("li", {}, el("div", { class: "link-head" }, nameOf(app, node), rarity(nodes, node, of)), ...results.map(one)))),
    hint("Only figures of one metric and condition may stand side by side: ", el("button", { type: "button", class: "plain", text: "compare them", onclick: () => openAnswer(app, "compare", ...nodes.map(({ id }) => id)) }), "."),
  ];
}

/** What papers of several name. @param {App} app @param {AtlasCommon} found */
function throughPapers(app, { nodes, through, through_totals: totals }) {
  return KINDS.flatMap((kind) => {
    const own = through.filter(({ node }) => node.kind === kind);
    if (!own.length) return [];
    return [heading(`${pluralOf(app, kind)} in papers of ${nodes.length > 2 ? "two of them or more" : "both"}`, totals[kind], own.length),
      el("ul", { class: "links through" }, ...own.map((each) => throughItem(app, nodes, each)))];
  });
}

/** @param {App} app @param {AtlasNode[]} nodes @param {AtlasThrough} shared */
function throughItem(app, nodes, { node, of, together, by }) {
  const papers = el("div");
  const [title, ...others] = by.map(({ label }) => `“${isolated(clip(label, LONGEST))}”`);
  const both = nodes.length > 2 ? "several of them" : "both";
  const words = !together ? `in different papers: ${[title, ...others].join(", ")}` : together === 1 ? `${title} names it with ${both}` : `${title} and ${plural(together - 1, "more paper")} name it with ${both}`;
  return el("li", {}, el("div", { class: "link-head" }, nameOf(app, node), rarity(nodes, node, of)), el("details", { ontoggle: async (/** @type {Event} */ event) => {
    if (!(/** @type {HTMLDetailsElement} */ (event.currentTarget).open) || papers.childElementCount) return;
    const made = await papersWithSentences(app, by, [node, ...nodes]);
    papers.replaceChildren(...made.flatMap((each) => each ?? []));
  } }, el("summary", { text: words }), papers));
}

/** @template T @param {T[]} values */
function unique(values) {
  return [...new Set(values)];
}

/** @param {AtlasNode} node @param {string[]} of */
function row(node, of) {
  return [node.id, node.label, node.kind, node.papers, of.join(" ")];
}

/** @param {{ sentences: AtlasSentence[] }[]} some */
function sentencesOf(some) {
  return unique(some.flatMap(({ sentences }) => sentences.map(({ text }) => text))).join(" | ");
}
