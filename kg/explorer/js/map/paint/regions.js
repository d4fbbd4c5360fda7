/** Regions: the tinted ground under each community and the name that stands on it. */

import { mix } from "./colours.js";
import { crosses, free } from "./labels.js";

export const REACH = 40; // pixels of ground around each node at scale 1: a little more than their spacing
const DETAIL = 420; // pixels of the ground's picture; it is enlarged, which makes its shores soft
const LINE = 18; // letters of a region's name on one line
const SHORE = 0.04; // of a region's nodes may lie above what counts as its upper shore
const STEP = 6; // pixels from one place that is tried for a name to the next
const SMALLEST_LETTERS = 9.5; // pixels of a region's name
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
    const [across, heights] = [group.map((node) => node.x), group.map((node) => node.y)];
    return {
      region, size: group.length, x: at(across, 0.5), y: at(heights, 0.5), top: at(heights, SHORE), bottom: at(heights, 1 - SHORE),
      left: at(across, SHORE), right: at(across, 1 - SHORE),
    };
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
 * The names of regions and where they stand, in pixels: large while the whole is in view, gone when one zooms in. Each stands
 * as near as may be to the middle of its region's upper shore, where it covers no mark and no other region is nearer; a
 * smaller or broken one, where the large one finds no room.
 * @param {CanvasRenderingContext2D} context @param {ReturnType<typeof regionCentres>} centres @param {string[]} names
 * @param {{ place: (x: number, y: number) => [number, number], scale: number, width: number, height: number, room: import("./free_room.js").FreeRoom }} window
 * @param {AtlasLabel[]} around names of nodes that stand there already
 */
export function placeRegionNames(context, centres, names, { place, scale, width, height, room }, around) {
  const taken = around.map((label) => label.box);
  const leads = around.flatMap(({ lead }) => (lead ? [lead] : []));
  /** @type {number[][]} */
  const boxes = [];
  /** @type {{ text: string, whole: string, said: string, font: string, x: number, y: number, region: number }[]} */
  const labels = [];
  if (scale > 1.5) return { labels, boxes };
  for (const centre of [...centres].sort((a, b) => b.size - a.size)) {
    const text = (names[centre.region] ?? "").toUpperCase();
    if (!text) continue;
    const [x] = place(centre.x, centre.y);
    const [left, top] = place(centre.left, centre.top);
    const [right, bottom] = place(centre.right, centre.bottom);
    if (right < 0 || bottom < 0 || left > width || top > height) continue;
    const large = Math.max(10.5, Math.min(17, 9 + Math.sqrt(centre.size) * scale * 1.1)) * Math.min(1, 0.55 + width / 1400);
    for (const form of formsOf(context, text, large)) {
      const { half, tall } = form;
      const fits = (/** @type {number} */ a, /** @type {number} */ b) => a - half > 6 && a + half < width - 6 && b - tall > 2 && b + tall < height - 2
        && room.empty(a, b, half, tall) && free(boxes, a, b, half + 6, tall + 2) && free(taken, a, b, half, tall)
        && !leads.some((lead) => crosses(lead, [a, b, half, tall])) && room.owner(a, b) === centre.region;
      const spot = nearestSpot(x, top - tall - 8, fits, (right - left) / 2 + half / 2, bottom - top + 2 * tall + 30);
      if (!spot) continue;
      boxes.push([spot[0], spot[1], half + 6, tall]);
      form.lines.forEach((line, row) => labels.push({
        text: line, whole: text, said: form.said, font: form.font, x: spot[0], y: spot[1] + (row - (form.lines.length - 1) / 2) * form.size * 1.1, region: centre.region,
      }));
      break;
    }
  }
  return { labels, boxes };
}

/** The ways to write a name on lines, the best first. @param {string} text @returns {string[][]} */
function linings(text) {
  const two = broken(text);
  if (two.length === 1) return [two];
  const three = two.flatMap(broken);
  return [two, [text], ...(three.length > 2 ? [three] : [])];
}

/**
 * Forms of a name, the best first: large and small, on two lines, one and more; then its first part alone, which is what most
 * of the region's papers have in common.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} large
 */
function* formsOf(context, text, large) {
  const sizes = [large, Math.max(SMALLEST_LETTERS, large * 0.85), SMALLEST_LETTERS];
  const [first] = text.split(" & ");
  for (const said of first === text ? [text] : [text, first]) {
    for (const size of said === text ? sizes : sizes.slice(1)) for (const lines of linings(said)) yield { ...formOf(context, lines, size), said };
  }
}

/** @param {CanvasRenderingContext2D} context @param {string[]} lines @param {number} size of the letters in pixels */
function formOf(context, lines, size) {
  const font = `650 ${size.toFixed(1)}px system-ui, sans-serif`;
  context.font = font;
  if ("letterSpacing" in context) context.letterSpacing = "1.2px";
  const half = Math.max(...lines.map((line) => context.measureText(line).width)) / 2;
  if ("letterSpacing" in context) context.letterSpacing = "0px";
  return { lines, font, size, half, tall: size * (0.2 + 0.5 * lines.length) };
}

/**
 * The place nearest to one, of those that fit; a step up or down costs as much as two aside.
 * @param {number} x @param {number} y @param {(x: number, y: number) => boolean} fits @param {number} aside @param {number} down how far to look
 * @returns {[number, number] | null}
 */
function nearestSpot(x, y, fits, aside, down) {
  for (let ring = 0; ring <= Math.max(aside, 2 * down); ring += STEP) {
    for (let step = -ring; step <= ring; step += STEP) {
      const across = Math.abs(step);
      const away = (ring - across) / 2;
      if (across > aside || away > down) continue;
      if (fits(x + step, y - away)) return [x + step, y - away];
      if (fits(x + step, y + away)) return [x + step, y + away];
    }
  }
  return null;
}
