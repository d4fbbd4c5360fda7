/**
 * Paths between two nodes: up to three that differ, weighed as kg/explorer/served/path_costs.py says, found as
 * kg/explorer/served/node_paths.py does, but from one end: a page's own graph is small.
 */

export const STEP = 2 ** 30;
const GRAIN = 2 ** 24; // a 64th of a step; what is below decides among equals only
const HUB_SHARE = 0.1; // of all links, beyond which a node is passed only where the way round it is long
const MOST_PATHS = 3;
const MOST_SEARCHES = 6;
const DETOUR = 2; // times as long as the shortest path a way round a hub may be

/** What passing through a node costs. @param {string} id @param {string} kind @param {number} degree */
export function passingCost(id, kind, degree) {
  const price = Math.round(64 * Math.log2(1 + degree)) * (kind === "topic" || kind === "organisation" ? 2 : 1);
  return price * GRAIN + (checksum(id) >>> 12);
}

/** The CRC-32 of a text's UTF-8. @param {string} text */
function checksum(text) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** The least of what was put in comes out first. */
class Heap {
  constructor() {
    /** @type {[number, string][]} */
    this.items = [];
  }

  /** @param {number} cost @param {string} id */
  push(cost, id) {
    const { items } = this;
    let at = items.push([cost, id]) - 1;
    for (let up = (at - 1) >> 1; at && items[up][0] > items[at][0]; at = up, up = (at - 1) >> 1) [items[up], items[at]] = [items[at], items[up]];
  }

  /** @returns {[number, string] | undefined} */
  pop() {
    const { items } = this;
    const [least, last] = [items[0], items.pop()];
    if (!items.length || !last) return least;
    items[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const down = right < items.length && items[right][0] < items[left][0] ? right : left;
      if (down >= items.length || items[down][0] >= items[at][0]) return least;
      [items[down], items[at]] = [items[at], items[down]];
      at = down;
    }
  }
}

/** The searches of one call. */
export class PathSearch {
  /** @param {{ near: (id: string) => string[], passing: (id: string) => number, hubs: Set<string> }} graph @param {string} first @param {string} last */
  constructor(graph, first, last) {
    this.near = graph.near;
    this.passing = graph.passing;
    this.hubs = graph.hubs;
    this.ends = [first, last];
    /** @type {Map<string, number>} how many paths pass a node already */
    this.passed = new Map();
    this.direct = true;
  }

  /** Up to three paths, the best first. @param {boolean} bySteps the fewest steps are all that counts @returns {string[][]} */
  find(bySteps) {
    const [first, last] = this.ends;
    if (first === last) return [[first]];
    let closed = new Set(bySteps ? [] : [...this.hubs].filter((id) => id !== first && id !== last));
    /** @type {string[][]} */
    const paths = [];
    for (let turn = 0; turn < MOST_SEARCHES && paths.length < MOST_PATHS; turn++) {
      const path = closed.size && !turn ? this.firstPath(closed) : this.cheapest(closed, bySteps);
      const known = path && paths.some((each) => each.join("\n") === path.join("\n"));
      if (!path && !closed.size) break;
      if (!path || known) closed = new Set(); // nothing else goes round the hubs
      if (path) this.pass(path);
      if (path && !known) paths.push(path);
    }
    return paths;
  }

  /** The cheapest path round the hubs, while that is no more than twice as long as the shortest. @param {Set<string>} closed */
  firstPath(closed) {
    const around = this.cheapest(closed, false);
    if (!around) return null;
    const most = DETOUR * ((this.cheapest(new Set(), true) ?? around).length - 1);
    if (around.length - 1 <= most) return around;
    const brief = this.cheapest(closed, true) ?? around;
    return brief.length - 1 <= most ? brief : this.cheapest(new Set(), false);
  }

  /** @param {string[]} path */
  pass(path) {
    for (const id of path.slice(1, -1)) this.passed.set(id, (this.passed.get(id) ?? 0) + 1);
    if (path.length === 2) this.direct = false;
  }

  /** @param {Set<string>} closed @param {boolean} bySteps @returns {string[] | null} */
  cheapest(closed, bySteps) {
    const [first, last] = this.ends;
    /** @type {Map<string, string | null>} */
    const before = new Map([[first, null]]);
    const heap = new Heap();
    heap.push(0, first);
    let [best, from] = [Infinity, ""];
    for (let least = heap.pop(); least && least[0] + STEP < best; least = heap.pop()) {
      const [left, id] = least;
      for (const other of this.near(id)) {
        if (other === last && (this.direct || id !== first)) [best, from] = [left + STEP, id];
        if (other === last || before.has(other) || closed.has(other)) continue;
        before.set(other, id);
        heap.push(left + STEP + this.cost(other, bySteps), other);
      }
    }
    if (best === Infinity) return null;
    const path = [last];
    for (let at = /** @type {string | null | undefined} */ (from); at; at = before.get(at)) path.unshift(at);
    return path;
  }

  /** @param {string} id @param {boolean} bySteps */
  cost(id, bySteps) {
    const cost = bySteps ? this.passing(id) % GRAIN : this.passing(id);
    return cost + (this.passed.get(id) ?? 0) * (cost + STEP);
  }
}

/** The nodes with more than a tenth of all links. @param {AtlasNode[]} nodes @param {number} links */
export function hubsOf(nodes, links) {
  return new Set(nodes.filter((node) => node.degree > HUB_SHARE * links).map((node) => node.id));
}
