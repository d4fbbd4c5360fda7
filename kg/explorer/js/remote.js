/** The data source of the served page: the same calls, answered by the server that sent it. */

/** @implements {AtlasSource} */
export class RemoteSource {
  /** @param {string} address where the calls lie, ending in "/" */
  constructor(address) {
    this.address = address;
  }

  /** @param {string} call @param {Record<string, string | number>} [query] @returns {Promise<any>} */
  async ask(call, query = {}) {
    const parts = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const answer = await fetch(`${this.address}${call}?${parts}`);
    if (answer.status === 404) return null;
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

  /** @param {string} id @param {number} limit @param {number} offset */
  around(id, limit, offset) {
    return this.ask("around", { id, limit, offset });
  }

  /** @param {string} from @param {string} to */
  path(from, to) {
    return this.ask("path", { from, to });
  }

  /** @param {string} id */
  describe(id) {
    return this.ask("describe", { id });
  }
}
