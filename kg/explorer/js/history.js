/**
 * The page's way: each place that one goes to is an entry of the browser's history, and the address holds the state.
 *
 * 1. A choice (of a node, a path, an answer, the view around a node) makes a new entry; the one that is left keeps its camera.
 * 2. Filters and the camera rewrite the entry: at once, but for those of one drag, which wait until it rests, since
 *    browsers refuse more than 200 changes in half a minute.
 * 3. Back, Forward and an address typed by hand bring the state back; a change made in the meantime wins.
 */

import { decodeState, encodeCamera, encodeState } from "./data/address.js";
import { placeOf } from "./data/state.js";

const REST = 250; // milliseconds after the last of a drag's changes

/** Keeps address and history. @param {AppParts} app @param {(state: AtlasState) => Promise<AtlasState>} load fetches what a state asks for @param {(hash: string) => void} arrive looks where an address says */
export function keepHistory(app, load, arrive) {
  const { store, info, stage } = app;
  const addressed = location.protocol !== "about:"; // a frame of a notebook has no address to keep the state in
  let last = store.state;
  let written = location.hash;
  /** @type {AtlasCamera | null} where the whole is in view, which needs no words */
  let home = null;
  let [fetching, travelling] = [false, false];
  let turn = 0;
  let timer = 0;

  const camera = () => (JSON.stringify(stage.camera()) === JSON.stringify(home) ? "" : encodeCamera(stage.camera(), stage.window(), info));
  const hash = (/** @type {AtlasState} */ state) => encodeState(state, info, camera());
  const address = (/** @type {string} */ text) => (text ? `#${text}` : location.pathname + location.search);
  const rewrite = (text = hash(last)) => {
    clearTimeout(timer);
    timer = 0;
    if (!addressed || fetching) return;
    history.replaceState(null, "", address(text));
    written = location.hash;
  };

  store.listeners.push((state) => {
    const before = last;
    last = state;
    if (travelling) return;
    turn += 1; // what a Back is still fetching comes too late
    fetching = false;
    if (placeOf(state) === placeOf(before)) {
      if (!store.gesture) return rewrite();
      clearTimeout(timer);
      timer = window.setTimeout(rewrite, REST);
    } else if (addressed) {
      rewrite(hash(before));
      history.pushState(null, "", address(encodeState(state, info))); // its camera may still be on its way
      written = location.hash;
      timer = window.setTimeout(rewrite, REST);
    }
  });
  stage.looked.push(() => rewrite());

  const travel = async () => {
    if (location.hash === written) return; // one step is told as popstate and as hashchange
    written = location.hash;
    clearTimeout(timer);
    const mine = ++turn;
    fetching = true;
    try {
      const there = location.hash;
      const state = await load(decodeState(there, info));
      if (mine !== turn) return;
      travelling = true;
      store.replace(state);
      arrive(there);
    } finally {
      travelling = false;
      if (mine === turn) fetching = false;
    }
  };
  addEventListener("popstate", travel);
  addEventListener("hashchange", travel);

  return {
    /** Says that the whole is in view now, or where it is: this camera needs no words. @param {AtlasCamera | null} [camera] */
    settle(camera = stage.camera()) {
      home = camera;
      rewrite();
    },
    home: () => home,
    /** The state as the part of an address after "#", with where the window looks: the address is up to this moment, too. */
    text() {
      rewrite();
      return encodeState(last, info, last.ego ? camera() : encodeCamera(stage.camera(), stage.window(), info));
    },
    /** Goes to a state that was sent as text. @param {string} text */
    async open(text) {
      if (addressed) location.hash = text;
      else {
        store.replace(await load(decodeState(text, info)));
        arrive(text);
      }
    },
  };
}
