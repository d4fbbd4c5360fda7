/** Search as you type: a combobox after the ARIA pattern (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). */

import { $, el } from "../base/dom.js";
import { icon, kindOf } from "../map/paint/marks.js";
import { onceEach } from "./namesakes.js";
import { amount, count, isolated, plural } from "../base/text.js";

const MOST_HITS = 12;
/** Fields of what matched, as they are said. @type {Record<string, string>} */
const FIELDS = {
  alias: "also called", identifier: "id", author: "author", organisation: "organisation", venue: "venue", category: "category",
  typo: "did you mean", abstract: "abstract", several: "the words stand in several places",
};
const PEOPLE = ["author", "venue", "category"];

/** @typedef {{ node: AtlasNode, matched: AtlasMatched | null, also: string } | { facet: AtlasFacet }} Hit */

/** The search of the top bar; what it returns asks again for what is typed. @param {App} app */
export function mountSearch(app) {
  const [input, list] = [$("#search"), $("#hits")];
  /** @type {Hit[]} */
  let hits = [];
  let current = -1;
  let asked = 0;

  const close = () => {
    list.replaceChildren();
    list.hidden = true;
    hits = [];
    mark(-1);
    input.setAttribute("aria-expanded", "false");
  };
  const mark = (/** @type {number} */ row) => {
    current = row;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === row)));
    if (row >= 0) {
      input.setAttribute("aria-activedescendant", `hit-${row}`);
      list.children[row].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const choose = async (/** @type {number} */ row) => {
    const hit = hits[row];
    close();
    if (!hit) return;
    input.value = "";
    input.blur();
    app.stage.host.focus({ preventScroll: true });
    if ("node" in hit) app.actions.select(hit.node.id, { centre: true });
    else app.actions.showThese(await app.source.facet(hit.facet.kind, hit.facet.name));
  };
  const words = (/** @type {Hit} */ hit) => {
    if ("facet" in hit) {
      const { kind, name, papers } = hit.facet;
      return [el("span", { class: "mark", "aria-hidden": "true" }), el("bdi", { class: "hit-name", text: name }), el("span", { class: "number", text: `${kind}, ${plural(papers, "paper")}` })];
    }
    const { node, matched, also } = hit;
    const kind = kindOf(app.info, node);
    const same = matched?.field === "typo" && matched.pieces[0]?.[0] === node.label;
    const why = same ? el("span", { class: "hit-why", text: "did you mean this?" }) : matched && el("span", { class: "hit-why" }, `${FIELDS[matched.field] ?? matched.field}${matched.pieces.length ? ": " : ""}`,
      el("bdi", {}, ...matched.pieces.map(([text, marked]) => (marked ? el("mark", { text }) : text))));
    return [icon(kind), el("bdi", { class: "hit-name", text: node.label }), el("span", { class: "number", text: `${kind.singular}, ${amount(node)}${also}` }), why];
  };
  const show = (/** @type {AtlasFound} */ found, /** @type {string} */ query) => {
    const once = onceEach(app, found.hits);
    const nodes = found.hits.map((node, row) => ({ node, matched: found.matched[row], also: once.get(node) ?? "" })).filter(({ node }) => once.has(node));
    const facets = found.facets.map((facet) => ({ facet }));
    const byPeople = PEOPLE.includes(found.matched[0]?.field ?? "");
    hits = byPeople ? [...facets, ...nodes] : [...nodes, ...facets];
    list.replaceChildren(...hits.map((hit, row) => el("li", {
      id: `hit-${row}`, role: "option", "aria-selected": "false",
      onmousedown: (/** @type {Event} */ event) => {
        event.preventDefault();
        choose(row);
      },
    }, ...words(hit))));
    const more = found.count - found.hits.length;
    const last = hits.length ? (more > 0 ? `${found.more ? "more than " : ""}${count(more)} more match` : "") : `Nothing is called “${query}”`;
    $("#hits-more").textContent = last;
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    mark(-1);
    const [first] = hits;
    const guess = "node" in (first ?? {}) && found.matched[0]?.field === "typo" ? `Nothing is called so; did you mean ${isolated(found.hits[0].label)}?` : "";
    app.say(guess || (first ? `${plural(found.count, "match", "matches")}. ${isolated("node" in first ? first.node.label : first.facet.name)} first.` : last));
  };

  input.addEventListener("focus", () => app.source.prepare());
  const ask = async () => {
    const turn = ++asked;
    const query = input.value.trim();
    $("#hits-more").textContent = "";
    if (!query) return close();
    try {
      const found = await app.source.search(query, MOST_HITS);
      if (turn === asked) show(found, query);
    } catch (error) {
      if (turn !== asked) return;
      close();
      $("#hits-more").textContent = "no answer";
      throw error;
    }
  };
  input.addEventListener("input", ask);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) mark((current + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(Math.max(0, current));
    } else if (event.key === "Escape") {
      if (hits.length) close();
      else app.stage.host.focus();
      input.value = "";
      $("#hits-more").textContent = "";
      event.stopPropagation();
    }
  });
  input.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement === input) return; // it came back at once
    close();
    $("#hits-more").textContent = "";
  }, 120));
  return () => {
    if (input.value.trim()) input.focus();
    return ask();
  };
}
