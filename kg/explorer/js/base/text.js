/** Words: normal forms for search, numbers and plurals for people. */

/**
 * The form in which names are compared: compatibility forms, no accents, lower case.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

// As _INVISIBLE in kg/ground/text.py: what is not seen, and used to hide text.
const INVISIBLE = /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text as it is kept: NFC, without invisible characters, runs of white space as one space. @param {string} text */
export function tidy(text) {
  return text.replace(INVISIBLE, "").normalize("NFC").replace(/[\s\x85]+/g, " ").trim();
}

/** @param {string} text @param {number} length */
export function clip(text, length) {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, ""); // no half of a letter beyond the basic plane
  const space = cut.lastIndexOf(" ");
  return `${(space > length * 0.6 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

const TURNS = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Text that may run from right to left, so wrapped that it turns nothing beside it (Unicode's first strong isolate). @param {string} text */
export function isolated(text) {
  return TURNS.test(text) ? `\u2068${text}\u2069` : text;
}

const FORMAT = new Intl.NumberFormat("en-US");

/** @param {number} number */
export function count(number) {
  return FORMAT.format(number);
}

/** @param {number} number @param {string} singular @param {string} [plural] */
export function plural(number, singular, plural = `${singular}s`) {
  return `${count(number)} ${number === 1 ? singular : plural}`;
}

/** The IRI of a node or link. @param {AtlasInfo} info @param {string} id */
export function iri(info, id) {
  return info.base + id;
}

/** What the links of a role are called, as the source of one reads it or its target. @param {AtlasInfo} info @param {string} role @param {boolean} [forward] */
export function roleWords(info, role, forward = true) {
  const predicate = info.predicates.find((each) => each.name === role);
  return (forward ? predicate?.forward : predicate?.backward) ?? role;
}

/** A figure without its unit: one number or a range, with its bound. @param {AtlasResult} result */
export function valueWords({ bound, low, value }) {
  return [bound, low ? `${low}–${value}` : value].filter(Boolean).join(" ");
}

/** @param {AtlasResult} result */
export function figureWords(result) {
  return [valueWords(result), result.unit].filter(Boolean).join(" ");
}

/** What a figure measures: metric, kind ("gain_absolute": absolute gain), condition. @param {AtlasResult} result */
export function metricWords({ metric, kind, condition }) {
  return [metric, kind === "score" ? "" : kind.split("_").reverse().join(" "), condition].filter(Boolean).join(", ");
}

/** Today, as ISO 8601 writes it. */
export function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** How much there is of a node in the whole graph: the same words wherever it is listed. @param {AtlasNode} node */
export function amount(node) {
  return node.kind === "paper" ? plural(node.degree, "link") : `${plural(node.papers, "paper")}, ${plural(node.degree, "link")}`;
}

/** A number of the whole graph, and how many of it are in view where these are not all. @param {number} whole @param {number} inView */
export function shareOf(whole, inView) {
  return inView === whole ? count(whole) : `${count(inView)} of ${count(whole)}`;
}

/** @type {Map<string, string>} */
const KEYS = new Map();
const MOST_KEYS = 20_000;

/** The form in which names are the same, whatever their case, accents, spaces and dashes. @param {string} name */
export function nameKey(name) {
  let key = KEYS.get(name);
  if (key === undefined) {
    key = fold(name).replace(/[\s\-_\u2010-\u2015]+/g, "");
    if (KEYS.size > MOST_KEYS) KEYS.clear();
    KEYS.set(name, key);
  }
  return key;
}
