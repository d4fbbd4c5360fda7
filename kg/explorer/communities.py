"""Communities: the regions of the map, and the names that people can call them by.

1. Louvain modularity (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; NetworkX's implementation, seeded)
   over links that weigh less the more links their busier end has, so that one hub does not swallow the map.
2. Communities too small to be a region join the one they are linked to most; what is linked to none is an island.
3. A region is named after its most typical topic or artifact: many links inside it, and few outside.
"""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

ISLAND = -1  # the label of nodes that belong to no region
_MOST_REGIONS = 16  # more names than that are not read on one map; found by looking at 378 and 5,000 papers
_SMALLEST_SHARE = 0.012  # of all nodes, and at least _SMALLEST_REGION nodes
_SMALLEST_REGION = 9
_NAMING = {"topic": 1.0, "benchmark": 0.7, "model": 0.7, "dataset": 0.6, "method": 0.6}  # who may name a region
_TYPICAL = 0.8  # exponent of the share of a name's links that lie inside the region; 1 would favour rare names
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


def name_regions(
    labels: NDArray[np.int64], ends: NDArray[np.int64], kinds: Sequence[str], names: Sequence[str]
) -> list[str]:
    """A name for each region, all different where the nodes' names are; empty where nothing in it can name it."""
    paper = np.array([kind == "paper" for kind in kinds], bool)
    read = ends[paper[ends].any(axis=1)]  # the upper concepts of a scheme have many links, but to no paper
    degree = np.bincount(read.ravel(), minlength=len(labels))
    inside = read[labels[read[:, 0]] == labels[read[:, 1]]]
    within = np.bincount(inside.ravel(), minlength=len(labels))
    worth = np.array([
        _NAMING.get(kind, 0.0) if len(name) <= _UNNAMEABLE_LENGTH else 0.0
        for kind, name in zip(kinds, names, strict=True)
    ])  # fmt: skip
    score = worth * within * (within / np.maximum(degree, 1)) ** _TYPICAL
    chosen: list[str] = []
    for region in range(int(labels.max(initial=-1)) + 1):
        members = np.flatnonzero(labels == region)
        best = members[np.lexsort((members, -score[members]))]
        chosen.append(next((names[i] for i in best if score[i] > 0 and names[i] not in chosen), ""))
    return chosen
