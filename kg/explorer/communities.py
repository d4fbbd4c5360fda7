"""Communities: the regions of the map, and the names that people can call them by.

1. Louvain modularity (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; NetworkX's implementation, seeded)
   over links that weigh less the more links their busier end has, so that one hub does not swallow the map.
2. Communities too small to be a region join the one they are linked to most; what is linked to none is an island.
3. A region is named after its most typical topic or artifact: many papers inside it speak for it, and few outside. A
   paper speaks for what it links to, and more softly for what it touches on and for the topics above its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.ground.schema import Relation

ISLAND = -1  # the label of nodes that belong to no region
_MOST_REGIONS = 16  # more names than that are not read on one map; found by looking at 378 and 5,000 papers
_SMALLEST_SHARE = 0.012  # of all nodes, and at least _SMALLEST_REGION nodes
_SMALLEST_REGION = 9
_NAMING = {"topic": 1.0, "benchmark": 0.7, "model": 0.7, "dataset": 0.6, "method": 0.6}  # who may name a region
_TYPICAL = 0.8  # exponent of the share of a name's links that lie inside the region; 1 would favour rare names
_TOUCHED = 0.2  # the vote of a paper for a topic that it touches on, against 1 for one that it is about
_BROADER = 0.6  # how much of a vote goes to the next broader topic
_STEPS_UP = 2  # higher topics ("machine learning") tell no region from another
_UNNAMEABLE_LENGTH = 42  # characters; longer names are not read as the name of a region


def hub_weights(count: int, ends: NDArray[np.int64], pulls: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """The weight of each link, ``pull / sqrt(links of its busier end)``.

    Args:
        count: the number of nodes. ends: shape (links, 2), indices of the two ends.
        pulls: how much a link of its kind says about belonging together; 1 where not given.
    """
    degree = np.bincount(ends.ravel(), minlength=count)
    weights: NDArray[np.float64] = 1.0 / np.sqrt(np.maximum(degree[ends].max(axis=1), 1))
    return weights if pulls is None else weights * pulls


def find_communities(count: int, ends: NDArray[np.int64], weights: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """The region of each node, numbered from the largest (0), or ``ISLAND``. Deterministic for a seed.

    >>> ends = np.array([(i, j) for i in range(20) for j in range(i)])
    >>> set(find_communities(22, ends, hub_weights(22, ends), seed=1).tolist()) == {0, ISLAND}
    True
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    for (one, other), weight in zip(ends.tolist(), weights.tolist(), strict=True):
        held = graph[one][other]["weight"] if graph.has_edge(one, other) else 0.0
        graph.add_edge(one, other, weight=held + weight)
    labels = np.full(count, ISLAND, np.int64)
    for number, members in enumerate(nx.community.louvain_communities(graph, seed=seed)):
        labels[list(members)] = number
    return _renumber(_merge_small(labels, ends, weights))


def _merge_small(labels: NDArray[np.int64], ends: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Joins each small community to the one it is linked to most, smallest first."""
    number = int(labels.max(initial=-1)) + 1
    between = np.zeros((number, number))
    np.add.at(between, (labels[ends[:, 0]], labels[ends[:, 1]]), weights)
    between += between.T
    np.fill_diagonal(between, 0.0)
    sizes = np.bincount(labels, minlength=number).astype(float)
    target = np.arange(number)
    alive = np.ones(number, bool)
    least = max(_SMALLEST_REGION, _SMALLEST_SHARE * len(labels))
    while alive.any():
        smallest = int(np.where(alive, sizes, np.inf).argmin())
        if sizes[smallest] >= least and alive.sum() <= _MOST_REGIONS:
            break
        alive[smallest] = False
        if not between[smallest].any():  # an island, or one region left; a large part of its own stays a region
            if sizes[smallest] < least:
                target[target == smallest] = ISLAND
            continue
        # Joining the best-linked per node keeps the small ones from all falling to the largest.
        into = int((between[smallest] / np.sqrt(np.maximum(sizes, 1.0))).argmax())
        target[target == smallest] = into
        between[into] += between[smallest]
        between[:, into] += between[:, smallest]
        between[smallest] = between[:, smallest] = 0.0
        between[into, into] = 0.0
        sizes[into] += sizes[smallest]
    return target[labels]


def _renumber(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers the regions from the largest; ties by the first node they hold."""
    used, first, counts = np.unique(labels, return_index=True, return_counts=True)
    order = sorted((-count, start, label) for label, start, count in zip(used, first, counts, strict=True))
    rank = {int(label): place for place, (_, _, label) in enumerate(o for o in order if o[2] != ISLAND)}
    return np.array([rank.get(int(label), ISLAND) for label in labels], np.int64)


def name_regions(labels: NDArray[np.int64], votes: Votes, kinds: Sequence[str], names: Sequence[str]) -> list[str]:
    """A name for each region, all different where the nodes' names are; empty where nothing in it can name it.

    Args:
        labels: the region of each node. votes: which papers speak for which names.
    """
    home = labels[votes.papers]
    total = np.bincount(votes.names, votes.weights, len(labels))
    worth = np.array([
        _NAMING.get(kind, 0.0) if len(name) <= _UNNAMEABLE_LENGTH else 0.0
        for kind, name in zip(kinds, names, strict=True)
    ])  # fmt: skip
    chosen: list[str] = []
    for region in range(int(labels.max(initial=-1)) + 1):
        here = home == region
        within = np.bincount(votes.names[here], votes.weights[here], len(labels))
        score = worth * within * (within / np.maximum(total, 1e-9)) ** _TYPICAL
        best = np.lexsort((np.arange(len(labels)), -score))
        chosen.append(next((names[i] for i in best if score[i] > 0 and names[i] not in chosen), ""))
    return chosen


@dataclass(frozen=True, slots=True)
class Votes:
    """Papers that speak for names, as three arrays of one length: node indices of either, and how strongly."""

    papers: NDArray[np.int64]
    names: NDArray[np.int64]
    weights: NDArray[np.float64]


def count_votes(ends: NDArray[np.int64], predicates: Sequence[str], is_paper: NDArray[np.bool_]) -> Votes:
    """A vote of each paper for all that it links to, and for the broader topics of what it is about."""
    kinds = np.array(predicates, object)
    from_paper = is_paper[ends[:, 0]]
    strength = np.where(kinds == Relation.HAS_TOPIC, _TOUCHED, 1.0)
    found = [(ends[from_paper, 0], ends[from_paper, 1], strength[from_paper])]
    upward = ends[kinds == Relation.BROADER]
    step = from_paper & (kinds == Relation.PRIMARY_TOPIC)
    papers, topics, weights = ends[step, 0], ends[step, 1], np.ones(int(step.sum()))
    for _ in range(_STEPS_UP):
        order = np.argsort(upward[:, 0], kind="stable")
        first = np.searchsorted(upward[order, 0], topics)
        count = np.searchsorted(upward[order, 0], topics, "right") - first
        rows = np.repeat(np.arange(len(topics)), count)
        parents = order[np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())]
        papers, topics, weights = papers[rows], upward[parents, 1], weights[rows] * _BROADER
        found.append((papers, topics, weights))
    one, other, weight = (np.concatenate(column) for column in zip(*found, strict=True))
    pairs, of_pair = np.unique(np.stack([one, other], axis=1), axis=0, return_inverse=True)
    strongest = np.zeros(len(pairs))
    np.maximum.at(strongest, of_pair.ravel(), weight)
    return Votes(pairs[:, 0], pairs[:, 1], strongest)
