/**
 * The whole map in a corner, with the window's frame; a click or drag moves the window. It goes where it covers no mark, lets
 * marks shine through where every corner has some, and is away while the window shows the whole anyway.
 */

import { $ } from "../../base/dom.js";

const CORNERS = ["right bottom", "left bottom", "right top", "left top"];
const EDGE = 10; // pixels from the window's edges, as in 2-page.css
const DELAY = 60; // milliseconds: it follows a moving window, but does not cost it frames

/** @param {App} app */
export function mountMinimap(app) {
  const canvas = $("#minimap");
  const context = canvas.getContext("2d");
  let timer = 0;
  let project = { scale: 1, x: 0, y: 0 };

  const move = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    const position = { x: (event.clientX - box.left - project.x) / project.scale, y: (event.clientY - box.top - project.y) / project.scale };
    app.stage.move(position);
  };
  canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    canvas.setPointerCapture(event.pointerId);
    move(event);
  });
  canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (event.buttons) move(event);
  });

  /** Finds its corner. */
  const settle = () => {
    const { width, height, place } = app.stage.window();
    const marks = app.view.nodes.map((node) => place(app.painter.at(node).x, app.painter.at(node).y));
    canvas.hidden = marks.every(([x, y]) => x > 0 && y > 0 && x < width && y < height);
    if (canvas.hidden) return;
    const [wide, high] = [canvas.clientWidth + 2 * EDGE, canvas.clientHeight + 2 * EDGE];
    const covered = (/** @type {string} */ corner) => {
      const [left, top] = [corner.startsWith("left"), corner.endsWith("top")];
      return marks.filter(([x, y]) => (left ? x > 0 && x < wide : x < width && x > width - wide) && (top ? y > 0 && y < high : y < height && y > height - high)).length;
    };
    const [corner, least] = CORNERS.map((each) => /** @type {[string, number]} */ ([each, covered(each)])).reduce((best, each) => (each[1] < best[1] ? each : best));
    canvas.className = least ? `${corner} over` : corner;
  };

  const paint = () => {
    timer = 0;
    const ratio = devicePixelRatio || 1;
    if (!app.view.nodes.length) return;
    settle();
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const places = app.view.nodes.map((node) => app.painter.at(node));
    const [x0, x1] = [Math.min(...places.map((p) => p.x)), Math.max(...places.map((p) => p.x))];
    const [y0, y1] = [Math.min(...places.map((p) => p.y)), Math.max(...places.map((p) => p.y))];
    const scale = Math.min((width - 10) / (x1 - x0 || 1), (height - 10) / (y1 - y0 || 1));
    project = { scale, x: (width - (x0 + x1) * scale) / 2, y: (height - (y0 + y1) * scale) / 2 };
    app.view.nodes.forEach((node, row) => {
      const size = node.kind === "paper" ? 1.2 : Math.min(4, 1 + Math.sqrt(node.degree) * 0.3);
      context.fillStyle = app.painter.colour(node);
      context.fillRect(places[row].x * scale + project.x - size / 2, places[row].y * scale + project.y - size / 2, size, size);
    });
    const { width: wide, height: high, scale: zoom, centre } = app.stage.window();
    const [w, h] = [(wide / zoom) * scale, (high / zoom) * scale];
    context.strokeStyle = app.theme().accent;
    context.lineWidth = 1.5;
    context.strokeRect(centre.x * scale + project.x - w / 2, centre.y * scale + project.y - h / 2, w, h);
  };
  return () => {
    timer ||= window.setTimeout(paint, DELAY);
  };
}
