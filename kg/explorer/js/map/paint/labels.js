/**
 * Labels: the most important names that fit without touching one another.
 *
 * Names are tried in the order of importance, each round its mark, and kept where no earlier name and no other mark lies.
 * Important are the selected node, then its neighbourhood, then artifacts and topics by the papers in view that
 * speak of them; papers, whose names are long, come last and appear as one zooms in.
 */

import { clip } from "../../base/text.js";

const MOST_LABELS = 55; // more is not read; measured as what still pans in time
const AREA = 11_500; // square pixels of the window per label
/** What a paper counts for: benchmarks and datasets have fewer than models, topics are many. @type {Record<string, number>} */
const WORTH = { paper: 0.02, model: 2, benchmark: 4, dataset: 3.5, method: 2.5, topic: 0.8, organisation: 0.5 };
const LETTERS = 6.5; // pixels above and below the middle of a name, where its letters are
const LED = 24; // names that may stand away from their marks, with a line between
const LEADS = [16, 26, 38, 52, 70]; // pixels from the mark to such a name
const MOST_WIDTHS = 20_000;
const LENGTH = { paper: 34, other: 34 };

/** The nodes of a view, the most important first. @param {AtlasView} view @param {string | null} selected */
export function byImportance(view, selected) {
  const { focus, weights } = view;
  const rows = view.nodes.map((node) => ({
    node, worth: (node.id === selected ? 1e9 : 0) + (focus?.has(node.id) ? 1e6 : 0) + (WORTH[node.kind] ?? 1) * (weights.get(node.id) ?? 0),
  }));
  return rows.sort((a, b) => b.worth - a.worth || (a.node.id < b.node.id ? -1 : 1)).map((row) => row.node);
}

/** @param {AtlasNode} node @param {number} weight @param {boolean} strong @param {number} [width] of the window; a narrow one gets smaller letters */
export function font(node, weight, strong, width = 1000) {
  if (node.kind === "paper") return `${strong ? 600 : 400} 11px system-ui, sans-serif`;
  const topic = node.kind === "topic";
  const size = Math.min(width < 600 ? 11.5 : 16, topic ? 11 : 11.5 + Math.sqrt(weight) * 0.7);
  return `${topic ? "italic " : ""}${strong ? 700 : topic ? 400 : 600} ${size.toFixed(1)}px system-ui, sans-serif`;
}

/**
 * Chooses labels and their places, in pixels of the window.
 * @param {CanvasRenderingContext2D} context for measuring only
 * @param {AtlasNode[]} ranked by falling importance
 * @param {(node: AtlasNode) => { x: number, y: number, radius: number }} place in pixels
 * @param {{ width: number, height: number, selected: string | null, focus: Set<string> | null, weights: Map<string, number>, least: number,
 *   room?: import("./free_room.js").FreeRoom | null, taken?: number[][], said?: Set<string>, most?: number }} options `said`: names that stand there already, in capitals; `least`: unfaded nodes of fewer papers, and all papers, are not named yet
 */
export function placeLabels(context, ranked, place, { width, height, selected, focus, weights, least, room = null, taken = [], said = new Set(), most = Math.min(MOST_LABELS, Math.ceil((width * height) / AREA)) }) {
  const boxes = [...taken];
  /** @type {number[][]} lines from marks to names, which run through no name either */
  const leads = [];
  /** @type {AtlasLabel[]} */
  const labels = [];
  for (const node of ranked) {
    if (labels.length >= most || (focus && !focus.has(node.id))) break;
    const weight = weights.get(node.id) ?? 0;
    if (!focus && (weight < least || (least && node.kind === "paper") || said.has(node.label.toUpperCase()))) continue;
    const { x, y, radius } = place(node);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const strong = node.id === selected;
    const text = clip(node.label, LENGTH[node.kind === "paper" ? "paper" : "other"]);
    const face = font(node, weight, strong, width);
    const half = widthOf(context, text, face) / 2;
    const [above, below, beside] = [y - radius - 8, y + radius + 9, radius + half + 5];
    const aside = half + radius * 0.6;
    const spots = [[x, below], [x, above], [x + beside, y], [x - beside, y], [x + aside, below], [x - aside, below], [x + aside, above], [x - aside, above]];
    const inside = (/** @type {number[]} */ [a, b]) => a - half > 2 && a + half < width - 2 && b > 8 && b < height - 8;
    const fits = (/** @type {number[]} */ each) => inside(each) && free(boxes, each[0], each[1], half + 3, 8) && (!room || room.emptyBut(each[0], each[1], half, LETTERS, node.id))
      && !leads.some((lead) => crosses(lead, [each[0], each[1], half, LETTERS]));
    const led = (/** @type {number[]} */ each) => fits(each) && !boxes.some((box) => crosses(leader(x, y, radius, each, half), box));
    const near = spots.find(fits);
    const spot = near ?? (labels.length < LED && node.kind !== "paper" ? farther(x, y, radius, half).find(led) : null) ?? (strong ? spots[0] : null);
    if (!spot) continue;
    const lead = near || spot === spots[0] ? null : leader(x, y, radius, spot, half);
    const box = [spot[0], spot[1], half + 3, 8];
    if (lead) leads.push(lead);
    boxes.push(box);
    if (strong) boxes.push([x, y, radius, radius]); // no name lies on the selected mark
    labels.push({ node, text, font: face, x: spot[0], y: spot[1], box, lead });
  }
  return labels;
}

/** Places for a name farther from its mark, the nearest first. @param {number} x @param {number} y @param {number} radius @param {number} half */
function farther(x, y, radius, half) {
  return LEADS.flatMap((far) => Array.from({ length: 16 }, (_, turn) => {
    const [across, down] = [Math.sin((turn * Math.PI) / 8), -Math.cos((turn * Math.PI) / 8)];
    return [x + across * (radius + far + half * Math.abs(across)), y + down * (radius + far + 8 * Math.abs(down))];
  }));
}

/** A line from a mark to its name. @param {number} x @param {number} y @param {number} radius @param {number[]} spot @param {number} half @returns {[number, number, number, number]} */
function leader(x, y, radius, spot, half) {
  const end = [Math.min(Math.max(x, spot[0] - half), spot[0] + half), Math.min(Math.max(y, spot[1] - LETTERS), spot[1] + LETTERS)];
  const long = Math.hypot(end[0] - x, end[1] - y) || 1;
  return [x + ((end[0] - x) * radius) / long, y + ((end[1] - y) * radius) / long, end[0], end[1]];
}

/** Whether a line runs through a box (Liang and Barsky's clipping). @param {number[]} line both ends @param {number[]} box centre and half sizes */
export function crosses([x0, y0, x1, y1], [x, y, half, tall]) {
  let [first, last] = [0, 1];
  for (const [from, step, middle, size] of [[x0, x1 - x0, x, half], [y0, y1 - y0, y, tall]]) {
    if (!step && Math.abs(from - middle) >= size) return false;
    if (!step) continue;
    const [one, other] = [(middle - size - from) / step, (middle + size - from) / step];
    first = Math.max(first, Math.min(one, other));
    last = Math.min(last, Math.max(one, other));
  }
  return first < last;
}

/** @type {Map<string, number>} widths of names, which are asked for in every frame */
const WIDTHS = new Map();

/** @param {CanvasRenderingContext2D} context @param {string} text @param {string} face */
function widthOf(context, text, face) {
  const key = `${face}\n${text}`;
  let width = WIDTHS.get(key);
  if (width === undefined) {
    context.font = face;
    width = context.measureText(text).width;
    if (WIDTHS.size > MOST_WIDTHS) WIDTHS.clear();
    WIDTHS.set(key, width);
  }
  return width;
}

/** @param {number[][]} boxes centre and half sizes @param {number} x @param {number} y @param {number} half @param {number} tall */
export function free(boxes, x, y, half, tall) {
  return !boxes.some((box) => Math.abs(box[0] - x) < box[2] + half && Math.abs(box[1] - y) < box[3] + tall);
}
