/** The view as text that other programs read: node-link JSON, CSV of the links, Turtle. */

import { iri } from "../base/text.js";

/** @typedef {Map<string, AtlasQuote[]>} Quotes by the ids of their links */

/** As `networkx.node_link_graph` reads it. @param {AtlasView} view @param {AtlasInfo} info @param {Quotes} quotes @param {Map<string, string>} abstracts */
export function toJson(view, info, quotes, abstracts) {
  const labels = new Map(view.nodes.map((node) => [node.id, node.label]));
  const nodes = view.nodes.map(({ id, label, kind, degree, year, region, x, y, facts: { citation, ...facts } }) => ({
    ...facts, abstract: abstracts.get(id), id, label, kind, year, links_in_graph: degree, region: info.regions[region] ?? null, x, y,
  }));
  const edges = view.links.map(({ id, source, target, predicate, confidence, asserted, type }) => ({
    source, target, key: id, source_label: labels.get(source), predicate, target_label: labels.get(target), confidence, asserted, type, evidence: quotes.get(id) ?? [],
  }));
  return JSON.stringify({ directed: true, multigraph: true, graph: { name: info.title }, nodes, edges }, null, 1);
}

const LINK_COLUMNS = [
  "source", "source_label", "source_kind", "predicate", "target", "target_label", "target_kind", "confidence", "asserted", "type", "link",
  "field", "start", "end", "words", "quote",
];

/** The links as rows, one for each piece of evidence, or one without. @param {AtlasView} view @param {Quotes} quotes */
export function toCsv(view, quotes) {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  return csvTable(LINK_COLUMNS, view.links.flatMap((link) => {
    const [source, target] = [nodes.get(link.source), nodes.get(link.target)];
    const own = [link.source, source?.label, source?.kind, link.predicate, link.target, target?.label, target?.kind, link.confidence, link.asserted, link.type, link.id];
    const pieces = quotes.get(link.id)?.length ? quotes.get(link.id) : [null];
    return (pieces ?? []).map((piece) => [...own, piece?.field, piece?.start, piece?.end, piece?.words, piece?.quote]);
  }));
}

/**
 * A table as CSV (RFC 4180). A byte order mark stands in front, without which Excel reads no letter beyond ASCII.
 * @param {string[]} head @param {unknown[][]} rows
 */
export function csvTable(head, rows) {
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula, as `cell` in kg/export/csv_tables.py. @param {unknown} value */
function cell(value) {
  const text = String(value ?? "");
  const formula = typeof value === "string" && /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  const safe = formula ? `'${text}` : text;
  return /[",\r\n]|^'|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** What a node is and is called, in the terms of the build's own graph.ttl. @param {AtlasNode} node @returns {string[]} */
function statements(node) {
  const name = literal(node.label);
  if (node.kind === "paper") {
    return ["a schema:ScholarlyArticle, fabio:ResearchPaper", `rdfs:label ${name}`, `dcterms:title ${name}`, ...issued(node)];
  }
  if (node.kind === "topic") return ["a skos:Concept", `rdfs:label ${name}@en`, `skos:prefLabel ${name}@en`];
  if (node.kind === "organisation") return ["a schema:Organization", `rdfs:label ${name}`];
  const types = [node.kind, ...(node.facts.types ?? [])].filter((type) => /^[a-z]+$/.test(type));
  const classes = [...new Set(types)].map((type) => `kg:${type[0].toUpperCase()}${type.slice(1)}`);
  return [`a kg:Artifact, ${classes.join(", ")}`, `rdfs:label ${name}`, ...issued(node)];
}

/** @param {AtlasNode} node */
function issued(node) {
  const date = String(node.facts.date ?? node.year ?? "");
  const type = [/^\d{4}$/, /^\d{4}-\d\d$/, /^\d{4}-\d\d-\d\d$/].findIndex((form) => form.test(date));
  return type < 0 ? [] : [`dcterms:issued "${date}"^^xsd:${["gYear", "gYearMonth", "date"][type]}`];
}

/** The nodes and the plain triples of asserted links in view: a part of the build's graph.ttl. @param {AtlasView} view @param {AtlasInfo} info */
export function toTurtle(view, info) {
  const name = (/** @type {string} */ id) => `<${iri(info, id).replace(/[\x00-\x20<>"{}|^`\\]/g, encodeURIComponent)}>`;
  const predicate = (/** @type {string} */ each) => (each === "broader" ? "skos:broader" : `kg:${each.replace(/[^A-Za-z0-9]/g, "")}`);
  /** @type {Map<string, Set<string>>} */
  const links = new Map();
  for (const link of view.links.filter((each) => each.asserted)) {
    if (!links.has(link.source)) links.set(link.source, new Set());
    links.get(link.source)?.add(`${predicate(link.predicate)} ${name(link.target)}`);
  }
  const head = [
    `@prefix kg: <${info.base}ontology#> .`, "@prefix dcterms: <http://purl.org/dc/terms/> .", "@prefix fabio: <http://purl.org/spar/fabio/> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
    "@prefix schema: <https://schema.org/> .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", "",
  ];
  const blocks = [...view.nodes].sort((a, b) => (a.id < b.id ? -1 : 1)).map((node) => {
    return `${name(node.id)} ${[...statements(node), ...[...(links.get(node.id) ?? [])].sort()].join(" ;\n    ")} .`;
  });
  return `${[...head, ...blocks].join("\n")}\n`;
}

/** A string literal (Turtle, section 6.4). @param {string} text */
function literal(text) {
  const escaped = text.replace(/[\x00-\x1f"\\\x7f]/g, (sign) =>
    ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" })[sign] ?? `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
