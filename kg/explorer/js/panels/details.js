/** The details panel: what a node is, then its links by role, each with the sentences it was read from. */

import { linkDetails } from "./link_details.js";
import { firstScreen } from "../answers/first_screen.js";
import { similarPapers } from "../answers/similar.js";
import { toggleChosen } from "../answers/tray.js";
import { openAnswer } from "../answers/pieces.js";
import { $, el } from "../base/dom.js";
import { coloured } from "./evidence.js";
import { icon, kindOf } from "../map/paint/marks.js";
import { pathSection } from "./route.js";
import { family, identity, linkGroup, nameButton, results, years } from "./sections.js";
import { namesakes } from "./namesakes.js";
import { Unanswered } from "../data/remote.js";
import { amount, count, plural } from "../base/text.js";

const MOST_LINKS = 100; // a group's links before "Show more"; each brings its sentences
const LONG_TITLE = 240; // letters of a name beyond which it is cut to some lines
const MOST_NAMED = 6; // names of a ranking in the panel when nothing is selected
/** @type {[string, string[]][]} the rankings: their headings and the kinds in them */
const RANKINGS = [["Models", ["model"]], ["Benchmarks and datasets", ["benchmark", "dataset"]], ["Methods", ["method"]], ["Topics", ["topic"]]];

/** @param {App} app */
export function mountDetails(app) {
  const panel = $("#details");
  const body = $("#details-body");
  const open = (/** @type {string} */ id) => app.actions.select(id, { centre: true });
  const name = (/** @type {AtlasNode} */ node) => nameButton(app.info, node, open);
  const wrong = (/** @type {AtlasNode} */ node, /** @type {AtlasDescribedLink} */ each) => app.corrections.button(node, each);
  const parts = { app, open, name, wrong };
  let asked = 0;

  /** @param {AtlasDescription} described */
  const groups = (described) => app.info.predicates.flatMap((predicate) => [true, false].map((forward) => {
    const links = described.links.filter((each) => each.link.predicate === predicate.name && each.forward === forward);
    links.sort((a, b) => (b.link.confidence ?? 1) - (a.link.confidence ?? 1) || b.other.degree - a.other.degree || (a.other.id < b.other.id ? -1 : 1));
    if (!links.length) return [];
    const total = described.totals.find((each) => each.predicate === predicate.name && each.forward === forward)?.count ?? links.length;
    const fetchMore = (/** @type {number} */ offset) => app.source.more(described.node.id, predicate.name, forward, offset);
    return linkGroup(parts, described.node, forward ? predicate.forward : predicate.backward, links, MOST_LINKS, total, fetchMore);
  })).flat();

  /** @param {AtlasDescription} described @param {AtlasState} state */
  const describe = async (described, state) => {
    const { node } = described;
    const kind = kindOf(app.info, node);
    const abstract = node.facts.abstract;
    const mentions = described.mentions.filter((each) => each.field === "abstract");
    return [
      el("p", { class: "kicker" }, icon(kind), el("span", { text: `${kind.singular} · ${amount(node)}${inView(app.view, node)}` })),
      ...titleOf(node),
      namesakes(app, node, name),
      actions(app, node, state),
      node.facts.definition ? el("p", { class: "definition", text: node.facts.definition }) : null,
      identity(parts, described),
      years(described),
      await family(parts, described),
      results(parts, described),
      ["benchmark", "dataset"].includes(node.kind) && described.results.length ? el("button", { type: "button", text: "Leaderboard", onclick: () => openAnswer(app, "board", node.id) }) : null,
      abstract ? [el("h3", { text: "Abstract" }), coloured(abstract, mentions, open)] : null,
      node.kind === "paper" ? similarPapers(app, node) : null,
      ...groups(described),
    ].flat().filter(Boolean);
  };

  /** @param {AtlasView} view */
  const nothing = async (view) => {
    const papers = (/** @type {AtlasNode} */ node) => node.papers;
    const ranking = (/** @type {string} */ heading, /** @type {string[]} */ which) => {
      const rows = view.nodes.filter((node) => which.includes(node.kind) && papers(node)).sort((a, b) => papers(b) - papers(a) || (a.id < b.id ? -1 : 1));
      if (!rows.length) return [];
      return [el("h3", { text: heading }), el("ol", { class: "ranking" }, ...rows.slice(0, MOST_NAMED).map((node) =>
        el("li", {}, name(node), el("i", { style: { width: `${(46 * papers(node)) / papers(rows[0])}px` } }), el("span", { class: "number", text: count(papers(node)) }))))];
    };
    return [
      ...await firstScreen(app),
      el("p", { class: "hint", text: "In view, by papers of the whole graph. Select a mark for what it is, what it is linked to, and the sentence each link was read from." }),
      ...RANKINGS.flatMap(([heading, which]) => ranking(heading, which)),
    ];
  };

  /** What the panel holds for a state. @param {AtlasView} view @param {AtlasState} state */
  const made = async (view, state) => {
    const chosen = state.link ? view.links.find((link) => link.id === state.link) : undefined;
    if (chosen) return linkDetails(app, chosen, name);
    const described = state.selected ? await app.source.describe(state.selected) : null;
    const path = state.path ? await pathSection(app, state, name) : described ? [] : shownSection(app, state, name);
    const content = described ? await describe(described, state) : state.path && path.length ? [] : await nothing(view);
    return [...path, ...content];
  };

  /** What stands in the place of details that did not come: never those of what was chosen before. @param {AtlasState} state @param {Error} error */
  const unanswered = (state, error) => {
    if (!(error instanceof Unanswered)) throw error;
    const node = app.atlas.node(state.selected);
    return [...(node ? titleOf(node) : []), el("p", { class: "hint", text: error.message })];
  };

  return async (/** @type {AtlasView} */ view, /** @type {AtlasState} */ state) => {
    const turn = ++asked;
    panel.classList.toggle("open", !!state.selected || !!state.path || view.links.some((link) => link.id === state.link));
    const content = await made(view, state).catch((/** @type {Error} */ error) => unanswered(state, error));
    if (turn !== asked) return;
    body.replaceChildren(...content);
    body.scrollTop = 0;
  };
}

/** The name of a node as a heading; a very long one is cut until it is asked for. @param {AtlasNode} node */
function titleOf(node) {
  const long = node.label.length > LONG_TITLE;
  const title = el("h2", { id: "details-title", class: long ? "clamped" : null, tabindex: "-1", "data-node": node.id, dir: "auto", text: node.label });
  if (!long) return [title];
  const button = el("button", { type: "button", class: "plain", "aria-expanded": "false", "aria-controls": title.id, text: "Show all", onclick: () => {
    const cut = title.classList.toggle("clamped");
    button.setAttribute("aria-expanded", String(!cut));
    button.textContent = cut ? "Show all" : "Show less";
  } });
  return [title, button];
}

/** How many of a node's papers are in view, where these are not all. @param {AtlasView} view @param {AtlasNode} node */
function inView(view, node) {
  const papers = new Set(view.links.filter((link) => link.target === node.id && link.asserted).map((link) => link.source).filter((id) => id.startsWith("paper/")));
  return node.kind === "paper" || papers.size === node.papers ? "" : ` · ${plural(papers.size, "paper")} in view`;
}

/** @param {App} app @param {AtlasNode} node @param {AtlasState} state */
function actions(app, node, state) {
  const { actions: act } = app;
  const from = act.pathStart();
  const remaining = el("span", { class: "number", id: "remaining" });
  const more = app.ego.sectors().reduce((sum, sector) => sum + sector.more, 0);
  if (state.ego === node.id) remaining.textContent = more ? `${plural(more, "link")} not drawn here; all are listed below` : "all that it is linked to is drawn";
  else act.remaining(node.id).then((/** @type {number} */ left) => {
    remaining.textContent = left ? `${count(left)} ${left === 1 ? "neighbour" : "neighbours"} not drawn` : "all neighbours drawn";
  }, () => (remaining.textContent = "")); // the notice says why
  const button = (/** @type {string} */ text, /** @type {string} */ key, /** @type {() => void} */ run, pressed = /** @type {boolean | null} */ (null)) =>
    el("button", { type: "button", text, title: `Key: ${key}`, "aria-pressed": pressed, "data-action": key, onclick: run });
  const near = ["Only near", "Near: 1 step", "Near: 2 steps"][state.near];
  return el("div", { class: "actions" },
    button(state.ego === node.id ? "Back to the map" : "Around", "o", () => act.around(node.id), state.ego === node.id),
    button("Expand", "e", () => act.expand(node.id)),
    button("Hide", "h", () => act.hide(node.id)),
    button(near, "n", () => act.near(), state.near > 0),
    button(from && from !== node.id ? "Path to here" : "Path from here", "p", () => act.path(node.id), from === node.id),
    button(state.pins[node.id] ? "Unpin" : "Pin", "i", () => act.pin(node.id), !!state.pins[node.id]),
    node.kind === "paper" ? app.reading.button(node) : null,
    button(state.chosen.includes(node.id) ? "In the tray" : "Add to compare", "s", () => toggleChosen(app, node.id), state.chosen.includes(node.id)),
    remaining);
}

/** What the address asked for. @param {App} app @param {AtlasState} state @param {(node: AtlasNode) => HTMLElement} name */
function shownSection(app, state, name) {
  if (!state.shown.length) return [];
  const found = state.shown.flatMap((id) => app.atlas.nodes.get(id) ?? []);
  return [
    el("section", { class: "path" }, el("h3", { text: `Shown (${count(found.length)} of ${count(state.shown.length)})` }),
      el("ul", { class: "links" }, ...found.map((node) => el("li", {}, name(node)))),
      el("button", { type: "button", text: "Show all alike", onclick: () => app.store.set({ shown: [] }) })),
  ];
}
