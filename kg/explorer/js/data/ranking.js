/**
 * Which nodes answer to some words, how well, and what of them matched: kg/catalogue/search_tiers.py, which explains
 * the tiers, for a page that holds its data itself. Where one changes so does the other; a test runs one table of cases
 * through both.
 */

const TIER = { NAME: 1, ALIAS: 2, BEGINNING: 3, WORD: 4, IDENTIFIER: 5, PEOPLE: 6, INSIDE: 7, TYPO: 8, TYPOS: 9, TEXT: 10 };
const ASCII = /^[\x00-\x7f]*$/;
const WORD = /[\p{L}\p{N}+#]+/gu;
const MOST_WORDS = 12; // of a query
const [BEFORE, AFTER] = [60, 90]; // characters of an abstract around the first word found
const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");
const [ALPHA, OMICRON] = [0x3b1, 14];
const PATHS = /** @type {Record<string, string>} */ ({ organisation: "org" });
const KINDS = /^(artifact|author|category|organisation|paper|topic|venue):(.+)$/;
const ARXIV = /^(?:arxiv:|https?:\/\/(?:www\.|export\.)?arxiv\.org\/(?:abs|pdf)\/)?(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?\/?$/i;
const DOI = /^(?:doi:|https?:\/\/(?:dx\.)?doi\.org\/)?(10\.\d{4,9}\/\S+)$/i;

/** A word as it is compared: compatibility forms, no accents, lower case, Greek letters by name. @param {string} word */
function folded(word) {
  if (ASCII.test(word)) return word.toLowerCase();
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
  const named = plain.replace(/[α-ω]/g, (letter) => {
    const at = letter.charCodeAt(0) - ALPHA;
    return at === OMICRON ? letter : GREEK[at];
  });
  return (named.match(WORD) ?? []).join("");
}

/** The words of a text as they are compared. @param {string} text @returns {string[]} */
function searchWords(text) {
  if (ASCII.test(text)) return text.toLowerCase().match(/[a-z0-9+#]+/g) ?? [];
  return (text.normalize("NFKC").match(WORD) ?? []).map(folded).filter(Boolean);
}

/** @typedef {{ words: string[], whole: string, forms: Set<string>, numbers: Set<string> }} Query */

/** What was typed in the forms that are compared. @param {string} text @param {string} base the base IRI @returns {Query} */
function searchQuery(text, base) {
  const typed = text.trim().replace(/^</, "").replace(/>$/, "");
  const words = searchWords(typed).slice(0, MOST_WORDS);
  const whole = words.join("");
  const prefixed = KINDS.exec(typed);
  const local = base && typed.startsWith(base) ? typed.slice(base.length) : prefixed ? `${PATHS[prefixed[1]] ?? prefixed[1]}/${prefixed[2]}` : typed;
  const ids = [typed, local, ARXIV.exec(typed)?.[1] ?? "", DOI.exec(typed)?.[1] ?? ""];
  const forms = new Set(ids.map((each) => searchWords(each).join("")).filter(Boolean));
  const numbers = new Set([`${whole}s`, ...(whole.endsWith("s") && whole.length >= 4 ? [whole.slice(0, -1)] : [])]);
  return { words, whole, forms, numbers };
}

/** @param {AtlasNode} node @returns {[string, string][]} fields of people and places, with their names */
function peopleOf({ facts }) {
  const listed = (/** @type {any} */ value) => (Array.isArray(value) ? value : [value]).filter(Boolean).map(String);
  const fields = [["author", facts.authors], ["organisation", facts.organisation], ["venue", facts.venue], ["category", facts.categories]];
  return fields.flatMap(([field, value]) => listed(value).map((name) => /** @type {[string, string]} */ ([field, name])));
}

/** A node's texts, folded once: for many queries. */
class SearchedNode {
  /** @param {AtlasNode} node */
  constructor(node) {
    const { aliases = [], alt_labels = [], former = [], arxiv, doi, hub_id, abstract = "" } = node.facts;
    const own = (node.kind === "paper" ? [arxiv, doi] : [hub_id]).filter(Boolean).map(String);
    const end = (/** @type {string} */ id) => id.slice(id.lastIndexOf("/") + 1);
    const worded = (/** @type {any} */ text) => ({ text: String(text), words: searchWords(String(text)) });
    this.node = node;
    this.names = [node.label, ...aliases, ...alt_labels].map(worded).map((each) => ({ ...each, whole: each.words.join("") }));
    this.identifiers = [...own, ...former.map(end)].map((text) => ({ text, whole: searchWords(text).join("") }));
    this.ids = [node.id, end(node.id)].map((text) => ({ text, whole: searchWords(text).join("") }));
    this.people = peopleOf(node).map(([field, text]) => ({ field, ...worded(text) }));
    this.abstract = abstract;
    /** the words of all texts, each after a space: where a word begins is found by looking for a space and it */
    this.known = ` ${[...this.names, ...this.people].flatMap(({ words }) => words).join(" ")}`;
    this.body = ` ${searchWords(abstract).join(" ")}`;
  }

  /** How the node answers, or null. @param {Query} query @param {boolean} typos nothing better was found, so forgive some @returns {{ tier: number, matched: AtlasMatched | null } | null} */
  match(query, typos) {
    const { words, whole } = query;
    const named = this.matchOfNames(query);
    if (named && named.tier <= TIER.WORD) return named;
    const identifier = this.identifiers.find((each) => each.whole.startsWith(whole));
    if (identifier) return { tier: TIER.IDENTIFIER, matched: { field: "identifier", pieces: [[identifier.text, false]] } };
    const person = this.people.find((each) => beginWords(words, each.words));
    if (person) return { tier: TIER.PEOPLE, matched: { field: person.field, pieces: [[person.text, false]] } };
    return named ?? (typos ? this.typo(query) : null) ?? this.matchOfText(words);
  }

  /** @param {Query} query @returns {{ tier: number, matched: AtlasMatched | null } | null} */
  matchOfNames(query) {
    /** @type {{ tier: number, matched: AtlasMatched | null } | null} */
    let best = null;
    for (const [place, { text, words, whole }] of this.names.entries()) {
      const tier = query.forms.has(whole) ? (place ? TIER.ALIAS : TIER.NAME)
        : query.numbers.has(whole) ? TIER.ALIAS
          : whole.startsWith(query.whole) ? TIER.BEGINNING
            : beginWords(query.words, words) ? TIER.WORD
              : query.whole.length >= 3 && whole.includes(query.whole) ? TIER.INSIDE : 0;
      if (tier && (!best || tier < best.tier)) best = { tier, matched: place ? { field: "alias", pieces: [[text, false]] } : null };
    }
    if (best?.tier === TIER.NAME) return best;
    const identifier = [...this.ids, ...this.identifiers].find((each) => query.forms.has(each.whole));
    return identifier ? { tier: TIER.NAME, matched: { field: "identifier", pieces: [[identifier.text, false]] } } : best;
  }

  /** @param {Query} query @returns {{ tier: number, matched: AtlasMatched | null } | null} */
  typo(query) {
    const whole = this.names.find((name) => isTypo(query.whole, name.whole));
    const near = whole ?? this.names.find((name) => query.words.every((typed) => name.words.some((word) => word.startsWith(typed) || isTypo(typed, word))));
    return near ? { tier: whole ? TIER.TYPO : TIER.TYPOS, matched: { field: "typo", pieces: [[near.text, false]] } } : null;
  }

  /** @param {string[]} typed @returns {{ tier: number, matched: AtlasMatched } | null} */
  matchOfText(typed) {
    const left = typed.filter((word) => !this.known.includes(` ${word}`));
    if (!left.every((word) => this.body.includes(` ${word}`))) return null;
    return { tier: TIER.TEXT, matched: left.length ? { field: "abstract", pieces: [] } : { field: "several", pieces: [] } };
  }

  /** What matched, with the pieces of an abstract, which are made only of what is shown. @param {Query} query @param {AtlasMatched | null} matched @returns {AtlasMatched | null} */
  told({ words }, matched) {
    if (matched?.field !== "abstract") return matched;
    return { field: "abstract", pieces: markedPieces(this.abstract, words.filter((word) => !this.known.includes(` ${word}`))) };
  }
}

/** @param {string[]} typed @param {string[]} words */
function beginWords(typed, words) {
  return typed.every((each) => words.some((word) => word.startsWith(each)));
}

/** Whether a word may have been meant by what was typed. @param {string} typed @param {string} word */
function isTypo(typed, word) {
  const most = /^\d+$/.test(typed) ? 0 : Number(typed.length >= 4) + Number(typed.length >= 8);
  if (!most || Math.abs(typed.length - word.length) > most || typed === word) return false;
  if (figures(typed) !== figures(word)) return false;
  return edits(typed, word, most) <= most;
}

/** @param {string} word */
function figures(word) {
  return /\d/.test(word) ? word.replace(/\D+/g, "") : "";
}

/** Letters to change, add, leave out or swap with their neighbours; what is beyond `most` is not exact. @param {string} one @param {string} other @param {number} most */
function edits(one, other, most) {
  /** @type {number[]} */
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let place = 1; place <= one.length; place++) {
    const earlier = before;
    before = row;
    row = [place];
    for (let at = 1; at <= other.length; at++) {
      let cost = Math.min(before[at] + 1, row[at - 1] + 1, before[at - 1] + Number(one[place - 1] !== other[at - 1]));
      if (place > 1 && at > 1 && one[place - 1] === other[at - 2] && one[place - 2] === other[at - 1]) cost = Math.min(cost, earlier[at - 2] + 1);
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
  }
  return row[other.length];
}

/** A text cut around the first word that begins as one typed, with all such words marked. @param {string} text @param {string[]} typed @returns {[string, boolean][]} */
function markedPieces(text, typed) {
  const places = [...text.matchAll(WORD)].filter(([word]) => typed.some((each) => searchWords(word).join("").startsWith(each)))
    .map(({ index, 0: word }) => [index, index + word.length]);
  if (!places.length) return [];
  const [[start, end]] = places;
  let first = Math.max(0, start - BEFORE);
  if (first) first = text.slice(0, start).indexOf(" ", first) + 1;
  let last = Math.min(text.length, end + AFTER);
  if (last < text.length) last = Math.max(text.slice(0, last).lastIndexOf(" "), end);
  /** @type {[string, boolean][]} */
  const pieces = [];
  let [at, lead] = [first, first ? "…" : ""];
  for (const [from, to] of places.filter((place) => place[1] <= last)) {
    if (lead || from > at) pieces.push([lead + text.slice(at, from), false]);
    pieces.push([text.slice(from, to), true]);
    [at, lead] = [to, ""];
  }
  if (at < last || last < text.length) pieces.push([text.slice(at, last) + (last < text.length ? "…" : ""), false]);
  return pieces;
}

/** All that a page can be searched for. It is made in pieces while the page is idle, or at once when first asked. */
export class SearchIndex {
  /** @param {AtlasNode[]} nodes @param {string} base */
  constructor(nodes, base) {
    this.base = base;
    // As a server ranks them: the more linked first, then ids in their order.
    this.left = [...nodes].sort((a, b) => a.degree - b.degree || (a.id < b.id ? 1 : -1));
    /** @type {SearchedNode[]} */
    this.made = [];
    /** @type {{ facet: AtlasFacet, words: string[] }[] | null} */
    this.named = null;
    /** @type {Map<string, string[]>} ids of papers by the key of an author, venue or category */
    this.papers = new Map();
  }

  /** Makes what is left until a moment has come. @param {() => boolean} enough */
  make(enough) {
    while (this.left.length && !enough()) this.made.push(new SearchedNode(/** @type {AtlasNode} */ (this.left.pop())));
    return !this.left.length;
  }

  /** @param {string} text @param {number} limit */
  search(text, limit) {
    this.make(() => false);
    const query = searchQuery(text, this.base);
    if (!query.words.length) return { hits: [], matched: [], facets: [], count: 0, more: false };
    const found = this.matches(query, false);
    const better = found.some(({ tier }) => tier <= TIER.INSIDE);
    const all = better ? found : this.matches(query, true);
    all.sort((a, b) => a.tier - b.tier || a.place - b.place);
    const shown = all.slice(0, limit);
    return { hits: shown.map((each) => each.node), matched: shown.map((each) => each.searched.told(query, each.matched)), facets: this.facets(query), count: all.length, more: false };
  }

  /** @param {Query} query @param {boolean} typos */
  matches(query, typos) {
    return this.made.flatMap((each, place) => {
      const match = each.match(query, typos);
      return match ? [{ ...match, place, node: each.node, searched: each }] : [];
    });
  }

  /** The first few authors, venues and categories with the words. @param {Query} query @returns {AtlasFacet[]} */
  facets({ words }) {
    this.named ??= this.makeFacets();
    return this.named.filter((each) => beginWords(words, each.words)).slice(0, 3).map(({ facet }) => facet);
  }

  makeFacets() {
    for (const { node } of this.made) {
      if (node.kind !== "paper") continue;
      for (const key of new Set(peopleOf(node).filter(([kind]) => kind !== "organisation").map((each) => each.join("\n")))) {
        if (!this.papers.has(key)) this.papers.set(key, []);
        this.papers.get(key)?.push(node.id);
      }
    }
    const all = [...this.papers].map(([key, ids]) => ({ kind: key.slice(0, key.indexOf("\n")), name: key.slice(key.indexOf("\n") + 1), papers: ids.length }));
    const order = (/** @type {string} */ a, /** @type {string} */ b) => (a < b ? -1 : Number(a > b));
    all.sort((a, b) => b.papers - a.papers || order(a.kind, b.kind) || order(a.name, b.name));
    return all.map((facet) => ({ facet, words: searchWords(facet.name) }));
  }

  /** The ids of the papers of an author, venue or category. @param {string} kind @param {string} name */
  facet(kind, name) {
    this.make(() => false);
    this.named ??= this.makeFacets();
    return this.papers.get(`${kind}\n${name}`) ?? [];
  }
}
