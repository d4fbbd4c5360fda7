/** Parts of the details panel that only some nodes have: identity, results, family tree, narrower topics, years. */

import { el, outward, svg } from "../base/dom.js";
import { confidence, sentence } from "./evidence.js";
import { icon, kindOf } from "../map/paint/marks.js";
import { count, figureWords, iri, metricWords, plural } from "../base/text.js";

/** @typedef {{ app: App, open: (id: string) => void, name: (node: AtlasNode) => HTMLElement, wrong: (node: AtlasNode, each: AtlasDescribedLink) => HTMLElement | null }} Panel */

/** What a node is, as terms and values. @param {Panel} panel @param {AtlasDescription} described */
export function identity({ app, open }, { node }) {
  const { facts } = node;
  /** @type {[string, any][]} */
  const rows = [];
  const text = (/** @type {string} */ term, /** @type {any} */ value) => value !== undefined && value !== false && rows.push([term, String(value)]);
  const pages = [...new Set((facts.sources ?? []).map((/** @type {any} */ each) => each.page ?? String(each)))];
  if (facts.types?.length > 1) text("Types", facts.types.join(", "));
  if (facts.known === false || facts.candidate) text("Status", "named in the text, not in the catalogue");
  for (const [term, id] of [["Variant of", facts.variant_of], ["Family", facts.family]]) {
    if (id) rows.push([term, el("button", { type: "button", class: "plain", text: id.replace(/^artifact\//, ""), onclick: () => open(id) })]);
  }
  text("Date", facts.date ?? node.year ?? undefined);
  if (facts.authors?.length) text("Authors", facts.authors.slice(0, 12).join(", ") + (facts.authors.length > 12 ? " and others" : ""));
  else if (facts.author_count) text("Authors", facts.author_count);
  text("Organisation", facts.organisation);
  text("Venue", facts.venue);
  if (facts.categories?.length) text("Categories", facts.categories.join(", "));
  if (facts.keywords?.length) text("Keywords", facts.keywords.slice(0, 12).join(", ") + (facts.keywords.length > 12 ? " and others" : ""));
  text("Submitted by", facts.submitter);
  text("Listed", facts.listed);
  text("Upvotes", facts.upvotes || undefined);
  text("Comments", facts.comments || undefined);
  if (facts.aliases?.length) text("Also called", facts.aliases.join(", "));
  if (facts.alt_labels?.length) text("Also called", facts.alt_labels.join(", "));
  if (facts.arxiv) rows.push(["arXiv", outward(`https://arxiv.org/abs/${facts.arxiv}`, facts.arxiv)]);
  if (facts.doi) rows.push(["DOI", outward(`https://doi.org/${encodeURI(facts.doi)}`, facts.doi)]);
  if (facts.hub_id) rows.push(["Hub", outward(`https://huggingface.co/${node.kind === "model" ? "" : "datasets/"}${facts.hub_id}`, facts.hub_id)]);
  if (facts.ror) rows.push(["ROR", outward(`https://ror.org/${facts.ror}`, facts.ror)]);
  if (facts.wikidata) rows.push(["Wikidata", outward(`http://www.wikidata.org/entity/${facts.wikidata}`, facts.wikidata)]);
  if (facts.part_of) rows.push(["Part of", el("button", { type: "button", class: "plain", text: facts.part_of.replace(/^org\//, ""), onclick: () => open(facts.part_of) })]);
  for (const address of (facts.code ?? []).slice(0, 6)) rows.push(["Code", outward(String(address))]);
  for (const address of [facts.url, ...(facts.urls ?? [])].filter((each) => each && !facts.code?.includes(each)).slice(0, 6)) rows.push(["Page", outward(String(address))]);
  if (pages.length) text("Read from", pages.join(", "));
  if (node.region >= 0 && app.info.regions[node.region]) text("Community", app.info.regions[node.region]);
  const page = app.source.page(node.id);
  if (page) rows.push(["All of it", el("a", { href: page, class: "page", text: "Its page, with links and data" })]);
  rows.push(["IRI", outward(iri(app.info, node.id), node.id)]);
  return el("dl", { class: "facts" }, ...rows.flatMap(([term, value]) => [el("dt", { text: term }), el("dd", {}, value)]));
}

/**
 * The figures read: on a benchmark by model, of a model by benchmark, in a paper both; the paper stands below each.
 * @param {Panel} panel @param {AtlasDescription} described
 */
export function results({ name }, { node, results: all, result_count: number }) {
  if (!all.length) return null;
  /** @type {[string, (each: AtlasResult) => AtlasNode | null][]} */
  const ends = [["Model", (each) => each.model], ["On", (each) => each.on]];
  const columns = ends.filter(([, pick]) => all.some((each) => pick(each) && pick(each)?.id !== node.id));
  const sorted = [...all].sort((a, b) => a.metric.localeCompare(b.metric, "en") || Number(b.value) - Number(a.value));
  const rows = sorted.map((each) => {
    const metric = metricWords(each) || "not named";
    const named = columns.map(([head, pick]) => {
      const end = pick(each);
      return el("p", {}, el("span", { class: "hint", text: `${head} ` }), end ? name(end) : "not named");
    });
    const paper = each.paper && each.paper.id !== node.id ? el("p", {}, name(each.paper)) : null;
    return el("tbody", {}, el("tr", {}, el("td", { class: "figure", text: figureWords(each) }), el("td", { text: metric })),
      named.length || paper ? el("tr", { class: "of" }, el("td", { colspan: 2 }, ...named, paper)) : null);
  });
  return [
    el("h3", { text: `Results read (${count(number)}${number > all.length ? `, ${count(all.length)} of them here` : ""})` }),
    el("table", { class: "results" },
      el("thead", {}, el("tr", {}, ...["Value", "Metric"].map((head) => el("th", { scope: "col", text: head })))), ...rows),
    el("details", {}, el("summary", { text: "The sentences they were read from" }), ...sorted.flatMap((each) => each.sentences.map(sentence))),
  ];
}

/**
 * The family tree of an artifact: its ancestors, itself among its siblings, its variants and members.
 * @param {Panel} panel @param {AtlasDescription} described
 */
export async function family({ app, name }, described) {
  const { node } = described;
  const isLineage = (/** @type {AtlasDescribedLink} */ each) => ["variantOf", "memberOfFamily"].includes(each.link.predicate);
  const parents = (/** @type {AtlasDescription} */ from) => from.links.filter((each) => isLineage(each) && each.forward).map((each) => each.other);
  const children = (/** @type {AtlasDescription} */ from) => unique(from.links.filter((each) => isLineage(each) && !each.forward).map((each) => each.other));
  /** @type {string[]} */
  const above = [];
  let top = described;
  for (let step = 0; step < 6; step++) { // the longest lineage known has four steps
    const parent = parents(top)[0];
    const next = parent && !above.includes(parent.id) ? await app.source.describe(parent.id) : null;
    if (!next) break;
    above.push(parent.id);
    top = next;
  }
  if (!above.length && !children(described).length) return null;
  const seen = new Set();
  /** @type {(from: AtlasDescription) => Promise<HTMLElement>} */
  const branch = async (from) => {
    seen.add(from.node.id);
    const inner = [];
    for (const child of children(from)) {
      if (seen.has(child.id)) continue;
      const open = above.includes(child.id) || child.id === node.id;
      const next = open ? await app.source.describe(child.id) : null;
      inner.push(next ? await branch(next) : el("li", {}, name(child)));
      seen.add(child.id);
    }
    const self = from.node.id === node.id ? el("strong", { dir: "auto", text: from.node.label, "aria-current": "true" }) : name(from.node);
    return el("li", {}, self, inner.length ? el("ul", {}, ...inner) : null);
  };
  return [el("h3", { text: "Family tree" }), el("ul", { class: "tree" }, await branch(top))];
}

/** @param {AtlasNode[]} nodes */
function unique(nodes) {
  return [...new Map(nodes.map((each) => [each.id, each])).values()].sort((a, b) => a.label.localeCompare(b.label, "en", { numeric: true }));
}

/** The papers of a node by year, as bars. @param {AtlasDescription} described */
export function years({ node, years: found }) {
  if (node.kind === "paper") return null;
  const counts = new Map(Object.entries(found).map(([year, number]) => [Number(year), number]));
  if (counts.size < 2) return null;
  const [first, last, most] = [Math.min(...counts.keys()), Math.max(...counts.keys()), Math.max(...counts.values())];
  const wide = Math.min(26, 260 / (last - first + 1));
  const bars = [];
  for (let year = first; year <= last; year++) {
    const high = ((counts.get(year) ?? 0) / most) * 34;
    const x = (year - first) * wide;
    bars.push(svg("rect", { x: x + 1, y: 36 - high, width: wide - 2, height: high }, svg("title", {}, `${year}: ${plural(counts.get(year) ?? 0, "paper")}`)));
    if (year === first || year === last) bars.push(svg("text", { x: x + wide / 2, y: 48, "text-anchor": "middle" }, String(year)));
  }
  const words = [...counts].sort((a, b) => a[0] - b[0]).map(([year, number]) => `${year}: ${number}`).join(", ");
  return [
    el("h3", { text: "Papers by year" }),
    svg("svg", { class: "bars", viewBox: `-10 0 ${(last - first + 1) * wide + 20} 50`, role: "img", "aria-label": words, width: (last - first + 1) * wide + 20, height: 50 }, ...bars),
  ];
}

/**
 * One group of links: a heading, then each with its sentences.
 * @param {Panel} panel @param {AtlasNode} node @param {string} heading @param {AtlasDescribedLink[]} links @param {number} most
 * @param {number} total how many there are @param {(offset: number) => Promise<AtlasDescribedLink[]>} fetchMore
 */
export function linkGroup(panel, node, heading, links, most, total, fetchMore) {
  const list = el("ul", { class: "links" });
  const add = (/** @type {AtlasDescribedLink[]} */ some) => list.append(...some.map((each) => el("li", {},
    el("div", { class: "link-head" }, panel.name(each.other), panel.wrong(node, each), confidence(each.link.confidence, each.link.asserted)), ...each.sentences.map(sentence))));
  add(links.slice(0, most));
  let rest = links.slice(most);
  let here = Math.min(links.length, most);
  const label = () => (total > links.length ? `Show more, ${count(here)} of ${count(total)} shown` : `Show ${count(rest.length)} more`);
  const more = here < total ? el("button", { type: "button", text: label(), onclick: async () => {
    const next = rest.length ? rest : await fetchMore(here);
    rest = [];
    add(next);
    here += next.length;
    if (here >= total || !next.length) more.remove();
    else more.textContent = label();
  } }) : null;
  const [{ link, forward }] = links;
  return [el("h3", { tabindex: "-1", "data-group": `${link.predicate} ${forward}`, text: `${heading[0].toUpperCase()}${heading.slice(1)} (${count(total)})` }), list, more];
}

/** A node's name as a button that opens it, with its mark. @param {AtlasInfo} info @param {AtlasNode} node @param {(id: string) => void} open */
export function nameButton(info, node, open) {
  const kind = kindOf(info, node);
  return el("button", { type: "button", class: "name", title: `${kind.singular}${node.year && node.kind === "paper" ? `, ${node.year}` : ""}`, onclick: () => open(node.id) },
    icon(kind), el("bdi", { text: node.label }));
}
