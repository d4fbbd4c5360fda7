/** Regions: the tinted ground under each community and the name that stands on it. */

import { mix } from "./colours.js";
import { free } from "./labels.js";

const REACH = 40; // pixels of ground around each node at scale 1: a little more than their spacing
const DETAIL = 420; // pixels of the ground's picture; it is enlarged, which makes its shores soft
const LINE = 18; // letters of a region's name on one line
const SHORE = 0.04; // of a region's nodes may lie above what counts as its upper shore
const SMALLEST = 6; // nodes in view that still make a region

/** Centres and sizes of the regions of nodes. @param {AtlasNode[]} nodes */
export function regionCentres(nodes) {
  /** @type {Map<number, AtlasNode[]>} */
  const members = new Map();
  for (const node of nodes) {
    if (node.region < 0) continue;
    if (!members.has(node.region)) members.set(node.region, []);
    members.get(node.region)?.push(node);
  }
  return [...members].filter(([, group]) => group.length >= SMALLEST).map(([region, group]) => {
    const at = (/** @type {number[]} */ values, /** @type {number} */ share) => values.sort((a, b) => a - b)[Math.floor(values.length * share)];
    const heights = group.map((node) => node.y);
    return { region, size: group.length, x: at(group.map((node) => node.x), 0.5), y: at(heights, 0.5), top: at(heights, SHORE) };
  });
}

/**
 * A picture of the ground, with its place: each region's hue round its nodes.
 * @param {AtlasNode[]} nodes @param {Map<number, number>} hues @param {AtlasInfo} info @param {AtlasTheme} theme
 */
export function paintGround(nodes, hues, info, theme) {
  const settled = nodes.filter((node) => node.region >= 0);
  if (!settled.length) return null;
  const [x0, x1] = [Math.min(...settled.map((node) => node.x)) - 2 * REACH, Math.max(...settled.map((node) => node.x)) + 2 * REACH];
  const [y0, y1] = [Math.min(...settled.map((node) => node.y)) - 2 * REACH, Math.max(...settled.map((node) => node.y)) + 2 * REACH];
  const scale = Math.min(0.5, DETAIL / Math.max(x1 - x0, y1 - y0));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((x1 - x0) * scale);
  canvas.height = Math.ceil((y1 - y0) * scale);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(scale, scale);
  context.translate(-x0, -y0);
  for (const region of new Set(settled.map((node) => node.region))) {
    const hue = info.hues[hues.get(region) ?? 0][theme.dark ? "dark" : "light"];
    context.fillStyle = mix(hue, theme.paper, info.tint);
    context.beginPath();
    for (const node of settled) {
      if (node.region !== region) continue;
      context.moveTo(node.x + REACH + node.size, node.y);
      context.arc(node.x, node.y, REACH + node.size, 0, 2 * Math.PI);
    }
    context.fill();
  }
  return { canvas, x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
}

/** A long name on two lines of about one length; "&" ends a line. @param {string} text @returns {string[]} */
function broken(text) {
  if (text.length <= LINE) return [text];
  const pair = text.indexOf(" & ");
  if (pair > 0) return [text.slice(0, pair + 2), text.slice(pair + 3)];
  const gaps = [...text.matchAll(/[ -]/g)].map((match) => match.index);
  const gap = gaps.sort((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return gap === undefined ? [text] : [text.slice(0, gap + 1).trimEnd(), text.slice(gap + 1)];
}

/**
 * The names of regions and where they stand, in pixels: large while the whole is in view, gone when one zooms in. Each is
 * tried from above its region's upper shore down to its middle, and stands where it covers the fewest marks.
 * @param {CanvasRenderingContext2D} context @param {ReturnType<typeof regionCentres>} centres @param {string[]} names
 * @param {{ place: (x: number, y: number) => [number, number], scale: number, width: number, height: number, marks: [number, number][] }} window `marks` in pixels
 * @param {number[][]} taken boxes that must stay free
 */
export function placeRegionNames(context, centres, names, { place, scale, width, height, marks }, taken) {
  /** @type {number[][]} */
  const boxes = [];
  /** @type {{ text: string, whole: string, font: string, x: number, y: number, region: number }[]} */
  const labels = [];
  if (scale > 1.5) return { labels, boxes };
  for (const centre of [...centres].sort((a, b) => b.size - a.size)) {
    const lines = broken((names[centre.region] ?? "").toUpperCase());
    if (!lines[0]) continue;
    const size = Math.max(10.5, Math.min(17, 9 + Math.sqrt(centre.size) * scale * 1.1)) * Math.min(1, 0.55 + width / 1400);
    const face = `650 ${size.toFixed(1)}px system-ui, sans-serif`;
    context.font = face;
    if ("letterSpacing" in context) context.letterSpacing = "1.2px";
    const half = Math.max(...lines.map((line) => context.measureText(line).width)) / 2;
    const tall = size * (0.2 + 0.55 * lines.length);
    if ("letterSpacing" in context) context.letterSpacing = "0px";
    const [x, middle] = place(centre.x, centre.y);
    const above = place(centre.x, centre.top)[1] - tall - 8;
    const left = Math.min(Math.max(x, half + 6), width - half - 6);
    if (Math.abs(left - x) > half || middle < 0 || above > height) continue;
    const covered = (/** @type {number} */ y) => marks.filter((mark) => Math.abs(mark[0] - left) < half && Math.abs(mark[1] - y) < tall).length;
    const spots = [0, 0.2, 0.4, 0.7, 1].map((share) => above + share * (middle - above)).filter((y) => y > tall + 2 && y < height - tall - 2 && free(boxes, left, y, half + 6, tall + 2) && free(taken, left, y, half, tall));
    const spot = spots.map((y) => ({ y, cost: covered(y) })).sort((a, b) => a.cost - b.cost)[0]?.y;
    if (spot === undefined) continue;
    boxes.push([left, spot, half + 6, tall]);
    lines.forEach((text, row) => labels.push({
      text, whole: lines.join(" "), font: face, x: left, y: spot + (row - (lines.length - 1) / 2) * size * 1.1, region: centre.region,
    }));
  }
  return { labels, boxes };
}
