/**
 * Links on the map. Gathered by how they look and drawn as one path a style: 6,000 links cost a few strokes.
 *
 * Four groups of roles differ in colour and in the mark at the end that a link leads to; the end marks appear round what is
 * selected, and where one is near enough to tell them apart.
 */

import { trace } from "./link_marks.js";

const MOST_ENDS = 700; // end marks drawn at once: where there are more, they are specks
const NEARNESS = 0.8; // scale from which the links of the whole map have end marks

/** @typedef {{ colour: { light: string, dark: string }, end: string, dashed: boolean, tier: string, path: Path2D, links: AtlasLink[] }} Style */

/** How links of a tier are drawn, the lowest first: pixels of width, and opacity. @type {Record<string, [number, number]>} */
const TIERS = { faded: [0.7, 0.12], far: [0.5, 1], near: [0.8, 1], focus: [1.5, 1] };

export class LinkStrokes {
  /** @param {AtlasInfo} info @param {(node: AtlasNode, scale: number) => number} radius of a node's mark */
  constructor(info, radius) {
    this.radius = radius;
    const groups = new Map(info.groups.map((group) => [group.name, group]));
    /** @type {Map<string, AtlasRoleGroup>} */
    this.groups = new Map(info.predicates.map((predicate) => [predicate.name, /** @type {AtlasRoleGroup} */ (groups.get(predicate.group))]));
    /** @type {Style[]} */
    this.styles = [];
    /** @type {AtlasLink[]} one a pair of nodes: others lie on it */
    this.drawn = [];
    this.ends = new Float64Array(0); // from and to of each that is drawn
    /** @type {boolean[]} */
    this.faded = [];
    /** @type {string | null} */
    this.selected = null;
    /** @type {Map<string, string>} the tier of each pair of nodes */
    this.tiers = new Map();
    /** @type {Map<string, AtlasNode>} */
    this.nodes = new Map();
  }

  /** @param {AtlasView} view @param {AtlasState} state @param {(node: AtlasNode) => { x: number, y: number }} at */
  gather(view, state, at) {
    const { focus, links, nodes } = view;
    this.selected = state.selected;
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    /** @type {Map<string, Style>} */
    const styles = new Map();
    [this.drawn, this.faded] = [[], []];
    this.tiers.clear();
    const ends = [];
    const seen = new Set();
    const path = state.path && focus ? [...focus] : null;
    for (const link of links) {
      const key = pairOf(link);
      if (seen.has(key) || link.source === link.target) continue;
      seen.add(key);
      const [source, target] = [/** @type {AtlasNode} */ (this.nodes.get(link.source)), /** @type {AtlasNode} */ (this.nodes.get(link.target))];
      const tier = tierOf(link, source, target, focus, path, state.selected);
      this.tiers.set(key, tier);
      const dashed = link.predicate === "mentions" || !link.asserted;
      const group = /** @type {AtlasRoleGroup} */ (this.groups.get(link.predicate));
      const style = `${Object.keys(TIERS).indexOf(tier)} ${group.name} ${dashed}`;
      if (!styles.has(style)) styles.set(style, { colour: group, end: group.end, dashed, tier, path: new Path2D(), links: [] });
      const { path: line, links: of } = /** @type {Style} */ (styles.get(style));
      const [from, to] = [at(source), at(target)];
      line.moveTo(from.x, from.y);
      line.lineTo(to.x, to.y);
      of.push(link);
      this.drawn.push(link);
      this.faded.push(tier === "faded");
      ends.push(from.x, from.y, to.x, to.y);
    }
    this.at = at;
    this.ends = Float64Array.from(ends);
    this.styles = [...styles].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, style]) => style);
  }

  /** In the map's coordinates. @param {CanvasRenderingContext2D} context @param {number} scale @param {AtlasTheme} theme */
  paint(context, scale, theme) {
    const ended = this.styles.filter(({ tier }) => tier === "focus" || (scale >= NEARNESS && tier !== "faded"));
    const few = ended.reduce((sum, { links }) => sum + links.length, 0) <= MOST_ENDS * Math.max(1, scale);
    for (const style of this.styles) {
      const [width, alpha] = TIERS[style.tier];
      context.globalAlpha = alpha;
      context.strokeStyle = context.fillStyle = style.colour[theme.dark ? "dark" : "light"];
      context.lineWidth = width / scale;
      context.setLineDash(style.dashed ? [4 / scale, 3 / scale] : []);
      context.stroke(style.path);
      context.setLineDash([]);
      if (ended.includes(style) && (few || style.tier === "focus")) this.paintEnds(context, style, scale);
    }
    context.globalAlpha = 1;
  }

  /** The marks at the ends that links of one style lead to. @param {CanvasRenderingContext2D} context @param {Style} style @param {number} scale */
  paintEnds(context, { links, end }, scale) {
    context.beginPath();
    for (const link of links) this.traceEnd(context, link, end, scale, 1 / scale);
    context.lineWidth = 1.2 / scale;
    if (end === "open") context.stroke();
    else context.fill();
  }

  /** @param {CanvasRenderingContext2D} context @param {AtlasLink} link @param {string} end @param {number} scale @param {number} size units of a pixel */
  traceEnd(context, link, end, scale, size) {
    const [source, target] = [/** @type {AtlasNode} */ (this.nodes.get(link.source)), /** @type {AtlasNode} */ (this.nodes.get(link.target))];
    const [from, to] = [this.at(source), this.at(target)];
    const long = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [dx, dy] = [(to.x - from.x) / long, (to.y - from.y) / long];
    const radius = this.radius(target, scale);
    const gap = target.id === this.selected ? radius * 1.25 + 6.5 * size : radius * 1.1 + 1.5 * size; // outside the ring
    if (long > gap + 8 * size) trace(context, end, to.x - dx * gap, to.y - dy * gap, dx, dy, size);
  }

  /**
   * One link above all others, in pixels.
   * @param {CanvasRenderingContext2D} context @param {AtlasLink} link @param {number} scale @param {(x: number, y: number) => [number, number]} place @param {AtlasTheme} theme
   */
  paintOne(context, link, scale, place, theme) {
    const group = this.groups.get(link.predicate);
    const [source, target] = [this.nodes.get(link.source), this.nodes.get(link.target)];
    if (!group || !source || !target) return;
    const [one, other] = [this.at(source), this.at(target)];
    const [from, to] = [place(one.x, one.y), place(other.x, other.y)];
    const long = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
    const [dx, dy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
    const [begin, stop] = [this.radius(source, scale) * scale + 1, this.radius(target, scale) * scale * 1.1 + 1.5];
    if (long < begin + stop) return;
    context.strokeStyle = context.fillStyle = group[theme.dark ? "dark" : "light"];
    context.lineWidth = 2.6;
    context.beginPath();
    context.moveTo(from[0] + dx * begin, from[1] + dy * begin);
    context.lineTo(to[0] - dx * stop, to[1] - dy * stop);
    context.stroke();
    context.beginPath();
    trace(context, group.end, to[0] - dx * stop, to[1] - dy * stop, dx, dy, 1.5);
    context.lineWidth = 2;
    if (group.end === "open") context.stroke();
    else context.fill();
  }

  /** How a link is drawn, for pictures that draw each by itself. @param {AtlasLink} link @param {number} scale */
  look(link, scale) {
    const tier = this.tiers.get(pairOf(link)) ?? "faded";
    const [width, alpha] = TIERS[tier];
    return {
      rank: Object.keys(TIERS).indexOf(tier), group: /** @type {AtlasRoleGroup} */ (this.groups.get(link.predicate)), width, alpha,
      dashed: link.predicate === "mentions" || !link.asserted, ended: tier === "focus" || (scale >= NEARNESS && tier !== "faded" && this.drawn.length < MOST_ENDS),
    };
  }

  /** Where the middle of a link lies, in pixels, or null where it is not drawn. @param {string} id @param {(x: number, y: number) => [number, number]} place */
  middle(id, place) {
    const row = this.drawn.findIndex((link) => link.id === id);
    const [x0, y0, x1, y1] = this.ends.slice(4 * row, 4 * row + 4);
    return row < 0 ? null : place((x0 + x1) / 2, (y0 + y1) / 2);
  }

  /** The drawn link at a place, the nearest within a distance, or null; where some are in focus, only these. @param {number} x @param {number} y @param {number} slack in the map's units */
  find(x, y, slack) {
    const { ends } = this;
    let [best, least] = [-1, slack];
    for (let row = 0; row < this.drawn.length; row++) {
      const at = 4 * row;
      const [dx, dy, px, py] = [ends[at + 2] - ends[at], ends[at + 3] - ends[at + 1], x - ends[at], y - ends[at + 1]];
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      const gap = Math.hypot(px - along * dx, py - along * dy);
      if (gap < least && !this.faded[row]) [best, least] = [row, gap];
    }
    return best < 0 ? null : this.drawn[best];
  }

  /** @type {(node: AtlasNode) => { x: number, y: number }} */
  at = (node) => node;
}

/** @param {AtlasLink} link */
function pairOf({ source, target }) {
  return source < target ? `${source}\n${target}` : `${target}\n${source}`;
}

/**
 * @param {AtlasLink} link @param {AtlasNode} source @param {AtlasNode} target @param {Set<string> | null} focus
 * @param {string[] | null} path @param {string | null} selected
 */
function tierOf(link, source, target, focus, path, selected) {
  if (!focus) return source.region !== target.region ? "far" : "near";
  const both = focus.has(link.source) && focus.has(link.target);
  const inFocus = path ? both && Math.abs(path.indexOf(link.source) - path.indexOf(link.target)) === 1
    : both && (!selected || link.source === selected || link.target === selected);
  return inFocus ? "focus" : "faded";
}
