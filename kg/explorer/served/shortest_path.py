"""A shortest path between two nodes of the index.

Breadth first from both ends at once, level by level, the side that has fewer neighbours first: in a graph whose hubs
have a hundred thousand links, a search from one end alone would read most of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import orjson

_STEPS = 200_000  # nodes that a search may reach


def shortest_path(connection: sqlite3.Connection, first: int, last: int) -> list[int] | None:
    """Find the ranks along a shortest path, both ends among them; None where there is none within reach."""
    before: list[dict[int, int | None]] = [{first: None}, {last: None}]
    fronts = [[first], [last]]
    met = first if first == last else None
    while met is None and all(fronts) and len(before[0]) + len(before[1]) < _STEPS:
        weights = [_weight_of_front(connection, front) for front in fronts]
        side = int(weights[1] < weights[0])
        fronts[side], met = _grow_one_side(connection, fronts[side], before[side], before[1 - side])
    if met is None:
        return None
    ways: list[list[int]] = []
    for known in before:
        way, at = [], known[met]
        while at is not None:
            way.append(at)
            at = known[at]
        ways.append(way)
    return [*reversed(ways[0]), met, *ways[1]]


def _weight_of_front(connection: sqlite3.Connection, front: Sequence[int]) -> int:
    query = "SELECT sum(neighbours) FROM nodes WHERE rank IN (SELECT value FROM json_each(?))"
    ((weight,),) = connection.execute(query, (orjson.dumps(front).decode(),))
    return int(weight or 0)


def _grow_one_side(
    connection: sqlite3.Connection, front: Sequence[int], known: dict[int, int | None], other: Mapping[int, int | None]
) -> tuple[list[int], int | None]:
    """Find the next level of one side, and the node at which it meets the other."""
    grown: list[int] = []
    for node in front:
        for (near,) in connection.execute("SELECT other FROM adjacent WHERE node = ?", (node,)):
            if near in known:
                continue
            known[near] = node
            if near in other:
                return grown, near
            grown.append(near)
    return grown, None
