/** The view as a picture: PNG of the window at twice its size, SVG of the whole map. */

import { byImportance, font, placeLabels } from "../map/labels.js";
import { pathData } from "../map/marks.js";

const ENLARGED = 2;
const SVG_LABELS = 240; // names on the SVG, which has room for more than a window

/** @param {App} app @returns {Promise<Blob>} */
export function toPng(app) {
  const window = app.stage.window();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [window.width * ENLARGED, window.height * ENLARGED];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(ENLARGED, ENLARGED);
  context.fillStyle = app.theme().paper;
  context.fillRect(0, 0, window.width, window.height);
  app.painter.paint(context, window);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large"))), "image/png"));
}

/** @param {App} app */
export function toSvg(app) {
  const { painter, view, store } = app;
  const theme = app.theme();
  const at = (/** @type {AtlasNode} */ node) => painter.at(node);
  const places = view.nodes.map(at);
  const [x0, x1] = [Math.min(0, ...places.map((p) => p.x)) - 90, Math.max(0, ...places.map((p) => p.x)) + 90];
  const [y0, y1] = [Math.min(0, ...places.map((p) => p.y)) - 60, Math.max(0, ...places.map((p) => p.y)) + 60];
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const round = (/** @type {number} */ value) => value.toFixed(1);
  const lines = view.links.map((link) => {
    const [from, to] = [at(/** @type {AtlasNode} */ (nodes.get(link.source))), at(/** @type {AtlasNode} */ (nodes.get(link.target)))];
    return `<line x1="${round(from.x)}" y1="${round(from.y)}" x2="${round(to.x)}" y2="${round(to.y)}"${link.predicate === "mentions" ? ' stroke-dasharray="4 3"' : ""}/>`;
  });
  const marks = view.nodes.map((node) => {
    const { x, y } = at(node);
    const shape = app.info.kinds.find((kind) => kind.name === node.kind)?.shape ?? "dot";
    const hollow = node.facts.known === false || node.facts.candidate === true;
    const paint = hollow ? `fill="${theme.paper}" stroke="${painter.colour(node)}"` : `fill="${painter.colour(node)}"`;
    const faded = view.focus && !view.focus.has(node.id) ? ' opacity="0.15"' : "";
    return `<path class="node" d="${pathData(shape, x, y, painter.radius(node, 1))}" ${paint}${faded}><title>${escape(node.label)}</title></path>`;
  });
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const ranked = byImportance(view, store.state.selected).slice(0, 4 * SVG_LABELS);
  const spot = (/** @type {AtlasNode} */ node) => ({ x: at(node).x - x0, y: at(node).y - y0, radius: painter.radius(node, 1) });
  const labels = placeLabels(context, ranked, spot, { width: x1 - x0, height: y1 - y0, selected: store.state.selected, focus: view.focus, weights: view.weights, least: 0, most: SVG_LABELS });
  const names = labels.map((label) => {
    const face = /(\d+(?:\.\d+)?)px/.exec(font(label.node, view.weights.get(label.node.id) ?? 0, label.node.id === store.state.selected));
    const italic = label.node.kind === "topic" ? ' font-style="italic"' : "";
    return `<text x="${round(label.x + x0)}" y="${round(label.y + y0)}" font-size="${face ? face[1] : 12}"${italic}>${escape(label.text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[x0, y0, x1 - x0, y1 - y0].map(round).join(" ")}" font-family="system-ui, sans-serif">`,
    `<title>${escape(app.info.title)}</title><rect x="${round(x0)}" y="${round(y0)}" width="100%" height="100%" fill="${theme.paper}"/>`,
    `<g stroke="${theme.line}" stroke-width="0.8" opacity="0.6">${lines.join("")}</g><g stroke="${theme.paper}" stroke-width="0.8">${marks.join("")}</g>`,
    `<g fill="${theme.ink}" stroke="${theme.paper}" stroke-width="3" paint-order="stroke" text-anchor="middle" dominant-baseline="middle">${names.join("")}</g></svg>`,
  ].join("\n");
}

/** Text for XML: its five signs escaped, and what XML 1.0 does not allow left out. @param {string} text */
function escape(text) {
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
