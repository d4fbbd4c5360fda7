/** Arrows at the rim of the map for what the chosen node is linked to and the window does not show: with names, to click and to tab to. */

import { $, el } from "../../base/dom.js";
import { clip, count } from "../../base/text.js";

const DELAY = 60; // milliseconds: they follow a moving window, but do not cost it frames
const INSET = 6; // pixels from the window's edge at which a mark counts as outside
const [ACROSS, DOWN] = [240, 120]; // pixels of the rim that share an arrow, above and below, and at the sides
const LETTERS = 22; // of a name
const NAMED = 12; // names in an arrow's title
const CLOSEST = 1.1; // scale at which several are brought into view

/** @typedef {{ side: "top" | "right" | "bottom" | "left", slot: number, along: number, nodes: AtlasNode[] }} Arrow */

/** @param {App} app */
export function mountRim(app) {
  const host = $("#rim");
  let timer = 0;
  let shown = "";
  /** @type {Arrow[]} */
  let arrows = [];

  const paint = () => {
    timer = 0;
    const { state } = app.store;
    const chosen = app.view.nodes.find((node) => node.id === state.selected);
    arrows = chosen && !state.ego && !state.table && !state.path ? arrowsTo(app, chosen) : [];
    const key = JSON.stringify(arrows.map(({ side, slot, along, nodes }) => [side, slot, Math.round(along), nodes.map((node) => node.id)]));
    if (key === shown) return;
    shown = key;
    const focused = host.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.to : null;
    host.replaceChildren(...arrows.map((arrow) => button(app, arrow, /** @type {AtlasNode} */ (chosen))));
    if (focused) host.querySelector(`[data-to="${CSS.escape(focused)}"]`)?.focus();
  };
  return {
    paint() {
      timer ||= window.setTimeout(paint, DELAY);
    },
    /** The ids of what the arrows lead to. */
    ids() {
      paint();
      return arrows.flatMap((arrow) => arrow.nodes.map((node) => node.id));
    },
  };
}

/** @param {App} app @param {AtlasNode} chosen */
function arrowsTo(app, chosen) {
  const { width, height, place } = app.stage.window();
  const near = new Set(app.view.links.flatMap(({ source, target }) => (source === chosen.id ? [target] : target === chosen.id ? [source] : [])));
  const spot = (/** @type {AtlasNode} */ node) => place(app.painter.at(node).x, app.painter.at(node).y);
  const outside = (/** @type {[number, number]} */ [x, y]) => x < INSET || y < INSET || x > width - INSET || y > height - INSET;
  const here = spot(chosen);
  const lost = outside(here);
  const from = lost ? [width / 2, height / 2] : here;
  /** @type {Map<string, Arrow>} */
  const arrows = new Map();
  for (const node of app.view.nodes.filter((each) => near.has(each.id) || (lost && each === chosen)).sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))) {
    const there = spot(node);
    if (!outside(there)) continue;
    const [dx, dy] = [there[0] - from[0], there[1] - from[1]];
    const [across, down] = [dx ? ((dx > 0 ? width : 0) - from[0]) / dx : Infinity, dy ? ((dy > 0 ? height : 0) - from[1]) / dy : Infinity];
    const upright = across < down; // the rim is met at a side
    const along = upright ? from[1] + dy * across : from[0] + dx * down;
    const side = upright ? (dx > 0 ? "right" : "left") : dy > 0 ? "bottom" : "top";
    const length = upright ? height : width;
    const slots = Math.max(1, Math.floor(length / (upright ? DOWN : ACROSS)));
    const slot = Math.min(slots - 1, Math.max(0, Math.floor((along / length) * slots)));
    const key = `${side} ${slot}`;
    const held = arrows.get(key) ?? { side, slot, along: ((slot + 0.5) * length) / slots, nodes: [] };
    held.nodes.push(node);
    arrows.set(key, held);
  }
  return /** @type {Arrow[]} */ ([...arrows.values()]);
}

const SIGNS = { top: "↑", right: "→", bottom: "↓", left: "←" };
const WORDS = { top: "above", right: "to the right", bottom: "below", left: "to the left" };

/** @param {App} app @param {Arrow} arrow @param {AtlasNode} chosen */
function button(app, { side, along, nodes }, chosen) {
  const [first, ...others] = nodes;
  const more = others.length ? ` +${count(others.length)}` : "";
  const upright = side === "left" || side === "right";
  const names = nodes.slice(0, NAMED).map((node) => node.label).join("\n") + (nodes.length > NAMED ? `\nand ${count(nodes.length - NAMED)} more` : "");
  return el("button", {
    type: "button", class: side, "data-to": first.id, title: names, style: { [upright ? "top" : "left"]: `${along}px` },
    "aria-label": `${first.label}${others.length ? ` and ${count(others.length)} more` : ""}, ${WORDS[side]} of the window`,
    onclick: () => (others.length ? app.stage.fit([chosen, ...nodes], CLOSEST, { animate: true }) : app.actions.select(first.id, { centre: true })),
  }, el("span", { "aria-hidden": "true", text: SIGNS[side] }), el("bdi", { text: clip(first.label, LETTERS) }), more);
}
