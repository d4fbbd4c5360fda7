"""What a large graph shows first: its most linked nodes and links, within what a page can draw.

A graph within the budget is shown whole. From a larger one the most linked papers get their share, and what they link
to most the rest: papers alone would show no common ground, artifacts alone no reason for it. Links beyond the budget
are left out between the busiest ends first, where each says least, but never the last link of a node.

Links of quiet kinds (``kg.explorer.map.kinds``: "touches on" most of all) do not count in this choice: broad topics
such as "large language model" would crowd out what papers introduce and use.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NODE_BUDGET = 2_000  # drawn nodes: the most that pan in under 100 ms a frame without a GPU, with a margin
LINK_BUDGET = 6_000
_QUIET_SHARE = 0.06  # of the other nodes, for the most linked of those that the first sight leaves out
_PAPER_SHARE = 0.4  # of the nodes; the rest of a paper-poor graph's share goes to the other nodes


def choose_nodes(
    ends: NDArray[np.int64],
    loud: NDArray[np.bool_],
    degree: NDArray[np.int64],
    is_paper: NDArray[np.bool_],
    budget: int,
) -> NDArray[np.bool_]:
    """Choose which nodes are drawn at first; ties go to the earlier node.

    Args:
        ends: shape (links, 2), node indices. loud: which links the first sight shows. degree: links of each node.

    >>> ends = np.array([(0, 2), (0, 3), (1, 3)])
    >>> papers = np.array([True, True, False, False])
    >>> choose_nodes(ends, np.ones(3, bool), np.array([2, 1, 1, 2]), papers, budget=2).tolist()
    [True, False, False, True]
    """
    papers, others = (np.flatnonzero(which) for which in (is_paper, ~is_paper))
    room = min(len(papers), max(round(budget * _PAPER_SHARE), budget - len(others)))
    heard = np.bincount(ends[loud].ravel(), minlength=len(degree))
    chosen = np.zeros(len(degree), bool)
    chosen[papers[np.lexsort((papers, -degree[papers], -heard[papers]))[:room]]] = True
    # What no drawn paper links to would lie about loose, however many links it has elsewhere.
    reached = np.zeros(len(degree), np.int64)
    for near, far in ((0, 1), (1, 0)):
        near_end, far_end = ends[loud, near], ends[loud, far]
        reached += np.bincount(far_end, chosen[near_end], len(degree)).astype(np.int64)
    order = others[np.lexsort((others, -degree[others], -heard[others], -reached[others]))]
    silent = order[heard[order] == 0]
    silent = silent[np.argsort(-degree[silent], kind="stable")]
    spared = min(len(silent), max(round((budget - room) * _QUIET_SHARE), budget - room - (len(order) - len(silent))))
    chosen[order[heard[order] > 0][: budget - room - spared]] = True
    chosen[silent[:spared]] = True
    return chosen


def choose_links(
    ends: NDArray[np.int64],
    loud: NDArray[np.bool_],
    degree: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    budget: int,
) -> NDArray[np.bool_]:
    """Choose which links are drawn at first: those among the chosen nodes, within the budget, the loud ones before
    others.
    """
    drawn = np.asarray(chosen[ends].all(axis=1), bool)
    rows = np.flatnonzero(drawn)
    if len(rows) <= budget:
        return drawn
    busy = degree[ends[rows]].astype(float)
    order = rows[np.lexsort((busy.prod(axis=1), ~loud[rows]))]
    firsts = _first_links(ends[order])
    keep = np.concatenate([order[firsts], order[~firsts]])[:budget]
    drawn[:] = False
    drawn[keep] = True
    return drawn


def _first_links(ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark each link that is the first one of either of its nodes."""
    first = np.zeros(len(ends), bool)
    for side in (0, 1):
        first[np.unique(ends[:, side], return_index=True)[1]] = True
    return first
