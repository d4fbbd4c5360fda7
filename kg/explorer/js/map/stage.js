/**
 * The window on the map. vis-network keeps the camera and the canvas and hears mouse and touch; the painter draws.
 *
 * Nodes are known to vis-network by place and size only, so that it can drag them: what they look like does not change its
 * data, and a click costs one repaint.
 */

import { $ } from "../base/dom.js";

const OPTIONS = {
  physics: { enabled: false },
  layout: { improvedLayout: false },
  nodes: { shape: "custom", chosen: false, labelHighlightBold: false, ctxRenderer: undefined },
  interaction: { hover: false, tooltipDelay: 1e9, selectConnectedEdges: false, selectable: true, multiselect: false, zoomSpeed: 0.7 },
};
const margin = (/** @type {number} */ width) => (width < 600 ? 18 : 30); // pixels round the whole when it is fitted
const NEAR = 0.9; // scale at which the surroundings of a node can be read
const [CLOSEST, FARTHEST] = [1.3, 0.45]; // scales between which a neighbourhood is brought into view
const RIM = 44; // pixels round it, for the names of what lies outermost
const HEADROOM = 16; // pixels more above: the names of regions stand over them
const MOST_STRETCH = 2; // more would tear the regions apart
const REST = 200; // milliseconds without movement, after which the window stands still
const TOUCH = 14; // pixels of slack for a finger; a mouse gets a third of it

/**
 * How much taller than laid out a map should be drawn, so that it is not a strip in an upright window.
 * @param {HTMLElement} host @param {AtlasNode[]} nodes
 */
export function stretchFor(host, nodes) {
  const rim = 2 * margin(host.clientWidth);
  const [width, height] = [host.clientWidth - rim, host.clientHeight - rim - HEADROOM];
  if (height < 1.15 * width || nodes.length < 3) return 1;
  const [[x0, x1], [y0, y1]] = [span(nodes.map((node) => node.x)), span(nodes.map((node) => node.y))];
  return Math.min(MOST_STRETCH, Math.max(1, ((height / width) * (x1 - x0)) / Math.max(1, y1 - y0)));
}

/** @param {number[]} values @returns {[number, number]} */
function span(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

export class Stage {
  /** @param {import("./painter.js").Painter} painter @param {Record<string, (...given: any[]) => void>} events */
  constructor(painter, events) {
    this.painter = painter;
    this.events = events;
    this.host = $("#mynetwork");
    this.nodes = new vis.DataSet();
    /** @type {AtlasNode | null} */
    this.hovered = null;
    /** @type {AtlasNode | null} what the window was centred on, until somebody moves it */
    this.aim = null;
    /** @type {AtlasNode[]} what should be in sight round it */
    this.round = [];
    /** @type {((camera: AtlasCamera) => void)[]} called when the window has come to rest somewhere else */
    this.looked = [];
    this.camera0 = "";
    this.rest = 0;
    const sized = (/** @type {any} */ { style }) => ({ drawNode: () => {}, nodeDimensions: { width: 2 * style.size, height: 2 * style.size } });
    const options = { ...OPTIONS, nodes: { ...OPTIONS.nodes, ctxRenderer: sized } };
    this.network = new vis.Network(this.host, { nodes: this.nodes, edges: [] }, options);
    this.host.firstElementChild?.removeAttribute("tabindex"); // the host is the one stop of the Tab key
    this.listen();
  }

  listen() {
    const { network, events } = this;
    network.on("beforeDrawing", (/** @type {any} */ context) => this.painter.paintBelow(context, this.scale()));
    network.on("afterDrawing", (/** @type {any} */ context) => this.paintAbove(context));
    network.on("click", (/** @type {any} */ event) => {
      const node = this.nodeAt(event);
      events.click(node ? node.id : null);
    });
    network.on("doubleClick", (/** @type {any} */ event) => {
      const node = this.nodeAt(event);
      if (node) events.expand(node.id);
    });
    network.on("dragEnd", (/** @type {any} */ event) => {
      if (event.nodes.length) events.pin(event.nodes[0], network.getPosition(event.nodes[0]));
      network.unselectAll();
    });
    network.on("dragging", (/** @type {any} */ event) => {
      if (!event.nodes.length) return;
      const { x, y } = network.getPosition(event.nodes[0]);
      this.painter.moved.set(event.nodes[0], [x, y]);
    });
    this.host.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "touch" && event.buttons === 0) this.hover(event);
    });
    this.host.addEventListener("pointerleave", () => this.setHovered(null));
    // vis-network sizes its canvas from a timer; a repaint right after the window changes avoids a stretched picture.
    new ResizeObserver(() => this.resized()).observe(this.host);
    for (const begun of ["dragStart", "zoom"]) network.on(begun, () => (this.aim = null));
  }

  /** What was just centred stays so when the details open below the map, and what is selected stays in sight. */
  resized() {
    this.network.redraw();
    if (this.aim) return this.look(this.aim, false);
    const chosen = this.painter.view.nodes.find((node) => node.id === this.painter.state.selected);
    if (!chosen) return;
    const { place, width, height } = this.window();
    const [x, y] = place(this.painter.at(chosen).x, this.painter.at(chosen).y);
    if (x < 0 || y < 0 || x > width || y > height) this.network.moveTo({ position: this.painter.at(chosen), animation: false });
  }

  /** @param {any} event */
  nodeAt({ pointer, event }) {
    const slack = event?.pointerType === "touch" || event?.srcEvent?.pointerType === "touch" ? TOUCH : TOUCH / 3;
    return this.painter.find(pointer.canvas.x, pointer.canvas.y, this.scale(), slack);
  }

  /** @param {PointerEvent} event */
  hover(event) {
    const box = this.host.getBoundingClientRect();
    const { x, y } = this.network.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top });
    this.setHovered(this.painter.find(x, y, this.scale(), TOUCH / 3));
  }

  /** @param {AtlasNode | null} node */
  setHovered(node) {
    if (node?.id === this.hovered?.id) return;
    this.hovered = node;
    this.host.classList.toggle("over-node", !!node);
    this.network.redraw();
  }

  /** @param {CanvasRenderingContext2D} context */
  paintAbove(context) {
    const scale = this.scale();
    this.painter.paintMarks(context, scale);
    context.save();
    const ratio = context.canvas.width / this.host.clientWidth;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painter.paintNames(context, { ...this.window(), hovered: this.hovered });
    context.restore();
    this.events.painted();
    this.watch();
  }

  /** Tells the listeners of `looked`, once the window stands still. */
  watch() {
    const now = JSON.stringify(this.camera());
    if (now === this.camera0) return;
    this.camera0 = now;
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.looked.forEach((listener) => listener(this.camera())), REST);
  }

  /** The window's size, scale and projection from the map to pixels. */
  window() {
    const scale = this.scale();
    const centre = this.network.getViewPosition();
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    /** @type {(x: number, y: number) => [number, number]} */
    const place = (x, y) => [(x - centre.x) * scale + width / 2, (y - centre.y) * scale + height / 2];
    return { width, height, scale, place, centre };
  }

  scale() {
    return this.network.getScale();
  }

  /** Shows a view: tells vis-network which nodes there are. @param {AtlasView} view */
  show(view) {
    const gone = this.nodes.getIds().filter((/** @type {string} */ id) => !view.ids.has(id));
    if (gone.length) this.nodes.remove(gone);
    const changed = [];
    for (const node of view.nodes) {
      const { x, y } = this.painter.at(node);
      const held = this.nodes.get(node.id);
      if (!held || held.x !== x || held.y !== y) changed.push({ id: node.id, x, y, size: node.size * 1.2 });
    }
    if (changed.length) this.nodes.update(changed);
    this.network.redraw();
  }

  /** Fits nodes into the window; all of them where none are named. @param {AtlasNode[]} nodes @param {number} [closest] */
  fit(nodes, closest = 1.6) {
    if (!nodes.length) return;
    this.aim = null;
    const places = nodes.map((node) => this.painter.at(node));
    const [[x0, x1], [y0, y1]] = [span(places.map((place) => place.x)), span(places.map((place) => place.y))];
    const { width, height } = this.window();
    const rim = 2 * margin(width);
    const [wide, high] = [(width - rim) / (x1 - x0 + 60), (height - rim - HEADROOM) / (y1 - y0 + 60)];
    const scale = Math.min(closest, high, wide);
    this.network.moveTo({ position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 - HEADROOM / 2 / scale }, scale, animation: false });
  }

  /** Centres a node, coming near enough to read its surroundings, and staying far enough to see its neighbours. @param {AtlasNode} node @param {AtlasNode[]} [round] */
  centre(node, round = []) {
    this.aim = node;
    this.round = round;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.look(node, calm ? false : { duration: 300 });
  }

  /** @param {AtlasNode} node @param {false | { duration: number }} animation */
  look(node, animation) {
    const scale = this.round.length ? this.scaleRound(node, this.round) : Math.max(this.scale(), NEAR);
    this.network.moveTo({ position: this.painter.at(node), scale, animation });
  }

  /** The scale at which nodes are in sight with one in the middle, within what can be read. @param {AtlasNode} node @param {AtlasNode[]} round */
  scaleRound(node, round) {
    const here = this.painter.at(node);
    const { width, height } = this.window();
    const there = round.map((each) => this.painter.at(each));
    const [wide, high] = [Math.max(1, ...there.map(({ x }) => Math.abs(x - here.x))), Math.max(1, ...there.map(({ y }) => Math.abs(y - here.y)))];
    return Math.min(CLOSEST, Math.max(FARTHEST, Math.min((width / 2 - RIM) / wide, (height / 2 - RIM) / high)));
  }

  /** Puts a place of the map into the middle. @param {{ x: number, y: number }} position */
  move(position) {
    this.aim = null;
    this.network.moveTo({ position, animation: false });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.aim = null;
    this.network.moveTo({ scale: Math.min(6, Math.max(0.05, this.scale() * factor)), animation: false });
  }

  /** Where the window looks: the place of the map in its middle, and pixels a unit of the map. @returns {AtlasCamera} */
  camera() {
    const { x, y } = this.network.getViewPosition();
    return { x, y, scale: this.scale() };
  }

  /** Looks where a camera did. @param {AtlasCamera} camera @param {{ animate?: boolean }} [options] `animate`: fly there, unless motion is unwelcome */
  setCamera({ x, y, scale }, { animate = false } = {}) {
    this.aim = null;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ position: { x, y }, scale, animation: animate && !calm ? { duration: 300 } : false });
  }

  redraw() {
    this.network.redraw();
  }
}
