"""What a large graph shows first: its most linked nodes and links, within what a page can draw.

A graph within the budget is shown whole. From a larger one the most linked papers get their share, and what they link
to most the rest: papers alone would show no common ground, artifacts alone no reason for it. Links beyond the budget
are left out between the busiest ends first, where each says least, but never the last link of a node.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NODE_BUDGET = 2_000  # drawn nodes: the most that pan in under 100 ms a frame without a GPU, with a margin
LINK_BUDGET = 6_000
_PAPER_SHARE = 0.4  # of the nodes; the rest of a paper-poor graph's share goes to the other nodes


def choose_nodes(
    ends: NDArray[np.int64], degree: NDArray[np.int64], is_paper: NDArray[np.bool_], budget: int
) -> NDArray[np.bool_]:
    """Which nodes are drawn at first; ties go to the earlier node.

    Args:
        ends: shape (links, 2), node indices. degree: links of each node.

    >>> ends = np.array([(0, 2), (0, 3), (1, 3)])
    >>> choose_nodes(ends, np.array([2, 1, 1, 2]), np.array([True, True, False, False]), budget=2).tolist()
    [True, False, False, True]
    """
    papers, others = (np.flatnonzero(which) for which in (is_paper, ~is_paper))
    room = min(len(papers), max(round(budget * _PAPER_SHARE), budget - len(others)))
    chosen = np.zeros(len(degree), bool)
    chosen[papers[np.argsort(-degree[papers], kind="stable")[:room]]] = True
    # What no drawn paper links to would lie about loose, however many links it has elsewhere.
    reached = np.zeros(len(degree), np.int64)
    for near, far in ((0, 1), (1, 0)):
        reached += np.bincount(ends[:, far], chosen[ends[:, near]], len(degree)).astype(np.int64)
    chosen[others[np.lexsort((others, -degree[others], -reached[others]))][: budget - room]] = True
    return chosen


def choose_links(
    ends: NDArray[np.int64], degree: NDArray[np.int64], chosen: NDArray[np.bool_], budget: int
) -> NDArray[np.bool_]:
    """Which links are drawn at first: those among the chosen nodes, within the budget."""
    drawn = np.asarray(chosen[ends].all(axis=1), bool)
    rows = np.flatnonzero(drawn)
    if len(rows) <= budget:
        return drawn
    busy = degree[ends[rows]].astype(float)
    order = rows[np.argsort(busy.prod(axis=1), kind="stable")]
    firsts = _first_links(ends[order])
    keep = np.concatenate([order[firsts], order[~firsts]])[:budget]
    drawn[:] = False
    drawn[keep] = True
    return drawn


def _first_links(ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Marks each link that is the first one of either of its nodes."""
    first = np.zeros(len(ends), bool)
    for side in (0, 1):
        first[np.unique(ends[:, side], return_index=True)[1]] = True
    return first
