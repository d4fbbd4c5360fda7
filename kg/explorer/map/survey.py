"""Which part of a graph is drawn first, how large, where, and in which regions; on arrays, for graphs of any size.

1. Nodes and links are chosen (``kg.explorer.map.overview``) and grouped into regions (``kg.explorer.map.communities``).
2. What the first sight shows is laid out; what is quiet (``kg.explorer.map.kinds``) then goes where there is room, so
   that a click in the legend shows it without moving anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.explorer.map.communities import ISLAND, find_communities, free_hubs, hub_weights, join_communities
from kg.explorer.map.kinds import GENERAL, GENERAL_PULL, QUIET_KINDS, QUIET_PREDICATES
from kg.explorer.map.layout import GroupedLinks, arrange
from kg.explorer.map.overview import LINK_BUDGET, NODE_BUDGET, choose_links, choose_nodes
from kg.explorer.map.region_names import count_votes, name_regions, worth_of_names
from kg.ground.schema import PREDICATES

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_PAPER_SIZE, _PAPER_GROWTH = 4.0, 0.25  # radius in pixels and its growth with the root of the links
_SIZE, _GROWTH, _LARGEST = 3.8, 2.1, 28.0
_TOPIC_SIZE, _TOPIC_GROWTH = 3.0, 1.2  # topics are many, and their names say more than their marks
_PULLS = {name: predicate.pull for name, predicate in PREDICATES.items()}


@dataclass(frozen=True, slots=True)
class Map:
    """Where nodes lie and which region each is of, by id; hand it to the next drawing to keep them there.

    Attributes:
        places: in pixels at scale 1. regions: a node in none is missing, or has ``ISLAND``.
    """

    places: Mapping[str, tuple[float, float]]
    regions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes of a graph, sorted by id.

    Attributes:
        ids: what they are called by programs. kinds: of each. labels: what a region may be called after a node.
    """

    ids: Sequence[str]
    kinds: Sequence[str]
    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a graph: ``ends`` (links, 2) node indices, and the ``predicates``, sorted by both."""

    ends: Ints
    predicates: Sequence[str]


@dataclass(frozen=True, slots=True)
class Measures:
    """What is counted of each node and link of a graph.

    Attributes:
        degree: links of each node. sizes: radius of each node's mark in pixels. loud: the links that are not quiet.
    """

    degree: Ints
    sizes: NDArray[np.float64]
    loud: Bools


@dataclass(frozen=True, slots=True)
class Survey:
    """The first sight of a graph.

    Attributes:
        measures: of all nodes and links. regions: each node's, or ``ISLAND``.
        chosen, drawn: the nodes and links that the page holds at first.
        names: of the regions, by number. places: of the chosen nodes, by index, in pixels at scale 1.
    """

    measures: Measures
    regions: Ints
    chosen: Bools
    drawn: Bools
    names: list[str]
    places: dict[int, tuple[float, float]]


def survey(
    nodes: Nodes,
    links: Links,
    *,
    seed: int = 1,
    previous: Map | None = None,
    node_budget: int = NODE_BUDGET,
    link_budget: int = LINK_BUDGET,
) -> Survey:
    """Survey a graph for its first sight; the same graph and seed give the same.

    Args:
        seed: the layout's.
        previous: places and regions of an earlier survey, to keep.
    """
    ids, ends, kind = nodes.ids, links.ends, np.array(nodes.kinds, object)
    found = measure(nodes.kinds, links)
    chosen = choose_nodes(ends, found.loud, found.degree, kind == "paper", node_budget)
    drawn = choose_links(ends, found.loud, found.degree, chosen, link_budget)
    shown = np.flatnonzero(chosen)
    compact = np.full(len(ids), -1)
    compact[shown] = np.arange(len(shown))
    predicates = [links.predicates[row] for row in np.flatnonzero(drawn).tolist()]
    own = [ids[place] for place in shown.tolist()]
    general = np.array([each in GENERAL for each in own], bool)
    inner, weights = _weighted_pairs(compact[ends[drawn]], predicates, general)
    if previous and any(each in previous.places for each in own):
        held = np.array([previous.regions.get(each, ISLAND) for each in own], np.int64)
        communities = join_communities(held, np.array([each in previous.places for each in own]), inner, weights)
    else:
        communities = find_communities(len(shown), inner, weights, seed)
    votes = count_votes(compact[ends[drawn]], predicates, kind[shown] == "paper")
    worth = worth_of_names(ids, nodes.kinds, nodes.labels, ends, links.predicates)[shown]
    labels = [nodes.labels[place] for place in shown.tolist()]
    names = name_regions(communities, votes, worth, list(kind[shown]), labels)
    seen = np.bincount(ends[drawn & found.loud].ravel(), minlength=len(ids)) > 0
    late = ~seen[shown] & (kind[shown] != "paper") & (found.degree[shown] > 0)
    if late.all():
        late[:] = False
    before = previous.places if previous else None
    spots = arrange(
        own, GroupedLinks(inner, weights, communities), found.sizes[shown], seed=seed, previous=before, late=late
    )
    regions = np.full(len(ids), ISLAND)
    # A hub lies where its links draw it most, but is of no region.
    regions[shown] = free_hubs(communities, inner, kind[shown] == "paper")
    places = {int(node): (float(x), float(y)) for node, (x, y) in zip(shown, spots, strict=True)}
    return Survey(found, regions, chosen, drawn, names, places)


def measure(kinds: Sequence[str], links: Links) -> Measures:
    """Measure counts and sizes of all nodes; a node is as large as its links are many, quiet ones aside."""
    kind = np.array(kinds, object)
    quiet = np.isin(kind, list(QUIET_KINDS))
    loud = ~np.isin(np.array(links.predicates, object), list(QUIET_PREDICATES)) & ~quiet[links.ends].any(axis=1)
    degree = np.bincount(links.ends.ravel(), minlength=len(kind))
    heard = np.bincount(links.ends[loud].ravel(), minlength=len(kind))
    return Measures(degree, _sizes_of_marks(kind, np.where(quiet, degree, heard)), loud)


def _sizes_of_marks(kind: NDArray[np.object_], links: Ints) -> NDArray[np.float64]:
    """Compute the radius of each mark: papers small and nearly alike, all else by the root of its links."""
    root = np.sqrt(links)
    paper = _PAPER_SIZE + _PAPER_GROWTH * root
    topic = _TOPIC_SIZE + _TOPIC_GROWTH * root
    other = _SIZE + _GROWTH * root
    chosen = np.where(kind == "paper", paper, np.where(kind == "topic", topic, other))
    return np.asarray(np.round(np.minimum(chosen, _LARGEST), 1))


def _weighted_pairs(ends: Ints, predicates: Sequence[str], general: Bools) -> tuple[Ints, NDArray[np.float64]]:
    """Pair different nodes that are linked, each pair once, with weights; of several links the strongest counts.

    Args:
        general: which nodes are topics that draw little together.
    """
    pulls = np.array([_PULLS.get(each, 1.0) for each in predicates], float)
    pulls[general[ends].any(axis=1)] *= GENERAL_PULL
    pairs, of_pair = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)
    strongest = np.zeros(len(pairs))
    np.maximum.at(strongest, of_pair.ravel(), pulls)
    proper = pairs[:, 0] != pairs[:, 1]
    inner = pairs[proper]
    return inner, hub_weights(len(general), inner, strongest[proper])
