/**
 * Drawing a view onto a canvas: ground, links, marks, names. The window and the PNG are painted by the same code.
 *
 * Marks, as links, are gathered by style and drawn as one path a style.
 */

import { isolated } from "../../base/text.js";
import { assignHues, colouring, mix } from "./colours.js";
import { FreeRoom } from "./free_room.js";
import { byImportance, placeLabels } from "./labels.js";
import { LinkStrokes } from "./links.js";
import { trace } from "./marks.js";
import { paintGround, placeRegionNames, regionCentres } from "./regions.js";

const FADED = 0.13; // opacity of what is outside the focus
const NAMED_PAPERS = 2; // papers that speak of a node before it is named in the first sight of a large graph

export class Painter {
  /** @param {AtlasInfo} info @param {AtlasView} view @param {AtlasState} state @param {AtlasTheme} theme @param {AtlasNode[]} all every loaded node */
  constructor(info, view, state, theme, all) {
    this.info = info;
    this.hues = assignHues(regionCentres(all), info.hues.length);
    this.view = view;
    this.state = state;
    this.theme = theme;
    this.shapes = new Map(info.kinds.map((kind) => [kind.name, kind.shape]));
    /** @type {Map<string, [number, number]>} places that differ from the nodes' own: pins and drags */
    this.moved = new Map();
    /** @type {AtlasScene | null} what is drawn in the place of the map */
    this.scene = null;
    this.ground = /** @type {ReturnType<typeof paintGround>} */ (null);
    this.groundKey = "";
    this.colour = colouring(info, state.colour, theme, this.hues, [0, 0]);
    this.centres = regionCentres(view.nodes);
    /** What names stand on the map: of regions, with the middles and half sizes of their boxes in pixels, of nodes and of sectors; lines to names, from and to. */
    this.painted = {
      regions: /** @type {string[]} */ ([]), said: /** @type {string[]} */ ([]), numbers: /** @type {number[]} */ ([]), boxes: /** @type {number[][]} */ ([]),
      labels: /** @type {string[]} */ ([]), nodes: /** @type {Map<string, number[]>} */ (new Map()), leads: /** @type {number[][]} */ ([]),
      headings: /** @type {number[][]} */ ([]),
    };
    this.ranked = view.nodes;
    this.marks = this.gatherMarks();
    this.links = new LinkStrokes(info, (node, scale) => this.radius(node, scale));
    this.update(view, state, theme, all);
  }

  /**
   * Takes over a view; what depends on it alone is computed once here.
   * @param {AtlasView} view @param {AtlasState} state @param {AtlasTheme} theme @param {AtlasNode[]} all every loaded node
   */
  update(view, state, theme, all) {
    this.view = view;
    this.state = state;
    this.theme = theme;
    this.moved = new Map(Object.entries(state.pins));
    const years = all.filter((node) => node.kind === "paper" && node.year).map((node) => /** @type {number} */ (node.year));
    this.colour = colouring(this.info, state.colour, theme, this.hues, [Math.min(...years), Math.max(...years)]);
    this.centres = this.scene ? [] : regionCentres(view.nodes.map((node) => ({ ...node, ...this.at(node) })));
    this.ranked = byImportance(view, state.selected);
    this.marks = this.gatherMarks();
    this.links.gather(view, state, (node) => this.at(node));
    if (this.scene) return;
    const key = `${theme.dark} ${JSON.stringify(state.pins)} ${view.nodes.length} ${view.nodes[0]?.id} ${view.nodes.at(-1)?.id}`;
    if (key !== this.groundKey) {
      this.ground = paintGround(view.nodes.map((node) => ({ ...node, ...this.at(node) })), this.hues, this.info, theme);
      this.groundKey = key;
    }
  }

  /** Where a node is. @param {AtlasNode} node */
  at(node) {
    const pin = this.scene?.places.get(node.id) ?? this.moved.get(node.id);
    return pin ? { x: pin[0], y: pin[1] } : { x: node.x, y: node.y };
  }

  /** Where a node of an id is. @param {string} id */
  place(id) {
    return this.at(/** @type {AtlasNode} */ (this.view.nodes.find((node) => node.id === id)));
  }

  /** Takes over that the scene has moved what is in it. */
  follow() {
    this.links.gather(this.view, this.state, (node) => this.at(node));
  }

  /** Moves a mark that is being dragged. @param {string} id @param {number} right @param {number} down in the map's units */
  drag(id, right, down) {
    const { x, y } = this.place(id);
    this.moved.set(id, [x + right, y + down]);
    this.follow();
  }

  /** Radius of a mark at a scale: marks shrink more slowly than the map, so that they stay visible. @param {AtlasNode} node @param {number} scale */
  radius(node, scale) {
    const most = node.kind === "paper" ? 1.45 : Math.max(1.15, 1.8 - node.size / 45);
    return node.size * Math.min(most, Math.max(1, 1 / Math.sqrt(scale))) * (scale > 1.6 ? (1.6 / scale) ** 0.5 : 1);
  }

  gatherMarks() {
    /** @type {Map<string, { colour: string, shape: string, hollow: boolean, faded: boolean, nodes: AtlasNode[] }>} */
    const groups = new Map();
    const { focus, nodes } = this.view;
    for (const node of [...nodes].sort((a, b) => a.degree - b.degree || (a.id < b.id ? -1 : 1))) {
      const [colour, shape] = [this.colour(node), this.shapes.get(node.kind) ?? "dot"];
      const [hollow, faded] = [node.facts.known === false || node.facts.candidate === true, !!focus && !focus.has(node.id)];
      const key = `${faded ? 0 : 1} ${node.kind === "paper" ? 0 : 1} ${colour} ${shape} ${hollow}`;
      if (!groups.has(key)) groups.set(key, { colour, shape, hollow, faded, nodes: [] });
      groups.get(key)?.nodes.push(node);
    }
    return [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, group]) => group);
  }

  /**
   * The whole window, in its pixels: ground, links, marks, names.
   * @param {CanvasRenderingContext2D} context @param {AtlasWindow} window
   */
  paint(context, window) {
    const { width, height, scale, centre } = window;
    context.save();
    context.translate(width / 2, height / 2);
    context.scale(scale, scale);
    context.translate(-centre.x, -centre.y);
    if (this.scene) this.scene.below(context, scale);
    else this.paintGround(context);
    this.links.paint(context, scale, this.theme);
    this.paintMarks(context, scale);
    context.restore();
    this.paintNames(context, window);
  }

  /** @param {CanvasRenderingContext2D} context */
  paintGround(context) {
    const { ground } = this;
    if (!ground) return;
    context.globalAlpha = this.view.focus ? 0.55 : 1;
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(ground.canvas, ground.x, ground.y, ground.width, ground.height);
    context.globalAlpha = 1;
  }

  /** The marks, in the map's coordinates. @param {CanvasRenderingContext2D} context @param {number} scale */
  paintMarks(context, scale) {
    for (const { colour, shape, hollow, faded, nodes } of this.marks) {
      context.beginPath();
      for (const node of nodes) {
        const { x, y } = this.at(node);
        trace(context, shape, x, y, this.radius(node, scale));
      }
      context.globalAlpha = faded ? FADED : 1;
      context.lineJoin = "round";
      if (hollow) {
        context.fillStyle = mix(this.theme.paper, colour.startsWith("#") ? colour : this.theme.paper, 0.8);
        context.fill();
        context.strokeStyle = colour;
        context.lineWidth = 1.3 / Math.min(1.4, Math.max(scale, 0.55));
      } else {
        context.fillStyle = colour;
        context.strokeStyle = this.theme.paper;
        context.lineWidth = 0.9 / Math.max(scale, 0.5);
        context.fill();
      }
      context.stroke();
    }
    context.globalAlpha = 1;
    this.paintRings(context, scale);
  }

  /** Rings round pinned and selected nodes. @param {CanvasRenderingContext2D} context @param {number} scale */
  paintRings(context, scale) {
    for (const node of this.view.nodes) {
      const selected = node.id === this.state.selected;
      if (!selected && (this.scene || !this.moved.has(node.id))) continue;
      const { x, y } = this.at(node);
      context.beginPath();
      context.arc(x, y, this.radius(node, scale) * 1.25 + 4 / scale, 0, 2 * Math.PI);
      context.strokeStyle = selected ? this.theme.accent : this.theme.muted;
      context.lineWidth = (selected ? 2.5 : 1.2) / scale;
      context.setLineDash(selected ? [] : [2 / scale, 2 / scale]);
      context.stroke();
      context.setLineDash([]);
    }
  }

  /**
   * The names, in pixels.
   * @param {CanvasRenderingContext2D} context @param {AtlasWindow} window
   */
  paintNames(context, { width, height, scale, place }) {
    const { view, state, theme } = this;
    // The names of regions stand first, and those of nodes beside them; round a selected node it is the other way.
    const quiet = !!view.focus;
    const marks = view.nodes.filter((node) => !view.focus || view.focus.has(node.id)).map((node) => {
      const [x, y] = place(this.at(node).x, this.at(node).y);
      return { id: node.id, region: node.region, x, y, radius: this.radius(node, scale) * scale };
    });
    const window = { place, scale, width, height, room: new FreeRoom(width, height, marks) };
    const first = quiet ? null : placeRegionNames(context, this.centres, this.info.regions, window, []);
    const labels = this.scene?.labels(context, window) ?? this.placeNodeNames(context, window, first);
    const regions = first ?? placeRegionNames(context, this.centres, this.info.regions, window, labels);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.strokeStyle = theme.paper;
    if ("letterSpacing" in context) context.letterSpacing = "1.2px";
    for (const label of regions.labels) {
      const hue = this.info.hues[this.hues.get(label.region) ?? 0][theme.dark ? "dark" : "light"];
      context.globalAlpha = quiet ? 0.45 : 1;
      write(context, label, hue, 4);
    }
    if ("letterSpacing" in context) context.letterSpacing = "0px";
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = theme.ink;
    context.beginPath();
    for (const { lead } of labels) {
      if (!lead) continue;
      context.moveTo(lead[0], lead[1]);
      context.lineTo(lead[2], lead[3]);
    }
    context.stroke();
    context.strokeStyle = theme.paper;
    const headings = this.scene?.headings(context, window) ?? [];
    for (const heading of headings) write(context, heading, heading.colour, 4);
    for (const label of labels) {
      context.globalAlpha = this.scene && view.focus && !view.focus.has(label.node.id) ? 0.4 : 1;
      write(context, { ...label, text: isolated(label.text) }, label.node.kind === "paper" ? theme.muted : theme.ink, 3.2);
    }
    context.globalAlpha = 1;
    const lines = regions.labels.filter((label, place, all) => label.region !== all[place - 1]?.region);
    this.painted = {
      regions: lines.map((label) => label.whole), said: lines.map((label) => label.said), numbers: lines.map((label) => label.region), boxes: [...regions.boxes],
      labels: labels.map((label) => label.text), nodes: new Map(labels.map((label) => [label.node.id, label.box])),
      leads: labels.flatMap(({ lead }) => (lead ? [lead] : [])), headings: headings.map((heading) => heading.box),
    };
  }

  /**
   * What is under the pointer, above all else: the name of a node, or a link.
   * @param {CanvasRenderingContext2D} context @param {AtlasWindow} window @param {{ node: AtlasNode | null, link: AtlasLink | null }} hovered
   */
  paintHovered(context, { width, height, scale, place }, { node, link }) {
    if (link) this.links.paintOne(context, link, scale, place, this.theme);
    if (!node || this.painted.nodes.has(node.id)) return;
    const [x, y] = place(this.at(node).x, this.at(node).y);
    const font = "600 12px system-ui, sans-serif";
    context.font = font;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.strokeStyle = this.theme.paper;
    const half = Math.min(context.measureText(node.label).width / 2, width / 2 - 8);
    const left = Math.min(Math.max(x, half + 6), width - half - 6);
    write(context, { text: isolated(node.label), font, x: left, y: y - this.radius(node, scale) * scale - 10 }, this.theme.ink, 5);
  }

  /** The region whose name stands at a pixel, or null. @param {number} left @param {number} top */
  regionAt(left, top) {
    const at = this.painted.boxes.findIndex(([x, y, half, tall]) => Math.abs(left - x) < half && Math.abs(top - y) < tall);
    return at < 0 ? null : this.painted.numbers[at];
  }

  /** The row of the sector whose heading stands at a pixel, or null. @param {number} left @param {number} top */
  sectorAt(left, top) {
    const at = this.painted.headings.findIndex(([x, y, half, tall]) => Math.abs(left - x) < half && Math.abs(top - y) < tall);
    return at < 0 ? null : at;
  }

  /**
   * The names of nodes beside those of regions.
   * @param {CanvasRenderingContext2D} context @param {{ width: number, height: number, scale: number, place: (x: number, y: number) => [number, number], room: FreeRoom }} window
   * @param {ReturnType<typeof placeRegionNames> | null} regions
   */
  placeNodeNames(context, { width, height, scale, place, room }, regions) {
    const { view, state } = this;
    const least = view.nodes.length > 150 && scale < 0.9 ? NAMED_PAPERS : 0;
    const spot = (/** @type {AtlasNode} */ node) => {
      const [x, y] = place(this.at(node).x, this.at(node).y);
      return { x, y, radius: this.radius(node, scale) * scale };
    };
    const said = regions?.labels.flatMap((label) => label.said.split(" & ").flatMap((name) => [name, name.replace(/S$/, "")]));
    return placeLabels(context, this.ranked, spot,
      { width, height, selected: state.selected, focus: view.focus, weights: view.weights, least, room, taken: regions?.boxes, said: new Set(said) });
  }

  /** The visible node at a place of the map, the nearest where several lie. @param {number} x @param {number} y @param {number} scale @param {number} slack pixels */
  find(x, y, scale, slack) {
    let best = null;
    let least = Infinity;
    for (const node of this.view.nodes) {
      const at = this.at(node);
      const gap = Math.hypot(at.x - x, at.y - y) - this.radius(node, scale);
      if (gap < least) [best, least] = [node, gap];
    }
    return least * scale <= slack ? best : (this.scene?.nameAt(x, y, scale) ?? null);
  }
}

/** @param {CanvasRenderingContext2D} context @param {{ text: string, font: string, x: number, y: number }} label @param {string} colour @param {number} halo */
function write(context, { text, font, x, y }, colour, halo) {
  context.font = font;
  context.lineWidth = halo;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
