/**
 * The window on the map: its canvas, its camera, and when it is painted.
 *
 * The map is painted as a picture, and the picture put into the window; what is under the pointer lies above it. Where painting
 * takes long, the picture is larger than the window, and while the camera moves it is only shifted: the map is painted anew when
 * the camera rests or leaves it. So 30,000 links pan as smoothly as 300.
 */

import { $, el } from "../../base/dom.js";
import { Camera } from "./camera.js";
import { hearGestures } from "./gestures.js";
import { MapPicture } from "./map_picture.js";

const margin = (/** @type {number} */ width) => (width < 600 ? 18 : 30); // pixels round the whole when it is fitted
const NEAR = 0.9; // scale at which the surroundings of a node can be read
const [CLOSEST, FARTHEST] = [1.3, 0.45]; // scales between which a neighbourhood is brought into view
const RIM = 44; // pixels round it, for the names of what lies outermost
const HEADROOM = 16; // pixels more above: the names of regions stand over them
const MOST_STRETCH = 2; // more would tear the regions apart
const REST = 200; // milliseconds without movement, after which the window stands still
const FLIGHT = 300; // milliseconds from one camera to another
const TOUCH = 14; // pixels of slack for a finger; a mouse gets a third of it
const LINK_SLACK = 5; // pixels from a link that still count as on it

/**
 * How much taller than laid out a map should be drawn, so that it fills the window: names need the room, and lie across.
 * @param {HTMLElement} host @param {AtlasNode[]} nodes
 */
export function stretchFor(host, nodes) {
  const rim = 2 * margin(host.clientWidth);
  const [width, height] = [host.clientWidth - rim, host.clientHeight - rim - HEADROOM];
  if (nodes.length < 3) return 1;
  const [[x0, x1], [y0, y1]] = [span(nodes.map((node) => node.x)), span(nodes.map((node) => node.y))];
  return Math.min(MOST_STRETCH, Math.max(1, ((height / width) * (x1 - x0)) / Math.max(1, y1 - y0)));
}

/** @param {number[]} values @returns {[number, number]} */
function span(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

export class Stage {
  /**
   * @param {import("../paint/painter.js").Painter} painter
   * @param {{ click: (id: string | null) => void, expand: (id: string) => void, pin: (id: string, place: { x: number, y: number }) => void,
   *   painted: () => void, clickLink?: (link: AtlasLink) => void, hoverLink?: (link: AtlasLink | null, left: number, top: number) => void,
   *   clickSector?: (row: number) => void, clickRegion?: (region: number) => void, hoverRegion?: (region: number | null, left: number, top: number) => void }} events places in pixels of the host
   */
  constructor(painter, events) {
    this.painter = painter;
    this.events = events;
    this.host = $("#mynetwork");
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    this.host.append(this.canvas);
    this.lens = new Camera();
    this.picture = new MapPicture();
    /** @type {{ node: AtlasNode | null, link: AtlasLink | null, region: number | null, sector: number | null }} what is under the pointer */
    this.hovered = { node: null, link: null, region: null, sector: null };
    /** @type {AtlasNode | null} what the window was centred on, until somebody moves it */
    this.aim = null;
    /** @type {AtlasNode[]} what should be in sight round it */
    this.round = [];
    /** @type {((camera: AtlasCamera) => void)[]} called when the window has come to rest somewhere else */
    this.looked = [];
    this.due = this.flight = this.rest = 0;
    this.moving = false;
    this.lookedAt = "";
    this.listen();
    this.resized();
  }

  listen() {
    hearGestures(this.host, {
      grip: (left, top, touch) => {
        const node = this.nodeAt(left, top, touch);
        return node && !this.painter.scene && (!touch || node.id === this.painter.state.selected) ? node.id : null;
      },
      pan: (right, down) => this.shift(() => this.lens.pan(right, down)),
      zoom: (factor, left, top) => this.shift(() => this.lens.zoom(factor, left, top)),
      drag: (id, right, down) => {
        this.painter.drag(id, right / this.lens.scale, down / this.lens.scale);
        this.setHovered({});
        this.redraw();
      },
      drop: (id) => this.events.pin(id, this.painter.place(id)),
      click: (left, top, touch) => this.clicked(left, top, touch),
      twice: (left, top, touch) => {
        const node = this.nodeAt(left, top, touch);
        if (node) this.events.expand(node.id);
        return !!node;
      },
      hover: (left, top) => this.hover(left, top),
      leave: () => this.setHovered({}),
    });
    new ResizeObserver(() => this.resized()).observe(this.host);
  }

  /** What a person does to the camera. @param {() => void} change */
  shift(change) {
    this.aim = null;
    cancelAnimationFrame(this.flight);
    change();
    this.setHovered({});
    this.moved();
  }

  /** What was just centred stays so when the details open below the map, and what is selected stays in sight. */
  resized() {
    const [width, height, ratio] = [this.host.clientWidth, this.host.clientHeight, devicePixelRatio || 1];
    if (!width || !height) return;
    [this.lens.width, this.lens.height] = [width, height];
    [this.canvas.width, this.canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const chosen = this.painter.view.nodes.find((node) => node.id === this.painter.state.selected);
    if (this.aim) this.lens.set({ ...this.painter.at(this.aim), scale: this.scaleRound(this.aim, this.round) });
    else if (chosen) {
      const at = this.painter.at(chosen);
      const [x, y] = this.lens.place(at.x, at.y);
      if (x < 0 || y < 0 || x > width || y > height) this.lens.set(at);
    }
    this.picture.spoil();
    this.paint(); // at once: an emptied canvas would flicker
  }

  /** @param {number} left @param {number} top @param {boolean} touch */
  nodeAt(left, top, touch) {
    const [x, y] = this.lens.under(left, top);
    return this.painter.find(x, y, this.scale(), touch ? TOUCH : TOUCH / 3);
  }

  /** What lies at a pixel: a node before a region's name before a link. @param {number} left @param {number} top @param {boolean} touch */
  thingAt(left, top, touch) {
    const node = this.nodeAt(left, top, touch);
    const region = node ? null : this.painter.regionAt(left, top);
    const sector = node ? null : this.painter.sectorAt(left, top);
    const link = node || region !== null || sector !== null ? null : this.painter.links.find(...this.lens.under(left, top), (touch ? TOUCH / 2 : LINK_SLACK) / this.scale());
    return { node, region, sector, link };
  }

  /** @param {number} left @param {number} top @param {boolean} touch */
  clicked(left, top, touch) {
    const { node, region, sector, link } = this.thingAt(left, top, touch);
    if (sector !== null && this.events.clickSector) this.events.clickSector(sector);
    else if (region !== null && this.events.clickRegion) this.events.clickRegion(region);
    else if (link && this.events.clickLink) this.events.clickLink(link);
    else this.events.click(node ? node.id : null);
  }

  /** @param {number} left @param {number} top */
  hover(left, top) {
    this.setHovered(this.thingAt(left, top, false), left, top);
  }

  /** @param {Partial<Stage["hovered"]>} found @param {number} [left] @param {number} [top] */
  setHovered({ node = null, link = null, region = null, sector = null }, left = 0, top = 0) {
    const before = this.hovered;
    if (node?.id === before.node?.id && link?.id === before.link?.id && region === before.region && sector === before.sector) return;
    this.hovered = { node, link, region, sector };
    this.host.classList.toggle("over-node", !!(node || link || region !== null || sector !== null));
    if (link?.id !== before.link?.id) this.events.hoverLink?.(link, left, top);
    if (region !== before.region) this.events.hoverRegion?.(region, left, top);
    this.ask();
  }

  /** Asks for a frame. */
  ask() {
    this.due ||= requestAnimationFrame(() => this.paint());
  }

  /** The camera has moved. */
  moved() {
    this.moving = true;
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => this.rested(), REST);
    this.ask();
  }

  rested() {
    this.moving = false;
    this.ask();
    const now = JSON.stringify(this.camera());
    if (now === this.lookedAt) return;
    this.lookedAt = now;
    this.looked.forEach((listener) => listener(this.camera()));
  }

  /** Paints a frame, if one is due, as it will be when the window rests. */
  flush() {
    if (!this.due) return;
    this.moving = false;
    this.paint();
  }

  paint() {
    cancelAnimationFrame(this.due);
    this.due = 0;
    const { context, lens, painter, picture } = this;
    if (!this.host.clientWidth) return;
    if (!picture.serves(lens, this.moving)) picture.paint(lens, painter);
    const ratio = this.canvas.width / lens.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = painter.theme.paper;
    context.fillRect(0, 0, lens.width, lens.height);
    picture.put(context, lens);
    painter.paintHovered(context, this.window(), this.hovered);
    this.events.painted();
  }

  /** The window's size, scale and projection from the map to pixels. */
  window() {
    const { width, height, scale } = this.lens;
    /** @type {(x: number, y: number) => [number, number]} */
    const place = (x, y) => this.lens.place(x, y);
    return { width, height, scale, place, centre: { x: this.lens.x, y: this.lens.y } };
  }

  scale() {
    return this.lens.scale;
  }

  /** Shows what the painter has taken over. */
  show() {
    this.redraw();
  }

  /** Fits nodes into the window. @param {AtlasNode[]} nodes @param {number} [closest] @param {{ animate?: boolean }} [options] */
  fit(nodes, closest = 1.6, options = {}) {
    if (!nodes.length) return;
    const places = nodes.map((node) => this.painter.at(node));
    const [[x0, x1], [y0, y1]] = [span(places.map((place) => place.x)), span(places.map((place) => place.y))];
    const { width, height } = this.lens;
    const rim = 2 * margin(width);
    const [wide, high] = [(width - rim) / (x1 - x0 + 60), (height - rim - HEADROOM) / (y1 - y0 + 60)];
    const scale = Math.min(closest, high, wide);
    this.setCamera({ x: (x0 + x1) / 2, y: (y0 + y1) / 2 - HEADROOM / 2 / scale, scale }, options);
  }

  /** Centres a node, coming near enough to read its surroundings, and staying far enough to see its neighbours. @param {AtlasNode} node @param {AtlasNode[]} [round] */
  centre(node, round = []) {
    this.setCamera({ ...this.painter.at(node), scale: this.scaleRound(node, round) }, { animate: true });
    this.aim = node;
    this.round = round;
  }

  /** The scale at which nodes are in sight with one in the middle, within what can be read. @param {AtlasNode} node @param {AtlasNode[]} round */
  scaleRound(node, round) {
    if (!round.length) return Math.max(this.scale(), NEAR);
    const here = this.painter.at(node);
    const { width, height } = this.lens;
    const there = round.map((each) => this.painter.at(each));
    const [wide, high] = [Math.max(1, ...there.map(({ x }) => Math.abs(x - here.x))), Math.max(1, ...there.map(({ y }) => Math.abs(y - here.y)))];
    return Math.min(CLOSEST, Math.max(FARTHEST, Math.min((width / 2 - RIM) / wide, (height / 2 - RIM) / high)));
  }

  /** Puts a place of the map into the middle. @param {{ x: number, y: number }} position */
  move(position) {
    this.setCamera({ ...this.camera(), ...position });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.shift(() => this.lens.zoom(factor));
  }

  /** Where the window looks. @returns {AtlasCamera} */
  camera() {
    return this.lens.get();
  }

  /** Looks where a camera did. @param {AtlasCamera} camera @param {{ animate?: boolean }} [options] `animate`: fly there, unless motion is unwelcome */
  setCamera(camera, { animate = false } = {}) {
    this.aim = null;
    cancelAnimationFrame(this.flight);
    if (!animate || matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.lens.set(camera);
      return this.moved();
    }
    const [from, begun] = [this.camera(), performance.now()];
    const step = () => {
      const share = Math.min(1, (performance.now() - begun) / FLIGHT);
      this.lens.between(from, camera, share * share * (3 - 2 * share));
      this.moved();
      if (share < 1) this.flight = requestAnimationFrame(step);
    };
    step();
  }

  redraw() {
    this.picture.spoil();
    this.ask();
  }
}
