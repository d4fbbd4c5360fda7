/** What one can do with a node, from wherever it is asked: buttons, keys, the canvas, an address. */

import { HARD_LIMIT, batchKey } from "./atlas.js";
import { count, plural } from "./text.js";

const PAGE = 60; // neighbours that one expansion adds
const CONTEXT = 20; // neighbours that come with a node that was not drawn

/** @param {App} app */
export function makeActions(app) {
  const { atlas, source, store } = app;
  /** @type {string | null} */
  let pathFrom = null;
  const node = (/** @type {string} */ id) => /** @type {AtlasNode | undefined} */ (atlas.nodes.get(id));
  const sayNode = (/** @type {AtlasNode} */ one) => app.say(`${one.label}, ${one.kind}, ${plural(one.degree, "link")}`);

  const actions = {
    /** Selects a node; one that is not drawn comes with its most linked neighbours. @param {string | null} id @param {{ centre?: boolean }} [options] */
    async select(id, { centre = false } = {}) {
      const { state } = store;
      if (id === state.selected && !centre) return;
      /** @type {Partial<AtlasState>} */
      const change = { selected: id, path: null };
      if (id && !atlas.loaded(state).nodes.has(id)) {
        const key = batchKey("around", id, CONTEXT, 0);
        await atlas.load([key]);
        if (!node(id)) return app.say(atlas.nodes.size >= HARD_LIMIT ? `The page holds ${count(HARD_LIMIT)} nodes, its limit. Undo some expansions first.` : "This node is not in the graph");
        change.batches = [...state.batches, key];
      }
      if (id && state.hidden.includes(id)) change.hidden = state.hidden.filter((/** @type {string} */ each) => each !== id);
      if (id && state.near && !app.view.ids.has(id)) change.near = 0;
      const filtered = id && !app.view.ids.has(id) && !change.batches && !change.hidden && change.near === undefined;
      store.set(change, { undoable: id !== state.selected });
      const chosen = id ? node(id) : undefined;
      if (!chosen) return;
      if (centre && app.view.ids.has(chosen.id)) app.stage.centre(chosen);
      sayNode(chosen);
      if (filtered) app.say(`${chosen.label} is outside the current filters; its details are shown`);
    },

    /** Adds the next neighbours that are not drawn yet. @param {string} id */
    async expand(id) {
      const { state } = store;
      const before = atlas.loaded(state).nodes;
      const batches = [...state.batches];
      let added = 0;
      let total = 0;
      for (let offset = 0; added === 0; offset += PAGE) {
        const key = batchKey("around", id, PAGE, offset);
        await atlas.load([key]);
        const batch = atlas.batches.get(key);
        total = batch.total;
        added = batch.nodes.filter((/** @type {string} */ each) => !before.has(each)).length;
        if (!batches.includes(key)) batches.push(key);
        if (offset + PAGE >= total) break;
      }
      store.set({ batches, selected: id, path: null });
      const left = await actions.remaining(id);
      const full = atlas.nodes.size >= HARD_LIMIT ? ` The page holds ${count(HARD_LIMIT)} nodes, its limit.` : "";
      app.say(`${plural(added, "neighbour")} added to ${node(id)?.label}; ${left ? `${count(left)} of ${count(total)} left out` : "none left out"}.${full}`);
    },

    /** How many neighbours of a node are not drawn. @param {string} id @returns {Promise<number>} */
    async remaining(id) {
      return source.missing(id, [...atlas.loaded(store.state).nodes]);
    },

    /** @param {string} id */
    hide(id) {
      const { state } = store;
      store.set({ hidden: [...state.hidden, id], selected: state.selected === id ? null : state.selected, near: 0, path: null });
      app.say(`${node(id)?.label} is hidden. Undo brings it back.`);
    },

    /** All, then one step, then two steps around the selected node. */
    near() {
      const { state } = store;
      if (!state.selected) return app.say("Select a node first");
      const near = (state.near + 1) % 3;
      store.set({ near });
      app.stage.fit(near ? app.view.nodes : [...app.view.nodes]);
      app.say(near ? `Only ${plural(app.view.nodes.length, "node")} within ${plural(near, "step")}` : "All nodes again");
    },

    /** Starts a path at a node, or ends it there. @param {string} id */
    async path(id) {
      if (!pathFrom || pathFrom === id) {
        pathFrom = pathFrom === id ? null : id;
        store.tell();
        return app.say(pathFrom ? `Path from ${node(id)?.label}: now select the other end and press p` : "No path is begun");
      }
      const ends = /** @type {[string, string]} */ ([pathFrom, id]);
      const key = batchKey("path", ...ends);
      await atlas.load([key]);
      pathFrom = null;
      const { ids } = atlas.batches.get(key);
      if (!ids.length) {
        store.tell();
        return app.say(`No path links ${node(ends[0])?.label} and ${node(id)?.label}`);
      }
      const { state } = store;
      store.set({ path: ends, selected: null, near: 0, batches: state.batches.includes(key) ? state.batches : [...state.batches, key] });
      actions.sayPath();
    },

    sayPath() {
      const steps = actions.pathNodes(store.state);
      if (!steps.length) return;
      app.stage.fit(steps.filter((each) => app.view.ids.has(each.id)), 1.1);
      app.say(`Path of ${plural(steps.length - 1, "step")}: ${steps.map((each) => each.label).join(" → ")}`);
    },

    /** Fits what an address asked for, and says what of it there is. */
    sayShown() {
      const { shown } = store.state;
      const found = shown.map(node).filter((/** @type {AtlasNode | undefined} */ each) => each && app.view.ids.has(each.id));
      if (found.length) app.stage.fit(found, 1.1);
      app.say(`${plural(found.length, "node")} of ${count(shown.length)} asked for`);
    },

    /** @param {AtlasState} state @returns {AtlasNode[]} */
    pathNodes(state) {
      const batch = state.path && atlas.batches.get(batchKey("path", ...state.path));
      return (batch?.ids ?? []).map(node).filter(Boolean);
    },

    clearPath() {
      store.set({ path: null });
    },

    pathStart: () => pathFrom,

    /** Pins a node where it is or where it was dragged to, or lets it go. @param {string} id @param {{ x: number, y: number }} [place] */
    pin(id, place) {
      const { [id]: held, ...others } = store.state.pins;
      const one = node(id);
      if (!one) return;
      const { x, y } = place ?? one;
      store.set({ pins: held && !place ? others : { ...others, [id]: [Math.round(x), Math.round(y)] } });
      app.say(`${one.label} is ${held && !place ? "back in its place" : "pinned"}`);
    },

    undo() {
      const undone = store.undo();
      app.say(undone ? `Undone. ${plural(app.view.nodes.length, "node")}, ${plural(app.view.links.length, "link")}` : "Nothing to undo");
    },

    /** Moves the selection along a link, to the neighbour that lies most in a direction. @param {number} dx @param {number} dy */
    step(dx, dy) {
      const { state } = store;
      if (!state.selected || !app.view.ids.has(state.selected)) {
        const first = [...app.view.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))[0];
        return first && actions.select(first.id, { centre: true });
      }
      const here = app.painter.at(node(state.selected));
      const near = new Set(app.view.links.flatMap(({ source: from, target: to }) => (from === state.selected ? [to] : to === state.selected ? [from] : [])));
      let [best, most] = [/** @type {string | null} */ (null), 0.25]; // a quarter: within about 75 degrees of the direction
      for (const id of near) {
        const there = app.painter.at(node(id));
        const [x, y] = [there.x - here.x, there.y - here.y];
        const length = Math.hypot(x, y) || 1;
        const along = (x * dx + y * dy) / length - length / 1e5;
        if (along > most) [best, most] = [id, along];
      }
      return best ? actions.select(best, { centre: true }) : app.say("No linked node lies that way");
    },
  };
  return actions;
}
