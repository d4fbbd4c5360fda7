"""How the bench measures: what a run costs, and how two sides of a row compare.

1. Each side of a row is a process of its own, so that neither has the other's modules, caches or memory. Only one works
   at a time.
2. The sides take turns, round after round (``turns``): what else the machine does meets all of them alike.
3. What is compared is the processor's time of the process and of the children that it waited for (``Sample.cpu``), not
   the clock, which counts what other programs take. Each round gives one ratio, ours divided by the peer's.
4. A row shows the median of those ratios and their quartiles (``Spread``). Both sides must have read the same, by count
   (``require_same_work``), or the row is refused.
5. How costs grow with the papers is an exponent: 1 is in step with them, 2 with their square (``growth_exponent``).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

_Side = TypeVar("_Side")

#: A change below this is not told from the same code measured twice, however close its rounds lie: each process has
#: its own places in memory, which its rounds share. Of 33 rows on two copies of one checkout, on a busy machine, the
#: medians were 0.967 to 1.04, and five of them farther from 1 than their quartiles were apart.
LEAST_CHANGE = 0.05


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage of a run takes: CPU seconds, and peak memory of its process in MiB while it lasted."""

    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Work:
    """What one run of a task did.

    Attributes:
        read: what it worked on, by unit; the same on both sides, or there is no row.
        found: what it made of that, by unit; may differ, and is shown.
        cpu: CPU seconds, where another process than the side's own did the work and is not its child (a server).
        peak: MiB, for the same reason.
        stages: costs of its stages, in order.
        clocks: further figures that only the clock gives, by name and unit, such as ``median ms``.
    """

    read: Mapping[str, int]
    found: Mapping[str, int] = field(default_factory=dict)
    cpu: float | None = None
    peak: float | None = None
    stages: Mapping[str, StageCost] = field(default_factory=dict)
    clocks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of a task cost: CPU seconds, wall-clock seconds, peak memory in MiB."""

    cpu: float
    wall: float
    peak: float
    work: Work


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, their lower and upper quartile, and how many there are."""

    median: float
    lower: float
    upper: float
    count: int

    @property
    def width(self) -> float:
        """The distance between the quartiles."""
        return self.upper - self.lower


class RowRefused(Exception):
    """A row says nothing: its sides have not done the same work."""


def spread(values: Iterable[float]) -> Spread:
    """Summarise figures; of one alone the quartiles are itself.

    >>> spread([4.0, 1.0, 2.0, 3.0, 5.0])
    Spread(median=3.0, lower=2.0, upper=4.0, count=5)
    """
    given = sorted(values)
    if len(given) == 1:
        return Spread(given[0], given[0], given[0], 1)
    lower, median, upper = statistics.quantiles(given, n=4, method="inclusive")
    return Spread(median, lower, upper, len(given))


def paired_ratios(ours: Sequence[float], peers: Sequence[float]) -> list[float]:
    """Divide what we took in each round by what the peer took in the same round.

    The pairs come first, and the median after: a busy second that met both is divided out.

    >>> paired_ratios([1.0, 3.0], [2.0, 6.0])
    [0.5, 0.5]
    """
    return [own / max(other, 1e-9) for own, other in zip(ours, peers, strict=True)]


def growth_exponent(small: float, large: float, factor: float) -> float:
    """Return the power of the size with which a cost grows; ``factor`` is how many times as large the second size is.

    >>> round(growth_exponent(2.0, 20.0, 10), 3), round(growth_exponent(1.0, 100.0, 10), 3)
    (1.0, 2.0)
    """
    return math.log(max(large, 1e-9) / max(small, 1e-9)) / math.log(factor)


def turns(rounds: int, sides: Sequence[_Side]) -> Iterator[tuple[int, _Side]]:
    """Yield whose turn it is: every side once, in the same order, in each round, which are counted from 0.

    >>> list(turns(2, ["ours", "theirs"]))
    [(0, 'ours'), (0, 'theirs'), (1, 'ours'), (1, 'theirs')]
    """
    return product(range(rounds), sides)


def require_same_work(ours: Sequence[Sample], peers: Sequence[Sample]) -> None:
    """Check that both sides read the same in every round.

    Raises:
        RowRefused: they did not; the message names the unit and both counts.
    """
    for number, (own, other) in enumerate(zip(ours, peers, strict=True), 1):
        for unit in sorted({*own.work.read, *other.work.read}):
            counts = own.work.read.get(unit, 0), other.work.read.get(unit, 0)
            if counts[0] != counts[1]:
                raise RowRefused(f"round {number}: {counts[0]:,} {unit} were read here, but {counts[1]:,} by the peer")


def has_moved(ratio: Spread) -> bool:
    """Tell whether a cost has changed beyond what its rounds differ by themselves: the median of the ratios of new to
    old is farther from 1 than the quartiles are apart, and by ``LEAST_CHANGE`` at least.

    >>> has_moved(Spread(1.3, 1.28, 1.33, 5)), has_moved(Spread(1.05, 0.98, 1.1, 5))
    (True, False)
    """
    return abs(ratio.median - 1) > max(ratio.width, LEAST_CHANGE)
