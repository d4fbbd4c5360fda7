"""One contest, run: sides started, turns taken, rows made of the samples.

1. Our side and each peer that is installed get a process; what is missing is told (``LeftOut``).
2. If the contest is warm, one round is run and thrown away.
3. Round after round, each task is taken by each side that has it: ours, then the peers.
4. Each task gives a row for each peer, unless the sides have read different things, or one took too long or failed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bench.harness.contest import Contest, Side, SideDeclined, Sizes
from bench.harness.figures import Figures, Growth, LeftOut, Row, ratios, side_figures
from bench.harness.side_process import SideFailed, SideProcess, TookTooLong
from bench.harness.versions import missing_need, version_of_side
from bench.measurement import RowRefused, Sample, growth_exponent, require_same_work, spread, turns

Say = Callable[[str], None]
_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Contestant:
    """A side as it takes part: which checkout of ``kg`` it uses, and what it is called there.

    Attributes:
        inputs: the folder of files that all sides of this checkout share.
        version: shown in the report. ours: whether it is run to its end, however long that takes.
    """

    side: Side
    name: str
    version: str
    checkout: Path
    inputs: Path
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """Where contests take place: a folder for all files, sizes, and who hears how far it is.

    Attributes:
        rounds: how often each side has its turn, instead of what the contest says.
    """

    folder: Path
    sizes: Sizes
    say: Say
    rounds: int | None = None


def contestants(contest: Contest, checkout: Path, venue: Venue, found: Figures) -> list[Contestant]:
    """Our side and the peers that are installed; the others are told."""
    inputs = venue.folder / "inputs" / "here"
    taking_part = []
    for side in (contest.ours, *contest.peers):
        if need := missing_need(side.needs):
            found.left_out.append(LeftOut(contest.name, side.name, f"{need} is not installed"))
        else:
            version = version_of_side(side.needs if side is not contest.ours else ())
            taking_part.append(Contestant(side, side.name, version, checkout, inputs, ours=side is contest.ours))
    return taking_part


def run_contest(contest: Contest, taking_part: Sequence[Contestant], venue: Venue, found: Figures) -> None:
    """Run a contest and add what it gave; the first contestant is the one that the others are compared with."""
    if not taking_part or not taking_part[0].ours or (len(taking_part) == 1 and not contest.growth):
        return
    rounds = venue.rounds or contest.rounds
    with ExitStack() as stack:
        started: dict[str, SideProcess] = {}
        for number, one in enumerate(taking_part):
            venue.say(f"{contest.name}: {one.name} makes ready")
            scratch = venue.folder / "sides" / contest.name / str(number)
            try:
                process = SideProcess(
                    one.side, venue.sizes, rounds + contest.warm, checkout=one.checkout, scratch=scratch,
                    inputs=one.inputs,
                )  # fmt: skip
            except (SideFailed, SideDeclined) as error:
                fault = isinstance(error, SideFailed)
                found.left_out.append(LeftOut(contest.name, one.name, str(error), fault=fault))
                continue
            started[one.name] = stack.enter_context(process)
        race = _Race(contest, taking_part, started, venue)
        race.run(rounds)
    found.left_out += race.left_out
    _add_rows(contest, taking_part, race.samples, found)
    if contest.growth:
        _add_growth(contest, taking_part[0], race.samples, found)


Samples = Mapping[tuple[str, str], list[Sample]]


class _Race:
    """The turns of a contest, and what came of each."""

    def __init__(
        self, contest: Contest, taking_part: Sequence[Contestant], started: Mapping[str, SideProcess], venue: Venue
    ) -> None:
        self.contest = contest
        self.taking_part = taking_part
        self.started = started
        self.venue = venue
        self.samples: defaultdict[tuple[str, str], list[Sample]] = defaultdict(list)
        self.left_out: list[LeftOut] = []
        self._given_up: set[tuple[str, str]] = set()

    def run(self, rounds: int) -> None:
        """Take all turns: a warm round first where the contest wants one."""
        warm, said = int(self.contest.warm), -1
        for number, (contestant, task) in turns(rounds + warm, self._order()):
            if number != said:
                said = number
                self.venue.say(f"{self.contest.name}: round {number + 1} of {rounds + warm}")
            self._take_turn(contestant, task, number, counted=number >= warm)

    def _order(self) -> list[tuple[Contestant, str]]:
        """Who works at what, one after the other: each task by all that have it."""
        present = [one for one in self.taking_part if one.name in self.started]
        tasks = dict.fromkeys(task for one in present for task in self.started[one.name].tasks)
        return [(one, task) for task in tasks for one in present if task in self.started[one.name].tasks]

    def _take_turn(self, one: Contestant, task: str, number: int, *, counted: bool) -> None:
        if (one.name, task) in self._given_up:
            return
        try:
            limit = None if one.ours else self.venue.sizes.limit
            sample = self.started[one.name].run(task, number, limit)
        except (TookTooLong, SideFailed) as error:
            self._given_up.add((one.name, task))
            self.samples.pop((one.name, task), None)
            what = f"{one.name}, {task}" if task else one.name
            fault = isinstance(error, SideFailed)
            self.left_out.append(LeftOut(self.contest.name, what, str(error), fault=fault))
            return
        if counted:
            self.samples[one.name, task].append(sample)


def _add_rows(contest: Contest, taking_part: Sequence[Contestant], samples: Samples, found: Figures) -> None:
    first, *peers = taking_part
    for (name, task), ours in samples.items():
        if name != first.name:
            continue
        for peer in peers:
            if theirs := samples.get((peer.name, task)):
                _add_row(contest, task, (first, ours), (peer, theirs), found)


Result = tuple[Contestant, Sequence[Sample]]


def _add_row(contest: Contest, task: str, ours: Result, peer: Result, found: Figures) -> None:
    try:
        require_same_work(ours[1], peer[1])
    except RowRefused as error:
        what = f"{peer[0].name}, {task}" if task else peer[0].name
        if not peer[0].ours:
            found.left_out.append(LeftOut(contest.name, what, f"refused: {error}", fault=True))
            return
        found.left_out.append(LeftOut(contest.name, what, str(error)))  # another revision may know more names
    (own, samples), (other, theirs) = ours, peer
    cpu, wall = ratios(samples, theirs)
    found.rows.append(
        Row(
            contest.name, task, contest.unit, samples[-1].work.read, side_figures(own.name, own.version, samples),
            side_figures(other.name, other.version, theirs), cpu, wall, contest.clock,
        )
    )  # fmt: skip


def _add_growth(contest: Contest, one: Contestant, samples: Samples, found: Figures) -> None:
    """Compare each size with the next, stage by stage."""
    sizes = [taken for (name, _), taken in samples.items() if name == one.name]
    for small, large in pairwise(sizes):
        for stage in (_WHOLE, *small[0].work.stages):
            if all(stage == _WHOLE or stage in each.work.stages for each in (*small, *large)):
                found.growth.append(_growth(contest, stage, small, large))


def _growth(contest: Contest, stage: str, small: Sequence[Sample], large: Sequence[Sample]) -> Growth:
    sizes = small[0].work.read[contest.unit], large[0].work.read[contest.unit]
    cpu = [[_cpu(one, stage) for one in each] for each in (small, large)]
    peak = [[_peak(one, stage) for one in each] for each in (small, large)]
    exponents = [
        spread(growth_exponent(one, other, sizes[1] / sizes[0]) for one, other in zip(*costs, strict=True))
        for costs in (cpu, peak)
    ]
    return Growth(
        contest.name, contest.unit, stage, sizes, (spread(cpu[0]), spread(cpu[1])),
        (spread(peak[0]), spread(peak[1])), *exponents,
    )  # fmt: skip


def _cpu(sample: Sample, stage: str) -> float:
    return sample.cpu if stage == _WHOLE else sample.work.stages[stage].cpu


def _peak(sample: Sample, stage: str) -> float:
    return sample.peak if stage == _WHOLE else sample.work.stages[stage].peak
