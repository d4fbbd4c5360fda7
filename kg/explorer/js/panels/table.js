/** The table twin: the nodes in view as sortable rows. */

import { $, el } from "../base/dom.js";
import { icon } from "../map/marks.js";

/** @type {[string, string, (node: AtlasNode, app: App) => string | number][]} */
const COLUMNS = [
  ["Name", "text", (node) => node.label],
  ["Type", "text", (node) => node.kind],
  ["Year", "number", (node) => node.year ?? ""],
  ["Links", "number", (node) => node.degree],
  ["Community", "text", (node, app) => (node.region < 0 ? "" : app.info.regions[node.region] ?? "")],
];

/** @param {App} app */
export function mountTable(app) {
  const host = $("#table");
  let [column, descending] = [3, true];
  const kinds = new Map(app.info.kinds.map((kind) => [kind.name, kind]));

  const paint = () => {
    const [, type, value] = COLUMNS[column];
    const sign = descending ? -1 : 1;
    const rows = app.view.nodes.map((node) => ({ node, key: value(node, app) })).sort((a, b) => {
      const order = type === "number" ? Number(a.key) - Number(b.key) : String(a.key).localeCompare(String(b.key), "en", { numeric: true });
      return sign * order || (a.node.id < b.node.id ? -1 : 1);
    });
    const heads = COLUMNS.map(([text, kind], place) => el("th", {
      scope: "col", class: kind, "aria-sort": place === column ? (descending ? "descending" : "ascending") : "none",
    }, el("button", { type: "button", text, onclick: () => {
      [column, descending] = [place, place === column ? !descending : kind === "number"];
      paint();
      host.querySelectorAll("th button")[place].focus();
    } })));
    const lines = rows.map(({ node }) => el("tr", { class: node.id === app.store.state.selected ? "selected" : "" },
      ...COLUMNS.map(([, kind, cell], place) => el("td", { class: kind }, place
        ? String(cell(node, app))
        : el("button", { type: "button", class: "name", onclick: () => app.actions.select(node.id) },
          icon(/** @type {AtlasKind} */ (kinds.get(node.kind))), el("span", { text: node.label }))))));
    host.replaceChildren(el("table", {}, el("caption", { class: "sr", text: "The nodes in view" }), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...lines)));
  };
  return () => {
    if (!host.hidden) paint();
  };
}
