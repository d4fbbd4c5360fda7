/** Sentences with their mentions marked, and a paper's text with all its mentions. */

import { el } from "../base/dom.js";
import { isolated } from "../base/text.js";

/** A sentence a link was read from. @param {AtlasSentence} sentence */
export function sentence({ text, marks }) {
  const parts = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start < at) continue; // overlapping mentions: the first one stands
    parts.push(text.slice(at, start), el("mark", { text: text.slice(start, end) }));
    at = end;
  }
  return el("blockquote", { class: "evidence", dir: "auto" }, ...parts, text.slice(at));
}

/**
 * A number from 0 to 1 as a small bar with its figure; what the graph does not state as a fact is marked.
 * @param {number | null} confidence @param {boolean} asserted
 */
export function confidence(confidence, asserted) {
  if (confidence === null) return null;
  const figure = confidence.toFixed(2);
  const title = asserted ? `Confidence ${figure}` : `Confidence ${figure}: too unsure to be stated as a fact`;
  return el("span", { class: asserted ? "confidence" : "confidence unsure", title },
    asserted ? null : el("b", { text: "unsure" }),
    el("i", { style: { width: `${Math.round(confidence * 26)}px` } }), el("span", {}, el("span", { class: "sr", text: "confidence " }), figure));
}

/**
 * A paper's abstract; every mention is a button in the colour of what it names.
 * @param {string} text @param {AtlasMention[]} mentions sorted by start @param {(id: string) => void} open
 */
export function coloured(text, mentions, open) {
  const parts = [];
  let at = 0;
  for (const { start, end, node } of mentions) {
    if (start < at) continue;
    parts.push(text.slice(at, start), el("button", {
      type: "button", class: `mention kind-${node.kind}`, title: `${isolated(node.label)} (${node.kind})`, text: text.slice(start, end), onclick: () => open(node.id),
    }));
    at = end;
  }
  return el("p", { class: "abstract", dir: "auto" }, ...parts, text.slice(at));
}
