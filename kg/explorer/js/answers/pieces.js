/** What several answers are made of: names, sentences, tables that sort and can be taken away. */

import { el, saveText } from "../base/dom.js";
import { count, plural, roleWords } from "../base/text.js";
import { panelKey } from "../data/state.js";
import { csvTable } from "../export/formats.js";
import { confidence, sentence } from "../panels/evidence.js";
import { nameButton } from "../panels/sections.js";

const MOST_ASKED = 300; // ids of one question about evidence; see MOST_TEXTS in kg/explorer/served/index_rows.py
const PHONE = "(max-width: 820px)";

/** The node's name as a button that selects it; on a phone the sheet makes room. @param {App} app @param {AtlasNode} node */
export function nameOf(app, node) {
  return nameButton(app.info, node, (id) => {
    if (matchMedia(PHONE).matches && app.store.state.panel) app.store.set({ panel: null });
    app.actions.select(id, { centre: true });
  });
}

/** Opens an answer. @param {App} app @param {string} call @param {...string} given */
export function openAnswer(app, call, ...given) {
  app.store.set({ panel: panelKey(call, ...given) });
}

/** @param {...any} content */
export function hint(...content) {
  return el("p", { class: "hint" }, ...content);
}

/** The word for a kind of link, as its source reads it or its target. @param {App} app @param {AtlasDescribedLink} each */
export function roleOf(app, { link, forward }) {
  return roleWords(app.info, link.predicate, forward);
}

/** Buttons that save rows as CSV and as JSON. @param {App} app @param {string} name of the file @param {string[]} head @param {() => unknown[][]} rows */
export function downloads(app, name, head, rows) {
  const file = `paperatlas-${name}`;
  const save = (/** @type {string} */ ending, /** @type {string} */ type, /** @type {string} */ text) => {
    saveText(`${file}.${ending}`, type, text);
    app.say(`Saved ${file}.${ending}`);
  };
  const objects = () => rows().map((row) => Object.fromEntries(head.map((column, place) => [column, row[place] ?? null])));
  return el("p", { class: "downloads" },
    el("button", { type: "button", "data-save": "csv", text: "Save CSV", onclick: () => save("csv", "text/csv", csvTable(head, rows())) }),
    el("button", { type: "button", "data-save": "json", text: "Save JSON", onclick: () => save("json", "application/json", `${JSON.stringify(objects(), null, 1)}\n`) }));
}

/**
 * A table whose columns sort.
 * @template T
 * @param {string} caption @param {{ head: string, value: (row: T) => string | number, cell?: (row: T, open: Opener) => any, number?: boolean }[]} columns
 * @param {T[]} rows @param {{ column?: number, descending?: boolean }} [sorted] the order to begin with; as given where no column is named
 */
export function sortableTable(caption, columns, rows, sorted = {}) {
  let { column = -1, descending = false } = sorted;
  const body = el("tbody");
  const heads = columns.map(({ head, number }, place) => el("th", { scope: "col", class: number ? "number" : "text" }, el("button", { type: "button", text: head, onclick: () => {
    [column, descending] = [place, place === column ? !descending : !!number];
    paint();
  } })));
  const paint = () => {
    const order = rows.map((row, place) => ({ row, place }));
    const shown = columns[column];
    if (shown) {
      order.sort((a, b) => {
        const [one, other] = [shown.value(a.row), shown.value(b.row)];
        const side = shown.number ? Number(one) - Number(other) : String(one).localeCompare(String(other), "en", { numeric: true });
        return (descending ? -side : side) || a.place - b.place;
      });
    }
    heads.forEach((head, place) => head.setAttribute("aria-sort", place === column ? (descending ? "descending" : "ascending") : "none"));
    body.replaceChildren(...order.map(({ row }) => {
      const line = el("tr");
      const open = openerOf(line);
      line.append(...columns.map(({ head, cell, value, number }) => el("td", { class: number ? "number" : "text", "data-head": head }, cell ? cell(row, open) : String(value(row)))));
      return line;
    }));
  };
  paint();
  return el("div", { class: "wide" }, el("table", { class: "answer" }, el("caption", { class: "sr", text: caption }), el("thead", {}, el("tr", {}, ...heads)), body));
}

/** The links between nodes, by pairs "one\nother". @param {App} app @param {AtlasNode[]} ones @param {AtlasNode[]} others */
export async function evidenceOf(app, ones, others) {
  /** @type {Map<string, AtlasDescribedLink[]>} */
  const found = new Map();
  const ids = (/** @type {AtlasNode[]} */ nodes) => nodes.slice(0, MOST_ASKED).map((node) => node.id);
  for (const each of await app.source.evidence(ids(ones), ids(others))) {
    const one = each.forward ? each.link.source : each.link.target;
    const key = `${one}\n${each.other.id}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return found;
}

/**
 * Links in words: role, confidence, sentences. A sentence of several links stands once, below the roles of all of them and
 * with the mentions of each marked.
 * @param {App} app @param {AtlasDescribedLink[]} links
 */
export function linkWords(app, links) {
  /** @type {{ roles: HTMLElement[], sentences: Map<string, AtlasSentence> }[]} */
  const groups = [];
  for (const each of links) {
    const keys = each.sentences.map(({ field, text }) => `${field} ${text}`);
    let group = groups.find(({ sentences }) => keys.some((key) => sentences.has(key)));
    if (!group) groups.push(group = { roles: [], sentences: new Map() });
    group.roles.push(el("p", { class: "role" }, el("span", { text: roleOf(app, each) }), " ", el("b", { text: each.other.label }), " ", confidence(each.link.confidence, each.link.asserted)));
    const { sentences } = group;
    each.sentences.forEach((said, place) => {
      const marks = [...sentences.get(keys[place])?.marks ?? [], ...said.marks].sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      sentences.set(keys[place], { ...said, marks });
    });
  }
  return groups.flatMap(({ roles, sentences }) => [...roles, ...[...sentences.values()].map(sentence)]);
}

/**
 * Papers, each with the sentences that link it to some nodes.
 * @param {App} app @param {AtlasNode[]} papers @param {AtlasNode[]} others @param {number} [total] how many there are, where not all are named
 */
export async function papersWithSentences(app, papers, others, total = papers.length) {
  const found = await evidenceOf(app, papers, others);
  return [
    el("ul", { class: "links behind-list" }, ...papers.map((paper) => {
      const links = others.flatMap((other) => found.get(`${paper.id}\n${other.id}`) ?? []);
      return el("li", {}, el("div", { class: "link-head" }, nameOf(app, paper), el("span", { class: "number", text: dateOf(paper) })), ...linkWords(app, links));
    })),
    total > papers.length ? hint(`${count(papers.length)} of ${plural(total, "paper")}, the newest.`) : null,
  ];
}

/** @typedef {(text: string, name: string, make: () => Promise<any[]>) => HTMLElement} Opener makes a button that opens a line of its own below the row */

/** Below a row what a number of it stands for, once it is asked for. @param {HTMLElement} row @returns {Opener} */
function openerOf(row) {
  return (text, name, make) => {
    const button = el("button", { type: "button", class: "plain", "aria-expanded": "false", "aria-label": name, text, onclick: async () => {
      const open = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!open));
      if (row.nextElementSibling?.classList.contains("below")) row.nextElementSibling.remove();
      if (open) return;
      const made = await make();
      if (button.getAttribute("aria-expanded") === "true") row.after(el("tr", { class: "below" }, el("td", { colspan: row.childElementCount }, ...made)));
    } });
    return button;
  };
}

/** @param {AtlasNode} paper */
export function dateOf(paper) {
  return String(paper.facts.date ?? paper.year ?? "undated");
}

/** A place for what lies behind a number: filled when one is chosen. @param {string} [invitation] */
export function behind(invitation = "") {
  const host = el("section", { class: "behind", "aria-live": "polite" }, invitation ? hint(invitation) : null);
  let turn = 0;
  return {
    host,
    /** @param {string} heading @param {() => Promise<any[]>} make */
    async show(heading, make) {
      const mine = ++turn;
      const made = await make();
      if (mine !== turn) return;
      host.replaceChildren(el("h3", { text: heading }), ...made.flat().filter(Boolean));
      host.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    },
  };
}
