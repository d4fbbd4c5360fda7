/**
 * Papers as reference managers keep them. The build has made each entry of BibTeX but for its abstract; an item of CSL-JSON
 * is made of the same entry and the paper's facts, so that both equal `paperatlas export bibtex` and `csl-json`.
 */

import { iri, tidy } from "../base/text.js";

const TEX = /** @type {Record<string, string>} */ ({
  "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
});
const PLAIN = new Map(Object.entries(TEX).map(([sign, command]) => [command, sign]));

/** The papers among some nodes, in the order of the exporter. @param {AtlasNode[]} nodes */
function cited(nodes) {
  return nodes.filter((node) => node.kind === "paper" && node.facts.citation).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @param {AtlasNode[]} nodes papers with their abstracts */
export function toBibtex(nodes) {
  return cited(nodes).map(({ facts: { citation, abstract } }) => {
    const text = tidy(String(abstract ?? "")).replace(/[\\{}$&#%_^~]/g, (sign) => TEX[sign]);
    return text ? citation.replace(/\n\}\n$/, () => `,\n  abstract = {${text}}\n}\n`) : citation;
  }).join("\n");
}

/** @param {AtlasNode[]} nodes papers with their abstracts */
export function toCsl(nodes) {
  return `[${cited(nodes).map((node, place) => `${place ? "," : ""}\n${JSON.stringify(cslItem(node))}`).join("")}\n]\n`;
}

const NAMED = 3; // authors in a line of Markdown

/** A text without what means something to Markdown (CommonMark, section 2.4), on one line. @param {string} text */
function markdown(text) {
  return tidy(text).replace(/[\\`*_{}[\]<>#|~&!]/g, "\\$&");
}

/** A note as lines of a quotation below an item of a list. @param {string} note */
function quotation(note) {
  const lines = note.split(/\r?\n/).map((line) => markdown(line).replace(/^[-+=]|^(\d+)(?=[.)])/, (begin, number) => (number ? `${number}\\` : `\\${begin}`)));
  return note.trim() ? lines.map((line) => `\n   > ${line}`).join("") : "";
}

/**
 * A reading list: each paper with authors, year and address, and the note on it; what the graph does not have by its name alone.
 * @param {AtlasInfo} info @param {{ entry: { id: string, label: string, note: string }, node: AtlasNode | undefined }[]} papers
 */
export function toMarkdown(info, papers) {
  const lines = papers.map(({ entry, node }, place) => {
    const { authors = [], author_count: number = 0, arxiv, doi } = node?.facts ?? {};
    const others = authors.length > NAMED || number > authors.length;
    const names = authors.slice(0, NAMED).map(markdown).join(", ");
    const where = arxiv ? `https://arxiv.org/abs/${arxiv}` : doi ? `https://doi.org/${doi}` : iri(info, entry.id);
    const said = [names && `${names}${others ? " and others" : ""}`, node?.year, `<${encodeURI(where)}>`].filter(Boolean).join(", ");
    return `${place + 1}. **${markdown(node?.label ?? entry.label)}**: ${said}${quotation(entry.note)}`;
  });
  return `# ${markdown(info.title)}: reading list\n\n${lines.join("\n")}\n`;
}

const TYPES = /** @type {Record<string, [string, string]>} */ ({
  article: ["article-journal", "container-title"], inproceedings: ["paper-conference", "container-title"], misc: ["article", "publisher"],
});

/** As `csl_item` in kg/export/citations/csl_citations.py. @param {AtlasNode} node @returns {Record<string, any>} */
function cslItem({ label, year, facts }) {
  const [, entry, key] = /^@(\w+)\{([^,]*)/.exec(facts.citation) ?? ["", "misc", ""];
  const [kind, venue] = TYPES[entry] ?? TYPES.misc;
  const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(String(facts.date || year || ""));
  const text = (/** @type {unknown} */ value) => tidy(String(value ?? ""));
  const words = (facts.keywords ?? []).map(text).filter(Boolean);
  const item = {
    id: key, type: kind, title: text(label), author: authors(facts.citation).map(person),
    issued: date ? { "date-parts": [date.slice(1).filter(Boolean).map(Number)] } : null,
    [venue]: text(facts.venue), genre: entry === "misc" ? "preprint" : "", number: facts.arxiv ? `arXiv:${facts.arxiv}` : "", archive: facts.arxiv ? "arXiv" : "",
    archive_location: facts.arxiv ? text(facts.categories?.[0]) : "", DOI: text(facts.doi), URL: address(facts),
    keyword: words.map((/** @type {string} */ word) => word.replaceAll(",", " ")).join(", "), abstract: text(facts.abstract),
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value && value.length !== 0));
}

/** The value of a field of an entry. @param {string} citation @param {string} field */
function value(citation, field) {
  return new RegExp(`^  ${field} = \\{(.*)\\},?$`, "m").exec(citation)?.[1] ?? "";
}

/** The authors of an entry, without "others"; what is no person's name stands in braces and may hold an "and". @param {string} citation */
function authors(citation) {
  const names = value(citation, "author").matchAll(/(\{(?:[^{}]|\{\})*\}|(?:(?! and ).)+)(?: and |$)/g);
  return [...names].map((found) => found[1]).filter((name) => name !== "others");
}

/** A name of BibTeX in the parts of CSL. @param {string} name */
function person(name) {
  if (name.startsWith("{")) return { literal: untex(name.slice(1, -1)) };
  const parts = untex(name).split(", ");
  const words = parts[0].split(" ");
  const small = (/** @type {string} */ word) => word === word.toLowerCase() && word !== word.toUpperCase();
  const first = words.findIndex((word, place) => !small(word) || place === words.length - 1);
  return Object.fromEntries(Object.entries({
    family: words.slice(first).join(" "), given: parts.at(-1) ?? "", "non-dropping-particle": words.slice(0, first).join(" "), suffix: parts.length > 2 ? parts[1] : "",
  }).filter(([, text]) => text));
}

/** The address of an entry as it was before BibTeX's own signs in it were escaped. @param {Record<string, any>} facts */
function address({ citation, arxiv, doi, urls = [] }) {
  const written = value(citation, "url");
  const escaped = (/** @type {string} */ text) => text.replace(/[{}\\ ]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [`https://arxiv.org/abs/${arxiv}`, `https://doi.org/${tidy(String(doi))}`, ...urls.map((/** @type {any} */ url) => tidy(String(url)))].find((each) => escaped(each) === written) ?? written;
}

/** @param {string} text of LaTeX, as `latex_text` in kg/export/citations/latex_text.py makes it */
function untex(text) {
  return text.replace(/\\text[a-z]+\{\}|\\[$&#%_]/g, (command) => PLAIN.get(command) ?? command);
}
