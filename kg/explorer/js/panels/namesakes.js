/** Names that two nodes have: a method that is a topic, too, or a name that stands twice in the graph. */

import { el } from "../base/dom.js";
import { nameKey } from "../base/text.js";
import { kindOf } from "../map/paint/marks.js";

const MOST = 12; // hits in which others of the name are looked for: they are the first

/**
 * A line that leads to the other nodes of a name; it is filled when they are found, and stays hidden without any.
 * @param {App} app @param {AtlasNode} node @param {(node: AtlasNode) => HTMLElement} name
 */
export function namesakes(app, node, name) {
  const line = el("p", { class: "hint", id: "namesakes", hidden: true });
  app.source.search(node.label, MOST).then(({ hits }) => {
    const others = hits.filter((each) => each.id !== node.id && nameKey(each.label) === nameKey(node.label));
    line.hidden = !others.length;
    line.replaceChildren(...others.flatMap((each, place) => [
      `${place ? "; also" : "Also"} ${article(kindOf(app.info, each).singular)} of the same name: `, name(each),
    ]));
  });
  return line;
}

/**
 * Nodes of which each name stands once, the first of it, with words on what else is called so. Papers stay: titles are shared by
 * different works.
 * @param {App} app @param {AtlasNode[]} nodes @returns {Map<AtlasNode, string>}
 */
export function onceEach(app, nodes) {
  /** @type {Map<AtlasNode, string>} */
  const kept = new Map();
  for (const node of nodes) {
    const first = node.kind === "paper" ? undefined : [...kept.keys()].find((each) => each.kind !== "paper" && nameKey(each.label) === nameKey(node.label));
    if (first) kept.set(first, `${kept.get(first)}; also ${article(kindOf(app.info, node).singular)}`);
    else kept.set(node, "");
  }
  return kept;
}


/** @param {string} noun */
const article = (noun) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
