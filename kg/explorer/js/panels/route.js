/** The paths between two nodes: one of up to three, as steps in words with their sentences; how they are weighed. */

import { el } from "../base/dom.js";
import { sentence } from "./evidence.js";
import { plural, roleWords } from "../base/text.js";

/** @type {[AtlasWeights, string][]} */
const WEIGHTS = [["rare", "what is rare"], ["broader", "what is rare, and broader topics"], ["shortest", "fewest steps"]];

/** @param {App} app @param {AtlasState} state @param {(node: AtlasNode) => HTMLElement} name */
export async function pathSection(app, state, name) {
  const steps = app.actions.pathNodes(state);
  const ends = state.path;
  if (!ends) return [];
  const by = el("select", { id: "path-by", onchange: () => app.actions.walk(ends, by.value) },
    ...WEIGHTS.map(([value, text]) => el("option", { value, text, selected: value === state.pathBy })));
  return [
    el("section", { class: "path" }, el("h3", { text: steps.length ? `Path of ${plural(steps.length - 1, "step")}` : "No path" }),
      el("p", {}, el("label", { for: "path-by", text: "By " }), by), ways(app, state),
      el("ol", { class: "links" }, ...await stepItems(app, steps, name)),
      el("button", { type: "button", text: "Close the path", onclick: () => app.actions.clearPath() })),
  ];
}

/** The paths to choose from, each by what it passes. @param {App} app @param {AtlasState} state */
function ways(app, state) {
  const all = app.actions.ways(state);
  if (all.length < 2) return null;
  const shown = all[state.pathAt] ? state.pathAt : 0;
  return el("div", { class: "ways", role: "group", "aria-label": "Paths" }, ...all.map((nodes, at) => {
    const inner = nodes.slice(1, -1).map((node) => node.label);
    return el("button", { type: "button", "aria-pressed": String(at === shown), onclick: () => app.actions.chooseWay(at) },
      el("bdi", { text: inner.join(" → ") || "directly" }), el("span", { class: "number", text: plural(nodes.length - 1, "step") }));
  }));
}

/** @param {App} app @param {AtlasNode[]} steps @param {(node: AtlasNode) => HTMLElement} name */
async function stepItems(app, steps, name) {
  const items = [];
  for (const [place, node] of steps.entries()) {
    const next = steps[place + 1];
    const links = next ? await app.source.between(node.id, next.id) : [];
    const words = links.map((each) => roleWords(app.info, each.link.predicate, each.forward));
    const told = links.find((each) => each.sentences.length);
    items.push(el("li", {}, name(node), next ? el("p", { class: "step", text: [...new Set(words)].join(", ") }) : null,
      ...(told?.sentences.slice(0, 1).map(sentence) ?? [])));
  }
  return items;
}
