/**
 * "Wrong?" on a link: what a reader knows better becomes a line of the corrections table (docs/corrections.md). Lines are
 * kept in the browser until they are taken away, and where `serve --review` allows it they go straight into the table.
 */

import { copyText, drawer, statusLine } from "../base/drawer.js";
import { $, el, saveText } from "../base/dom.js";
import { count, isolated, plural, roleWords, today } from "../base/text.js";
import { correctionsTable, isCircular, soundCorrection, withLine } from "../data/corrections.js";
import { Kept } from "../data/kept.js";
import { sentence } from "./evidence.js";

/** @typedef {import("../data/corrections.js").Correction} Correction */
/** @typedef {{ paper: AtlasNode, thing: AtlasNode, link: AtlasLink, sentences: AtlasSentence[] }} Doubted */
const MOST_OFFERED = 12; // names offered for what a thing is the same as

export class Corrections {
  /** @param {AppParts} app @param {{ address: string, token: string } | null} review where lines are taken */
  constructor(app, review) {
    this.app = app;
    this.review = review;
    /** @type {Kept<Correction>} */
    this.kept = new Kept("corrections", app.info, soundCorrection);
    /** @type {(doubted: Doubted) => void} */
    this.ask = () => {};
  }

  /** A button beside a link, or nothing where no line of the table could change the link. @param {AtlasNode} node @param {AtlasDescribedLink} described */
  button(node, { link, other, forward, sentences }) {
    const [paper, thing] = forward ? [node, other] : [other, node];
    const predicate = this.app.info.predicates.find((each) => each.name === link.predicate);
    if (paper.kind !== "paper" || !(predicate?.role || thing.kind === "topic")) return null;
    return el("button", { type: "button", class: "wrong", text: "Wrong?", "aria-label": `Wrong? ${predicate?.forward ?? link.predicate} ${isolated(thing.label)}`, onclick: () => this.ask({ paper, thing, link, sentences }) });
  }

  /** Hands a line to the server; what became of it, in words. @param {Correction} line */
  async send(line) {
    if (!this.review) return "";
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${this.review.token}` };
    const answer = await fetch(this.review.address, { method: "POST", headers, body: JSON.stringify({ line }) }).catch(() => null);
    if (!answer) throw new Error("the server does not answer; it may have stopped");
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 201) return `Written into ${said.file}; the next build applies it.`;
    throw new Error(said.detail ?? said.title ?? `the server answered ${answer.status}`);
  }
}

/** What can be wrong with a link: the action, in words, and the field of its value. @param {App} app @param {Doubted} doubted */
function choices(app, { thing, link }) {
  const choice = (/** @type {string} */ action, /** @type {string} */ words, /** @type {HTMLInputElement | HTMLSelectElement | null} */ field = null) => ({ action, words, field });
  const reject = choice("reject", "The link is wrong: the paper does not say this");
  if (thing.kind === "topic") return [reject];
  const options = (/** @type {{ name: string, text: string }[]} */ all, /** @type {string} */ now, /** @type {string} */ words) =>
    el("select", { "aria-label": words }, ...all.filter((each) => each.name !== now).map((each) => el("option", { value: each.name, text: each.text })));
  const types = app.info.kinds.filter((kind) => kind.artifact).map((kind) => ({ name: kind.name, text: kind.singular }));
  const roles = app.info.predicates.filter((each) => each.role).map((each) => ({ name: each.name, text: each.forward }));
  const name = (/** @type {string} */ words, /** @type {Record<string, any>} */ more = {}) => el("input", { type: "text", maxlength: 300, autocomplete: "off", spellcheck: "false", "aria-label": words, placeholder: words, ...more });
  const offered = $("#wrong-names");
  offered.replaceChildren();
  const same = name("Name or id of what it is", { list: "wrong-names", oninput: async () => {
    const { hits } = await app.source.search(same.value, MOST_OFFERED);
    offered.replaceChildren(...hits.filter((hit) => hit.id.startsWith("artifact/") && hit.id !== thing.id).map((hit) => el("option", { value: hit.id, label: hit.label })));
  } });
  return [
    reject,
    choice("role", "The paper relates to it otherwise: it", options(roles, link.predicate, "The right role")),
    choice("retype", "It is another kind of thing: a", options(types, link.type ?? thing.kind, "The right type")),
    choice("same", "It is the same as", same),
    choice("different", "It is something else, called", name("Its own name")),
  ];
}

/** The dialogs: one asks what is wrong, one lists the lines. @param {App} app */
export function mountWrong(app) {
  const { corrections } = app;
  const { kept } = corrections;
  const { dialog, body } = drawer("What is wrong?", { id: "wrong" });
  const gathered = mountGathered(app);
  dialog.append(el("datalist", { id: "wrong-names" }));
  const who = el("input", { type: "text", maxlength: 100, required: true, autocomplete: "name", id: "wrong-who" });

  corrections.ask = (doubted) => {
    const { paper, thing, link, sentences } = doubted;
    const said = statusLine();
    const all = choices(app, doubted);
    const rows = all.map(({ action, words, field }, place) => {
      const radio = el("input", { type: "radio", name: "wrong-action", value: action, checked: place === 0, id: `wrong-${action}` });
      field?.addEventListener("focusin", () => (radio.checked = true));
      return el("div", { class: "choice" }, radio, el("label", { for: radio.id, text: words }), field);
    });
    const everywhere = el("input", { type: "checkbox", id: "wrong-everywhere" });
    const note = el("input", { type: "text", maxlength: 1000, id: "wrong-note" });
    who.value ||= kept.items.at(-1)?.who ?? "";
    const line = () => {
      const { action, field } = all[rows.findIndex((row) => row.querySelector("input[type=radio]")?.checked)];
      const value = field?.value ?? "";
      return soundCorrection({ action, subject: everywhere.checked ? "*" : paper.id, object: thing.id, value, who: who.value, when: today(), note: note.value });
    };
    const add = async (/** @type {Event} */ event) => {
      event.preventDefault();
      const made = line();
      if (!made) return (said.textContent = "Say what it is, and who you are");
      if (isCircular(kept.items, made)) return (said.textContent = "This says that it is the same as itself, by this line or with those that are gathered");
      let words = "";
      try {
        words = await corrections.send(made);
      } catch (error) {
        words = `It is only gathered here: ${/** @type {Error} */ (error).message}`;
      }
      kept.set(withLine(kept.items, made));
      dialog.close();
      gathered(words || "The line is gathered. Download the table and build with it.");
    };
    body.replaceChildren(el("form", { onsubmit: add },
      el("p", {}, el("bdi", { text: paper.label }), ` ${roleWords(app.info, link.predicate)} `, el("bdi", { class: "strong", text: thing.label })),
      ...sentences.slice(0, 2).map(sentence),
      el("fieldset", {}, el("legend", { class: "sr", text: "What is wrong" }), ...rows),
      el("p", {}, everywhere, el("label", { for: everywhere.id, text: " In all papers, not only in this one" })),
      el("p", { class: "field" }, el("label", { for: who.id, text: "Your name" }), who),
      el("p", { class: "field" }, el("label", { for: note.id, text: "Why (may stay empty)" }), note),
      el("div", { class: "actions" }, el("button", { type: "submit", text: corrections.review ? "Write the line" : "Add the line" })),
      said));
    dialog.showModal();
  };
}

/** The lines that were gathered, and the button that shows them. @param {App} app @returns {(words: string) => void} opens the list */
function mountGathered(app) {
  const { kept } = app.corrections;
  const { dialog, body, title } = drawer("Corrections", { id: "corrections", side: true });
  const said = statusLine();
  const say = (/** @type {string} */ words) => (said.textContent = words);
  const rows = el("ol", { class: "entries" });
  const opener = $("#corrected");
  body.append(el("p", {}, "Save the table and build with it: ", el("code", { text: "paperatlas build … --corrections corrections.tsv" }), ". Where the folder has a table already, add these lines to it."), rows,
    el("div", { class: "actions" },
      el("button", { type: "button", text: "Save corrections.tsv", onclick: () => {
        saveText("corrections.tsv", "text/tab-separated-values", correctionsTable(kept.items));
        say(`Saved ${plural(kept.items.length, "line")}`);
      } }),
      el("button", { type: "button", text: "Copy the table", onclick: () => copyText(correctionsTable(kept.items), say, "Copied", body) }),
      el("button", { type: "button", text: "Remove all", onclick: () => {
        kept.set([]);
        title.focus();
        say("All lines are removed");
      } })), said);
  const name = (/** @type {string} */ id) => app.atlas.nodes.get(id)?.label ?? id;
  const show = () => {
    opener.hidden = !kept.items.length;
    opener.textContent = `Corrections (${count(kept.items.length)})`;
    rows.replaceChildren(...kept.items.map((line, place) => el("li", {}, el("div", { class: "entry" },
      el("p", {}, el("b", { text: `${line.action} ` }), el("bdi", { text: name(line.object) }), line.value ? [" → ", el("bdi", { text: name(line.value) })] : null,
        el("span", { class: "hint" }, " in ", el("bdi", { text: line.subject === "*" ? "all papers" : name(line.subject) }))),
      el("button", { type: "button", "aria-label": `Remove: ${line.action} ${isolated(name(line.object))}`, title: "Remove", onclick: () => {
        kept.set(kept.items.filter((each) => each !== line));
        (rows.children[Math.min(place, rows.children.length - 1)]?.querySelector("button") ?? title).focus();
        say("The line is removed");
      } }, el("span", { "aria-hidden": "true", text: "×" }))))));
  };
  kept.listeners.push(show);
  show();
  const open = (/** @type {string} */ words) => {
    if (!dialog.open) dialog.showModal();
    say(`${words}${kept.lasting ? "" : " This browser keeps the lines only while the page is open."}`);
  };
  opener.addEventListener("click", () => open(""));
  return open;
}
