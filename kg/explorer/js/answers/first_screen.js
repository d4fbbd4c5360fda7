/** What the panel says when nothing is selected: what this is a map of, and questions with the first line of each answer. */

import { el } from "../base/dom.js";
import { count, plural } from "../base/text.js";
import { openAnswer } from "./pieces.js";

/** @param {App} app */
export async function firstScreen(app) {
  const found = await app.source.answer("sight");
  if (!found) return [];
  const { answer: sight, nodes } = found;
  const papers = sight.kinds.paper ?? 0;
  const years = sight.dates ? [...new Set(sight.dates.map((/** @type {string} */ date) => date.slice(0, 4)))].join("\u2013") : "";
  const where = [sight.pages ? `from ${plural(sight.pages, "page")}` : "", years].filter(Boolean).join(", ");
  const others = app.info.kinds.filter(({ name }) => name !== "paper" && sight.kinds[name]).map(({ name, singular, plural: many }) => plural(sight.kinds[name], singular, many.toLowerCase()));
  return [
    el("p", { class: "map-of papers" }, plural(papers, "paper")),
    el("p", { class: "map-of", text: [where, sight.undated ? `${count(sight.undated)} undated (${Math.round((100 * sight.undated) / papers)}\u00a0%)` : ""].filter(Boolean).join(" · ") }),
    el("p", { class: "hint", text: `${[others.join(", "), `${plural(sight.links, "link")}, ${plural(sight.figures, "figure")} read.`].filter(Boolean).join("; ")}` }),
    el("h3", { text: "Ask" }),
    el("ul", { class: "questions" }, ...questions(sight, nodes).map(([answer, question, line]) => el("li", {}, el("button", {
      type: "button", "data-question": answer, onclick: () => openAnswer(app, answer),
    }, el("strong", { text: question }), el("span", { text: line }))))),
  ];
}

/** The same in the view of answers: for a phone, and for when a node is chosen. @param {App} app */
export async function askAnswer(app) {
  return { title: "What can be asked", content: await firstScreen(app) };
}

/** @param {any} sight @param {AtlasNode[]} nodes @returns {[string, string, string][]} the answer's name, the question, the first line of the answer */
function questions({ headlines, dates, undated }, nodes) {
  const name = (/** @type {number} */ place) => nodes[place].label;
  const pair = (/** @type {any[] | null} */ found) => (found ? `${name(found[0])} with ${name(found[1])}, in ${plural(found[2], "paper")}` : "No two in one paper");
  const { rising, halves, together, compared, boards } = headlines;
  return [
    ["rising", "What rises?", rising ? `${name(rising[0])}: ${rising[1]} of ${halves[1]} later papers, ${rising[2]} of ${halves[0]} earlier` : "Too few papers have a date"],
    ["together", "What is used together?", pair(together)],
    ["compared", "Who is compared with whom?", pair(compared)],
    ["new", "What is new?", headlines.new ? `${headlines.new[1]}: ${name(headlines.new[0])}` : "No dated paper introduces anything"],
    ["timeline", "When did the papers come out?", dates ? `${dates[0]} to ${dates[1]}${undated ? `, ${count(undated)} undated` : ""}` : "No paper has a date"],
    ["boards", "Who leads on which benchmark?", boards[0] + boards[2] ? `${plural(boards[0], "figure")} on ${plural(boards[1], "benchmark")} may be ranked, ${count(boards[2])} may not` : "No figures were read"],
  ];
}
