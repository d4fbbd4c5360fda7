/** What was chosen to be compared: a tray that holds its names, and leads to what they have in common. */

import { $, el } from "../base/dom.js";
import { icon, kindOf } from "../map/paint/marks.js";
import { MOST_CHOSEN } from "../data/state.js";
import { openAnswer } from "./pieces.js";

/** @param {App} app */
export function mountTray(app) {
  const tray = $("#tray");
  /** @type {Map<string, AtlasNode>} nodes of the tray, whether the map holds them or not */
  const held = new Map();
  let shown = "[]";
  const chip = (/** @type {AtlasNode} */ node) => el("li", {},
    el("button", { type: "button", class: "name", onclick: () => app.actions.select(node.id, { centre: true }) }, icon(kindOf(app.info, node)), el("span", { text: node.label })),
    el("button", { type: "button", class: "drop", "aria-label": `Take ${node.label} out of the tray`, onclick: () => toggleChosen(app, node.id) }, el("span", { "aria-hidden": "true", text: "×" })));
  return async (/** @type {AtlasState} */ state, anew = false) => {
    const key = JSON.stringify(state.chosen);
    if (key === shown && !anew) return;
    shown = key;
    const missing = state.chosen.filter((id) => !held.has(id));
    if (missing.length) for (const node of (await app.source.nodes(missing)).nodes) held.set(node.id, node);
    if (key !== shown) return;
    const nodes = state.chosen.flatMap((id) => held.get(id) ?? []);
    tray.hidden = !nodes.length;
    const answer = (/** @type {string} */ name, /** @type {string} */ text) => el("button", {
      type: "button", "data-compare": name, disabled: nodes.length < 2, text, onclick: () => openAnswer(app, name, ...nodes.map((node) => node.id)),
    });
    tray.replaceChildren(el("span", { class: "number", text: `${nodes.length} chosen` }), el("ul", {}, ...nodes.map(chip)), answer("common", "In common"), answer("compare", "Compare"),
      el("button", { type: "button", text: "Clear", onclick: () => app.store.set({ chosen: [] }) }));
  };
}

/** Puts a node into the tray, or takes it out. @param {App} app @param {string} id */
export function toggleChosen(app, id) {
  const { chosen } = app.store.state;
  const label = app.atlas.nodes.get(id)?.label ?? id;
  if (chosen.includes(id)) {
    app.store.set({ chosen: chosen.filter((each) => each !== id) });
    return app.say(`${label} is no longer compared`);
  }
  if (chosen.length >= MOST_CHOSEN) return app.say(`No more than ${MOST_CHOSEN} can be compared; take one out of the tray first`);
  app.store.set({ chosen: [...chosen, id] });
  app.say(chosen.length ? `${label} is in the tray with ${chosen.length} more: In common and Compare are there` : `${label} is in the tray; add another to compare`);
}
