/** Marks: one table of outlines for the canvas, the legend, SVG and the minimap, so that they cannot differ. */

import { svg } from "../../base/dom.js";

/** Outlines on the unit circle, scaled so that all marks look equally large. @type {Record<string, [number, number][]>} */
const OUTLINES = {
  diamond: [[0, -1.22], [1.02, 0], [0, 1.22], [-1.02, 0]],
  square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
  triangle: [[0, -1.2], [1.12, 0.76], [-1.12, 0.76]],
  triangleDown: [[0, 1.2], [1.12, -0.76], [-1.12, -0.76]],
  hexagon: [0, 1, 2, 3, 4, 5].map((k) => [1.06 * Math.cos((k * Math.PI) / 3), 1.06 * Math.sin((k * Math.PI) / 3)]),
  star: Array.from({ length: 10 }, (_, k) => {
    const radius = k % 2 ? 0.58 : 1.3;
    return [radius * Math.sin((k * Math.PI) / 5), -radius * Math.cos((k * Math.PI) / 5)];
  }),
};

/**
 * Adds a mark to the current path of a canvas.
 * @param {CanvasRenderingContext2D} context @param {string} shape @param {number} x @param {number} y @param {number} radius
 */
export function trace(context, shape, x, y, radius) {
  const outline = OUTLINES[shape];
  if (!outline) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  context.moveTo(x + outline[0][0] * radius, y + outline[0][1] * radius);
  for (let k = 1; k < outline.length; k++) context.lineTo(x + outline[k][0] * radius, y + outline[k][1] * radius);
  context.closePath();
}

/** The same mark as SVG path data. @param {string} shape @param {number} x @param {number} y @param {number} radius */
export function pathData(shape, x, y, radius) {
  const outline = OUTLINES[shape];
  const at = (/** @type {number} */ value) => value.toFixed(1);
  if (!outline) {
    return `M${at(x - radius)} ${at(y)}a${at(radius)} ${at(radius)} 0 1 0 ${at(2 * radius)} 0a${at(radius)} ${at(radius)} 0 1 0 ${at(-2 * radius)} 0z`;
  }
  return `M${outline.map(([dx, dy]) => `${at(x + dx * radius)} ${at(y + dy * radius)}`).join("L")}z`;
}

/** The kind of a node. @param {AtlasInfo} info @param {AtlasNode} node @returns {AtlasKind} */
export function kindOf(info, node) {
  return /** @type {AtlasKind} */ (info.kinds.find((kind) => kind.name === node.kind));
}

/** A small picture of a kind's mark in its colour (a class of the style sheet follows the theme). @param {AtlasKind} kind */
export function icon(kind) {
  return svg("svg", { class: `mark kind-${kind.name}`, viewBox: "-9 -9 18 18", "aria-hidden": "true" },
    svg("path", { d: pathData(kind.shape, 0, 0, 6.4) }));
}
