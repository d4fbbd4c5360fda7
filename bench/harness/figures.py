"""What a run of the bench found, as it stands in the JSON beside the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench.measurement import Sample, Spread, paired_ratios, spread


@dataclass(frozen=True, slots=True)
class SideFigures:
    """What one side of a row took.

    Attributes:
        name, version: of the side. cpu: seconds. wall: seconds. peak: MiB. found: what it made, in the last round.
        clocks: figures that only the clock gives, medians over the rounds.
    """

    name: str
    version: str
    cpu: Spread
    wall: Spread
    peak: Spread
    found: Mapping[str, int] = field(default_factory=dict)
    clocks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """Our side and one peer at one task.

    Attributes:
        contest, task: which. unit: what rates are of. read: what both worked on, in the last round.
        ratio: of CPU seconds, ours divided by the peer's, of each round. wall: the same of the clock.
        clock: whether the clock is what the row is about.
    """

    contest: str
    task: str
    unit: str
    read: Mapping[str, int]
    ours: SideFigures
    peer: SideFigures
    ratio: Spread
    wall: Spread
    clock: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """How a stage grows from one size to the next.

    Attributes:
        unit: what the sizes count. stage: its name; ``whole`` for all together. sizes: the smaller and the larger.
        cpu: seconds at either size. peak: MiB at either size. exponent: of CPU seconds. peak_exponent: of memory.
    """

    contest: str
    unit: str
    stage: str
    sizes: tuple[int, int]
    cpu: tuple[Spread, Spread]
    peak: tuple[Spread, Spread]
    exponent: Spread
    peak_exponent: Spread


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What there is no row of, and why; ``fault`` where that is an error and not a choice."""

    contest: str
    what: str
    why: str
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """When and of what some contests were measured.

    Attributes:
        contests: their names. machine: of what kind, how many cores, how busy. sizes: what the rows worked on.
    """

    contests: tuple[str, ...]
    machine: Mapping[str, str]
    sizes: Mapping[str, object]


@dataclass(slots=True)
class Figures:
    """All that was found, in one run or in several of different contests."""

    runs: list[Run] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    growth: list[Growth] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def laid_over(before: Figures, found: Figures) -> Figures:
    """What was found of some contests, and earlier of others; runs of one machine and one size become one."""
    contests = {name for run in found.runs for name in run.contests}
    runs: list[Run] = []
    for run in (*before.runs, *found.runs):
        own = run in found.runs
        names = run.contests if own else tuple(name for name in run.contests if name not in contests)
        same = [one for one in runs if (one.machine, one.sizes) == (run.machine, run.sizes)]
        if same:
            runs[runs.index(same[0])] = replace(run, contests=(*same[0].contests, *names))
        elif names:
            runs.append(replace(run, contests=names))
    return Figures(
        runs,
        [*(row for row in before.rows if row.contest not in contests), *found.rows],
        [*(one for one in before.growth if one.contest not in contests), *found.growth],
        [*(one for one in before.left_out if one.contest not in contests), *found.left_out],
    )


def side_figures(name: str, version: str, samples: Sequence[Sample]) -> SideFigures:
    """What a side took over all rounds."""
    last = samples[-1].work
    clocks = {unit: spread(one.work.clocks[unit] for one in samples).median for unit in last.clocks}
    return SideFigures(
        name, version, spread(one.cpu for one in samples), spread(one.wall for one in samples),
        spread(one.peak for one in samples), last.found, clocks,
    )  # fmt: skip


def ratios(ours: Sequence[Sample], peers: Sequence[Sample]) -> tuple[Spread, Spread]:
    """Our CPU seconds divided by the peer's, and the same of the clock, round by round."""
    cpu = paired_ratios([one.cpu for one in ours], [one.cpu for one in peers])
    wall = paired_ratios([one.wall for one in ours], [one.wall for one in peers])
    return spread(cpu), spread(wall)
