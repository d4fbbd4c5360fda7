"""Communities: the regions of the map.

1. Louvain modularity (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; NetworkX's implementation, seeded)
   over links that weigh less the more links their busier end has, so that one hub does not swallow the map.
2. Communities too small to be a region join the one they are linked to most; what is linked to none is an island.
3. A hub whose links spread over many regions belongs to none.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray

ISLAND = -1  # the label of nodes that belong to no region
_MOST_REGIONS = 18  # more names are not read on one map; of fewer regions, the names hold for fewer of the papers
_SMALLEST_SHARE = 0.012  # of all nodes, and at least _SMALLEST_REGION nodes
_SMALLEST_REGION = 9
_HUB_REGIONS, _HUB_LINKS = 5, 12  # regions and links that a node must have to belong to none
_HUB_SHARE = 0.5  # of its links, that may lie in one region: those of GPT-4, spread over nine, have 0.48 there
_STEPS = 4  # from an old node to a new one that joins its region: a new artifact of a new paper is two steps away


def hub_weights(count: int, ends: NDArray[np.int64], pulls: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Weigh each link, by ``pull / sqrt(links of its busier end)``.

    Args:
        count: the number of nodes. ends: shape (links, 2), indices of the two ends.
        pulls: how much a link of its kind says about belonging together; 1 where not given.
    """
    degree = np.bincount(ends.ravel(), minlength=count)
    weights: NDArray[np.float64] = 1.0 / np.sqrt(np.maximum(degree[ends].max(axis=1), 1))
    return weights if pulls is None else weights * pulls


def find_communities(count: int, ends: NDArray[np.int64], weights: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """Find the region of each node, numbered from the largest (0), or ``ISLAND``. Deterministic for a seed.

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
    return _renumber_regions(_merge_small(labels, ends, weights))


def join_communities(
    labels: NDArray[np.int64], old: NDArray[np.bool_], ends: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Keep the regions of an earlier map, with each new node in the one that it is linked to most; ``ISLAND`` where to
    none.

    Args:
        labels: regions of the old nodes, and anything for others. old: which nodes the earlier map had.
        ends: shape (links, 2), indices of the two ends. weights: per link.
    """
    joined = np.where(old, labels, ISLAND)
    count = int(joined.max(initial=-1)) + 1
    both, twice = np.concatenate([ends, ends[:, ::-1]]), np.concatenate([weights, weights])
    for _ in range(_STEPS if count else 0):
        known = joined[both[:, 1]] != ISLAND
        pull = np.zeros((len(labels), count))
        np.add.at(pull, (both[known, 0], joined[both[known, 1]]), twice[known])
        joined = np.where(~old & (pull.max(axis=1, initial=0.0) > 0), pull.argmax(axis=1), joined)
    return joined


def free_hubs(labels: NDArray[np.int64], ends: NDArray[np.int64], is_paper: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Take those nodes out of their regions whose links spread over many: a model that all areas use is of none.

    Args:
        labels: the region of each node, or ``ISLAND``. ends: shape (links, 2), indices of the two ends.
        is_paper: which nodes are papers; a paper stays where it is.

    >>> ends = np.array([(hub, paper) for hub in (0,) for paper in range(1, 13)])
    >>> free_hubs(np.arange(13) % 6, ends, np.arange(13) > 0).tolist()[:3] == [ISLAND, 1, 2]
    True
    """
    count = int(labels.max(initial=-1)) + 1
    both = np.concatenate([ends, ends[:, ::-1]])
    known = labels[both[:, 1]] != ISLAND
    spread = np.zeros((len(labels), count), np.int64)
    np.add.at(spread, (both[known, 0], labels[both[known, 1]]), 1)
    links = spread.sum(axis=1)
    most = spread.max(axis=1, initial=0)
    wide = ((spread > 0).sum(axis=1) >= _HUB_REGIONS) & (most < _HUB_SHARE * links) & (links >= _HUB_LINKS)
    return np.where(wide & ~is_paper, ISLAND, labels)


def _merge_small(labels: NDArray[np.int64], ends: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Join each small community to the one it is linked to most, smallest first."""
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


def _renumber_regions(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the regions their numbers, from the largest; ties by the first node they hold."""
    used, first, counts = np.unique(labels, return_index=True, return_counts=True)
    order = sorted((-count, start, label) for label, start, count in zip(used, first, counts, strict=True))
    rank = {int(label): place for place, (_, _, label) in enumerate(o for o in order if o[2] != ISLAND)}
    return np.array([rank.get(int(label), ISLAND) for label in labels], np.int64)
