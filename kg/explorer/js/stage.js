/**
 * The window on the map. vis-network keeps the camera and the canvas and hears mouse and touch; the painter draws.
 *
 * Nodes are known to vis-network by place and size only, so that it can drag them: what they look like does not change its
 * data, and a click costs one repaint.
 */

import { $ } from "./dom.js";

const OPTIONS = {
  physics: { enabled: false },
  layout: { improvedLayout: false },
  nodes: { shape: "custom", chosen: false, labelHighlightBold: false, ctxRenderer: undefined },
  interaction: { hover: false, tooltipDelay: 1e9, selectConnectedEdges: false, selectable: true, multiselect: false, zoomSpeed: 0.7 },
};
const MARGIN = 26; // pixels round the whole when it is fitted
const TOUCH = 14; // pixels of slack for a finger; a mouse gets a third of it

export class Stage {
  /** @param {any} painter @param {Record<string, (...given: any[]) => void>} events */
  constructor(painter, events) {
    this.painter = painter;
    this.events = events;
    this.host = $("#mynetwork");
    this.nodes = new vis.DataSet();
    /** @type {AtlasNode | null} */
    this.hovered = null;
    const sized = (/** @type {any} */ { style }) => ({ drawNode: () => {}, nodeDimensions: { width: 2 * style.size, height: 2 * style.size } });
    const options = { ...OPTIONS, nodes: { ...OPTIONS.nodes, ctxRenderer: sized } };
    this.network = new vis.Network(this.host, { nodes: this.nodes, edges: [] }, options);
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
    new ResizeObserver(() => network.redraw()).observe(this.host);
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
    const places = nodes.map((node) => this.painter.at(node));
    const span = (/** @type {number[]} */ values) => [Math.min(...values), Math.max(...values)];
    const [x0, x1] = span(places.map((place) => place.x));
    const [y0, y1] = span(places.map((place) => place.y));
    const { width, height } = this.window();
    const [wide, high] = [(width - 2 * MARGIN) / (x1 - x0 + 60), (height - 2 * MARGIN) / (y1 - y0 + 60)];
    // An upright window may cut a little of both sides, so that the map does not become a strip in it.
    const scale = Math.min(closest, high, height > 1.3 * width && nodes.length > 300 ? 1.25 * wide : wide);
    this.network.moveTo({ position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, scale, animation: false });
  }

  /** Centres a node, coming near enough to read its surroundings. @param {AtlasNode} node */
  centre(node) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.network.moveTo({ position: this.painter.at(node), scale: Math.max(this.scale(), 0.9), animation: calm ? false : { duration: 300 } });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: Math.min(6, Math.max(0.05, this.scale() * factor)), animation: false });
  }

  redraw() {
    this.network.redraw();
  }
}
