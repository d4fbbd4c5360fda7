// A chart of an answer, where its columns make one: names or times along one side, a number for each, and series where a
// second column of words or further numbers tell them apart. No column is left out: what does not fit has no chart.
import { make, makeSvg } from "./dom.js";

const BARS = 40, SERIES = 6, WIDTH = 900, ROW = 22, LABEL = 260, HEIGHT = 320;
const TIME = /^(19|20)\d\d(-\d\d){0,2}$/;
const isNumber = (term) => /#(integer|decimal|double|float|int|long)$/.test(term?.datatype ?? "");
const isTime = (term) => term?.type === "literal" && TIME.test(term.value);

// What can be drawn of the columns: { along, value, series, time, points, note } or { reason }. name: writes a term.
export function planChart(columns, rows, name) {
  const filled = (column) => rows.map((row) => row[column]).filter(Boolean);
  const times = columns.filter((column) => filled(column).length && filled(column).every(isTime) && new Set(filled(column).map((term) => term.value)).size > 1);
  const numbers = columns.filter((column) => !times.includes(column) && filled(column).length && filled(column).every(isNumber));
  const words = withoutTwins(columns.filter((column) => !times.includes(column) && !numbers.includes(column)), rows);
  const kinds = [...times, ...words];
  if (!rows.length) return { reason: "There are no rows to draw." };
  if (!numbers.length || !kinds.length) return { reason: "A chart needs a column of names or times and one of numbers." };
  if (kinds.length > 2 || (kinds.length === 2 && numbers.length > 1)) {
    return { reason: `A chart would leave out some of the columns ${columns.join(", ")}; the table has them all.` };
  }
  const [along, apart] = kinds;
  const points = rows.flatMap((row) => numbers.filter((column) => row[column] && row[along]).map((column) => ({
    at: name(row[along]), series: apart ? name(row[apart]) : column, value: Number(row[column].value),
  })));
  const series = [...new Set(points.map((point) => point.series))];
  if (new Set(points.map((point) => `${point.at}\n${point.series}`)).size < points.length) return { reason: `Several rows have the same ${kinds.join(" and ")}; the table has them all.` };
  if (series.length > SERIES) return { reason: `A chart of ${series.length} series (${apart ?? "numbers"}) says little; the table has them all.` };
  const left = rows.filter((row) => !row[along] || !numbers.some((column) => row[column])).length;
  return { along, value: numbers.join(", "), series, time: times.length > 0, points, note: left ? `${left} rows without a value are not drawn.` : "" };
}

// Columns that name the same thing as another, row by row, are one: an IRI and its label. The label stays.
function withoutTwins(columns, rows) {
  const key = (row, column) => row[column]?.value ?? "";
  const twins = (one, other) => {
    const pairs = new Set(rows.map((row) => `${key(row, one)}\n${key(row, other)}`)).size;
    return [one, other].every((column) => new Set(rows.map((row) => key(row, column))).size === pairs);
  };
  const isIri = (column) => rows.every((row) => !row[column] || row[column].type === "uri");
  return columns.filter((column, place) => !columns.some((other, at) => other !== column && isIri(column) && (!isIri(other) || at < place) && twins(column, other)));
}

export function drawChart(plan) {
  const { along, value, series, time, points } = plan;
  const places = [...new Set(points.map((point) => point.at))];
  const shown = time ? places.sort((a, b) => a.localeCompare(b)) : places.slice(0, BARS);
  const notes = [plan.note, shown.length < places.length ? `The first ${BARS} of ${places.length}.` : ""].filter(Boolean);
  const legend = series.length > 1 ? make("p", { className: "legend" }, ...series.map((name, number) => make("span", { className: `s${number}` }, name))) : "";
  return make("figure", {}, make("figcaption", {}, `${value} by ${along}`), legend, time ? lines(shown, plan) : bars(shown, plan),
    ...notes.map((note) => make("p", { className: "muted" }, note)));
}

const tell = (point, several) => makeSvg("title", {}, `${point.at}${several ? `, ${point.series}` : ""}: ${point.value}`);

function bars(places, { series, points }) {
  const values = points.filter((point) => places.includes(point.at));
  const most = Math.max(...values.map((point) => point.value), 0), least = Math.min(...values.map((point) => point.value), 0);
  const scale = (value) => LABEL + ((value - least) / (most - least || 1)) * (WIDTH - LABEL - 70);
  const thick = series.length > 1 ? 14 : ROW - 6, step = thick * series.length + 8;
  const labels = places.map((at, row) => makeSvg("text", { x: LABEL - 8, y: row * step + step / 2 + 4, "text-anchor": "end" }, at.length > 36 ? `${at.slice(0, 35)}…` : at, makeSvg("title", {}, at)));
  const drawn = values.flatMap((point) => {
    const number = series.indexOf(point.series), y = places.indexOf(point.at) * step + 4 + number * thick;
    const from = Math.min(scale(0), scale(point.value)), width = Math.max(Math.abs(scale(point.value) - scale(0)), 1);
    return [
      makeSvg("rect", { class: `s${number}`, x: from, y, width, height: thick - 1, rx: 2 }, tell(point, series.length > 1)),
      makeSvg("text", { x: from + width + 6, y: y + thick / 2 + 4 }, String(point.value)),
    ];
  });
  return makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${places.length * step + 4}`, role: "img", class: "chart" }, ...labels, ...drawn);
}

function lines(places, { series, points }) {
  const most = Math.max(...points.map((point) => point.value)), least = Math.min(...points.map((point) => point.value), 0);
  const x = (at) => 50 + (places.indexOf(at) / (places.length - 1 || 1)) * (WIDTH - 80);
  const y = (value) => HEIGHT - 40 - ((value - least) / (most - least || 1)) * (HEIGHT - 70);
  const every = Math.ceil(places.length / 14);
  const drawn = series.flatMap((name, number) => {
    const own = points.filter((point) => point.series === name).sort((a, b) => a.at.localeCompare(b.at));
    return [
      makeSvg("polyline", { class: `s${number}`, points: own.map((point) => `${x(point.at)},${y(point.value)}`).join(" ") }),
      ...own.map((point) => makeSvg("circle", { class: `s${number}`, cx: x(point.at), cy: y(point.value), r: 4 }, tell(point, series.length > 1))),
    ];
  });
  return makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "chart" }, ...drawn,
    ...places.filter((_, number) => number % every === 0).map((at) => makeSvg("text", { x: x(at), y: HEIGHT - 12, "text-anchor": "middle" }, at)),
    ...[least, most].map((value) => makeSvg("text", { x: 44, y: y(value) + 4, "text-anchor": "end" }, String(value))));
}
