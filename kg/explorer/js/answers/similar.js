/** In the panel of a paper: the papers most like it, and why. */

import { el } from "../base/dom.js";
import { plural } from "../base/text.js";
import { evidenceOf, linkWords, nameOf } from "./pieces.js";

const MOST_SHARED = 5; // names that say why, the rarest first
const PATIENCE = 200; // milliseconds on a paper before its sentences are asked for: a pointer passes over many

/** A section that fills itself when the answer is there. @param {App} app @param {AtlasNode} paper */
export function similarPapers(app, paper) {
  const host = el("section", { class: "similar" });
  app.source.similar(paper.id).then((found) => {
    if (!found.length) return host.remove();
    host.replaceChildren(el("h3", { text: "Similar papers" }), el("ul", { class: "links" }, ...found.map((each) => similarItem(app, paper, each))));
  }, (error) => host.replaceChildren(el("p", { class: "hint", text: `Similar papers could not be read: ${error.message}` })));
  return host;
}

/** @param {App} app @param {AtlasNode} paper @param {AtlasSimilar} found */
function similarItem(app, paper, { node, shared }) {
  const why = el("div");
  const names = shared.slice(0, MOST_SHARED).map(({ label }) => label).join(", ");
  const rest = shared.length - MOST_SHARED;
  /** @type {Promise<Map<string, AtlasDescribedLink[]>> | undefined} */
  let asked;
  const said = async (/** @type {AtlasNode} */ each) => {
    asked ??= evidenceOf(app, shared, [paper, node]);
    const links = await asked;
    return [paper, node].flatMap((end) => linkWords(app, links.get(`${each.id}\n${end.id}`) ?? []));
  };
  const details = el("details", { ontoggle: async () => {
    if (!details.open || why.childElementCount) return;
    const made = await Promise.all(shared.map(said));
    why.replaceChildren(...shared.flatMap((each, place) => [
      el("div", { class: "link-head" }, nameOf(app, each), el("span", { class: "number", text: `in ${plural(each.papers, "paper")}` })), ...made[place],
    ]));
  } }, el("summary", { text: `both: ${names}${rest > 0 ? ` and ${rest} more` : ""}` }), why);
  const item = el("li", {}, nameOf(app, node), details);
  hovered(item, async () => (details.open ? [] : [el("b", { text: shared[0].label }), ...await said(shared[0])]));
  return item;
}

/** While a mouse rests on an item, what says most of why it is there, below it. @param {HTMLElement} item @param {() => Promise<any[]>} make */
function hovered(item, make) {
  const tip = el("div", { class: "why-tip", role: "tooltip", hidden: true });
  let timer = 0;
  let turn = 0;
  const hide = () => {
    clearTimeout(timer);
    turn += 1;
    tip.hidden = true;
  };
  item.append(tip);
  item.addEventListener("pointerenter", ({ pointerType }) => {
    if (pointerType !== "mouse") return;
    const mine = ++turn;
    timer = window.setTimeout(async () => {
      const content = await make();
      if (mine !== turn || !content.length) return;
      tip.replaceChildren(...content);
      tip.hidden = false;
    }, PATIENCE);
  });
  for (const end of ["pointerleave", "click", "keydown"]) item.addEventListener(end, hide);
}
