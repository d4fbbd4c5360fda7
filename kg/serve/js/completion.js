// What the editor offers: keywords, prefixes, classes, properties, variables of the query, and nodes by their names.
import { pieces } from "./tokens.js";

const KEYWORDS = `ASK BASE BIND CONSTRUCT COUNT DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP BY HAVING LIMIT MINUS NOT
OFFSET OPTIONAL ORDER PREFIX SELECT UNION VALUES WHERE AVG MAX MIN SUM SAMPLE GROUP_CONCAT CONTAINS STRSTARTS LCASE REGEX
LANG STR COALESCE IF DESC ASC AS YEAR`.split(/\s+/);
const MOST = 12;
const known = { terms: [], prefixes: {}, base: "" };
let asked = "";

export function learn(vocabulary) {
  Object.assign(known, vocabulary);
}

// The shortest way to write an IRI in a query.
export function shortName(iri) {
  let best = null;
  for (const [prefix, namespace] of Object.entries(known.prefixes)) {
    if (iri.startsWith(namespace) && (!best || namespace.length > known.prefixes[best].length)) best = prefix;
  }
  const rest = best && iri.slice(known.prefixes[best].length);
  return rest && /^[\p{L}\d_][\p{L}\d_.-]*$/u.test(rest) && !rest.endsWith(".") ? `${best}:${rest}` : `<${iri}>`;
}

// Offers for a word at once; each has the text to put in, a note, and a rank.
export function offersFor(word, text) {
  const typed = word.text.toLowerCase();
  if (word.kind === "variable") {
    const variables = new Set(pieces(text).filter(([kind]) => kind === "variable").map(([, piece]) => piece));
    variables.delete(word.text);
    return [...variables].filter((one) => one.toLowerCase().startsWith(typed)).map((one) => ({ put: one, note: "" }));
  }
  const bare = typed.includes(":") ? typed.slice(typed.indexOf(":") + 1) : typed;
  const terms = known.terms
    .filter((term) => term.name.toLowerCase().startsWith(typed)
      || (word.kind === "keyword" && bare.length > 1 && (term.name.split(":")[1].toLowerCase().startsWith(bare) || term.label.toLowerCase().startsWith(bare))))
    .map((term) => ({ put: term.name, note: `${term.kind}${term.count ? `, ${term.count.toLocaleString("en")}` : ""}`, more: term.comment }));
  if (word.kind !== "keyword") return terms.slice(0, MOST);
  const keywords = KEYWORDS.filter((one) => one.toLowerCase().startsWith(typed) && one.length > typed.length).map((put) => ({ put, note: "" }));
  const prefixes = Object.keys(known.prefixes).filter((one) => one.startsWith(typed)).map((one) => ({ put: `${one}:`, note: known.prefixes[one] }));
  return [...keywords.slice(0, 4), ...terms, ...prefixes].slice(0, MOST);
}

// Nodes whose names hold what is typed; empty where something else has been asked in the meantime.
export async function nodesFor(word) {
  const [prefix, rest] = word.text.includes(":") ? word.text.split(/:(.*)/s) : ["", word.text];
  const kind = { paper: "paper", artifact: "artifact", topic: "topic", organisation: "organisation" }[prefix];
  if (rest.length < 2 || (prefix && !kind)) return [];
  const query = new URLSearchParams({ q: rest, limit: "8", ...(kind ? { kind } : {}) });
  asked = query.toString();
  const mine = asked;
  const response = await fetch(`search?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok || mine !== asked) return [];
  return (await response.json()).results.map((one) => ({ put: shortName(one.iri), note: one.label, more: one.types.join(", ") || one.kind }));
}
