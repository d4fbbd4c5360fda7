// Answers: a table with links to the pages of nodes, a chart, the raw text, and what can be downloaded.
import { byId, make, save, say } from "./dom.js";
import { shortName } from "./completion.js";
import { drawChart, planChart } from "./chart.js";

const PAGE = 200; // rows put into the page at a time
const MOST_SHOWN = 120; // nodes named in an address
const LONG = 60; // characters of a cell that is read as a sentence, and needs the width of one
const place = byId("results");
let answer = null, order = null, base = "";

export function setBase(value) { base = value; }

// What is shown: { kind: "table", columns, rows } or { kind: "truth", truth } or { kind: "text", raw }; raw is always there.
export function show(value) {
  answer = value;
  order = null;
  byId("download").disabled = false;
  byId("cite").disabled = answer.kind !== "table";
  draw();
}

export function clear() {
  answer = null;
  place.classList.remove("stale");
  byId("download").disabled = byId("cite").disabled = true;
  place.replaceChildren();
}

export function draw() {
  if (!answer) return;
  const view = byId("view").value;
  const plan = answer.kind === "table" ? planChart(answer.columns, answer.rows, shown) : {};
  if (answer.kind === "truth" && view !== "raw") place.replaceChildren(make("p", { className: "truth" }, answer.truth ? "Yes" : "No"));
  else if (answer.kind === "text" || view === "raw") place.replaceChildren(make("pre", { className: "raw", tabIndex: 0 }, answer.raw));
  else if (view === "chart" && !plan.reason) place.replaceChildren(drawChart(plan));
  else table(view === "chart" ? plan.reason : "");
}

export function download() {
  if (answer.kind === "table") save("answer.csv", csv(), "text/csv");
  else save(answer.kind === "truth" ? "answer.json" : "answer.ttl", answer.raw, "text/plain");
}

function shown(term) {
  if (!term) return "";
  if (term.type === "uri") return shortName(term.value).replace(/^<|>$/g, "");
  if (term.type === "triple") return `<<( ${["subject", "predicate", "object"].map((part) => shown(term.value[part])).join(" ")} )>>`;
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}

function cell(term) {
  if (term && term.type === "uri" && /^https?:/.test(term.value)) {
    const own = base && term.value.startsWith(base);
    const link = make("a", { href: own ? `/${encodeURI(term.value.slice(base.length))}` : term.value, rel: "noopener noreferrer" }, shown(term));
    return make("td", { title: term.value }, link);
  }
  const number = term && term.datatype && term.value.trim() !== "" && !Number.isNaN(Number(term.value));
  return make("td", { className: number ? "number" : shown(term).length > LONG ? "long" : "", title: term && term["xml:lang"] ? `@${term["xml:lang"]}` : "" }, shown(term));
}

// The nodes of an answer on the map: as many as an address holds.
function onTheGraph({ columns, rows }) {
  const own = rows.flatMap((row) => columns.map((column) => row[column])).filter((term) => term && term.type === "uri" && base && term.value.startsWith(base));
  const ids = [...new Set(own.map((term) => term.value.slice(base.length)))].filter((id) => /^(paper|artifact|topic|org)\//.test(id)).slice(0, MOST_SHOWN);
  return ids.length ? make("p", {}, make("a", { href: `/explore?show=${ids.map(encodeURIComponent).join(",")}` }, `Show on the graph (${ids.length})`)) : "";
}

// note: why there is a table where a chart was asked for.
function table(note = "") {
  const { columns, rows } = answer;
  const sorted = order ? [...rows].sort(compare) : rows;
  const body = make("tbody");
  const heads = columns.map((column) => {
    const state = order && order.column === column ? (order.down ? "descending" : "ascending") : "none";
    const button = make("button", { type: "button", onclick: () => { order = { column, down: state === "ascending" }; table(); } }, column);
    return make("th", { scope: "col", "aria-sort": state }, button);
  });
  const more = make("button", { onclick: () => grow() });
  const grow = () => {
    const from = body.children.length;
    body.append(...sorted.slice(from, from + PAGE).map((row) => make("tr", {}, ...columns.map((column) => cell(row[column])))));
    more.hidden = body.children.length >= sorted.length;
    more.textContent = `Show more (${(sorted.length - body.children.length).toLocaleString("en")} left)`;
  };
  grow();
  place.replaceChildren(note && make("p", { className: "muted" }, note), onTheGraph(answer), make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body), more);
}

function compare(one, two) {
  const [a, b] = [one[order.column], two[order.column]].map((term) => (term ? shown(term) : ""));
  const numbers = a !== "" && b !== "" && !Number.isNaN(Number(a)) && !Number.isNaN(Number(b));
  return (order.down ? -1 : 1) * (numbers ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true }));
}

function csv() {
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = answer.rows.map((row) => answer.columns.map((column) => quoted(row[column] ? String(row[column].value) : "")).join(","));
  say(`${answer.rows.length.toLocaleString("en")} rows downloaded.`);
  return [answer.columns.map(quoted).join(","), ...lines, ""].join("\r\n");
}
