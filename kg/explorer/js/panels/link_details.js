/** What is known of a chosen link: its two ends, and each role between them with its confidence and its sentences. */

import { el } from "../base/dom.js";
import { clip, roleWords } from "../base/text.js";
import { roleIcon } from "../map/paint/link_marks.js";
import { confidence, sentence } from "./evidence.js";

const LONGEST = 160; // letters of each name in the heading; both stand whole below

/**
 * @param {App} app @param {AtlasLink} link @param {(node: AtlasNode) => HTMLElement} name
 * @returns {Promise<HTMLElement[]>}
 */
export async function linkDetails(app, link, name) {
  const [source, target] = [link.source, link.target].map((id) => /** @type {AtlasNode} */ (app.atlas.node(id)));
  const links = await app.source.between(link.source, link.target);
  links.sort((a, b) => Number(b.link.id === link.id) - Number(a.link.id === link.id));
  const rows = links.map((each) => {
    const [from, to] = each.forward ? [source, target] : [target, source];
    return el("section", { class: "link-of", "data-link": each.link.id },
      el("div", { class: "link-head" }, el("h3", {}, roleIcon(app.info, each.link.predicate), ` ${roleWords(app.info, each.link.predicate)}`), confidence(each.link.confidence, each.link.asserted)),
      el("div", { class: "link-ends" }, name(from), name(to)),
      ...each.sentences.map(sentence),
      each.sentences.length ? null : el("p", { class: "hint", text: "No sentence: this was read from a catalogue or a list." }),
      app.corrections.button(each.forward ? source : target, each));
  });
  return [
    el("p", { class: "kicker" }, el("span", { text: "link" })),
    el("h2", { id: "details-title", tabindex: "-1", "data-link": link.id }, el("bdi", { text: clip(source.label, LONGEST) }), " → ", el("bdi", { text: clip(target.label, LONGEST) })),
    ...rows,
  ];
}
