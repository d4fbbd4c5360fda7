/**
 * The neighbours of a node by role, as the view around it draws them.
 *
 * 1. Each neighbour stands once, in the sector of its strongest role (the order of `AtlasInfo.predicates`).
 * 2. In a sector the surest come first, among equals those with the most links in the graph.
 * 3. There is room for so many in all: sectors share it evenly, and what one does not need the others have.
 */

export const MOST_AROUND = 80; // neighbours that are drawn around a node: more are not read

/**
 * @param {AtlasCircle} circle of the node @param {string} centre its id @param {AtlasView} view what the filters leave @param {AtlasInfo} info @param {number} [most]
 * @returns {AtlasSector[]}
 */
export function sectorsOf(circle, centre, view, info, most = MOST_AROUND) {
  const rank = new Map(info.predicates.map((predicate, place) => [predicate.name, place]));
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  /** @type {Map<string, AtlasLink>} */
  const strongest = new Map();
  for (const link of view.links) {
    const other = link.source === centre ? link.target : link.source;
    const held = strongest.get(other);
    const [mine, theirs] = [rank.get(link.predicate) ?? 99, rank.get(held?.predicate ?? "") ?? 100];
    if (mine < theirs || (mine === theirs && sureness(link) > sureness(/** @type {AtlasLink} */ (held)))) strongest.set(other, link);
  }
  const sectors = info.predicates.flatMap((predicate) => [true, false].map((forward) => {
    const mine = [...strongest].filter(([, link]) => link.predicate === predicate.name && (link.source === centre) === forward);
    mine.sort(([a, one], [b, other]) => sureness(other) - sureness(one) || degree(nodes, b) - degree(nodes, a) || (a < b ? -1 : 1));
    const found = mine.map(([id]) => /** @type {AtlasNode} */ (nodes.get(id)));
    const stated = circle.totals.find((each) => each.predicate === predicate.name && each.forward === forward)?.count ?? 0;
    const came = circle.links.filter((link) => link.predicate === predicate.name && (link.source === centre) === forward).length;
    return { predicate: predicate.name, forward, words: forward ? predicate.forward : predicate.backward, nodes: found, total: found.length + Math.max(0, stated - came), more: 0 };
  })).filter((sector) => sector.nodes.length);
  return share(sectors, most);
}

/** In tenths: finer differences are chance. @param {AtlasLink} link */
const sureness = (link) => Math.round((link.confidence ?? 1) * 10) - (link.asserted ? 0 : 10);

/** @param {Map<string, AtlasNode>} nodes @param {string} id */
const degree = (nodes, id) => nodes.get(id)?.degree ?? 0;

/** @param {AtlasSector[]} sectors @param {number} most */
function share(sectors, most) {
  const given = new Map(sectors.map((sector) => [sector, 0]));
  let room = most;
  for (let open = sectors; room > 0 && open.length; open = open.filter((sector) => (given.get(sector) ?? 0) < sector.nodes.length)) {
    const each = Math.max(1, Math.floor(room / open.length));
    for (const sector of open) {
      const held = given.get(sector) ?? 0;
      const next = Math.min(each, sector.nodes.length - held, room);
      given.set(sector, held + next);
      room -= next;
    }
  }
  return sectors.map((sector) => {
    const nodes = sector.nodes.slice(0, given.get(sector));
    return { ...sector, nodes, more: sector.total - nodes.length };
  }).filter((sector) => sector.nodes.length);
}
