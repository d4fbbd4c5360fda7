/** The state as an address: the part after "#", which can also be sent as text. */

import { MOST_CHOSEN, initialState } from "./state.js";

const SEPARATOR = ",";
const pack = (/** @type {string[]} */ list) => list.map(encodeURIComponent).join(SEPARATOR);
const unpack = (/** @type {string | null} */ text) => (text ? [...new Set(text.split(SEPARATOR).map(decodeURIComponent))] : []);

const COLOURS = ["kind", "region", "year"]; // as in the legend
const MOST_FEWEST = 12; // as its slider
const FARTHEST_PIN = 100_000; // units of the map: a graph of the most nodes lies well within

/**
 * The state as the part of the address after "#"; empty for the first sight.
 * @param {AtlasState} state @param {AtlasInfo} info @param {string} [camera] as `encodeCamera` writes it, or nothing where the whole is in view
 */
export function encodeState(state, info, camera = "") {
  const first = initialState(info);
  const same = (/** @type {string[]} */ one, /** @type {string[]} */ other) => one.length === other.length && one.every((each) => other.includes(each));
  const parts = new URLSearchParams();
  const write = (/** @type {string} */ name, /** @type {string | number} */ value) => parts.set(name, String(value));
  if (state.selected) write("node", state.selected);
  if (state.link) write("link", state.link);
  if (state.ego) write("around", state.ego);
  if (state.panel) write("panel", state.panel);
  if (state.chosen.length) write("chosen", pack(state.chosen));
  if (state.table) write("table", "yes");
  if (state.hidden.length) write("hide", pack(state.hidden));
  if (!same(state.offKinds, first.offKinds)) write("without", pack(state.offKinds));
  if (!same(state.offPredicates, first.offPredicates)) write("unlinked", pack(state.offPredicates));
  if (state.years) write("years", state.years.join("-"));
  if (!state.undated) write("undated", "no");
  if (state.confidence) write("confidence", state.confidence);
  if (state.fewest) write("fewest", state.fewest);
  if (state.colour !== "kind") write("colour", state.colour);
  if (state.near) write("near", state.near);
  if (state.path) write("path", pack(state.path));
  if (state.path && state.pathBy !== "rare") write("by", state.pathBy);
  if (state.path && state.pathAt) write("way", state.pathAt);
  if (state.shown.length) write("show", pack(state.shown));
  if (state.batches.length) write("more", pack(state.batches));
  const pins = Object.entries(state.pins).map(([id, [x, y]]) => `${id}@${Math.round(x)}@${Math.round(y / info.stretch)}`);
  if (pins.length) write("pins", pack(pins));
  if (camera) write("camera", camera);
  return parts.toString();
}

/** The state of an address; what cannot be read is left at its first value. @param {string} hash @param {AtlasInfo} info @returns {AtlasState} */
export function decodeState(hash, info) {
  const state = initialState(info);
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const number = (/** @type {string} */ name) => Math.max(0, Number(parts.get(name)) || 0);
  try {
    state.selected = parts.get("node");
    state.link = parts.get("link");
    state.ego = parts.get("around");
    state.panel = parts.get("panel");
    state.chosen = unpack(parts.get("chosen")).slice(0, MOST_CHOSEN);
    state.table = parts.get("table") === "yes";
    state.hidden = unpack(parts.get("hide"));
    if (parts.has("without")) state.offKinds = unpack(parts.get("without"));
    if (parts.has("unlinked")) state.offPredicates = unpack(parts.get("unlinked"));
    const years = /^(\d{1,4})-(\d{1,4})$/.exec(parts.get("years") ?? "");
    state.years = years ? /** @type {[number, number]} */ ([Number(years[1]), Number(years[2])].sort((a, b) => a - b)) : null;
    state.undated = parts.get("undated") !== "no";
    state.confidence = Math.min(1, number("confidence"));
    state.fewest = Math.min(MOST_FEWEST, Math.floor(number("fewest")));
    state.colour = COLOURS.find((each) => each === parts.get("colour")) ?? COLOURS[0];
    state.near = Math.min(2, Math.floor(number("near")));
    const ends = unpack(parts.get("path"));
    state.path = ends.length === 2 ? [ends[0], ends[1]] : null;
    state.pathBy = /** @type {AtlasWeights} */ (["broader", "shortest"].includes(parts.get("by") ?? "") ? parts.get("by") : "rare");
    state.pathAt = Math.min(2, Math.floor(number("way")));
    state.shown = unpack(parts.get("show"));
    state.batches = unpack(parts.get("more"));
    for (const pin of unpack(parts.get("pins"))) {
      const match = /^(.+)@(-?\d+)@(-?\d+)$/.exec(pin);
      const [x, y] = match ? match.slice(2).map(Number) : [Infinity, Infinity];
      if (match && Math.max(Math.abs(x), Math.abs(y)) <= FARTHEST_PIN) state.pins[match[1]] = [x, y * info.stretch];
    }
  } catch {
    return initialState(info); // an address cut off in the middle of an escape
  }
  return state;
}

const CAMERA = /^(-?[\d.]{1,12}),(-?[\d.]{1,12}),([\d.]{1,12})$/;
const [FARTHEST, CLOSEST] = [0.02, 8]; // pixels a unit of the map that an address may ask for

/**
 * Where the window looks, in map coordinates: its middle, and how much of the map its shorter side shows, so that a window
 * of another size shows the same part.
 * @param {AtlasCamera} camera @param {{ width: number, height: number }} window @param {AtlasInfo} info
 */
export function encodeCamera({ x, y, scale }, { width, height }, info) {
  return [x, y / info.stretch, Math.min(width, height) / scale].map((value) => Number(value.toFixed(1))).join(",");
}

/** The camera of an address, or null where it names none. @param {string} hash @param {{ width: number, height: number }} window @param {AtlasInfo} info @returns {AtlasCamera | null} */
export function decodeCamera(hash, { width, height }, info) {
  const match = CAMERA.exec(new URLSearchParams(hash.replace(/^#/, "")).get("camera") ?? "");
  const [x, y, span] = match ? match.slice(1).map(Number) : [NaN, NaN, NaN];
  const scale = Math.min(width, height) / span;
  return Number.isFinite(x + y) && scale > 0 ? { x, y: y * info.stretch, scale: Math.min(CLOSEST, Math.max(FARTHEST, scale)) } : null;
}

/** What an address begins with. */
const NAMES = /^(node|link|around|panel|chosen|table|hide|without|unlinked|years|undated|confidence|fewest|colour|near|path|by|way|show|more|pins|camera)=/;

/**
 * The state in a text that somebody sent: an address of this page, or what stands behind its "#"; else null.
 * @param {string} text
 */
export function stateText(text) {
  const after = text.trim().replace(/^[^#]*#/, "");
  return NAMES.test(after) ? after : null;
}
