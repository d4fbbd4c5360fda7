/** The table twin: the nodes in view as sortable rows; in a narrow window each is a card. */

import { $, el, saveText } from "../base/dom.js";
import { csvTable } from "../export/formats.js";
import { icon, kindOf } from "../map/paint/marks.js";
import { count, plural } from "../base/text.js";
import { Grid } from "./grid.js";

/**
 * @typedef {{ name: string, number?: boolean, off?: boolean, value: (node: AtlasNode, app: App) => string | number | null }} Column
 * `number`: short, to the right, the largest first; `off`: shown when it is asked for
 */
/** @type {Column[]} */
const COLUMNS = [
  { name: "Name", value: (node) => node.label },
  { name: "Type", value: (node, app) => kindOf(app.info, node).singular },
  { name: "Year", number: true, value: (node) => node.year },
  { name: "Papers", number: true, value: (node) => (node.kind === "paper" ? null : node.papers) },
  { name: "Links", number: true, value: (node) => node.degree },
  { name: "Community", value: (node, app) => app.info.regions[node.region] ?? null },
  { name: "Organisation", off: true, value: ({ facts }) => facts.organisation ?? null },
  { name: "Identifier", off: true, value: ({ facts }) => facts.arxiv ?? facts.doi ?? facts.hub_id ?? null },
];
const MOST_PRINTED = 1000; // rows on paper: some thirty sheets; Save table has them all
const NARROW = 600; // pixels of the table below which rows become cards
const ROW = 33; // pixels of a row
const CARD = { name: 62, line: 22 }; // pixels of a card: the name with its rims, and each line below
const ORDER = new Intl.Collator("en", { numeric: true });

/** The rows of a view in an order; what is not known stands last. @param {App} app @param {Column} column @param {boolean} descending */
function sorted(app, column, descending) {
  const sign = descending ? -1 : 1;
  return app.view.nodes.map((node) => ({ node, key: column.value(node, app) })).sort((a, b) => {
    if (a.key === null || b.key === null) return a.key === b.key ? (a.node.id < b.node.id ? -1 : 1) : a.key === null ? 1 : -1;
    const order = column.number ? Number(a.key) - Number(b.key) : ORDER.compare(String(a.key), String(b.key));
    return sign * order || (a.node.id < b.node.id ? -1 : 1);
  }).map(({ node }) => node);
}

/** @param {App} app */
export function mountTable(app) {
  const host = $("#table");
  let [column, descending] = [COLUMNS[4], true];
  let shown = COLUMNS.filter((each) => !each.off);
  /** @type {AtlasNode[]} */
  let nodes = [];

  const textOf = (/** @type {Column} */ each, /** @type {AtlasNode} */ node) => {
    const value = each.value(node, app);
    return value === null ? "" : each.number && each.name !== "Year" ? count(Number(value)) : String(value);
  };
  const cell = (/** @type {Column} */ each, /** @type {AtlasNode} */ node) => {
    if (each.name !== "Name") return el("td", { role: "gridcell", class: classOf(each), dir: "auto", title: each.number ? null : each.value(node, app), text: textOf(each, node) });
    return el("td", { role: "rowheader", class: "naming" }, el("div", { class: "named" },
      el("button", { type: "button", class: "name", title: node.label, onclick: () => app.actions.select(node.id) }, icon(kindOf(app.info, node)), el("span", { dir: "auto", text: node.label })),
      node.kind === "paper" ? app.reading.button(node, true) : null));
  };
  const line = (/** @type {number} */ row) => {
    const node = nodes[row];
    const chosen = node.id === app.store.state.selected;
    return el("tr", { class: chosen ? "selected" : null, "aria-selected": String(chosen) }, ...shown.map((each) => cell(each, node)));
  };

  const said = el("span", { class: "number" });
  const chooser = el("details", { class: "columns" }, el("summary", { text: "Columns" }), el("fieldset", {}, el("legend", { class: "sr", text: "Columns of the table" }),
    ...COLUMNS.slice(1).map((each) => el("label", {}, el("input", { type: "checkbox", checked: !each.off, onchange: (/** @type {any} */ event) => {
      shown = COLUMNS.filter((one) => (one === each ? event.target.checked : shown.includes(one)));
      build();
    } }), each.name))));
  const save = el("button", { type: "button", text: "Save table", title: "These rows and columns as CSV", onclick: () => {
    const rows = nodes.map((node) => shown.map((each) => each.value(node, app)));
    saveText("paperatlas-table.csv", "text/csv", csvTable(shown.map((each) => each.name), rows));
    app.say("Saved paperatlas-table.csv");
  } });
  const [head, body] = [el("tr", { role: "row", "aria-rowindex": "1" }), el("tbody", { role: "rowgroup" })];
  const lines = el("table", { role: "grid", "aria-label": "The nodes in view", "aria-multiselectable": "false" }, el("thead", { role: "rowgroup" }, head), body);
  const scroller = el("div", { class: "scroller", tabindex: "-1" }, lines);
  host.replaceChildren(el("div", { class: "tools" }, said, chooser, save), scroller);
  chooser.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !chooser.open) return;
    event.stopPropagation();
    chooser.open = false;
    chooser.firstElementChild.focus();
  });
  const grid = new Grid(scroller, body, line);

  /** The head, and all rows anew. */
  const build = () => {
    head.replaceChildren(...shown.map((each) => el("th", { scope: "col", role: "columnheader", class: classOf(each) }, el("button", { type: "button", text: each.name, onclick: () => {
      [column, descending] = [each, each === column ? !descending : !!each.number];
      scroller.scrollTop = 0;
      grid.current = 0;
      paint();
      app.say(`Sorted by ${each.name}, ${descending ? "falling" : "rising"}`);
    } }))));
    lines.setAttribute("aria-colcount", String(shown.length));
    if (!host.hidden) paint();
  };
  const paint = () => {
    nodes = sorted(app, column, descending);
    shown.forEach((each, place) => head.children[place].setAttribute("aria-sort", each === column ? (descending ? "descending" : "ascending") : "none"));
    said.textContent = plural(nodes.length, "row");
    lines.setAttribute("aria-rowcount", String(nodes.length + 1));
    const cards = host.clientWidth < NARROW;
    host.classList.toggle("cards", cards);
    const [short, long] = [shown.filter(isShort).length, shown.filter((each) => each.name !== "Name" && !isShort(each)).length];
    const height = cards ? CARD.name + CARD.line * (Math.ceil(short / 4) + long) : ROW;
    lines.style.setProperty("--row", `${height}px`);
    grid.reset(nodes.length, height);
  };
  build();
  new ResizeObserver(() => {
    if (host.hidden) return;
    if (host.classList.contains("cards") !== host.clientWidth < NARROW) paint();
    else grid.paint();
    if (app.store.state.selected) grid.reveal(nodes.findIndex((node) => node.id === app.store.state.selected)); // above the details that have opened
  }).observe(host);
  let [open, chosen] = [false, /** @type {string | null} */ (null)];
  const show = () => {
    const fresh = !host.hidden && (!open || chosen !== app.store.state.selected);
    [open, chosen] = [!host.hidden, app.store.state.selected];
    if (host.hidden) return;
    paint();
    if (fresh && chosen) grid.reveal(nodes.findIndex((node) => node.id === chosen));
  };
  const printed = () => {
    const rows = nodes.slice(0, MOST_PRINTED);
    return el("section", {}, el("table", { class: "rows-printed" },
      el("thead", {}, el("tr", {}, ...shown.map((each) => el("th", { scope: "col", class: classOf(each), text: each.name })))),
      el("tbody", {}, ...rows.map((node) => el("tr", {}, ...shown.map((each) => el("td", { class: classOf(each), dir: "auto", text: textOf(each, node) })))))),
      nodes.length > rows.length ? el("p", { class: "hint", text: `${count(rows.length)} of ${plural(nodes.length, "row")}; “Save table” writes them all.` }) : null);
  };
  return { show, printed };
}

/** Whether four of a column stand side by side on a card. @param {Column} column */
function isShort(column) {
  return !!column.number || column.name === "Type";
}

/** @param {Column} column */
function classOf(column) {
  return column.number ? "number short" : column.name === "Type" ? "short" : column.name === "Name" ? "naming" : "text";
}
