/** The marks at the ends of links: one table of outlines for the canvas, the legend and SVG, so that they cannot differ. */

import { svg } from "../../base/dom.js";

/** Outlines in pixels, the tip at 0 and the link coming from the left; "open" is a line, the others are areas. @type {Record<string, [number, number][]>} */
const ENDS = {
  arrow: [[0, 0], [-9, -4], [-9, 4]],
  open: [[-7, -4.2], [0, 0], [-7, 4.2]],
  diamond: [[0, 0], [-4.5, -3.4], [-9, 0], [-4.5, 3.4]],
  dot: Array.from({ length: 10 }, (_, k) => [-3 + 3 * Math.cos((k * Math.PI) / 5), 3 * Math.sin((k * Math.PI) / 5)]),
};

/** Places of an outline, its tip at a point and turned to a direction. @param {string} end @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} size @returns {[number, number][]} */
function turned(end, x, y, dx, dy, size) {
  return (ENDS[end] ?? ENDS.dot).map(([along, aside]) => [x + (along * dx - aside * dy) * size, y + (along * dy + aside * dx) * size]);
}

/**
 * Adds an end mark to the current path of a canvas.
 * @param {CanvasRenderingContext2D} context @param {string} end @param {number} x @param {number} y the tip @param {number} dx @param {number} dy the direction, of length 1 @param {number} size
 */
export function trace(context, end, x, y, dx, dy, size) {
  turned(end, x, y, dx, dy, size).forEach(([left, top], place) => (place ? context.lineTo(left, top) : context.moveTo(left, top)));
  if (end !== "open") context.closePath();
}

/** The same mark as SVG path data. @param {string} end @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} size */
export function endData(end, x, y, dx, dy, size) {
  return `M${turned(end, x, y, dx, dy, size).map((each) => each.map((value) => value.toFixed(1)).join(" ")).join("L")}${end === "open" ? "" : "z"}`;
}

/** A small picture of a link of a role (a class of the style sheet gives it its group's colour in either theme). @param {AtlasInfo} info @param {string} role */
export function roleIcon(info, role) {
  const predicate = info.predicates.find((each) => each.name === role);
  const group = info.groups.find((each) => each.name === predicate?.group);
  if (!group) return null;
  return svg("svg", { class: `mark line role-${group.name}`, viewBox: "0 0 24 18", "aria-hidden": "true" },
    svg("path", { d: group.end === "open" ? "M0 9H22" : "M0 9H16", "stroke-dasharray": role === "mentions" ? "4 3" : null }),
    svg("path", { class: group.end === "open" ? null : "end", d: endData(group.end, 23, 9, 1, 0, 1) }));
}
