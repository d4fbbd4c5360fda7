/** Puts the page together: source, state, map, panels; every change of state is shown by `render`. */

import { makeActions } from "./actions.js";
import { Atlas, batchKey } from "./data/atlas.js";
import { readTheme } from "./map/colours.js";
import { mountDetails } from "./panels/details.js";
import { $ } from "./base/dom.js";
import { EmbeddedSource } from "./data/embedded.js";
import { mountExports } from "./export/exports.js";
import { mountKeys } from "./keys.js";
import { mountLegend } from "./panels/legend.js";
import { mountMinimap } from "./map/minimap.js";
import { Painter } from "./map/painter.js";
import { RemoteSource } from "./data/remote.js";
import { mountSearch } from "./panels/search.js";
import { Stage, stretchFor } from "./map/stage.js";
import { decodeState, encodeState } from "./data/address.js";
import { Store } from "./data/state.js";
import { mountTable } from "./panels/table.js";
import { count } from "./base/text.js";

const MOST_SHOWN = 300; // nodes of "?show=": as many as an address can hold
const addressed = location.protocol !== "about:"; // a frame of a notebook has no address to keep the state in

async function start() {
  const data = JSON.parse($("#atlas-data").textContent);
  const source = data.server ? new RemoteSource(data.server) : new EmbeddedSource(data);
  const { info: given, ...overview } = await source.overview();
  const info = { ...given, stretch: stretchFor($("#mynetwork"), overview.nodes) };
  const store = new Store(asked(decodeState(location.hash, info), info));
  const atlas = new Atlas(source, overview, info);
  const say = (/** @type {string} */ text) => ($("#said").textContent = text);
  await restore(atlas, store);
  const view = atlas.show(store.state);
  const painter = new Painter(info, view, store.state, readTheme(), [...atlas.nodes.values()]);
  let minimap = () => {};
  const stage = new Stage(painter, {
    click: (id) => app.actions.select(id), expand: (id) => app.actions.expand(id), pin: (id, place) => app.actions.pin(id, place), painted: () => minimap(),
  });
  /** @type {AppParts} */
  const parts = { source, info, store, atlas, say, theme: readTheme, painter, stage, view };
  /** @type {App} */
  const app = Object.assign(parts, { actions: makeActions(parts) });
  minimap = mountMinimap(app);
  const render = makeRender(app);
  store.listeners.push(render);
  mountSearch(app);
  mountExports(app);
  mountKeys(app);
  mountBar(app, render);
  render(store.state);
  app.stage.fit(app.view.nodes);
  const chosen = store.state.selected ? atlas.nodes.get(store.state.selected) : undefined;
  if (chosen) app.stage.centre(chosen);
  if (store.state.path) app.actions.sayPath();
  else if (store.state.shown.length) app.actions.sayShown();
  addEventListener("hashchange", async () => {
    if (location.hash.slice(1) === encodeState(store.state, info)) return;
    const state = decodeState(location.hash, info);
    store.replace({ ...state, batches: await atlas.load(state.batches) });
  });
  addEventListener("unhandledrejection", (event) => say(`That did not work: ${event.reason?.message ?? event.reason}`));
  expose(app);
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

/** Fetches what the address asks for; what it asks for in vain, or beyond the page's room, is forgotten. @param {Atlas} atlas @param {Store} store */
async function restore(atlas, store) {
  const batches = await atlas.load(store.state.batches);
  const { selected, path } = store.state;
  const found = atlas.way(store.state).length;
  store.state = { ...store.state, batches, selected: selected && atlas.nodes.has(selected) ? selected : null, path: found ? path : null };
}

/** @param {App} app */
function makeRender(app) {
  const legend = mountLegend(app);
  const details = mountDetails(app);
  const table = mountTable(app);
  let shown = "";
  return (/** @type {AtlasState} */ state) => {
    app.view = app.atlas.show(state);
    app.painter.update(app.view, state, app.theme(), [...app.atlas.nodes.values()]);
    app.stage.show(app.view);
    legend(app.view, state);
    table();
    const key = JSON.stringify([state.selected, state.path, state.pathBy, state.pathAt, state.shown, state.near, state.batches, state.pins, app.actions.pathStart(), !state.selected && app.view.nodes.length]);
    if (key !== shown) details(app.view, state);
    shown = key;
    const { nodes, links } = app.info.total;
    $("#count").textContent = `${count(app.view.nodes.length)} of ${count(nodes)} nodes, ${count(app.view.links.length)} of ${count(links)} links`;
    $("#undo").disabled = !app.store.past.length;
    const hash = encodeState(state, app.info);
    if (addressed) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  };
}

/** The buttons of the top bar. @param {App} app @param {(state: AtlasState) => void} render */
function mountBar(app, render) {
  const { store, stage, actions } = app;
  $("#undo").addEventListener("click", () => actions.undo());
  $("#fit").addEventListener("click", () => stage.fit(app.view.nodes));
  $("#table-button").addEventListener("click", () => {
    const shown = !$("#table").hidden;
    $("#table").hidden = shown;
    $("#table-button").setAttribute("aria-pressed", String(!shown));
    render(store.state);
    app.say(shown ? "Map" : "Table");
  });
  $("#copy").hidden = $("#copy").disabled = !addressed; // disabled: its key, too
  $("#copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      app.say("The link to this view is copied");
    } catch {
      $("#link-text").value = location.href;
      $("#link-dialog").showModal();
      $("#link-text").select();
    }
  });
  $("#link-close").addEventListener("click", () => $("#link-dialog").close());
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
  $("#details-close").addEventListener("click", () => store.set({ selected: null, path: null, shown: [], near: 0 }));
}

/** What scripts and tests may ask of the page. @param {App} app */
function expose(app) {
  Object.assign(window, {
    paperatlas: {
      ready: performance.now(),
      state: () => app.store.state,
      source: app.source,
      nodes: () => app.view.nodes.map((node) => ({ id: node.id, label: node.label, kind: node.kind, year: node.year, ...app.painter.at(node) })),
      links: () => app.view.links.map(({ id, source, target, predicate }) => ({ id, source, target, predicate })),
      names: () => app.painter.painted,
      focus: () => [...(app.view.focus ?? [])],
      camera: () => app.stage.camera(),
      setCamera: (/** @type {AtlasCamera} */ camera) => app.stage.setCamera(camera),
      onScreen: (/** @type {string} */ id) => {
        const node = /** @type {AtlasNode} */ (app.atlas.nodes.get(id));
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
