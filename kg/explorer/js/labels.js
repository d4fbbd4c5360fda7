/**
 * Labels: the most important names that fit without touching one another.
 *
 * Names are tried in the order of importance, each below, above, right and left of its mark, and kept where no earlier
 * name lies. Important are the selected node, then its neighbourhood, then artifacts and topics by their links; papers,
 * whose names are long, come last and appear as one zooms in.
 */

import { clip } from "./text.js";

export const MOST_LABELS = 55; // more is not read; measured as what still pans in time
const AREA = 11_500; // square pixels of the window per label
/** What a link counts for: artifacts are what people look for, topics are many. @type {Record<string, number>} */
const WEIGHTS = { paper: 0.02, topic: 1, organisation: 0.8 };
const LENGTH = { paper: 34, other: 34 };

/** @param {AtlasNode} node @param {string | null} selected @param {Set<string> | null} focus */
export function importance(node, selected, focus) {
  const links = (WEIGHTS[node.kind] ?? 2) * node.degree;
  return (node.id === selected ? 1e9 : 0) + (focus?.has(node.id) ? 1e6 : 0) + links;
}

/** @param {AtlasNode} node @param {boolean} strong @param {number} [width] of the window; a narrow one gets smaller letters */
export function font(node, strong, width = 1000) {
  if (node.kind === "paper") return `${strong ? 600 : 400} 11px system-ui, sans-serif`;
  const size = Math.min(width < 600 ? 12 : 15, 11 + Math.sqrt(node.degree) * 0.32);
  return `${node.kind === "topic" ? "italic " : ""}${strong ? 700 : 500} ${size.toFixed(1)}px system-ui, sans-serif`;
}

/**
 * Chooses labels and their places, in pixels of the window.
 * @param {CanvasRenderingContext2D} context for measuring only
 * @param {AtlasNode[]} ranked by falling importance
 * @param {(node: AtlasNode) => { x: number, y: number, radius: number }} place in pixels
 * @param {{ width: number, height: number, selected: string | null, focus: Set<string> | null, least: number,
 *   taken?: number[][], said?: Set<string>, most?: number }} options `said`: names that stand there already, in capitals; `least`: unfaded nodes with fewer links, and all papers, are not named yet
 */
export function placeLabels(context, ranked, place, { width, height, selected, focus, least, taken = [], said = new Set(), most = Math.min(MOST_LABELS, Math.ceil((width * height) / AREA)) }) {
  const boxes = [...taken];
  const labels = [];
  for (const node of ranked) {
    if (labels.length >= most || (focus && !focus.has(node.id))) break;
    if (!focus && (node.degree < least || (least && node.kind === "paper") || said.has(node.label.toUpperCase()))) continue;
    const { x, y, radius } = place(node);
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const strong = node.id === selected;
    const text = clip(node.label, LENGTH[node.kind === "paper" ? "paper" : "other"]);
    const face = font(node, strong, width);
    context.font = face;
    const half = context.measureText(text).width / 2;
    const spots = [[x, y + radius + 9], [x, y - radius - 8], [x + radius + half + 5, y], [x - radius - half - 5, y]];
    const inside = (/** @type {number[]} */ [a, b]) => a - half > 2 && a + half < width - 2 && b > 8 && b < height - 8;
    const spot = spots.find((each) => inside(each) && free(boxes, each[0], each[1], half + 3, 8)) ?? (strong ? spots[0] : null);
    if (!spot) continue;
    boxes.push([spot[0], spot[1], half + 3, 8]);
    if (strong) boxes.push([x, y, radius, radius]); // no name lies on the selected mark
    labels.push({ node, text, font: face, x: spot[0], y: spot[1] });
  }
  return labels;
}

/** @param {number[][]} boxes centre and half sizes @param {number} x @param {number} y @param {number} half @param {number} tall */
export function free(boxes, x, y, half, tall) {
  return !boxes.some((box) => Math.abs(box[0] - x) < box[2] + half && Math.abs(box[1] - y) < box[3] + tall);
}
