/** The data source of the one-file page: everything lies in the page itself. */

import { commonOf, evidenceBetween, similarTo } from "./chosen.js";
import { PathSearch, hubsOf, passingCost } from "./paths.js";
import { SearchIndex } from "./ranking.js";

const FIELDS = ["title", "abstract"];
const MOST_SHOWN = 300; // papers of an author, venue or category, as in kg/explorer/served/explorer_answers.py

/** @implements {AtlasSource} */
export class EmbeddedSource {
  /** @param {any} data as kg/explorer/page/payload.py writes it */
  constructor(data) {
    this.data = data;
    /** @type {AtlasNode[]} */
    this.all = data.nodes.map((/** @type {any[]} */ row) => ({
      id: row[0], label: row[1], kind: data.kinds[row[2]].name, size: row[3], degree: row[4], year: row[5] ?? null,
      region: row[6], x: row[7] ?? 0, y: row[8] ?? 0, drawn: row[7] !== null, facts: row[9], papers: row[10],
    }));
    /** @type {AtlasLink[]} */
    this.links = data.links.map((/** @type {any[]} */ row) => ({
      id: row[0].startsWith("~") ? `link/${row[0].slice(1)}` : row[0],
      source: data.nodes[row[1]][0], target: data.nodes[row[2]][0], predicate: data.predicates[row[3]].name,
      confidence: row[4] ?? null, type: data.kinds[row[5]]?.name ?? null, drawn: (row[7] & 1) === 1, asserted: row[7] < 2,
    }));
    this.byId = new Map(this.all.map((node) => [node.id, node]));
    /** @type {Map<string, number[]>} the rows of each node's links */
    this.rows = new Map(this.all.map((node) => [node.id, []]));
    this.links.forEach((link, row) => {
      this.rows.get(link.source)?.push(row);
      if (link.target !== link.source) this.rows.get(link.target)?.push(row);
    });
    /** @type {SearchIndex | null} */
    this.searched = null;
    /** @type {Map<string, number> | null} what a path pays for each node it passes */
    this.costs = null;
    /** @type {Map<string, number> | undefined} rows of links by their ids, once they are asked for */
    this.rowOf = undefined;
  }

  /** A file has no pages beside it. @param {string} id @returns {string | null} */
  page(id) {
    return null;
  }

  async overview() {
    const { title, base, kinds, predicates, groups, hues, tint, regions } = this.data;
    const counted = (/** @type {string[]} */ names) => {
      /** @type {Record<string, number>} */
      const counts = {};
      for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
      return counts;
    };
    const total = { nodes: this.all.length, links: this.links.length, kinds: counted(this.all.map((node) => node.kind)), predicates: counted(this.links.map((link) => link.predicate)) };
    return {
      nodes: this.all.filter((node) => node.drawn), links: this.links.filter((link) => link.drawn),
      info: { title, base, kinds, predicates, groups, hues, tint, regions, total },
    };
  }

  /** What a search needs: made when the search is first asked, unless the page has been idle since `prepare`. */
  index() {
    this.searched ??= new SearchIndex(this.all, this.data.base);
    return this.searched;
  }

  /** Makes what a search needs while the page is idle. */
  prepare() {
    const index = this.index();
    const idle = window.requestIdleCallback ?? ((/** @type {IdleRequestCallback} */ run) => setTimeout(() => run({ didTimeout: false, timeRemaining: () => 8 })));
    const step = (/** @type {IdleDeadline} */ deadline) => {
      if (!index.make(() => deadline.timeRemaining() < 1)) idle(step);
    };
    idle(step);
  }

  /** @param {string} query @param {number} limit */
  async search(query, limit) {
    return this.index().search(query, limit);
  }

  /** @param {string} kind @param {string} name */
  async facet(kind, name) {
    return this.index().facet(kind, name).slice(0, MOST_SHOWN);
  }

  /** The other end of a link's row. @param {number} row @param {string} id */
  other(row, id) {
    const link = this.links[row];
    return /** @type {AtlasNode} */ (this.byId.get(link.source === id ? link.target : link.source));
  }

  /** Neighbours, the most linked first, and the links among them. @param {string} id @param {number} limit @param {number} offset */
  async around(id, limit, offset) {
    const centre = this.byId.get(id);
    if (!centre) return { nodes: [], links: [], total: 0 };
    const near = new Map((this.rows.get(id) ?? []).map((row) => [this.other(row, id).id, this.other(row, id)]));
    near.delete(id);
    const sorted = [...near.values()].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1));
    const nodes = [centre, ...sorted.slice(offset, offset + limit)];
    return { nodes, links: this.among(nodes), total: sorted.length };
  }

  /** The links whose two ends are both among the nodes. @param {AtlasNode[]} nodes */
  among(nodes) {
    const ids = new Set(nodes.map((node) => node.id));
    const rows = new Set();
    for (const node of nodes) {
      for (const row of this.rows.get(node.id) ?? []) {
        if (ids.has(this.links[row].source) && ids.has(this.links[row].target)) rows.add(row);
      }
    }
    return [...rows].sort((a, b) => a - b).map((row) => this.links[row]);
  }

  /** Up to three paths over all links, drawn or not. @param {string} from @param {string} to @param {AtlasWeights} by @returns {Promise<AtlasPaths | null>} */
  async path(from, to, by) {
    if (!this.byId.has(from) || !this.byId.has(to)) return null;
    this.costs ??= new Map(this.all.map(({ id, kind, degree }) => [id, passingCost(id, kind, degree)]));
    const passing = (/** @type {string} */ id) => this.costs?.get(id) ?? 0;
    const near = (/** @type {string} */ id) => (this.rows.get(id) ?? [])
      .filter((row) => by !== "rare" || this.links[row].predicate !== "broader").map((row) => this.other(row, id).id);
    const paths = new PathSearch({ near, passing, hubs: hubsOf(this.all, this.links.length) }, from, to).find(by === "shortest");
    if (!paths.length) return null;
    const nodes = [...new Set(paths.flat())].map((id) => /** @type {AtlasNode} */ (this.byId.get(id)));
    const steps = new Set(paths.flatMap((ids) => ids.slice(1).flatMap((id, step) => [`${ids[step]}\n${id}`, `${id}\n${ids[step]}`])));
    const links = this.among(nodes).filter(({ source, target }) => steps.has(`${source}\n${target}`));
    return { paths, nodes, links, gave_up: false };
  }

  /** @param {string} id @returns {Promise<AtlasDescription | null>} */
  async describe(id) {
    const node = this.byId.get(id);
    if (!node) return null;
    const rows = this.rows.get(id) ?? [];
    const links = rows.map((row) => {
      const link = this.links[row];
      const sentences = this.sentences(this.data.links[row][6], link.source);
      return { link, other: this.other(row, id), forward: link.source === id, sentences };
    });
    const results = this.data.results.filter((/** @type {any} */ each) =>
      [each.paper, each.model, each.on, each.compared_with].includes(id));
    return {
      node, links, results: results.map((/** @type {any} */ each) => this.result(each)), mentions: this.mentions(node),
      totals: [], result_count: results.length, years: this.years(rows, id),
    };
  }

  /** The papers of a node by year. @param {number[]} rows @param {string} id */
  years(rows, id) {
    /** @type {Record<string, number>} */
    const years = {};
    const stated = rows.map((row) => this.links[row]).filter((link) => link.target === id && link.source !== id && link.asserted);
    for (const near of new Set(stated.map((link) => /** @type {AtlasNode} */ (this.byId.get(link.source))))) {
      if (near.kind === "paper" && near.year) years[near.year] = (years[near.year] ?? 0) + 1;
    }
    return years;
  }

  /** All links of a node come with its description. @returns {Promise<AtlasDescribedLink[]>} */
  async more() {
    return [];
  }

  /** The links between two nodes, as the first sees them. @param {string} from @param {string} to */
  async between(from, to) {
    return ((await this.describe(from))?.links ?? []).filter((each) => each.other.id === to);
  }

  /** How many neighbours of a node are not among the ids. @param {string} id @param {string[]} held */
  async missing(id, held) {
    const near = new Set((this.rows.get(id) ?? []).map((row) => this.other(row, id).id));
    near.delete(id);
    for (const each of held) near.delete(each);
    return near.size;
  }

  /** The nodes of some ids, those that there are, and the links among them. @param {string[]} ids */
  async nodes(ids) {
    const nodes = ids.flatMap((id) => this.byId.get(id) ?? []);
    return { nodes, links: this.among(nodes) };
  }

  /** The links between new nodes and those that the page holds; here none is left out. @param {string[]} ids @param {string[]} held */
  async linking(ids, held) {
    const [fresh, old] = [new Set(ids), new Set(held)];
    const rows = new Set(ids.flatMap((id) => (this.rows.get(id) ?? []).filter((row) => {
      const { source, target } = this.links[row];
      return (fresh.has(source) && old.has(target)) || (old.has(source) && fresh.has(target));
    })));
    return { links: [...rows].sort((a, b) => a - b).map((row) => this.links[row]), left: 0 };
  }

  /** @param {any} raw @returns {AtlasResult} */
  result(raw) {
    const node = (/** @type {string | undefined} */ id) => (id && this.byId.get(id)) || null;
    return {
      paper: node(raw.paper), model: node(raw.model), on: node(raw.on), metric: raw.metric ?? "", value: raw.value ?? "",
      low: raw.low ?? "", unit: raw.unit ?? "", bound: raw.bound ?? "", kind: raw.kind_of_result ?? "",
      condition: raw.condition ?? "", comparable: !!raw.comparable, confidence: raw.confidence ?? null, versus: raw.compared_with ?? "", sentences: this.sentences(raw.evidence, raw.paper),
    };
  }

  /** The text of a paper's field. @param {AtlasNode} paper @param {string} field */
  text(paper, field) {
    return field === "title" ? paper.label : (paper.facts.abstract ?? "");
  }

  /** Each sentence once, with all its mentions. @param {any[]} pieces @param {string} paper @returns {AtlasSentence[]} */
  sentences(pieces, paper) {
    /** @type {Map<string, AtlasSentence>} */
    const sentences = new Map();
    const source = this.byId.get(paper);
    for (const piece of pieces) {
      if (typeof piece[0] === "string") { // the paper's text lacks these words: they came along
        const [words, text] = piece;
        const at = text.indexOf(words);
        sentences.set(text, { field: "", text, marks: at < 0 ? [] : [[at, at + words.length]] });
      } else if (source) {
        const [field, start, end, first, last] = piece;
        const key = `${field} ${first} ${last}`;
        const text = this.text(source, FIELDS[field]).slice(first, last);
        if (!sentences.has(key)) sentences.set(key, { field: FIELDS[field], text, marks: [] });
        sentences.get(key)?.marks.push([start - first, end - first]);
      }
    }
    for (const sentence of sentences.values()) sentence.marks.sort((a, b) => a[0] - b[0]);
    return [...sentences.values()];
  }

  /** @param {string} name @returns {Promise<AtlasAnswer | null>} */
  async answer(name) {
    const found = this.data.answers?.[name];
    if (!found) return null;
    const { nodes = [], results = [], ...answer } = found;
    return {
      answer, nodes: nodes.map((/** @type {number} */ row) => this.all[row]), results: results.map((/** @type {number} */ row) => this.result(this.data.results[row])),
    };
  }

  /** @param {string[]} ids */
  async common(ids) {
    return commonOf(this, ids);
  }

  /** @param {string} id */
  async similar(id) {
    return similarTo(this, id);
  }

  /** @param {string[]} ones @param {string[]} others */
  async evidence(ones, others) {
    return evidenceBetween(this, ones, others);
  }

  /** The evidence of links as it is taken away. @param {AtlasLink[]} links */
  async quotes(links) {
    this.rowOf ??= new Map(this.links.map((link, row) => [link.id, row]));
    const rows = this.rowOf;
    return new Map(links.map(({ id, source }) => {
      const paper = /** @type {AtlasNode} */ (this.byId.get(source));
      return [id, this.data.links[rows.get(id) ?? -1][6].map((/** @type {any[]} */ piece) => this.quote(piece, paper))];
    }));
  }

  /** @param {any[]} piece @param {AtlasNode} paper @returns {AtlasQuote} */
  quote(piece, paper) {
    if (typeof piece[0] === "string") return { field: "", start: null, end: null, words: piece[0], quote: piece[1] };
    const [field, start, end, first, last] = piece;
    const text = this.text(paper, FIELDS[field]);
    return { field: FIELDS[field], start: points(text, start), end: points(text, end), words: text.slice(start, end), quote: text.slice(first, last) };
  }

  /** The nodes of some ids, those that there are; abstracts are among their facts. @param {string[]} ids */
  async papers(ids) {
    return ids.flatMap((id) => this.byId.get(id) ?? []);
  }

  /** Where a paper's own text names other nodes. @param {AtlasNode} paper @returns {AtlasMention[]} */
  mentions(paper) {
    if (paper.kind !== "paper") return [];
    const mentions = [];
    for (const row of this.rows.get(paper.id) ?? []) {
      for (const piece of this.data.links[row][6]) {
        if (typeof piece[0] === "string") continue;
        mentions.push({ field: FIELDS[piece[0]], start: piece[1], end: piece[2], node: this.other(row, paper.id) });
      }
    }
    return mentions.sort((a, b) => a.start - b.start || b.end - a.end);
  }
}

/** The place of a UTF-16 unit, counted in code points. @param {string} text @param {number} place */
function points(text, place) {
  return place - (text.slice(0, place).match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
