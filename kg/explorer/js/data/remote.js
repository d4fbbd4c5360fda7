/** The data source of the served page: the same calls, answered by the server that sent it. */

const PART = 250; // links or papers of one question about what is taken away; half of what a server answers at most

/** @implements {AtlasSource} */
export class RemoteSource {
  /** @param {string} address where the calls lie, ending in "/" */
  constructor(address) {
    this.address = address;
  }

  /** The server's own page of a node, beside that of the map. @param {string} id @returns {string | null} */
  page(id) {
    return id.split("/").map(encodeURIComponent).join("/");
  }

  /** @param {string} call @param {Record<string, string | number>} [query] @returns {Promise<any>} */
  async ask(call, query = {}) {
    const parts = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const answer = await fetch(`${this.address}${call}?${parts}`);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`the server answered ${answer.status} to “${call}”`);
    return answer.json();
  }

  /** A call with lists of ids, which may be too long for an address. @param {string} call @param {{ ids?: string[], id?: string, held?: string[], links?: string[][] }} given @returns {Promise<any>} */
  async send(call, given) {
    const answer = await fetch(this.address + call, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) });
    if (!answer.ok) throw new Error(`the server answered ${answer.status} to “${call}”`);
    return answer.json();
  }

  overview() {
    return this.ask("overview");
  }

  /** @param {string} query @param {number} limit */
  search(query, limit) {
    return this.ask("search", { q: query, limit });
  }

  /** A server is ready. */
  prepare() {}

  /** @param {string} kind @param {string} name */
  facet(kind, name) {
    return this.ask("facet", { kind, name });
  }

  /** @param {string} id @param {number} limit @param {number} offset */
  async around(id, limit, offset) {
    return (await this.ask("around", { id, limit, offset })) ?? { nodes: [], links: [], total: 0 };
  }

  /** @param {string} from @param {string} to @param {AtlasWeights} by */
  path(from, to, by) {
    return this.ask("path", { from, to, by });
  }

  /** @param {string} id */
  describe(id) {
    return this.ask("describe", { id });
  }

  /** @param {string} id @param {string} predicate @param {boolean} forward @param {number} offset */
  more(id, predicate, forward, offset) {
    return this.ask("links", { id, predicate, forward: String(forward), offset });
  }

  /** @param {string} from @param {string} to */
  between(from, to) {
    return this.ask("between", { from, to });
  }

  /** @param {string} id @param {string[]} held */
  async missing(id, held) {
    return (await this.send("missing", { id, ids: held })).count;
  }

  /** @param {string[]} ids */
  nodes(ids) {
    return this.send("nodes", { ids });
  }

  /** @param {string[]} ids @param {string[]} held */
  linking(ids, held) {
    return this.send("linking", { ids, held });
  }

  /** @param {string} name */
  answer(name) {
    return this.ask("answer", { name });
  }

  /** @param {string[]} ids */
  common(ids) {
    return this.send("common", { ids });
  }

  /** @param {string} id */
  similar(id) {
    return this.ask("similar", { id });
  }

  /** @param {string[]} ones @param {string[]} others */
  evidence(ones, others) {
    return this.send("evidence", { ids: ones, held: others });
  }

  /** @param {AtlasLink[]} links @param {(done: number) => void} told */
  async quotes(links, told) {
    /** @type {Map<string, AtlasQuote[]>} */
    const quotes = new Map();
    for (let from = 0; from < links.length; from += PART) {
      const part = links.slice(from, from + PART);
      const found = await this.send("quotes", { links: part.map(({ source, predicate, target }) => [source, predicate, target]) });
      for (const { id } of part) quotes.set(id, found[id] ?? []);
      told(from + part.length);
    }
    return quotes;
  }

  /** @param {string[]} ids @param {(done: number) => void} told */
  async papers(ids, told) {
    /** @type {AtlasNode[]} */
    const papers = [];
    for (let from = 0; from < ids.length; from += PART) {
      papers.push(...await this.send("papers", { ids: ids.slice(from, from + PART) }));
      told(Math.min(ids.length, from + PART));
    }
    return papers;
  }
}
