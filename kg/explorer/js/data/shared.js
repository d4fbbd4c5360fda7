/** What chosen nodes share through papers and through figures: as kg/explorer/served/shared_by_papers.py answers it, whose head says how. */

/** @typedef {import("./embedded.js").EmbeddedSource} Source */

const MOST_READ = 300; // papers of each chosen node
const MOST_OF_KIND = 24;
const MOST_TOGETHER = 3; // papers that name two of the chosen nodes, of those that say by which something is shared
const MOST_FIGURES = 400; // of each chosen node
const MOST_EACH = 2; // figures of one chosen node on one thing
export const SHARED_KINDS = ["model", "dataset", "benchmark", "method", "topic"];

/** As nodes are numbered in an index: the most linked first. @param {AtlasNode} a @param {AtlasNode} b */
export const byRank = (a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1);

/** The nodes at the other ends of the stated links of one, each once. @param {Source} source @param {string} id @param {"source" | "target"} [end] which end of the links it is; else either */
export function stated(source, id, end) {
  const rows = (source.rows.get(id) ?? []).filter((row) => source.links[row].asserted && (!end || source.links[row][end] === id));
  return [...new Set(rows.map((row) => source.other(row, id)))];
}

/** The nodes that one states a link to. @param {Source} source @param {AtlasNode} paper */
function targets(source, paper) {
  const rows = (source.rows.get(paper.id) ?? []).map((row) => source.links[row]).filter((link) => link.source === paper.id && link.asserted);
  return new Set(rows.map((link) => /** @type {AtlasNode} */ (source.byId.get(link.target))));
}

/** The papers of the chosen nodes, the most linked first: which of the chosen each is or names. @param {Source} source @param {AtlasNode[]} chosen @param {AtlasNode[]} shared */
function ownersOf(source, chosen, shared) {
  const read = new Set(shared.filter((node) => node.kind === "paper"));
  for (const node of chosen) {
    const own = node.kind === "paper" ? [node] : stated(source, node.id, "target").filter((near) => near.kind === "paper").sort(byRank).slice(0, MOST_READ);
    own.forEach((paper) => read.add(paper));
  }
  return new Map([...read].sort(byRank).map((paper) => {
    const ends = targets(source, paper);
    return [paper, new Set(chosen.filter((node) => node === paper || ends.has(node)))];
  }));
}

/** @param {Source} source @param {AtlasNode[]} chosen @param {AtlasNode[]} shared what is linked to two of them itself */
export function throughPapers(source, chosen, shared) {
  const owners = ownersOf(source, chosen, shared);
  const left = new Set([...chosen, ...shared]);
  /** @type {Map<AtlasNode, AtlasNode[]>} */
  const holders = new Map();
  for (const paper of owners.keys()) {
    for (const other of targets(source, paper)) {
      if (left.has(other) || !SHARED_KINDS.includes(other.kind)) continue;
      if (!holders.has(other)) holders.set(other, []);
      holders.get(other)?.push(paper);
    }
  }
  const ownersOfPaper = (/** @type {AtlasNode} */ paper) => /** @type {Set<AtlasNode>} */ (owners.get(paper));
  const found = [...holders].map(([node, papers]) => {
    const own = new Set(papers.flatMap((paper) => [...ownersOfPaper(paper)]));
    const together = papers.filter((paper) => ownersOfPaper(paper).size > 1).length;
    return { node, papers, of: chosen.filter((each) => own.has(each)).map(({ id }) => id), together };
  }).filter(({ of }) => of.length > 1);
  found.sort((a, b) => b.of.length - a.of.length || Number(!a.together) - Number(!b.together) || a.node.papers - b.node.papers || byRank(a.node, b.node));
  /** @type {Record<string, number>} */
  const totals = {};
  const through = found.flatMap(({ papers, ...each }) => {
    totals[each.node.kind] = (totals[each.node.kind] ?? 0) + 1;
    return totals[each.node.kind] > MOST_OF_KIND ? [] : [{ ...each, by: papersToName(papers, ownersOfPaper) }];
  });
  return { through, through_totals: totals };
}

/** Papers that name most of the chosen, then one for each not yet named. @param {AtlasNode[]} papers @param {(paper: AtlasNode) => Set<AtlasNode>} owners */
function papersToName(papers, owners) {
  /** @type {AtlasNode[]} */
  const named = [];
  const covered = new Set();
  for (const paper of [...papers].sort((a, b) => owners(b).size - owners(a).size || byRank(a, b))) {
    const own = owners(paper);
    if (!(own.size > 1 && named.length < MOST_TOGETHER) && [...own].every((each) => covered.has(each))) continue;
    named.push(paper);
    own.forEach((each) => covered.add(each));
  }
  return named;
}

/** @param {Source} source @param {AtlasNode[]} chosen @returns {AtlasSharedFigures[]} */
export function sharedFigures(source, chosen) {
  const ids = new Set(chosen.map(({ id }) => id));
  /** @type {Map<string, Map<string, any[]>>} */
  const found = new Map();
  for (const own of ids) {
    const ends = (/** @type {any} */ each) => [each.paper, each.model, each.on, each.compared_with].includes(own);
    const rows = source.data.results.filter(ends).slice(0, MOST_FIGURES);
    for (const each of rows.sort((/** @type {any} */ a, /** @type {any} */ b) => Number(!!b.comparable) - Number(!!a.comparable))) {
      const far = each.model === own ? each.on : each.on === own ? each.model : null;
      if (!far || ids.has(far)) continue;
      if (!found.has(far)) found.set(far, new Map());
      const of = /** @type {Map<string, any[]>} */ (found.get(far));
      if (!of.has(own)) of.set(own, []);
      if (/** @type {any[]} */ (of.get(own)).length < MOST_EACH) of.get(own)?.push(each);
    }
  }
  const shared = [...found].flatMap(([id, of]) => {
    const node = source.byId.get(id);
    return node && of.size > 1 ? [{ node, of: [...of.keys()], results: [...of.values()].flat().map((each) => source.result(each)) }] : [];
  });
  return shared.sort((a, b) => b.of.length - a.of.length || a.node.papers - b.node.papers || byRank(a.node, b.node)).slice(0, MOST_OF_KIND);
}
