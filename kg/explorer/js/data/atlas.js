/**
 * The loaded part of the graph, and what of it a state shows.
 *
 * Besides the overview, nodes come in batches: "around|ID|LIMIT|OFFSET", "path|FROM|TO", "path|FROM|TO|BY" and
 * "show|ID|…". A state names its batches, so
 * Undo takes one away again and an address can ask for them anew, in the same order and with the same places.
 *
 * Two nodes of which one came with a batch are drawn with all their links; between two nodes of the overview only the
 * links that it chose, and those that came with a batch, are.
 */

import { nameKey } from "../base/text.js";

const HARD_LIMIT = 5000; // nodes on the page: more names and marks than a person reads; twice as many still pan smoothly
const MOST_LINKS = 20_000; // links on the page; as many strokes as still pan on two cores without a GPU
const MOST_HELD = 5000; // ids of one question, as MOST_ASKED in kg/explorer/served/explorer_answers.py
const MOST_TURNS = 20_000; // of a spiral round a node in search of a free place
const SPACING = 34; // as UNIT in kg/explorer/map/layout.py

/** The name of a batch. @param {string} call @param {...(string | number)} given */
export function batchKey(call, ...given) {
  return [call, ...given].map(encodeURIComponent).join("|");
}

/** The name of the batch with the paths between two nodes. @param {[string, string]} ends @param {AtlasWeights} by */
export function pathKey(ends, by) {
  return batchKey("path", ...ends, ...(by === "rare" ? [] : [by]));
}

/** What a batch's name is made of. @param {string} key */
export function batchParts(key) {
  return key.split("|").map(decodeURIComponent);
}

export class Atlas {
  /** @param {AtlasSource} source @param {AtlasPart} overview @param {AtlasInfo} info */
  constructor(source, overview, info) {
    this.source = source;
    this.quietKinds = new Set(info.kinds.filter((kind) => kind.quiet).map((kind) => kind.name));
    this.quietPredicates = new Set(info.predicates.filter((predicate) => predicate.quiet).map((predicate) => predicate.name));
    /** @type {Map<string, AtlasNode>} */
    this.nodes = new Map();
    /** @type {Map<string, AtlasLink>} */
    this.links = new Map();
    /** @type {Map<string, AtlasBatch>} */
    this.batches = new Map();
    /** @type {Map<string, Promise<AtlasBatch>>} asked for, but not there yet */
    this.coming = new Map();
    /** @type {Map<string, AtlasLink>} links of which one end at least came with a batch */
    this.crossing = new Map();
    /** @type {Map<string, AtlasCircle>} what lies around nodes, for the view around them; the map has none of it */
    this.circles = new Map();
    /** @type {Map<string, string>} taken places, by cell */
    this.cells = new Map();
    /** @type {Map<string, number>} how far round a node the free places have been used up */
    this.turns = new Map();
    for (const node of overview.nodes) this.place(node, node.x, node.y * info.stretch);
    for (const link of overview.links) this.links.set(link.id, link);
    this.overview = { nodes: overview.nodes.map((node) => node.id), links: overview.links.map((link) => link.id) };
  }

  /** Fetches batches, as long as there is room for them; those that are there then. @param {string[]} keys */
  async load(keys) {
    /** @type {string[]} */
    const loaded = [];
    for (const key of keys) {
      if (this.size(loaded) >= HARD_LIMIT) break;
      await this.batch(key);
      loaded.push(key);
    }
    return loaded;
  }

  /** A batch, fetched where it is not there yet. @param {string} key @returns {Promise<AtlasBatch>} */
  async batch(key) {
    const held = this.batches.get(key);
    if (held) return held;
    if (!this.coming.has(key)) this.coming.set(key, this.fetch(key).finally(() => this.coming.delete(key)));
    const come = await /** @type {Promise<AtlasBatch>} */ (this.coming.get(key));
    this.batches.set(key, come);
    return come;
  }

  /** @param {string} key @returns {Promise<AtlasBatch>} */
  async fetch(key) {
    const [call, ...rest] = batchParts(key);
    /** @type {AtlasPart & { paths?: string[][], gave_up?: boolean, total?: number } | null} */
    const part = call === "path" ? await this.source.path(rest[0], rest[1], /** @type {AtlasWeights} */ (rest[2] ?? "rare"))
      : call === "show" ? await this.source.nodes(rest)
        : await this.source.around(rest[0], Number(rest[1]), Number(rest[2]));
    const { nodes, links } = part ?? { nodes: [], links: [] };
    const fresh = nodes.filter((node) => !this.nodes.has(node.id));
    const before = [...this.nodes.keys()];
    for (const node of fresh) this.placeNear(node, rest[0], links);
    for (const link of links) this.links.set(link.id, this.links.get(link.id) ?? link);
    const left = await this.loadCrossing(fresh.map((node) => node.id), before);
    const { paths = [], gave_up = false, total = 0 } = part ?? {};
    return { nodes: nodes.map((node) => node.id), links: links.map((link) => link.id), paths, gave_up, total, left };
  }

  /** All that a node is linked to, as far as a description tells; null where there is no such node. @param {string} id @returns {Promise<AtlasCircle | null>} */
  async circle(id) {
    const held = this.circles.get(id);
    if (held) return held;
    const described = await this.source.describe(id);
    if (!described) return null;
    const nodes = new Map([described.node, ...described.links.map((each) => each.other)].map((node) => [node.id, this.nodes.get(node.id) ?? node]));
    const links = described.links.map((each) => each.link).filter((link) => link.source !== link.target);
    const circle = { nodes: [...nodes.values()], links, totals: described.totals };
    this.circles.set(id, circle);
    return circle;
  }

  /** A node, whether it is on the map or only around another. @param {string | null} id @returns {AtlasNode | undefined} */
  node(id) {
    if (!id) return undefined;
    for (const circle of this.nodes.has(id) ? [] : this.circles.values()) {
      const found = circle.nodes.find((node) => node.id === id);
      if (found) return found;
    }
    return this.nodes.get(id);
  }

  /** Fetches the links between new nodes and those that were there; how many are too many to come along. @param {string[]} fresh @param {string[]} before */
  async loadCrossing(fresh, before) {
    let sum = 0;
    for (let from = 0; fresh.length && from < before.length; from += MOST_HELD) {
      const { links, left } = await this.source.linking(fresh, before.slice(from, from + MOST_HELD));
      for (const link of links) this.links.set(link.id, this.crossing.get(link.id) ?? link);
      for (const link of links) this.crossing.set(link.id, link);
      sum += left;
    }
    return sum;
  }

  /** How many nodes the overview and some batches hold together. @param {string[]} batches */
  size(batches) {
    const ids = new Set(this.overview.nodes);
    for (const key of batches) this.batches.get(key)?.nodes.forEach((id) => ids.add(id));
    return ids.size;
  }

  /**
   * Batches for which the page has room: the oldest go, those that hold what must stay after the others; the newest stays.
   * @param {string[]} batches @param {Set<string>} needed
   */
  fitting(batches, needed) {
    const kept = [...batches];
    const spare = (/** @type {string} */ key) => !this.batches.get(key)?.nodes.some((id) => needed.has(id));
    while (kept.length > 1 && this.size(kept) > HARD_LIMIT) {
      const oldest = kept.slice(0, -1).findIndex(spare);
      kept.splice(Math.max(0, oldest), 1);
    }
    return kept;
  }

  /** Puts a new node at a free place near the node it came with. @param {AtlasNode} node @param {string} anchor @param {AtlasLink[]} links */
  placeNear(node, anchor, links) {
    const link = links.find((each) => (each.source === node.id && this.nodes.has(each.target)) || (each.target === node.id && this.nodes.has(each.source)));
    const near = this.nodes.get(anchor) ?? this.nodes.get(link ? (link.source === node.id ? link.target : link.source) : "");
    const [x0, y0] = near ? [near.x, near.y] : [0, 0];
    const from = near?.id ?? "";
    for (let step = this.turns.get(from) ?? 1; ; step++) {
      const radius = SPACING * (0.8 + 0.52 * Math.sqrt(step));
      const [x, y] = [x0 + radius * Math.cos(2.4 * step), y0 + radius * Math.sin(2.4 * step)];
      if (step < MOST_TURNS && this.taken(x, y)) continue;
      this.turns.set(from, step); // what is taken stays so: the next node need not look there again
      return this.place({ ...node, region: near?.region ?? -1 }, x, y);
    }
  }

  /** @param {number} x @param {number} y */
  taken(x, y) {
    const [column, row] = [Math.round(x / SPACING), Math.round(y / SPACING)];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const other = this.nodes.get(this.cells.get(`${column + dx} ${row + dy}`) ?? "");
        if (other && Math.hypot(other.x - x, other.y - y) < SPACING * 0.72) return true;
      }
    }
    return false;
  }

  /** @param {AtlasNode} node @param {number} x @param {number} y */
  place(node, x, y) {
    this.nodes.set(node.id, { ...node, x, y });
    this.cells.set(`${Math.round(x / SPACING)} ${Math.round(y / SPACING)}`, node.id);
  }

  /** Nodes and links that a state has loaded, never more than the page may hold. @param {AtlasState} state */
  loaded(state) {
    const nodes = new Set(this.overview.nodes);
    const links = new Set(this.overview.links);
    for (const key of state.batches) {
      const batch = this.batches.get(key);
      for (const id of batch?.nodes ?? []) if (nodes.size < HARD_LIMIT) nodes.add(id);
      batch?.links.forEach((id) => links.add(id));
    }
    for (const [id, link] of this.crossing) {
      if (links.size >= MOST_LINKS) break;
      if (nodes.has(link.source) && nodes.has(link.target)) links.add(id);
    }
    return { nodes, links };
  }

  /**
   * What a state shows.
   *
   * 1. Hidden nodes and papers outside the years go, and links by role and confidence.
   * 2. What these filters leave without any link goes too, unless it is a paper and no role is switched off.
   * 3. Switched-off kinds go, exactly these; then nodes with fewer links than asked for; then what is not near.
   * 4. What is quiet and off is shown all the same around the selected node, along the path, and of what was asked for.
   * @param {AtlasState} state @returns {AtlasView}
   */
  show(state) {
    const circle = state.ego ? this.circles.get(state.ego) : undefined;
    const loaded = this.loaded(state);
    const hidden = new Set(state.hidden);
    const offKinds = new Set(state.offKinds);
    const offPredicates = new Set(state.offPredicates);
    const all = circle?.nodes ?? [...loaded.nodes].map((id) => /** @type {AtlasNode} */ (this.nodes.get(id)));
    const lone = doubles(all);
    const kept = new Set(all.filter((node) => !hidden.has(node.id) && inYears(node, state) && (node.id === state.selected || !lone.has(node.id))).map((node) => node.id));
    const every = circle?.links ?? [...loaded.links].map((id) => /** @type {AtlasLink} */ (this.links.get(id)));
    const chosen = circle ? state.ego : state.selected;
    const path = this.way(state);
    const steps = new Set(path.slice(1).flatMap((id, step) => [`${path[step]}\n${id}`, `${id}\n${path[step]}`]));
    const asked = new Set(state.shown);
    const called = (/** @type {AtlasLink} */ link) => (asked.has(link.source) && asked.has(link.target)) || link.source === chosen || link.target === chosen || steps.has(`${link.source}\n${link.target}`);
    let links = every.filter((link) => (!offPredicates.has(link.predicate) || (called(link) && this.quietPredicates.has(link.predicate)))
      && (link.confidence ?? 1) >= state.confidence && kept.has(link.source) && kept.has(link.target));
    const beside = new Set([chosen, ...asked, ...links.filter(called).flatMap(({ source, target }) => [source, target])]);
    const switched = state.offPredicates.some((name) => !this.quietPredicates.has(name));
    let unlinked = 0;
    if (state.years || !state.undated || state.confidence || offPredicates.size) {
      const had = ends(every);
      const has = ends(links);
      for (const node of all) {
        if (node.id === chosen || asked.has(node.id) || !kept.has(node.id) || !had.has(node.id) || has.has(node.id)) continue;
        if (node.kind === "paper" && !switched) continue;
        if (node.kind === "paper") unlinked += 1;
        kept.delete(node.id);
      }
    }
    for (const node of all) {
      if (offKinds.has(node.kind) && !(beside.has(node.id) && this.quietKinds.has(node.kind))) kept.delete(node.id);
    }
    const off = new Set(all.filter((node) => kept.has(node.id) && offKinds.has(node.kind)).map((node) => node.id));
    links = links.filter((link) => kept.has(link.source) && kept.has(link.target)
      && (called(link) || !(off.has(link.source) || off.has(link.target))));
    if (state.fewest && !circle) {
      const degree = ends(links);
      for (const id of kept) if ((degree.get(id) ?? 0) < state.fewest && id !== state.selected) kept.delete(id);
    }
    if (state.near && !circle && state.selected && kept.has(state.selected)) {
      const near = within(state.selected, state.near, links);
      for (const id of kept) if (!near.has(id)) kept.delete(id);
    }
    links = links.filter((link) => kept.has(link.source) && kept.has(link.target));
    const nodes = all.filter((node) => kept.has(node.id));
    return {
      nodes, links, ids: kept, focus: this.focus(state, kept, links), weights: this.weights(nodes, links), unlinked,
      kinds: tally(nodes, (node) => node.kind), predicates: tally(links, (link) => link.predicate),
    };
  }

  /** How many papers in view speak of each node; of a paper, how many links it has. @param {AtlasNode[]} nodes @param {AtlasLink[]} links */
  weights(nodes, links) {
    /** @type {Map<string, number>} */
    const weights = new Map(nodes.map((node) => [node.id, 0]));
    const kinds = new Map(nodes.map((node) => [node.id, node.kind]));
    const counted = new Set();
    for (const { source, target } of links) {
      for (const [one, other] of [[source, target], [target, source]]) {
        const pair = `${one}\n${other}`;
        if (counted.has(pair)) continue;
        counted.add(pair);
        const speaks = kinds.get(other) === "paper" || kinds.get(one) === "paper";
        if (speaks) weights.set(one, (weights.get(one) ?? 0) + 1);
      }
    }
    return weights;
  }

  /** The nodes of the path, or the selected node and its neighbours. @param {AtlasState} state @param {Set<string>} kept @param {AtlasLink[]} links */
  focus(state, kept, links) {
    const chosen = state.link && this.links.get(state.link);
    if (chosen && kept.has(chosen.source) && kept.has(chosen.target)) return new Set([chosen.source, chosen.target]);
    const path = this.way(state);
    if (path.length) return new Set(path.filter((id) => kept.has(id)));
    if (state.selected && kept.has(state.selected)) return within(state.selected, 1, links);
    const shown = state.shown.filter((id) => kept.has(id));
    return shown.length ? new Set(shown) : null;
  }

  /** The ids of the path that a state shows, in its order; none without one. @param {AtlasState} state @returns {string[]} */
  way(state) {
    const paths = (state.path && this.batches.get(pathKey(state.path, state.pathBy))?.paths) || [];
    return paths[state.pathAt] ?? paths[0] ?? [];
  }

  /** Numbers of papers by year, over all that is loaded. @param {AtlasState} state */
  years(state) {
    /** @type {Map<number, number>} */
    const years = new Map();
    let undated = 0;
    for (const id of this.loaded(state).nodes) {
      const node = this.nodes.get(id);
      if (node?.kind !== "paper") continue;
      if (node.year === null) undated += 1;
      else years.set(node.year, (years.get(node.year) ?? 0) + 1);
    }
    return { years, undated };
  }
}

/** Nodes without any link whose name another node with links has, which stands for both. Papers of one title are different. @param {AtlasNode[]} all */
function doubles(all) {
  const lone = all.filter((node) => node.kind !== "paper" && !node.degree);
  if (!lone.length) return new Set();
  const linked = new Set(all.filter((node) => node.kind !== "paper" && node.degree).map((node) => nameKey(node.label)));
  return new Set(lone.filter((node) => linked.has(nameKey(node.label))).map((node) => node.id));
}

/** @param {AtlasNode} node @param {AtlasState} state */
function inYears(node, state) {
  if (node.kind !== "paper") return true;
  if (node.year === null) return state.undated;
  return !state.years || (node.year >= state.years[0] && node.year <= state.years[1]);
}

/** How many links each node has. @param {AtlasLink[]} links */
function ends(links) {
  /** @type {Map<string, number>} */
  const degree = new Map();
  for (const { source, target } of links) {
    degree.set(source, (degree.get(source) ?? 0) + 1);
    if (target !== source) degree.set(target, (degree.get(target) ?? 0) + 1);
  }
  return degree;
}

/** The nodes within some steps of one. @param {string} id @param {number} steps @param {AtlasLink[]} links */
function within(id, steps, links) {
  let reached = new Set([id]);
  for (let step = 0; step < steps; step++) {
    const next = new Set(reached);
    for (const { source, target } of links) {
      if (reached.has(source)) next.add(target);
      if (reached.has(target)) next.add(source);
    }
    reached = next;
  }
  return reached;
}

/** @template T @param {T[]} items @param {(item: T) => string} key */
export function tally(items, key) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}
