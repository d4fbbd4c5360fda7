"""Which artifacts papers name together: a matrix of the most used, with the papers behind each cell.

1. Each artifact has the papers that use it; among the most used ones, the papers that use both of a pair are counted.
2. The names of the most frequent pairs are kept, as many as fit; pairs of a single paper fill up a small matrix only.
3. They are put in an order in which each stands beside the one that it is used with most, so that groups are seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any

from kg.explorer.answers.corpus import ACTORS, DATA, WORKING, Corpus, NodeTable, names_of_each, newest_first
from kg.ground.schema import Role

MOST_NAMES = 30
_FILLED_TO = 12  # names; what only one paper names together would leave a larger matrix all but empty
_LOOKED_AMONG = 120  # most used names among which pairs are looked for
_MEASURED = tuple(map(str, (Role.INTRODUCES, Role.EVALUATES, Role.COMPARES_WITH)))
_MOST_BASELINES = 20


def used_together(corpus: Corpus) -> dict[str, Any]:
    """Count the papers that work with both of two benchmarks or datasets; see ``_matrix``."""
    return _matrix(corpus, WORKING, DATA, NodeTable(corpus.ids))


def compared_together(corpus: Corpus) -> dict[str, Any]:
    """Count the papers that introduce, evaluate or compare with both of two models or methods; see ``_matrix``.

    Returns:
        also ``baselines``: ``[node, papers that compare with it, [the newest of them]]``.
    """
    table = NodeTable(corpus.ids)
    found = _matrix(corpus, _MEASURED, ACTORS, table)
    users = _users(corpus, (str(Role.COMPARES_WITH),), ACTORS)
    named = names_of_each(_MOST_BASELINES)
    baselines = [
        [table.number(node), len(users[node]), table.numbers(newest_first(corpus, users[node])[:named])]
        for node in _ranked(users)[:_MOST_BASELINES]
    ]
    return {**found, "baselines": baselines, "nodes": table.ids()}


def _matrix(corpus: Corpus, roles: Collection[str], kinds: Sequence[str], table: NodeTable) -> dict[str, Any]:
    """Count use by pairs.

    Returns:
        ``names``: nodes, in the order of rows and columns; ``alone``: the papers that use each.
        ``pairs``: ``[row, column, papers, [the newest of them]]``, the row first, only where there are any.
        ``of``: how many such nodes are used at all. ``papers``: that use any of them.
    """
    users = _users(corpus, roles, kinds)
    ranked = _ranked(users)[:_LOOKED_AMONG]
    # The most used first: so are those of equally frequent pairs.
    both = {(one, other): shared for one, other in combinations(ranked, 2) if (shared := users[one] & users[other])}
    order = _side_by_side(_names_of_pairs(both), {pair: len(shared) for pair, shared in both.items()})
    row = {node: number for number, node in enumerate(order)}
    names, named = table.numbers(order), names_of_each(len(both))
    pairs = sorted(
        (min(row[one], row[other]), max(row[one], row[other]), shared)
        for (one, other), shared in both.items()
        if one in row and other in row
    )
    return {
        "names": names,
        "alone": [len(users[node]) for node in order],
        "pairs": [
            [one, other, len(shared), table.numbers(newest_first(corpus, shared)[:named])]
            for one, other, shared in pairs
        ],
        "of": len(users),
        "papers": len(set().union(*users.values())),
        "nodes": table.ids(),
    }


def _users(corpus: Corpus, roles: Collection[str], kinds: Sequence[str]) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for paper, node in corpus.pairs(roles, corpus.are(*kinds)).tolist():
        found[node].add(paper)
    return dict(found)


def _ranked(users: Mapping[int, Collection[int]]) -> list[int]:
    return sorted(users, key=lambda node: (-len(users[node]), node))


def _names_of_pairs(both: Mapping[tuple[int, int], Collection[int]]) -> list[int]:
    """Gather the names of the most frequent pairs, as many as fit; of pairs as frequent the earlier ones."""
    names: dict[int, None] = {}
    for pair in sorted(both, key=lambda pair: -len(both[pair])):
        new = [node for node in pair if node not in names]
        room = MOST_NAMES if len(both[pair]) > 1 else _FILLED_TO
        if len(names) + len(new) <= room:
            names.update(dict.fromkeys(new))
    return list(names)


def _side_by_side(names: Sequence[int], counts: Mapping[tuple[int, int], int]) -> list[int]:
    """Order names so that each follows the one before that it stands with in most papers.

    >>> _side_by_side([1, 2, 3, 4], {(1, 3): 5, (2, 4): 4, (1, 2): 1})
    [1, 3, 2, 4]
    """

    def together(one: int, other: int) -> int:
        return counts.get((one, other), counts.get((other, one), 0))

    left, order = list(names), list[int]()
    while left:
        ranks = {node: number for number, node in enumerate(left)}
        best = max(left, key=lambda node: (*(together(node, placed) for placed in reversed(order[-3:])), -ranks[node]))
        left.remove(best)
        order.append(best)
    return order
