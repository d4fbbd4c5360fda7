/** What chosen nodes share, which papers are alike, and the sentences between sets of nodes: as kg/explorer/served/chosen_nodes.py answers them. */

import { SHARED_KINDS, byRank, sharedFigures, stated, throughPapers } from "./shared.js";

/** @typedef {import("./embedded.js").EmbeddedSource} Source */

const MOST_CHOSEN = 12;
const MOST_SHARED = 200;
const MOST_PAPERS = 1000; // of something shared, for it to make papers alike
const MOST_SIMILAR = 10;
const MOST_LINKS = 500;

/** @param {Source} source @param {string[]} ids @returns {AtlasCommon} */
export function commonOf(source, ids) {
  const nodes = [...new Set(ids.slice(0, MOST_CHOSEN))].flatMap((id) => source.byId.get(id) ?? []);
  const chosen = new Set(nodes);
  /** @type {Map<AtlasNode, string[]>} */
  const of = new Map();
  for (const { id } of nodes) {
    for (const other of stated(source, id)) {
      if (!chosen.has(other)) of.set(other, [...(of.get(other) ?? []), id]);
    }
  }
  const shared = [...of].filter(([, own]) => own.length > 1).map(([node, own]) => ({ node, of: own }));
  shared.sort((a, b) => b.of.length - a.of.length || a.node.papers - b.node.papers || byRank(a.node, b.node));
  /** @type {Record<string, number>} */
  const totals = {};
  for (const { node } of shared) totals[node.kind] = (totals[node.kind] ?? 0) + 1;
  const kept = shared.slice(0, MOST_SHARED);
  return { nodes, shared: kept, totals, figures: sharedFigures(source, nodes), ...throughPapers(source, nodes, kept.map(({ node }) => node)) };
}

/** @param {Source} source @param {string} id @returns {AtlasSimilar[]} */
export function similarTo(source, id) {
  const own = (source.rows.get(id) ?? []).map((row) => source.links[row]).filter((link) => link.source === id && link.asserted);
  const targets = [...new Set(own.map((link) => /** @type {AtlasNode} */ (source.byId.get(link.target))))]
    .filter((node) => SHARED_KINDS.includes(node.kind) && node.papers > 1 && node.papers <= MOST_PAPERS)
    .sort((a, b) => a.papers - b.papers || byRank(a, b));
  /** @type {Map<AtlasNode, AtlasNode[]>} */
  const shared = new Map();
  for (const target of targets) {
    const rows = (source.rows.get(target.id) ?? []).map((row) => source.links[row]).filter((link) => link.target === target.id && link.asserted);
    for (const from of new Set(rows.map((link) => /** @type {AtlasNode} */ (source.byId.get(link.source))))) {
      if (from.kind === "paper" && from.id !== id) shared.set(from, [...(shared.get(from) ?? []), target]);
    }
  }
  const found = [...shared].map(([node, both]) => ({ node, score: both.reduce((sum, each) => sum + 1 / each.papers, 0), shared: both }));
  const rounded = (/** @type {number} */ score) => Math.round(score * 1e9);
  found.sort((a, b) => rounded(b.score) - rounded(a.score) || byRank(a.node, b.node));
  return found.slice(0, MOST_SIMILAR).map((each) => ({ ...each, score: Math.round(each.score * 1e6) / 1e6 }));
}

/** @param {Source} source @param {string[]} ones @param {string[]} others @returns {AtlasDescribedLink[]} */
export function evidenceBetween(source, ones, others) {
  const far = new Map(others.slice(0, MOST_LINKS).map((id, place) => [id, place]));
  const kinds = new Map(source.data.predicates.map((/** @type {AtlasPredicate} */ each, /** @type {number} */ place) => [each.name, place]));
  /** @type {AtlasDescribedLink[]} */
  const found = [];
  for (const id of new Set(ones.slice(0, MOST_LINKS))) {
    const links = (source.rows.get(id) ?? []).map((row) => ({ row, link: source.links[row], other: source.other(row, id) })).filter(({ other }) => far.has(other.id));
    const forward = (/** @type {{ link: AtlasLink }} */ { link }) => link.source === id;
    links.sort((a, b) => Number(far.get(a.other.id)) - Number(far.get(b.other.id)) || Number(forward(b)) - Number(forward(a))
      || Number(kinds.get(a.link.predicate)) - Number(kinds.get(b.link.predicate)));
    found.push(...links.map((each) => ({ link: each.link, other: each.other, forward: forward(each), sentences: source.sentences(source.data.links[each.row][6], each.link.source) })));
  }
  return found.slice(0, MOST_LINKS);
}
