"""Paths between two nodes of the index: up to three that differ, weighed as ``kg.explorer.served.path_costs`` says.

1. A search goes from both ends at once, what is cheapest to leave first. All neighbours of a node cost the same to
   reach, so the first way to a node is its cheapest; the search ends when what both sides have left costs more together
   than the best path found.
2. What has more than a tenth of all links is left out while there is a way round it that is at most twice as long as
   the shortest path with it: the cheapest such way, or the one with the fewest steps.
3. What a path passes costs as much again, and a step more, in the next search; so the three differ where they can.

What is read of the index is bounded and kept for all searches of one call; a search that would read more gives up, and
says so. Of a node with very many neighbours those that the other side has reached are looked up first; the rest is read
only where a better path could lead there. ``js/data/paths.js`` finds the same; but where steps alone count and the best
paths pass such nodes, any of them may be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from kg.explorer.served.path_costs import STEP, tie_break

MOST_PATHS = 3
_MOST_SEARCHES = 6  # of one call: where a path must be passed again and again there are no three
_MOST_READ = 60_000  # neighbours read for the first path: about 0.1 s; most need fewer than 10,000 of a million nodes
_MOST_READ_AGAIN = 20_000  # and for the others, which are worth less waiting
_DETOUR = 2  # times as long as the shortest path a way round a hub may be
_FAR = 1 << 62
_LATER = STEP >> 8  # far less than a step, more than any checksum


@dataclass(frozen=True, slots=True)
class PathsFound:
    """The paths, the best first, each as ranks with both ends; ``gave_up``: there may be a better first one."""

    paths: tuple[tuple[int, ...], ...] = ()
    gave_up: bool = False


@dataclass(slots=True)
class _Side:
    """What one end has reached: the cost to each node, how it was reached, and what may be left next."""

    known: dict[int, int]
    before: dict[int, int] = field(default_factory=dict)
    heap: list[tuple[int, int]] = field(default_factory=list)

    @property
    def lowest(self) -> int:
        """What the next node costs to leave."""
        return self.heap[0][0] if self.heap else _FAR


@dataclass(slots=True)
class _Meeting:
    """Where the best path found so far meets, and what it costs."""

    node: int = 0
    cost: int = _FAR


@dataclass(frozen=True, slots=True)
class PathGraph:
    """The graph that paths lead through.

    Attributes:
        read: gives the neighbours of a node. among: gives those of them that are among others.
        passing: what passing through each node costs, by rank. hubs: nodes with more than a tenth of all links.
        busy: the last rank of the nodes with very many neighbours.
    """

    read: Callable[[int], Sequence[int]]
    among: Callable[[int, Iterable[int]], Sequence[int]]
    passing: Sequence[int]
    hubs: frozenset[int]
    busy: int = 0


@dataclass(slots=True)
class PathSearch:
    """The searches of one call: ``ends``: both; ``most_read``: neighbours that may be read."""

    graph: PathGraph
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
        closed = frozenset[int]() if by_steps else self.graph.hubs - {first, last}
        paths: list[tuple[int, ...]] = []
        gave_up = False
        for turn in range(_MOST_SEARCHES):
            path = self._first_path(closed) if closed and not turn else self._cheapest(closed, by_steps=by_steps)
            if not paths:
                gave_up, self.most_read = self.gave_up, min(self.most_read, _MOST_READ_AGAIN)
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
        return PathsFound(tuple(paths), gave_up)

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
        meeting = _Meeting()
        while sides[0].heap and sides[1].heap and sides[0].heap[0][0] + sides[1].heap[0][0] + STEP < meeting.cost:
            turn = sides[1].heap[0][0] < sides[0].heap[0][0]
            here, there = sides[turn], sides[not turn]
            left, node = heappop(here.heap)
            if node <= self.graph.busy and node not in self._held:
                common = self.graph.among(node, there.known)
                self._reach(common, (left, node), here, there, meeting, closed=closed, by_steps=by_steps)
                most = meeting.cost // STEP * STEP if by_steps else meeting.cost  # no more than the checksums to gain
                if left + 2 * STEP + (0 if by_steps else STEP) + there.lowest >= most:
                    continue
            near = self._neighbours(node)
            if near is None:
                self.gave_up = True
                break
            self._reach(near, (left, node), here, there, meeting, closed=closed, by_steps=by_steps)
        return _joined(sides[0].before, sides[1].before, meeting.node) if meeting.node else None

    def _reach(  # the inner loop of every search
        self, near: Iterable[int], left: tuple[int, int], here: _Side, there: _Side, meeting: _Meeting, *,
        closed: frozenset[int], by_steps: bool,
    ) -> None:  # fmt: skip
        """Reach the neighbours of a node that is left at a cost. What cannot lead to a better path is passed over."""
        cost, node = left
        reach, bound = cost + STEP, there.lowest + STEP
        known, rests, passing, busy = here.known, there.known, self.graph.passing, self.graph.busy
        passed, ends = self._passed, self.ends
        for other in near:
            if other in known or other in closed or (not self._direct and node in ends and other in ends):
                continue
            own = 0 if other in ends else passing[other]
            if by_steps and own:  # of as many steps the way through few neighbours is tried first
                own = tie_break(own) + (_LATER if other <= busy else 0)
            if other in passed:
                own += passed[other] * (own + STEP)
            leave, rest = reach + own, rests.get(other)
            if rest is not None and leave + rest < meeting.cost:
                meeting.cost, meeting.node = leave + rest, other
            elif leave + bound >= meeting.cost:
                continue
            known[other], here.before[other] = reach, node
            if other not in ends:
                heappush(here.heap, (leave, other))

    def _neighbours(self, node: int) -> Sequence[int] | None:
        """Read the neighbours of a node, or None where enough has been read."""
        if node not in self._held:
            if self.most_read <= 0:
                return None
            self._held[node] = self.graph.read(node)
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
