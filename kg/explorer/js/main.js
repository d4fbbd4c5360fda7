/** Puts the page together: source, state, map, panels; every change of state is shown by `render`. */

import { openAnswer } from "./answers/pieces.js";
import { mountAnswers } from "./answers/sheet.js";
import { mountTray } from "./answers/tray.js";
import { CONTEXT, makeActions } from "./actions.js";
import { Atlas, batchKey, pathKey } from "./data/atlas.js";
import { readTheme } from "./map/paint/colours.js";
import { mountDetails } from "./panels/details.js";
import { $ } from "./base/dom.js";
import { EmbeddedSource } from "./data/embedded.js";
import { mountExports } from "./export/exports.js";
import { mountPrint } from "./export/print.js";
import { keepHistory } from "./history.js";
import { mountKeys } from "./keys.js";
import { mountLegend } from "./panels/legend.js";
import { mountLink } from "./panels/link.js";
import { mountNotice } from "./panels/notice.js";
import { mountEgo } from "./map/ego/ego.js";
import { mountMinimap } from "./map/window/minimap.js";
import { mountTip } from "./map/window/tip.js";
import { Painter } from "./map/paint/painter.js";
import { ReadingList, mountReadingList } from "./panels/reading_list.js";
import { mountRim } from "./map/window/rim.js";
import { RemoteSource, Unanswered } from "./data/remote.js";
import { mountSearch } from "./panels/search.js";
import { Stage, stretchFor } from "./map/window/stage.js";
import { decodeCamera, decodeState } from "./data/address.js";
import { Store, initialState } from "./data/state.js";
import { mountTable } from "./panels/table.js";
import { Corrections, mountWrong } from "./panels/wrong.js";
import { clip, count, isolated, plural } from "./base/text.js";

const MOST_SHOWN = 300; // nodes of "?show=": as many as an address can hold

async function start() {
  const data = JSON.parse($("#atlas-data").textContent);
  const source = data.server ? new RemoteSource(data.server) : new EmbeddedSource(data);
  const say = (/** @type {string} */ text) => ($("#said").textContent = text);
  addEventListener("unhandledrejection", (event) => {
    const unanswered = event.reason instanceof Unanswered;
    if (unanswered) event.preventDefault(); // it is said, and nothing for the console
    say(unanswered ? event.reason.message : `That did not work: ${event.reason?.message ?? event.reason}`);
  });
  const { info: given, ...overview } = await source.overview();
  const info = { ...given, stretch: stretchFor($("#mynetwork"), overview.nodes) };
  const store = new Store(asked(decodeState(location.hash, info), info));
  const atlas = new Atlas(source, overview, info);
  store.state = await restored(atlas, store.state);
  const view = atlas.show(store.state);
  const painter = new Painter(info, view, store.state, readTheme(), [...atlas.nodes.values()]);
  let minimap = () => {};
  const stage = new Stage(painter, {
    click: (id) => app.actions.select(id), expand: (id) => app.actions.expand(id), pin: (id, place) => app.actions.pin(id, place), painted: () => minimap(),
    clickLink: (link) => app.actions.selectLink(link.id), clickRegion: (region) => app.actions.showRegion(region), clickSector: (row) => app.actions.showSector(row),
    hoverLink: (link, left, top) => tip.link(link, left, top), hoverRegion: (region, left, top) => tip.region(region, left, top),
  });
  /** @type {AppParts} */
  const parts = { source, info, store, atlas, say, theme: readTheme, painter, stage, view };
  const opened = location.hash;
  const way = keepHistory(parts, (state) => restored(atlas, state), (hash) => {
    look(app, hash);
    sayMissing(app, hash);
  });
  const placed = Object.assign(parts, { ego: mountEgo(parts, way, () => render(store.state)) });
  /** @type {App} */
  const app = Object.assign(placed, { actions: makeActions(placed), reading: new ReadingList(parts), corrections: new Corrections(parts, data.review ?? null) });
  const tip = mountTip(app);
  const rim = mountRim(app);
  const corner = mountMinimap(app);
  minimap = () => {
    corner();
    rim.paint();
  };
  const render = makeRender(app);
  store.listeners.push((state) => render(state));
  const search = mountSearch(app);
  mountExports(app);
  mountPrint(app);
  mountReadingList(app);
  mountWrong(app);
  mountKeys(app);
  mountLink(app, way);
  mountBar(app, render, way);
  if (source instanceof RemoteSource) mountNotice(source, () => {
    render(store.state, true);
    search();
  }, () => void way.text());
  render(store.state);
  app.actions.fit();
  way.settle();
  look(app, opened);
  sayMissing(app, opened);
  expose(app, rim);
}

/**
 * The state of an address with "?show=IRI,IRI": these nodes, whatever else is drawn. Ids are as good as IRIs.
 * @param {AtlasState} state @param {AtlasInfo} info
 */
function asked(state, info) {
  const given = new URLSearchParams(location.search).getAll("show").flatMap((each) => each.split(/[\s,]+/)).filter(Boolean);
  if (!given.length || location.hash) return state;
  const shown = [...new Set(given.map((each) => (each.startsWith(info.base) ? each.slice(info.base.length) : each)))].slice(0, MOST_SHOWN);
  return { ...state, shown, batches: [batchKey("show", ...shown)] };
}

/** Says what an address asked for in vain: a link may be older than the graph. @param {App} app @param {string} hash */
function sayMissing({ store, info, say }, hash) {
  const [asked, found] = [decodeState(hash, info), store.state];
  const gone = [[asked.selected, found.selected], [asked.ego, found.ego], [asked.link, found.link]].find(([wanted, there]) => wanted && !there)?.[0];
  if (gone) say(`The link asks for “${isolated(clip(gone, 60))}”, which is not in this graph`);
  else if (asked.path && !found.path) say(`The link asks for a path from “${isolated(clip(asked.path[0], 60))}” to “${isolated(clip(asked.path[1], 60))}”, which is not in this graph`);
}

/** A state with what it asks for fetched; what it asks for in vain, or beyond the page's room, is forgotten. @param {Atlas} atlas @param {AtlasState} state */
async function restored(atlas, state) {
  const wanted = [...state.batches];
  if (state.path) wanted.push(pathKey(state.path, state.pathBy)); // an address that was typed may name what it sees alone
  let batches = await atlas.load([...new Set(wanted)]);
  if (state.selected && !state.ego && !atlas.loaded({ ...state, batches }).nodes.has(state.selected)) {
    const key = batchKey("around", state.selected, CONTEXT, 0);
    const { nodes } = await atlas.batch(key);
    if (nodes.includes(state.selected)) batches = await atlas.load([...batches, key]);
  }
  const ego = state.ego && (await atlas.circle(state.ego)) ? state.ego : null;
  const link = state.link && atlas.links.has(state.link) ? state.link : null;
  const selected = atlas.node(state.selected) ? state.selected : null;
  if (!atlas.way(state).length) return { ...state, batches, ego, selected, link, path: null };
  return { ...state, batches, ego, selected: null, link, near: 0 };
}

/** Looks where an address says, else at what it chooses, else at the whole. @param {App} app @param {string} hash */
function look({ store, stage, info, atlas, actions, ego }, hash) {
  const { selected, path, shown } = store.state;
  const camera = decodeCamera(hash, stage.window(), info);
  const chosen = selected ? atlas.nodes.get(selected) : undefined;
  if (store.state.ego && !camera) return;
  if (path) actions.sayPath();
  else if (shown.length) actions.sayShown();
  ego.fit();
  if (camera) stage.setCamera(camera);
  else if (chosen) actions.bring(chosen);
  else if (!path && !shown.length) actions.fit();
}

/** @param {App} app */
function makeRender(app) {
  const legend = mountLegend(app);
  const details = mountDetails(app);
  const table = mountTable(app);
  app.printedTable = table.printed;
  const answers = mountAnswers(app);
  const tray = mountTray(app);
  let shown = "";
  /** @type {AtlasState | null} */
  let last = null;
  /** `anew`: what had no answer is asked for again */
  return (/** @type {AtlasState} */ state, anew = false) => {
    if (anew) shown = "";
    if (!turnsTable(last, state)) {
      app.view = app.ego.view(app.atlas.show(state), state);
      app.painter.update(app.view, state, app.theme(), [...app.atlas.nodes.values()]);
      app.stage.show();
      app.ego.move();
      legend(app.view, state);
    }
    last = state;
    $("#table").hidden = !state.table;
    $("#table-button").setAttribute("aria-pressed", String(state.table));
    table.show();
    answers(state, anew);
    tray(state, anew);
    const key = JSON.stringify([state.selected, state.link, state.ego, state.path, state.pathBy, state.pathAt, state.shown, state.near, state.batches, state.pins, app.ego.sectors().map((sector) => sector.more), state.chosen, app.actions.pathStart(), !state.selected && app.view.nodes.length]);
    if (key !== shown) app.described = details(app.view, state);
    shown = key;
    const { nodes, links } = app.info.total;
    $("#count").textContent = `${count(app.view.nodes.length)} of ${count(nodes)} nodes, ${count(app.view.links.length)} of ${count(links)} links`
      + (app.view.unlinked ? ` · ${plural(app.view.unlinked, "paper")} without such links ${app.view.unlinked === 1 ? "is" : "are"} hidden` : "");
    $("#nothing").hidden = app.view.nodes.length > 0;
    $("#nothing p").textContent = nodes ? "The filters leave nothing in view." : "This graph is empty: no paper was read.";
    $("#reset").hidden = !nodes;
    $("#undo").disabled = !app.store.past.length;
    $("#redo").disabled = !app.store.future.length;
  };
}

/** Whether a state differs from the one before by its table alone: then nothing else need be drawn anew. @param {AtlasState | null} last @param {AtlasState} state */
function turnsTable(last, state) {
  const keys = /** @type {(keyof AtlasState)[]} */ (Object.keys(state));
  return !!last && last.table !== state.table && keys.every((key) => key === "table" || state[key] === last[key]);
}

/** The buttons of the top bar. @param {App} app @param {(state: AtlasState) => void} render @param {{ settle: () => void }} way */
function mountBar(app, render, way) {
  const { store, stage, actions } = app;
  $("#undo").addEventListener("click", () => actions.undo());
  $("#redo").addEventListener("click", () => actions.redo());
  $("#fit").addEventListener("click", () => {
    actions.fit();
    way.settle();
  });
  $("#answers-button").addEventListener("click", () => (store.state.panel ? store.set({ panel: null }) : openAnswer(app, "ask")));
  $("#reset").addEventListener("click", () => {
    const { hidden, offKinds, offPredicates, years, undated, confidence, fewest, near } = initialState(app.info);
    store.set({ hidden, offKinds, offPredicates, years, undated, confidence, fewest, near });
    stage.host.focus({ preventScroll: true });
    actions.fit();
    app.say("All is shown again; Undo brings the filters back");
  });
  $("#table-button").addEventListener("click", () => {
    const table = !store.state.table;
    store.set({ table }, { undoable: false });
    app.say(table ? "Table" : "Map");
  });
  $("#theme").addEventListener("click", () => {
    document.documentElement.dataset.theme = app.theme().dark ? "light" : "dark";
    render(store.state);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => render(store.state));
  const drawer = (/** @type {boolean | undefined} */ open) => {
    const now = $("#legend").classList.toggle("open", open);
    $("#menu").setAttribute("aria-expanded", String(now));
  };
  $("#menu").addEventListener("click", () => drawer(undefined));
  $("#legend-close").addEventListener("click", () => drawer(false));
  $("#mynetwork").addEventListener("pointerdown", () => drawer(false));
  $("#around-close").addEventListener("click", () => actions.leave());
  $("#details-close").addEventListener("click", () => store.set({ selected: store.state.ego, link: null, path: null, shown: [], near: 0 }));
}

/** What scripts and tests may ask of the page. @param {App} app @param {{ ids: () => string[] }} rim */
function expose(app, rim) {
  Object.assign(window, {
    paperatlas: {
      ready: performance.now(),
      state: () => app.store.state,
      /** a call of the source, as the page makes it */
      ask: (/** @type {keyof AtlasSource} */ call, /** @type {any[]} */ ...given) => /** @type {any} */ (app.source)[call](...given),
      source: app.source,
      info: () => app.info,
      nodes: () => app.view.nodes.map((node) => ({ id: node.id, label: node.label, kind: node.kind, year: node.year, region: node.region, ...app.painter.at(node) })),
      links: () => app.view.links.map(({ id, source, target, predicate }) => ({ id, source, target, predicate })),
      names: () => {
        app.stage.flush();
        return { ...app.painter.painted, nodes: [...app.painter.painted.nodes] };
      },
      focus: () => [...(app.view.focus ?? [])],
      camera: () => app.stage.camera(),
      link: (/** @type {string} */ id) => app.stage.painter.links.middle(id, (x, y) => app.stage.window().place(x, y)),
      radius: (/** @type {string} */ id) => app.painter.radius(/** @type {AtlasNode} */ (app.atlas.nodes.get(id)), app.stage.scale()) * app.stage.scale(),
      around: () => app.ego.sectors().map(({ predicate, forward, words, nodes, total, more }) => ({ predicate, forward, words, ids: nodes.map((node) => node.id), total, more })),
      rim: () => rim.ids(),
      aroundNames: () => app.ego.written(),
      setCamera: (/** @type {AtlasCamera} */ camera) => app.stage.setCamera(camera),
      onScreen: (/** @type {string} */ id) => {
        const node = /** @type {AtlasNode} */ (app.atlas.node(id));
        const box = app.stage.host.getBoundingClientRect();
        const [x, y] = app.stage.window().place(app.painter.at(node).x, app.painter.at(node).y);
        return { x: x + box.left, y: y + box.top };
      },
    },
  });
  document.documentElement.dataset.ready = "true";
}

start().catch((error) => {
  $("#said").textContent = `The page could not start: ${error.message}`;
  throw error;
});
