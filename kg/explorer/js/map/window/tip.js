/** What is said beside the pointer: of a link its role and its sentence, of a region its most typical papers and artifacts. */

import { $, el } from "../../base/dom.js";
import { plural, roleWords } from "../../base/text.js";
import { sentence } from "../../panels/evidence.js";
import { roleIcon } from "../paint/link_marks.js";
import { icon, kindOf } from "../paint/marks.js";

const PATIENCE = 90; // milliseconds on a link before its sentence is asked for: a pointer passes over many
const ASIDE = 14; // pixels from the pointer
const [PAPERS, ARTIFACTS] = [5, 3];

/** @param {App} app */
export function mountTip(app) {
  const tip = $("#tip");
  let [timer, asked] = [0, 0];
  const hide = () => {
    clearTimeout(timer);
    asked += 1;
    tip.hidden = true;
  };
  const show = (/** @type {any[]} */ content, /** @type {number} */ left, /** @type {number} */ top) => {
    tip.replaceChildren(...content);
    tip.hidden = false;
    const { clientWidth: wide, clientHeight: high } = app.stage.host;
    const [x, y] = [left + ASIDE + tip.offsetWidth > wide ? left - ASIDE - tip.offsetWidth : left + ASIDE, top + ASIDE + tip.offsetHeight > high ? top - ASIDE - tip.offsetHeight : top + ASIDE];
    tip.style.setProperty("left", `${Math.max(4, Math.min(x, wide - tip.offsetWidth - 4))}px`);
    tip.style.setProperty("top", `${Math.max(4, y)}px`);
  };
  return {
    hide,
    /** @param {AtlasLink | null} link @param {number} left @param {number} top */
    link(link, left, top) {
      hide();
      if (!link) return;
      const turn = asked;
      timer = window.setTimeout(async () => {
        const content = ofLinks(app, await app.source.between(link.source, link.target), link);
        if (turn === asked) show(content, left, top);
      }, PATIENCE);
    },
    /** @param {number | null} region @param {number} left @param {number} top */
    region(region, left, top) {
      hide();
      if (region !== null) show(ofRegion(app, region), left, top);
    },
  };
}

/** The links of one pair: each role once, and the first sentence that there is. @param {App} app @param {AtlasDescribedLink[]} links @param {AtlasLink} link */
function ofLinks(app, links, link) {
  const name = (/** @type {string} */ id) => el("bdi", { text: app.atlas.node(id)?.label ?? id });
  const rows = links.map(({ link: each }) =>
    el("p", { class: "tip-link" }, name(each.source), roleIcon(app.info, each.predicate), el("b", { text: roleWords(app.info, each.predicate) }), name(each.target)));
  const said = links.find((each) => each.link.id === link.id && each.sentences.length) ?? links.find((each) => each.sentences.length);
  return [...rows, said ? sentence(said.sentences[0]) : null].filter(Boolean);
}

/** @param {App} app @param {number} region */
function ofRegion(app, region) {
  const { papers, artifacts, count } = typicalOf(app.view, region);
  const list = (/** @type {AtlasNode[]} */ nodes) => el("ul", {}, ...nodes.map((node) =>
    el("li", {}, icon(kindOf(app.info, node)), el("bdi", { text: node.label }))));
  return [el("b", { text: app.info.regions[region] }), el("span", { class: "number", text: ` ${plural(count, "paper")} in view` }), list(papers), list(artifacts)];
}

/**
 * The papers of a region that are linked most to it and least to others, and the artifacts and topics that most of its papers
 * and few others are linked to.
 * @param {AtlasView} view @param {number} region
 */
function typicalOf(view, region) {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  /** @type {Map<string, [Set<string>, Set<string>]>} of each node its neighbours in the region, and all */
  const near = new Map();
  for (const { source, target } of view.links) {
    for (const [one, other] of [[source, target], [target, source]]) {
      if (!near.has(one)) near.set(one, [new Set(), new Set()]);
      const [own, all] = /** @type {[Set<string>, Set<string>]} */ (near.get(one));
      all.add(other);
      if (nodes.get(other)?.region === region) own.add(other);
    }
  }
  const worth = (/** @type {AtlasNode} */ node) => {
    const [own, all] = near.get(node.id) ?? [new Set(), new Set()];
    return own.size ** 1.5 / Math.max(1, all.size) ** 0.5;
  };
  const best = (/** @type {AtlasNode[]} */ some) => some.map((node) => ({ node, worth: worth(node) })).sort((a, b) => b.worth - a.worth || (a.node.id < b.node.id ? -1 : 1)).map((each) => each.node);
  const inside = view.nodes.filter((node) => node.region === region);
  const papers = inside.filter((node) => node.kind === "paper");
  const artifacts = inside.filter((node) => !["paper", "topic", "organisation"].includes(node.kind));
  return { papers: best(papers).slice(0, PAPERS), artifacts: best(artifacts).slice(0, ARTIFACTS), count: papers.length };
}
