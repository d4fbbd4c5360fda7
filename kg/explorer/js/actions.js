/** What one can do with a node, from wherever it is asked: buttons, keys, the canvas, an address. */

import { batchKey, batchParts, pathKey } from "./data/atlas.js";
import { amount, count, isolated, plural, roleWords } from "./base/text.js";

const PAGE = 60; // neighbours that one expansion adds
export const CONTEXT = 20; // neighbours that come with a node that was not drawn

/** @param {AppPlaced} app */
export function makeActions(app) {
  const { atlas, source, store } = app;
  /** @type {string | null} */
  let pathFrom = null;
  const node = (/** @type {string | null} */ id) => atlas.node(id);
  const known = (/** @type {string[]} */ ids) => ids.flatMap((id) => atlas.node(id) ?? []);

  /**
   * Batches for which there is room, with words on what had to go; never what is selected, pinned or asked for, if anything else can.
   * @param {string[]} batches @param {string} id @returns {[string[], string]}
   */
  const withRoom = (batches, id) => {
    const { pins, shown } = store.state;
    const kept = atlas.fitting(batches, new Set([id, ...Object.keys(pins), ...shown]));
    const gone = atlas.size(batches) - atlas.size(kept);
    return [kept, gone ? ` To make room, ${plural(gone, "node")} of the earliest expansions went; Undo brings them back.` : ""];
  };
  const called = (/** @type {AtlasNode | undefined} */ one) => isolated(one?.label ?? "");
  const sayNode = (/** @type {AtlasNode} */ one, note = "") => app.say(`${called(one)}, ${one.kind}, ${amount(one)}${note && `.${note}`}`);

  const actions = {
    /** Selects a node; one that is not drawn comes with its most linked neighbours. @param {string | null} id @param {{ centre?: boolean }} [options] */
    async select(id, { centre = false } = {}) {
      if (id === store.state.selected && !centre && !store.state.link) return;
      /** @type {Partial<AtlasState>} */
      const change = { selected: id ?? store.state.ego, link: null, path: null };
      let note = "";
      const besides = store.state.ego && (!id || app.view.ids.has(id)); // what is drawn there need not be on the map
      if (!besides) change.ego = null;
      if (id && !besides && !atlas.loaded(store.state).nodes.has(id)) {
        const key = batchKey("around", id, CONTEXT, 0);
        await atlas.batch(key);
        if (!node(id)) return app.say("This node is not in the graph");
        [change.batches, note] = withRoom([...store.state.batches, key], id);
      }
      const { state } = store;
      if (id && state.hidden.includes(id)) change.hidden = state.hidden.filter((each) => each !== id);
      if (id && state.near && !app.view.ids.has(id)) change.near = 0;
      const filtered = id && !app.view.ids.has(id) && !change.batches && !change.hidden && change.near === undefined;
      store.set(change, { undoable: change.selected !== state.selected });
      const chosen = node(id);
      if (!chosen) return;
      if (centre && !besides && app.view.ids.has(chosen.id)) actions.bring(chosen);
      sayNode(chosen, note);
      if (filtered) app.say(`${called(chosen)} is outside the current filters; its details are shown`);
    },

    /** Chooses a link; its evidence stands in the details. @param {string} id */
    selectLink(id) {
      const link = app.view.links.find((each) => each.id === id);
      if (!link || id === store.state.link) return;
      store.set({ link: id, selected: store.state.ego, path: null, shown: [] });
      app.say(`Link: ${node(link.source)?.label} ${roleWords(app.info, link.predicate)} ${node(link.target)?.label}`);
    },

    /** Shows a region of the map as large as the window. @param {number} region */
    showRegion(region) {
      const nodes = app.view.nodes.filter((each) => each.region === region);
      app.stage.fit(nodes, 2, { animate: true });
      app.say(`${app.info.regions[region]}: ${plural(nodes.length, "node")} in view`);
    },

    /** Brings a node into the middle of the window, with its neighbours round it as far as they can be seen from there. @param {AtlasNode} chosen */
    bring(chosen) {
      const near = app.view.links.flatMap(({ source: from, target: to }) => (from === chosen.id ? [to] : to === chosen.id ? [from] : []));
      app.stage.centre(chosen, known(near));
    },

    /** Looks at all that is drawn. */
    fit() {
      if (store.state.ego) app.ego.fit();
      else app.stage.fit(app.view.nodes);
    },

    /** Draws what a node is linked to round it, by role, in the place of the map. @param {string} id */
    async around(id) {
      if (id === store.state.ego) return actions.leave();
      const circle = await atlas.circle(id);
      if (!circle || circle.nodes.length < 2) return app.say(`${node(id)?.label ?? "This node"} is linked to nothing`);
      const { hidden } = store.state;
      store.set({ ego: id, selected: id, link: null, path: null, hidden: hidden.filter((each) => each !== id) });
      app.stage.host.focus({ preventScroll: true });
      app.say(`Around ${called(node(id))}: ${app.ego.words()}. Escape goes back to the map`);
    },

    /** Shows all links of a sector of the view around a node, drawn or not: the details list them. @param {number} row */
    async showSector(row) {
      const [sector, { ego }] = [app.ego.sectors()[row], store.state];
      if (!sector || !ego) return;
      if (store.state.selected !== ego || store.state.link) store.set({ selected: ego, link: null, path: null });
      await app.described;
      const heading = /** @type {HTMLElement | null} */ (document.querySelector(`#details [data-group="${CSS.escape(`${sector.predicate} ${sector.forward}`)}"]`));
      heading?.scrollIntoView({ block: "start" });
      heading?.focus({ preventScroll: true });
      app.say(`${called(node(ego))}: ${sector.words}, ${plural(sector.total, "link")}, listed in the details`);
    },

    /** Goes back from the view around a node to the map as it was. */
    async leave() {
      const { ego, selected } = store.state;
      if (!ego) return;
      const drawn = atlas.loaded(store.state).nodes;
      const back = [selected, ego].find((id) => id && drawn.has(id)) ?? null;
      store.set({ ego: null, selected: back });
      app.say("The map again");
    },

    /** Adds the next neighbours that are not drawn yet. @param {string} id */
    async expand(id) {
      if (store.state.ego) return id === store.state.ego ? app.say("All roles are drawn; the details list every link") : actions.around(id);
      const before = atlas.loaded(store.state).nodes;
      /** @type {string[]} */
      const keys = [];
      let [added, total, unsent] = [0, 0, 0];
      // After the last page that is drawn: a full page has let go of the first ones, which would else come back.
      const drawn = store.state.batches.map(batchParts).filter(([call, node, size]) => call === "around" && node === id && Number(size) === PAGE);
      const start = Math.max(-PAGE, ...drawn.map((parts) => Number(parts[3]))) + PAGE;
      let pages = 1; // and as many more as there turn out to be, from the first again after the last
      for (let tried = 0, offset = start; tried < pages && !added; tried++, offset = offset + PAGE < total ? offset + PAGE : 0) {
        const key = batchKey("around", id, PAGE, offset);
        const batch = await atlas.batch(key);
        total = batch.total;
        pages = 1 + Math.ceil(total / PAGE);
        unsent = batch.left;
        added = batch.nodes.filter((each) => !before.has(each)).length;
        if (batch.nodes.length > 1) keys.push(key);
      }
      const [batches, note] = withRoom([...new Set([...store.state.batches, ...keys])], id);
      store.set({ batches, selected: id, link: null, path: null });
      const left = await actions.remaining(id);
      const links = unsent ? ` ${plural(unsent, "link")} to them are not drawn.` : "";
      app.say(`${plural(added, "neighbour")} added to ${called(node(id))}; ${left ? `${count(left)} of ${count(total)} left out` : "none left out"}.${links}${note}`);
    },

    /** How many neighbours of a node are not drawn. @param {string} id @returns {Promise<number>} */
    async remaining(id) {
      return source.missing(id, [...atlas.loaded(store.state).nodes]);
    },

    /** @param {string} id */
    hide(id) {
      const { state } = store;
      const ego = state.ego === id ? null : state.ego;
      store.set({ hidden: [...state.hidden, id], ego, selected: state.selected === id ? ego : state.selected, near: 0, path: null });
      app.say(`${called(node(id))} is hidden. Undo brings it back.`);
    },

    /** All, then one step, then two steps around the selected node. */
    near() {
      const { state } = store;
      if (!state.selected) return app.say("Select a node first");
      if (state.ego) return app.say("Only what is near is drawn; Escape goes back to the map");
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
        return app.say(pathFrom ? `Path from ${called(node(id))}: now select the other end and press p` : "No path is begun");
      }
      const ends = /** @type {[string, string]} */ ([pathFrom, id]);
      pathFrom = null;
      await actions.walk(ends, "rare");
    },

    /** Shows the paths between two nodes, the best of them first. @param {[string, string]} ends @param {AtlasWeights} by */
    async walk(ends, by) {
      const key = pathKey(ends, by);
      const { paths, gave_up: gaveUp } = await atlas.batch(key);
      const { state } = store;
      const held = !paths.length || state.batches.includes(key);
      const [batches, note] = held ? [state.batches, ""] : withRoom([...state.batches, key], ends[1]);
      const passed = new Set(paths.flat());
      store.set({ path: ends, link: null, pathBy: by, pathAt: 0, selected: null, near: 0, batches, hidden: state.hidden.filter((id) => !passed.has(id)) });
      if (paths.length) return actions.sayPath(gaveUp ? `${note} There may be better ones: the search ended before it had seen all.` : note);
      const joined = `${called(node(ends[0]))} and ${called(node(ends[1]))}`;
      app.say(gaveUp ? `No path between ${joined} was found nearby; the search ended there` : `No path links ${joined}${by === "rare" ? ", broader topics aside" : ""}`);
    },

    /** Shows another of the paths found. @param {number} at */
    chooseWay(at) {
      store.set({ pathAt: at });
      actions.sayPath();
    },

    sayPath(note = "") {
      const steps = actions.pathNodes(store.state);
      if (!steps.length) return;
      app.stage.fit(steps.filter((each) => app.view.ids.has(each.id)), 1.1);
      app.say(`Path of ${plural(steps.length - 1, "step")}: ${steps.map((each) => each.label).join(" → ")}${note && `.${note}`}`);
    },

    /** Shows some nodes, wherever they are. @param {string[]} ids */
    async showThese(ids) {
      if (!ids.length) return app.say("No paper of it is in the graph");
      const key = batchKey("show", ...ids);
      await atlas.batch(key);
      const { state } = store;
      const [batches] = state.batches.includes(key) ? [state.batches] : withRoom([...state.batches, key], ids[0]);
      store.set({ selected: null, path: null, near: 0, shown: ids, batches, hidden: state.hidden.filter((id) => !ids.includes(id)) });
      actions.sayShown();
    },

    /** Fits what an address asked for, and says what of it there is. */
    sayShown() {
      const { shown } = store.state;
      const found = known(shown).filter((each) => app.view.ids.has(each.id));
      if (found.length) app.stage.fit(found, 1.1);
      app.say(`${plural(found.length, "node")} of ${count(shown.length)} asked for`);
    },

    /** @param {AtlasState} state @returns {AtlasNode[]} */
    pathNodes(state) {
      return known(atlas.way(state));
    },

    clearPath() {
      store.set({ path: null });
    },

    /** All paths between the two ends. @param {AtlasState} state @returns {AtlasNode[][]} */
    ways(state) {
      return ((state.path && atlas.batches.get(pathKey(state.path, state.pathBy))?.paths) || []).map(known);
    },

    pathStart: () => pathFrom,

    /** Pins a node where it is or where it was dragged to, or lets it go. @param {string} id @param {{ x: number, y: number }} [place] */
    pin(id, place) {
      const { [id]: held, ...others } = store.state.pins;
      const one = node(id);
      if (!one) return;
      if (store.state.ego) return app.say("Nodes are pinned on the map; Escape goes back to it");
      const { x, y } = place ?? one;
      store.set({ pins: held && !place ? others : { ...others, [id]: [Math.round(x), Math.round(y / app.info.stretch) * app.info.stretch] } });
      app.say(`${called(one)} is ${held && !place ? "back in its place" : "pinned"}`);
    },

    undo() {
      const undone = store.undo();
      app.say(undone ? `Undone. ${plural(app.view.nodes.length, "node")}, ${plural(app.view.links.length, "link")}` : "Nothing to undo");
    },

    redo() {
      const redone = store.redo();
      app.say(redone ? `Done again. ${plural(app.view.nodes.length, "node")}, ${plural(app.view.links.length, "link")}` : "Nothing to do again");
    },

    /** Moves the selection along a link, to the neighbour that lies most in a direction. @param {number} dx @param {number} dy */
    step(dx, dy) {
      const { state } = store;
      const chosen = node(state.selected);
      if (!chosen || !app.view.ids.has(chosen.id)) {
        const first = [...app.view.nodes].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1))[0];
        return first && actions.select(first.id, { centre: true });
      }
      const here = app.painter.at(chosen);
      const near = new Set(app.view.links.flatMap(({ source: from, target: to }) => (from === state.selected ? [to] : to === state.selected ? [from] : [])));
      let [best, most] = [/** @type {string | null} */ (null), 0.25]; // a quarter: within about 75 degrees of the direction
      for (const other of known([...near])) {
        const there = app.painter.at(other);
        const [x, y] = [there.x - here.x, there.y - here.y];
        const length = Math.hypot(x, y) || 1;
        const along = (x * dx + y * dy) / length - length / 1e5;
        if (along > most) [best, most] = [other.id, along];
      }
      return best ? actions.select(best, { centre: true }) : app.say("No linked node lies that way");
    },
  };
  return actions;
}
