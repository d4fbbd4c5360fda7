// A bar chart of the first column of words and the first column of numbers; a line where the words are years.
import { make, makeSvg } from "./dom.js";

const BARS = 40, WIDTH = 900, ROW = 24, LABEL = 260, HEIGHT = 320;
const isNumber = (term) => term && term.datatype && /#(integer|decimal|double|float|int|long)$/.test(term.datatype);

export function drawChart(columns, rows, name) {
  const numeric = columns.findLast((column) => rows.some((row) => isNumber(row[column])) && rows.every((row) => !row[column] || isNumber(row[column])));
  const words = columns.find((column) => column !== numeric && rows.some((row) => row[column]));
  if (!numeric || !words) return make("p", { className: "muted" }, "A chart needs a column of names and one of numbers.");
  const points = rows.filter((row) => row[words] && row[numeric]).map((row) => ({ label: name(row[words]), value: Number(row[numeric].value) }));
  const years = points.length > 1 && points.every((point) => /^\d{4}(-\d\d)?$/.test(point.label)) && new Set(points.map((point) => point.label)).size === points.length;
  const note = points.length > BARS && !years ? make("p", { className: "muted" }, `The first ${BARS} of ${points.length} rows.`) : "";
  const drawn = years ? line([...points].sort((a, b) => a.label.localeCompare(b.label))) : bars(points.slice(0, BARS));
  return make("figure", {}, make("figcaption", {}, `${numeric} by ${words}`), drawn, note);
}

function bars(points) {
  const most = Math.max(...points.map((point) => point.value), 0), least = Math.min(...points.map((point) => point.value), 0);
  const scale = (value) => LABEL + ((value - least) / (most - least || 1)) * (WIDTH - LABEL - 70);
  const children = points.flatMap((point, number) => {
    const y = number * ROW, from = Math.min(scale(0), scale(point.value)), width = Math.abs(scale(point.value) - scale(0));
    const label = point.label.length > 36 ? `${point.label.slice(0, 35)}…` : point.label;
    return [
      makeSvg("text", { x: LABEL - 8, y: y + 16, "text-anchor": "end" }, label),
      makeSvg("rect", { x: from, y: y + 4, width: Math.max(width, 1), height: ROW - 8, rx: 3 }, makeSvg("title", {}, `${point.label}: ${point.value}`)),
      makeSvg("text", { x: from + width + 6, y: y + 16 }, String(point.value)),
    ];
  });
  return makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${points.length * ROW}`, role: "img", class: "chart" }, ...children);
}

function line(points) {
  const most = Math.max(...points.map((point) => point.value)), least = Math.min(...points.map((point) => point.value), 0);
  const x = (number) => 50 + (number / (points.length - 1)) * (WIDTH - 80);
  const y = (value) => HEIGHT - 40 - ((value - least) / (most - least || 1)) * (HEIGHT - 70);
  const every = Math.ceil(points.length / 14);
  return makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "chart" },
    makeSvg("polyline", { points: points.map((point, number) => `${x(number)},${y(point.value)}`).join(" ") }),
    ...points.map((point, number) => makeSvg("circle", { cx: x(number), cy: y(point.value), r: 4 }, makeSvg("title", {}, `${point.label}: ${point.value}`))),
    ...points.filter((_, number) => number % every === 0).map((point) => makeSvg("text", { x: x(points.indexOf(point)), y: HEIGHT - 12, "text-anchor": "middle" }, point.label)),
    ...[least, most].map((value) => makeSvg("text", { x: 44, y: y(value) + 4, "text-anchor": "end" }, String(value))));
}
