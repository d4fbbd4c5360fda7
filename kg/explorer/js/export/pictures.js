/**
 * The view as a picture to print: all that is drawn, on a sheet of A4, with title, dates and legend. SVG and PNG are one
 * picture: the PNG is the SVG at 300 dots an inch.
 */

import { endData } from "../map/paint/link_marks.js";
import { pathData } from "../map/paint/marks.js";
import { REACH } from "../map/paint/regions.js";
import { mix } from "../map/paint/colours.js";
import { count, plural, shareOf, today } from "../base/text.js";
import { SvgContext, escape, round } from "./svg_context.js";

const SHEET = { width: 1123, height: 794 }; // A4, lying, in pixels of 96 an inch
const MAP = { left: 24, top: 70, width: 890, height: 706 };
const LEGEND = 936; // where it begins, from the left
const DOTS = 300 / 96;
const RIM = 26; // pixels between the outermost marks and the edge of the map
const FONTS = "system-ui, 'DejaVu Sans', Arial, sans-serif";

/** @param {App} app @returns {Promise<Blob>} */
export async function toPng(app) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([await toSvg(app)], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(SHEET.width * DOTS), Math.round(SHEET.height * DOTS)];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is too large"))), "image/png"));
}

/** @param {App} app @returns {Promise<string>} */
export async function toSvg(app) {
  const theme = app.theme();
  const window = windowOf(app);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 ${SHEET.width} ${SHEET.height}" font-family="${FONTS}">`,
    `<title>${escape(app.info.title)}</title><rect width="100%" height="100%" fill="${theme.paper}"/>`,
    await heading(app),
    `<g transform="translate(${MAP.left} ${MAP.top})">`, ground(app, window), links(app, window), marks(app, window), names(app, window), "</g>",
    legend(app), "</svg>",
  ].join("\n");
}

/** The window in which all that is drawn fits the sheet. @param {App} app @returns {AtlasWindow} */
function windowOf({ painter, view }) {
  const places = view.nodes.map((node) => painter.at(node));
  const span = (/** @type {number[]} */ values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const [[x0, x1], [y0, y1]] = places.length ? [span(places.map(({ x }) => x)), span(places.map(({ y }) => y))] : [[0, 0], [0, 0]];
  const { width, height } = MAP;
  const scale = Math.min(1.6, (width - 2 * RIM) / (x1 - x0 + 2 * REACH), (height - 2 * RIM) / (y1 - y0 + 2 * REACH));
  const centre = { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
  return { width, height, scale, centre, place: (x, y) => [(x - centre.x) * scale + width / 2, (y - centre.y) * scale + height / 2] };
}

/** What it is a picture of, of which dates, and when it was made. @param {App} app */
async function heading({ source, info, view, theme }) {
  const { ink, muted } = theme();
  const { answer: sight } = (await source.answer("sight")) ?? { answer: null };
  const said = [
    sight ? `${plural(sight.kinds.paper ?? 0, "paper")}${sight.dates ? `, ${sight.dates[0]} to ${sight.dates[1]}` : ""}` : "",
    `${count(view.nodes.length)} of ${count(info.total.nodes)} nodes, ${count(view.links.length)} of ${count(info.total.links)} links`, `picture of ${today()}`,
  ].filter(Boolean).join(" · ");
  return `<text x="${MAP.left}" y="36" font-size="20" font-weight="700" fill="${ink}">${escape(info.title)}</text><text class="dates" x="${MAP.left}" y="56" font-size="12" fill="${muted}">${escape(said)}</text>`;
}

/** The tinted ground of the regions. @param {App} app @param {AtlasWindow} window */
function ground({ painter, info, view, theme }, { place, scale }) {
  if (painter.scene) return "";
  const { dark, paper } = theme();
  const regions = [...new Set(view.nodes.map((node) => node.region))].filter((region) => region >= 0);
  const tint = (/** @type {number} */ region) => mix(info.hues[painter.hues.get(region) ?? 0][dark ? "dark" : "light"], paper, info.tint);
  return `<g${view.focus ? ' opacity="0.55"' : ""}>${regions.map((region) => `<g class="region" fill="${tint(region)}">${view.nodes.filter((node) => node.region === region).map((node) => {
    const { x, y } = painter.at(node);
    const [left, top] = place(x, y);
    return `<circle cx="${round(left)}" cy="${round(top)}" r="${round((REACH + node.size) * scale)}"/>`;
  }).join("")}</g>`).join("")}</g>`;
}

/** @param {App} app @param {AtlasWindow} window */
function links({ painter, view, theme }, { place, scale }) {
  const mode = theme().dark ? "dark" : "light";
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const drawn = view.links.map((link) => ({ link, look: painter.links.look(link, scale) })).sort((a, b) => a.look.rank - b.look.rank);
  return drawn.map(({ link, look }) => {
    const [source, target] = [/** @type {AtlasNode} */ (nodes.get(link.source)), /** @type {AtlasNode} */ (nodes.get(link.target))];
    const [from, to] = [source, target].map((node) => place(painter.at(node).x, painter.at(node).y));
    const colour = look.group[mode];
    const line = `<line x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}" stroke="${colour}" stroke-width="${look.width}"${look.alpha < 1 ? ` opacity="${look.alpha}"` : ""}${look.dashed ? ' stroke-dasharray="4 3"' : ""}/>`;
    const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const gap = painter.radius(target, scale) * scale * 1.1 + 1.5;
    if (!look.ended || long < gap + 8) return line;
    const [dx, dy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
    return line + endMark(look.group, colour, to[0] - dx * gap, to[1] - dy * gap, dx, dy);
  }).join("");
}

/** @param {AtlasRoleGroup} group @param {string} colour @param {number} x @param {number} y @param {number} dx @param {number} dy */
function endMark(group, colour, x, y, dx, dy) {
  const paint = group.end === "open" ? `fill="none" stroke="${colour}" stroke-width="1.2"` : `fill="${colour}"`;
  return `<path d="${endData(group.end, x, y, dx, dy, 1)}" ${paint}/>`;
}

/** @param {App} app @param {AtlasWindow} window */
function marks({ painter, view, theme }, { place, scale }) {
  const { paper } = theme();
  return painter.marks.flatMap(({ nodes, colour, shape, hollow }) => nodes.map((node) => {
    const [x, y] = place(painter.at(node).x, painter.at(node).y);
    const paint = hollow ? `fill="${paper}" stroke="${colour}"` : `fill="${colour}" stroke="${paper}"`;
    const faded = view.focus && !view.focus.has(node.id) ? ' opacity="0.15"' : "";
    return `<path class="node" d="${pathData(shape, x, y, painter.radius(node, scale) * scale)}" stroke-width="${hollow ? 1 : 0.7}" ${paint}${faded}><title>${escape(node.label)}</title></path>`;
  })).join("");
}

/** Names, rings and headings, as the painter writes them. @param {App} app @param {AtlasWindow} window */
function names({ painter, stage }, window) {
  const pen = new SvgContext();
  const context = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (pen));
  pen.save();
  pen.translate(window.width / 2, window.height / 2);
  pen.scale(window.scale);
  pen.translate(-window.centre.x, -window.centre.y);
  painter.scene?.below(context, window.scale);
  painter.paintRings(context, window.scale);
  pen.restore();
  const { painted } = painter;
  painter.paintNames(context, window);
  painter.painted = painted; // the window's own names stay where they are
  stage.redraw();
  return pen.parts.join("");
}

/** The kinds and roles that are drawn, with their marks. @param {App} app */
function legend({ info, view, theme }) {
  const { ink, muted, dark } = theme();
  const mode = dark ? "dark" : "light";
  const kinds = info.kinds.filter((kind) => view.kinds.get(kind.name));
  const groups = info.groups.map((group) => ({ group, roles: info.predicates.filter((each) => each.group === group.name && view.predicates.get(each.name)) })).filter(({ roles }) => roles.length);
  let y = MAP.top;
  const row = (/** @type {string} */ mark, /** @type {string} */ text, /** @type {string} */ number) => {
    y += 19;
    return `<g transform="translate(${LEGEND} ${y})">${mark}<text x="32" y="4" font-size="12" fill="${ink}">${escape(text)}</text><text x="174" y="4" font-size="10" text-anchor="end" fill="${muted}">${escape(number)}</text></g>`;
  };
  const title = (/** @type {string} */ text) => `<text x="${LEGEND}" y="${(y += 26)}" font-size="10" font-weight="700" letter-spacing="0.6" fill="${muted}">${text}</text>`;
  const parts = [title("NODES"), ...kinds.map((kind) => row(`<path d="${pathData(kind.shape, 11, 0, 5.5)}" fill="${kind[mode]}"/>`, kind.plural, shareOf(info.total.kinds[kind.name] ?? 0, view.kinds.get(kind.name) ?? 0))), title("LINKS")];
  for (const { group, roles } of groups) {
    for (const role of roles) {
      const mark = `<path d="M0 0H${group.end === "open" ? 22 : 16}" stroke="${group[mode]}" stroke-width="1.6"${role.name === "mentions" ? ' stroke-dasharray="4 3"' : ""}/>${endMark(group, group[mode], 23, 0, 1, 0)}`;
      parts.push(row(mark, role.forward, shareOf(info.total.predicates[role.name] ?? 0, view.predicates.get(role.name) ?? 0)));
    }
  }
  y += 8;
  for (const line of ["Hollow: not in the catalogue.", "Tinted ground: a community."]) {
    parts.push(`<text x="${LEGEND}" y="${(y += 15)}" font-size="10" fill="${muted}">${line}</text>`);
  }
  return `<g class="legend">${parts.join("")}</g>`;
}
