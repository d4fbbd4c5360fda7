/**
 * The view around a node: it in the middle, its neighbours by role in sectors. It takes the place of the map and gives it
 * back as it was.
 *
 * The painter asks the scene that is made here for the places of nodes, names and headings; all else is drawn as on the map.
 */

import { $ } from "../../base/dom.js";
import { clip, count, plural } from "../../base/text.js";
import { tally } from "../../data/atlas.js";
import { MOST_AROUND, sectorsOf } from "../../data/sectors.js";
import { legible } from "../paint/colours.js";
import { font, free } from "../paint/labels.js";
import { GAP, layoutSectors } from "./sector_layout.js";

const DURATION = 420; // milliseconds of the way from the map to the view around a node
const NAMED = 0.7; // of the way, after which names are written
/** Letters of a name where there are up to so many neighbours, in a wide window and in a narrow one. */
const LENGTHS = [[16, 44, 24], [32, 32, 17], [Infinity, 24, 14]];
const [NARROW, ROOM] = [600, 7000]; // pixels of a narrow window, and square pixels of it for each neighbour
const TOP = 44; // pixels above, where the way back to the map stands
const LONGEST = 90; // letters of the name beside the way back; the details have it whole
const HEADING = "650 10.5px system-ui, sans-serif";

/** @param {AppParts} app @param {{ home: () => AtlasCamera | null, settle: (home?: AtlasCamera | null) => void }} way @param {() => void} again draws the state again */
export function mountEgo(app, way, again) {
  const { painter, stage, atlas, info } = app;
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @type {{ id: string, key: string, scene: ReturnType<typeof makeScene>, camera: AtlasCamera, sectors: AtlasSector[] } | null} */
  let shown = null;
  /** @type {{ camera: AtlasCamera, home: AtlasCamera | null } | null} where the map's window looked */
  let map = null;
  let started = false;
  let moves = () => {}; // what is to be done once the view is drawn
  let frame = 0;

  const measure = (/** @type {string} */ text, /** @type {string} */ face) => {
    context.font = face;
    return context.measureText(text).width / 2;
  };

  /** @param {AtlasNode} centre @param {AtlasSector[]} sectors */
  const build = (centre, sectors) => {
    const { width, height } = stage.window();
    const nodes = sectors.flatMap((sector) => sector.nodes);
    const [, wide, narrow] = /** @type {number[]} */ (LENGTHS.find(([most]) => nodes.length <= most));
    const length = width < NARROW ? narrow : wide;
    const names = new Map(nodes.map((node) => [node.id, { node, text: clip(node.label, length), face: font(node, 0, false) }]));
    names.set(centre.id, { node: centre, text: clip(centre.label, width < NARROW ? LENGTHS[0][2] : LENGTHS[0][1]), face: "700 14px system-ui, sans-serif" });
    const sized = (/** @type {AtlasNode} */ node) => {
      const { text, face } = /** @type {{ text: string, face: string }} */ (names.get(node.id));
      return { half: measure(text, face), radius: painter.radius(node, 1) };
    };
    const heads = sectors.map((sector) => ({ text: headingOf(sector), colour: () => colourOf(sector) }));
    const made = layoutSectors(sectors, new Map(nodes.map((node) => [node.id, sized(node)])), heads.map(({ text }) => measure(text, HEADING)), sized(centre), { width, height: Math.max(120, height - TOP) });
    const origin = /** @type {[number, number]} */ (app.store.state.pins[centre.id] ?? [centre.x, centre.y]);
    const [left, top, right, bottom] = made.bounds;
    const camera = { x: origin[0] + (left + right) / 2, y: origin[1] + (top + bottom) / 2 - TOP / 2 / made.scale, scale: made.scale };
    return { scene: makeScene(painter, made, { centre, names, heads, measure, origin }), camera };
  };

  /** The colour of a sector's heading: that of its links. @param {AtlasSector} sector */
  const colourOf = ({ predicate }) => {
    const { theme } = painter;
    const name = info.predicates.find((each) => each.name === predicate)?.group;
    const group = info.groups.find((each) => each.name === name);
    return group ? legible(group[theme.dark ? "dark" : "light"], theme) : theme.accent;
  };

  /** Goes from the places of now to those of the scene, together with the window. @param {ReturnType<typeof makeScene>} scene @param {AtlasCamera} camera @param {Map<string, [number, number]>} before */
  const fly = (scene, camera, before) => {
    cancelAnimationFrame(frame);
    const from = stage.camera();
    const begun = performance.now();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches || !started;
    const step = (/** @type {number} */ now) => {
      const part = calm ? 1 : Math.min(1, Math.max(0, (now - begun) / DURATION));
      const eased = 1 - (1 - part) ** 3;
      const between = (/** @type {number} */ one, /** @type {number} */ other) => one + (other - one) * eased;
      scene.move((id, place) => {
        const [x, y] = before.get(id) ?? place;
        return [between(x, place[0]), between(y, place[1])];
      }, part >= NAMED);
      painter.follow();
      stage.redraw();
      stage.setCamera({ x: between(from.x, camera.x), y: between(from.y, camera.y), scale: between(from.scale, camera.scale) });
      if (part < 1) return void (frame = requestAnimationFrame(step));
      way.settle();
    };
    step(begun);
  };

  const enter = (/** @type {AtlasNode} */ centre, /** @type {AtlasSector[]} */ sectors, /** @type {string} */ key) => {
    if (!shown && started) map = { camera: stage.camera(), home: way.home() };
    const before = new Map(sectors.flatMap((sector) => sector.nodes).concat(centre).map((node) => {
      const { x, y } = painter.at(painter.scene?.places.has(node.id) || atlas.nodes.has(node.id) ? node : centre);
      return [node.id, /** @type {[number, number]} */ ([x, y])];
    }));
    const { scene, camera } = build(centre, sectors);
    shown = { id: centre.id, key, scene, camera, sectors };
    painter.scene = scene;
    moves = () => fly(scene, camera, before);
  };

  const leave = () => {
    cancelAnimationFrame(frame);
    shown = painter.scene = null;
    const back = map;
    map = null;
    moves = () => {
      if (!back) {
        stage.fit(app.view.nodes);
        return way.settle();
      }
      way.settle(back.home);
      stage.setCamera(back.camera, { animate: true });
    };
  };

  const ego = {
    /** What of a view is drawn, where a state looks around a node. @param {AtlasView} view @param {AtlasState} state @returns {AtlasView} */
    view(view, state) {
      const circle = state.ego ? atlas.circles.get(state.ego) : undefined;
      const centre = circle?.nodes.find((node) => node.id === state.ego);
      $("#around").hidden = !centre;
      document.body.classList.toggle("around", !!centre);
      if (!circle || !centre) {
        if (shown) leave();
        return view;
      }
      const { width, height } = stage.window();
      const sectors = sectorsOf(circle, centre.id, view, info, width < NARROW ? Math.min(MOST_AROUND, Math.floor((width * height) / ROOM)) : MOST_AROUND);
      const ids = new Set([centre.id, ...sectors.flatMap((sector) => sector.nodes.map((node) => node.id))]);
      const key = JSON.stringify([[...ids], width, height]);
      if (key !== shown?.key) enter(centre, sectors, key);
      $("#around-name").textContent = clip(centre.label, LONGEST);
      const nodes = [centre, ...view.nodes.filter((node) => ids.has(node.id) && node.id !== centre.id)];
      const links = view.links.filter((link) => ids.has(link.source) && ids.has(link.target));
      const link = links.find((each) => each.id === state.link);
      const focus = link ? new Set([link.source, link.target]) : state.selected && state.selected !== centre.id && ids.has(state.selected) ? new Set([centre.id, state.selected]) : ids;
      return { ...view, nodes, links, ids, focus, kinds: tally(nodes, (node) => node.kind), predicates: tally(links, (link) => link.predicate) };
    },

    /** After the view is drawn: goes where it lies. */
    move() {
      const now = moves;
      moves = () => {};
      now();
      started = true;
    },

    /** Looks at all of it, at once. */
    fit() {
      if (!shown) return;
      cancelAnimationFrame(frame);
      shown.scene.move((_, place) => place, true);
      painter.follow();
      stage.redraw();
      stage.setCamera(shown.camera);
      way.settle();
    },

    /** The sectors in words. */
    words: () => (shown?.sectors ?? []).map((sector) => `${sector.words} ${sector.more ? `${count(sector.nodes.length)} of ${count(sector.total)}` : count(sector.total)}`).join(", "),

    sectors: () => shown?.sectors ?? [],

    /** What is written, and where: middles and half sizes in pixels. */
    written: () => {
      if (!shown) return [];
      const labels = shown.scene.labels(context, stage.window()).map(({ node, text, box }) => ({ id: node.id, text, box }));
      const headings = shown.scene.headings(context, stage.window()).map(({ text, box, colour }) => ({ id: "", text, box, colour }));
      return [...labels, ...headings];
    },
  };
  new ResizeObserver(() => shown && again()).observe(stage.host);
  return ego;
}

/** @param {AtlasSector} sector */
function headingOf({ words, nodes, total, more }) {
  return `${words.toUpperCase()} · ${more ? `${count(nodes.length)} of ${plural(total, "link").replace(/ links?$/, "")}, ${count(more)} more` : count(total)}`;
}

/**
 * What the painter asks for.
 * @param {import("../paint/painter.js").Painter} painter @param {ReturnType<typeof layoutSectors>} made
 * @param {{ centre: AtlasNode, names: Map<string, { node: AtlasNode, text: string, face: string }>, heads: { text: string, colour: () => string }[], measure: (text: string, face: string) => number, origin: [number, number] }} parts
 */
function makeScene(painter, made, { centre, names, heads, measure, origin }) {
  const targets = new Map([...made.places].map(([id, { x, y }]) => [id, /** @type {[number, number]} */ ([origin[0] + x, origin[1] + y])]));
  targets.set(centre.id, origin);
  /** @type {Map<string, [number, number]>} */
  const places = new Map(targets);
  let named = true;
  /** The middle of a name from its mark, in pixels. @param {string} id @param {number} scale */
  const offset = (id, scale) => {
    const { node, text, face } = /** @type {{ node: AtlasNode, text: string, face: string }} */ (names.get(id));
    const radius = painter.radius(node, scale) * scale;
    const [right, down] = made.places.get(id)?.spot ?? [0, 1];
    const half = measure(text, face);
    const tall = id === centre.id ? 14 : 6;
    return { node, text, face, half, dx: right * (radius + GAP + half), dy: down * (radius + GAP + tall) };
  };
  return {
    places,

    /** @param {(id: string, place: [number, number]) => [number, number]} to @param {boolean} names */
    move(to, names) {
      for (const [id, place] of targets) places.set(id, to(id, place));
      named = names;
    },

    /** Lines between the sectors. @param {CanvasRenderingContext2D} context @param {number} scale */
    below(context, scale) {
      if (!named) return;
      context.beginPath();
      for (const angle of made.borders) {
        const [x, y] = [Math.cos(angle) * made.squeeze[0], Math.sin(angle) * made.squeeze[1]];
        context.moveTo(origin[0] + 46 * x, origin[1] + 46 * y);
        context.lineTo(origin[0] + (made.reach + 40) * x, origin[1] + (made.reach + 40) * y);
      }
      context.globalAlpha = 0.5;
      context.strokeStyle = painter.theme.line;
      context.lineWidth = 1 / scale;
      context.setLineDash([1 / scale, 5 / scale]);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    },

    /** @param {CanvasRenderingContext2D} _ @param {{ scale: number, place: (x: number, y: number) => [number, number] }} window */
    labels(_, { scale, place }) {
      const boxes = this.headings(_, { scale, place }).map(({ box: [x, y, wide] }) => [x, y, wide + 2, 7]);
      const labels = [];
      for (const id of [centre.id, ...made.places.keys()]) {
        if (!named && id !== centre.id) break;
        const { node, text, face, half, dx, dy } = offset(id, scale);
        const [x, y] = place(...(places.get(id) ?? origin));
        const box = [x + dx, y + dy, half + 2, id === centre.id ? 9 : 7];
        if (!painter.view.ids.has(id) || !free(boxes, box[0], box[1], box[2], box[3])) continue;
        boxes.push(box);
        labels.push({ node, text, font: face, x: box[0], y: box[1], box, lead: null });
      }
      return labels;
    },

    /** @param {CanvasRenderingContext2D} _ @param {{ scale: number, place: (x: number, y: number) => [number, number] }} window */
    headings(_, { place }) {
      if (!named) return [];
      return heads.map(({ text, colour }, row) => {
        const [x, y] = place(origin[0] + made.headings[row].x, origin[1] + made.headings[row].y);
        return { text, font: HEADING, x, y, box: [x, y, measure(text, HEADING), 6], colour: colour() };
      });
    },

    /** The node whose name lies at a place of the map. @param {number} x @param {number} y @param {number} scale */
    nameAt(x, y, scale) {
      for (const id of named ? places.keys() : []) {
        const { node, half, dx, dy } = offset(id, scale);
        const [px, py] = places.get(id) ?? origin;
        if (Math.abs(px + dx / scale - x) < half / scale && Math.abs(py + dy / scale - y) < 8 / scale) return node;
      }
      return null;
    },
  };
}
