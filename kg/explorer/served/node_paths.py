"""Paths between two nodes of the index: up to three that differ, weighed as ``kg.explorer.served.path_costs`` says.

1. A search goes from both ends at once, what is cheapest to leave first. All neighbours of a node cost the same to
   reach, so the first way to a node is its cheapest; the search ends when what both sides have left costs more together
   than the best path found.
2. What has more than a tenth of all links is left out while there is a way round it that is at most twice as long as
   the shortest path with it: the cheapest such way, or the one with the fewest steps.
3. What a path passes costs as much again, and a step more, in the next search; so the three differ where they can.

What is read of the index is bounded and kept for all searches of one call; a search that would read more gives up, and
says so. ``js/data/paths.js`` finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from kg.explorer.served.path_costs import STEP, tie_break

MOST_PATHS = 3
_MOST_SEARCHES = 6  # of one call: where a path must be passed again and again there are no three
_MOST_READ = 150_000  # neighbours read in one call: about 0.2 s
_DETOUR = 2  # times as long as the shortest path a way round a hub may be
_FAR = 1 << 62


@dataclass(frozen=True, slots=True)
class PathsFound:
    """The paths, the best first, each as ranks with both ends; ``gave_up``: there may be others, or better ones."""

    paths: tuple[tuple[int, ...], ...] = ()
    gave_up: bool = False


@dataclass(slots=True)
class _Side:
    """What one end has reached: the cost to each node, how it was reached, and what may be left next."""

    known: dict[int, int]
    before: dict[int, int] = field(default_factory=dict)
    heap: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class PathSearch:
    """The searches of one call.

    Attributes:
        read: gives the neighbours of a node. passing: what passing through each node costs, by rank.
        hubs: nodes with more than a tenth of all links. ends: both. most_read: neighbours that may be read.
    """

    read: Callable[[int], Sequence[int]]
    passing: Sequence[int]
    hubs: frozenset[int]
    ends: tuple[int, int]
    most_read: int = _MOST_READ
    gave_up: bool = False
    _held: dict[int, Sequence[int]] = field(default_factory=dict)
    _passed: dict[int, int] = field(default_factory=dict)
    _direct: bool = True

    def find(self, *, by_steps: bool) -> PathsFound:
        """Find up to three paths; ``by_steps``: the fewest steps are all that counts."""
        first, last = self.ends
        if first == last:
            return PathsFound(((first,),))
        closed = frozenset[int]() if by_steps else self.hubs - {first, last}
        paths: list[tuple[int, ...]] = []
        for turn in range(_MOST_SEARCHES):
            path = self._first_path(closed) if closed and not turn else self._cheapest(closed, by_steps=by_steps)
            if path is None or path in paths:
                if path is None and not closed:
                    break
                closed = frozenset()  # nothing else goes round the hubs
            if path is not None:
                self._pass(path)
                if path not in paths:
                    paths.append(path)
            if len(paths) == MOST_PATHS:
                break
        return PathsFound(tuple(paths), self.gave_up)

    def _first_path(self, closed: frozenset[int]) -> tuple[int, ...] | None:
        """Find the cheapest path that goes round the hubs, while that is no more than twice as long."""
        around = self._cheapest(closed, by_steps=False)
        if around is None:
            return None
        shortest = self._cheapest(frozenset(), by_steps=True) or around
        most = _DETOUR * (len(shortest) - 1)
        if len(around) - 1 <= most:
            return around
        brief = self._cheapest(closed, by_steps=True) or around
        return brief if len(brief) - 1 <= most else self._cheapest(frozenset(), by_steps=False)

    def _pass(self, path: Sequence[int]) -> None:
        for node in path[1:-1]:
            self._passed[node] = self._passed.get(node, 0) + 1
        if len(path) == 2:
            self._direct = False

    def _cheapest(self, closed: frozenset[int], *, by_steps: bool) -> tuple[int, ...] | None:
        sides = tuple(_Side({end: 0}, heap=[(0, end)]) for end in self.ends)
        best, met = _FAR, 0
        while sides[0].heap and sides[1].heap and sides[0].heap[0][0] + sides[1].heap[0][0] + STEP < best:
            turn = sides[1].heap[0][0] < sides[0].heap[0][0]
            here, there = sides[turn], sides[not turn]
            left, node = heappop(here.heap)
            near = self._neighbours(node)
            if near is None:
                self.gave_up = True
                break
            reach, bound = left + STEP, there.heap[0][0] + STEP
            for other in near:
                if other in here.known or other in closed or (not self._direct and {node, other} == set(self.ends)):
                    continue
                here.known[other], here.before[other] = reach, node
                leave = reach + self._cost(other, by_steps=by_steps)
                if (rest := there.known.get(other)) is not None and leave + rest < best:
                    best, met = leave + rest, other
                if leave + bound < best and other not in self.ends:
                    heappush(here.heap, (leave, other))
        return _joined(sides[0].before, sides[1].before, met) if met else None

    def _cost(self, node: int, *, by_steps: bool) -> int:
        if node in self.ends:
            return 0
        cost, times = self.passing[node], self._passed.get(node, 0)
        if by_steps:
            cost = tie_break(cost)
        return cost + times * (cost + STEP)

    def _neighbours(self, node: int) -> Sequence[int] | None:
        """Read the neighbours of a node, or None where enough has been read."""
        if node not in self._held:
            if self.most_read <= 0:
                return None
            self._held[node] = self.read(node)
            self.most_read -= len(self._held[node])
        return self._held[node]


def _joined(ahead: Mapping[int, int], behind: Mapping[int, int], met: int) -> tuple[int, ...]:
    """Join the ways from both ends to the node where they met."""
    way = [met]
    while (at := ahead.get(way[0])) is not None:
        way.insert(0, at)
    while (at := behind.get(way[-1])) is not None:
        way.append(at)
    return tuple(way)
