/** Search as you type: a combobox after the ARIA pattern (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). */

import { $, el } from "../base/dom.js";
import { icon } from "../map/marks.js";
import { count, plural } from "../base/text.js";

const MOST_HITS = 12;

/** @param {App} app */
export function mountSearch(app) {
  const [input, list] = [$("#search"), $("#hits")];
  const kinds = new Map(app.info.kinds.map((kind) => [kind.name, kind]));
  /** @type {AtlasNode[]} */
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
  const choose = (/** @type {number} */ row) => {
    const node = hits[row];
    close();
    if (!node) return;
    input.value = "";
    input.blur();
    app.stage.host.focus({ preventScroll: true });
    app.actions.select(node.id, { centre: true });
  };
  const show = (/** @type {{ hits: AtlasNode[], count: number, more: boolean }} */ found, /** @type {string} */ query) => {
    hits = found.hits;
    const items = hits.map((node, row) => el("li", {
      id: `hit-${row}`, role: "option", "aria-selected": "false",
      onmousedown: (/** @type {Event} */ event) => {
        event.preventDefault();
        choose(row);
      },
    }, icon(/** @type {AtlasKind} */ (kinds.get(node.kind))), el("span", { class: "hit-name", text: node.label }),
      el("span", { class: "number", text: `${kinds.get(node.kind)?.singular}, ${plural(node.degree, "link")}` })));
    const more = found.count - hits.length;
    const last = hits.length ? (more > 0 ? `${found.more ? "more than " : ""}${count(more)} more match` : "") : `Nothing is called “${query}”`;
    list.replaceChildren(...items);
    $("#hits-more").textContent = last;
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
    mark(-1);
    app.say(hits.length ? `${plural(found.count, "match", "matches")}. ${hits[0].label} first.` : last);
  };

  input.addEventListener("input", async () => {
    const turn = ++asked;
    const query = input.value.trim();
    $("#hits-more").textContent = "";
    if (!query) return close();
    const found = await app.source.search(query, MOST_HITS);
    if (turn === asked) show(found, query);
  });
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
    close();
    $("#hits-more").textContent = "";
  }, 120));
}
