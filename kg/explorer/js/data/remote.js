/** The data source of the served page: the same calls, answered by the server that sent it. */

const PART = 250; // links or papers of one question about what is taken away; half of what a server answers at most

/** Why a call has no answer, in words for people, and what to do about it. */
export class Unanswered extends Error {
  /** @param {"gone" | "rebuilt" | "failed" | "refused"} why @param {string} problem @param {string} remedy */
  constructor(why, problem, remedy) {
    super(`${problem}. ${remedy}`);
    this.why = why;
    this.problem = problem;
    this.remedy = remedy;
  }
}

const GONE = "It may have stopped: start it again (paperatlas serve), then try again";
const ANEW = "What is shown is of the build before; load the page anew, which keeps what you have chosen";

/** @implements {AtlasSource} */
export class RemoteSource {
  /** @param {string} address where the calls lie, ending in "/" */
  constructor(address) {
    this.address = address;
    /** the build that the page is of, as the server's first answer names it */
    this.build = "";
    /** @type {Unanswered | null} what keeps the page from its answers at the moment */
    this.trouble = null;
    /** @type {(trouble: Unanswered | null) => void} hears of it, and of its end */
    this.told = () => {};
  }

  /** The server's own page of a node, beside that of the map. @param {string} id @returns {string | null} */
  page(id) {
    return id.split("/").map(encodeURIComponent).join("/");
  }

  /** Notes what keeps the page from its answers, or that nothing does. @param {Unanswered | null} trouble */
  tell(trouble) {
    if (!trouble && !this.trouble) return;
    this.trouble = trouble;
    this.told(trouble);
  }

  /**
   * The answer to a call; null where the graph does not have what was asked for. Answers of another build than the page's
   * are never taken: nodes and links of two graphs do not belong together.
   * @param {string} call @param {RequestInit} options @returns {Promise<any>}
   */
  async reach(call, options = {}) {
    if (this.trouble?.why === "rebuilt") throw this.trouble;
    try {
      const found = await this.answered(await fetch(this.address + call, options), call.split("?")[0]);
      this.tell(null);
      return found;
    } catch (error) {
      const trouble = error instanceof Unanswered ? error : new Unanswered("gone", "The server does not answer", GONE);
      if (trouble.why !== "refused") this.tell(trouble);
      throw trouble;
    }
  }

  /** @param {Response} answer @param {string} call @returns {Promise<any>} */
  async answered(answer, call) {
    const build = answer.headers.get("PaperAtlas-Build") ?? "";
    this.build ||= build;
    if (build && build !== this.build) throw new Unanswered("rebuilt", "This graph has been built anew since the page was loaded", ANEW);
    if (answer.ok) return answer.json();
    if (answer.status === 404 && build) return null;
    const { detail, remedy } = /** @type {{ detail?: string, remedy?: string }} */ (await answer.json().catch(() => ({})));
    const sentence = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1);
    throw new Unanswered(answer.status < 500 ? "refused" : "failed",
      `The server answered ${answer.status} to “${call}”${detail ? `: ${detail}` : ""}`, sentence(remedy ?? "try again; the server's own output says more"));
  }

  /** Whether the server answers again, with the same graph. */
  async again() {
    await this.ask("search", { q: "", limit: 1 });
  }

  /** @param {string} call @param {Record<string, string | number>} [query] @returns {Promise<any>} */
  async ask(call, query = {}) {
    const parts = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return this.reach(`${call}?${parts}`, { headers: { Accept: "application/json" } });
  }

  /** A call with lists of ids, which may be too long for an address. @param {string} call @param {{ ids?: string[], id?: string, held?: string[], links?: string[][] }} given @returns {Promise<any>} */
  async send(call, given) {
    return this.reach(call, { method: "POST", headers: { Accept: "application/json", "Content-Type": "application/json" }, body: JSON.stringify(given) });
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
