/** The reading list: papers with notes, kept in the browser, taken away as Markdown, BibTeX or CSL-JSON. */

import { copyText, drawer, statusLine } from "../base/drawer.js";
import { $, el, saveText } from "../base/dom.js";
import { isolated, plural, tidy, today } from "../base/text.js";
import { Kept, keptText } from "../data/kept.js";
import { toBibtex, toCsl, toMarkdown } from "../export/citations.js";

/** @typedef {{ id: string, label: string, added: string, note: string }} Entry */
const MOST = { id: 300, label: 1000, note: 10_000 }; // letters

/** @param {Record<string, unknown>} raw @returns {Entry | null} */
function soundEntry(raw) {
  const [id, added] = [keptText(raw.id, MOST.id), keptText(raw.added, 10)];
  if (!id.startsWith("paper/")) return null;
  return { id, label: keptText(raw.label, MOST.label) || id, added: /^\d{4}-\d\d-\d\d$/.test(added) ? added : "", note: keptText(raw.note, MOST.note) };
}

export class ReadingList {
  /** @param {AppParts} app */
  constructor(app) {
    this.app = app;
    /** @type {Kept<Entry>} */
    this.kept = new Kept("reading list", app.info, soundEntry);
    this.kept.listeners.push(() => {
      for (const button of document.querySelectorAll(".star, .to-list")) button.dispatchEvent(new Event("listed"));
    });
  }

  /** @param {string} id */
  has(id) {
    return this.kept.items.some((entry) => entry.id === id);
  }

  /** Adds a paper, or takes it off. @param {AtlasNode} node */
  toggle(node) {
    const { items } = this.kept;
    const name = isolated(node.label);
    if (this.has(node.id)) {
      this.kept.set(items.filter((entry) => entry.id !== node.id));
      return this.app.say(`${name} is off the reading list`);
    }
    const added = this.kept.set([...items, { id: node.id, label: node.label.slice(0, MOST.label), added: today(), note: "" }]);
    this.app.say(!added ? "The reading list is full" : `${name} is on the reading list${this.kept.lasting ? "" : ". This browser keeps it only while the page is open"}`);
  }

  /** A button that adds a paper or takes it off, and says which. @param {AtlasNode} node @param {boolean} [small] a star without words */
  button(node, small = false) {
    const star = el("span", { "aria-hidden": "true" });
    const words = el("span", { class: small ? "sr" : null });
    const button = el("button", { type: "button", class: small ? "star" : "to-list", "data-action": small ? null : "a", title: "Key: a", onclick: () => this.toggle(node), onlisted: () => show() }, star, words);
    const show = () => {
      const on = this.has(node.id);
      button.setAttribute("aria-pressed", String(on));
      star.textContent = on ? "★" : "☆";
      words.textContent = small ? `${isolated(node.label)}: on the reading list` : on ? " On the reading list" : " Add to reading list";
    };
    show();
    return button;
  }
}

/** The drawer with the list, and the button that opens it. @param {App} app */
export function mountReadingList(app) {
  const list = app.reading;
  const { kept } = list;
  const { dialog, body } = drawer("Reading list", { id: "reading-list", side: true });
  const said = statusLine();
  const say = (/** @type {string} */ words) => (said.textContent = words);
  const rows = el("ol", { class: "entries" });
  const lasting = el("p", { class: "hint" });
  const opener = $("#reading");

  const move = (/** @type {number} */ from, /** @type {number} */ to) => {
    const items = [...kept.items];
    items.splice(to, 0, ...items.splice(from, 1));
    kept.set(items);
    rows.children[to]?.querySelector(`[data-move="${to < from ? "up" : "down"}"]:not(:disabled), [data-move]:not(:disabled)`)?.focus();
    say(`${isolated(items[to].label)}: place ${to + 1} of ${items.length}`);
  };
  const annotate = (/** @type {string} */ id, /** @type {string} */ note) =>
    kept.set(kept.items.map((entry) => (entry.id === id ? { ...entry, note: note.slice(0, MOST.note) } : entry)));
  const row = (/** @type {Entry} */ entry, /** @type {number} */ place) => {
    const note = el("textarea", { rows: 2, maxlength: MOST.note, "aria-label": `Note on ${isolated(entry.label)}`, placeholder: "Note", onchange: () => annotate(entry.id, note.value) });
    note.value = entry.note;
    const button = (/** @type {string} */ text, /** @type {string} */ words, /** @type {() => void} */ run, /** @type {Record<string, any>} */ more = {}) =>
      el("button", { type: "button", "aria-label": `${words}: ${isolated(entry.label)}`, title: words, onclick: run, ...more }, el("span", { "aria-hidden": "true", text }));
    return el("li", {},
      el("div", { class: "entry" },
        el("button", { type: "button", class: "name", onclick: () => {
          dialog.close();
          app.actions.select(entry.id, { centre: true });
        } }, el("span", { dir: "auto", text: entry.label })),
        button("↑", "Up", () => move(place, place - 1), { disabled: place === 0, "data-move": "up" }),
        button("↓", "Down", () => move(place, place + 1), { disabled: place === kept.items.length - 1, "data-move": "down" }),
        button("×", "Remove", () => {
          kept.set(kept.items.filter((each) => each.id !== entry.id));
          say(`${isolated(entry.label)} is removed`);
          (rows.children[Math.min(place, rows.children.length - 1)]?.querySelector(".name") ?? dialog.querySelector("h2"))?.focus();
        })),
      note);
  };
  let shown = "";
  const show = () => {
    opener.textContent = kept.items.length ? `Reading list (${kept.items.length})` : "Reading list";
    if (!dialog.open) return;
    const order = kept.items.map((entry) => entry.id).join("\n");
    if (order !== shown) rows.replaceChildren(...kept.items.map(row)); // a note alone leaves the rows, and what is about to be clicked
    else for (const [place, field] of [...rows.querySelectorAll("textarea")].entries()) if (field !== document.activeElement) field.value = kept.items[place].note;
    shown = order;
    empty.hidden = kept.items.length > 0;
    take.hidden = !kept.items.length;
    lasting.textContent = kept.lasting ? "Kept in this browser, for this graph at this place; nothing is sent anywhere."
      : "This browser does not let the page keep the list: save it before you close the page.";
  };

  /** The papers of the list as the graph has them now, each with its note. */
  const papers = async () => {
    const found = new Map((await app.source.papers(kept.items.map((entry) => entry.id), () => {})).map((node) => [node.id, node]));
    return kept.items.map((entry) => ({ entry, node: found.get(entry.id) }));
  };
  /** @type {[string, string, string, (all: Awaited<ReturnType<typeof papers>>) => string][]} */
  const forms = [
    ["Markdown", "md", "text/markdown", (all) => toMarkdown(app.info, all)],
    ["BibTeX", "bib", "application/x-bibtex", (all) => toBibtex(all.flatMap(({ node }) => node ?? []))],
    ["CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", (all) => toCsl(all.flatMap(({ node }) => node ?? []))],
  ];
  /** Does what needs the papers, and says in the dialog why it cannot. @param {() => Promise<unknown>} run */
  const taking = (run) => async () => run().catch((/** @type {Error} */ error) => say(error.message));
  const take = el("div", { class: "actions" }, el("span", { class: "hint", text: "Save as" }), ...forms.map(([text, ending, type, write]) => el("button", { type: "button", text, "data-list": ending, onclick: taking(async () => {
    const all = await papers();
    const lost = all.filter(({ node }) => !node).length;
    saveText(`reading-list.${ending}`, type, write(all));
    say(`Saved reading-list.${ending}${lost && ending !== "md" ? `, without ${plural(lost, "paper")} that this graph does not have` : ""}`);
  }) })), el("button", { type: "button", text: "Copy as Markdown", onclick: taking(async () => copyText(toMarkdown(app.info, await papers()), say, "Copied", body)) }));
  const empty = el("p", { text: "No paper yet. Select a paper and take “Add to reading list”, or press a; the star before a paper in the table does the same." });
  body.append(empty, rows, take, said, lasting);
  kept.listeners.push(show);
  dialog.addEventListener("close", () => {
    for (const [place, field] of [...rows.querySelectorAll("textarea")].entries()) {
      const entry = kept.items[place];
      if (entry && tidy(field.value) !== tidy(entry.note)) annotate(entry.id, field.value); // Escape leaves a field without a change event
    }
  });
  opener.addEventListener("click", () => {
    dialog.showModal();
    say("");
    show();
  });
  show();
}
