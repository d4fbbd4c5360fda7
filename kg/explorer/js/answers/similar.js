/** In the panel of a paper: the papers most like it, and why. */

import { el } from "../base/dom.js";
import { evidenceOf, linkWords, nameOf } from "./pieces.js";

const MOST_SHARED = 5; // names that say why, the rarest first

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
  const details = el("details", { ontoggle: async () => {
    if (!details.open || why.childElementCount) return;
    const links = await evidenceOf(app, shared, [paper, node]);
    why.replaceChildren(...shared.flatMap((each) => [
      el("div", { class: "link-head" }, nameOf(app, each), el("span", { class: "number", text: `in ${each.papers} papers` })),
      ...[paper, node].flatMap((end) => linkWords(app, links.get(`${each.id}\n${end.id}`) ?? [])),
    ]));
  } }, el("summary", { text: `both: ${names}${rest > 0 ? ` and ${rest} more` : ""}` }), why);
  return el("li", {}, nameOf(app, node), details);
}
