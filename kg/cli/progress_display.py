"""How a long computation shows how far it is, on standard error.

On a terminal a stage is a bar with steps a second and the time that is left (Rich, imported only then); in a pipe it is
a line when it begins, and one now and again while it runs. Both are for people: nothing of it is in any result.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kg.atlas.progress import Progress, Silent
from kg.cli.console import say

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar
    from rich.progress import ProgressColumn, Task, TaskID
    from rich.text import Text

INTERRUPTED = 130  # the exit code after Ctrl-C: 128 + SIGINT, as shells report it
_FIRST, _LATER = 30.0, 60.0  # seconds of a stage until a pipe hears of it again
_MINUTE, _HOUR = 60, 3600


@contextmanager
def progress(*, quiet: bool = False, in_pipe: bool = True) -> Iterator[Progress]:
    """Show the progress of a long computation on standard error: bars on a terminal, lines in a pipe.

    Args:
        quiet: show nothing. in_pipe: whether a pipe gets its lines; a command of one stage says enough at its end.
    """
    in_terminal = sys.stderr is not None and sys.stderr.isatty()
    if quiet or not (in_terminal or in_pipe):
        yield Silent()
    elif not in_terminal:
        yield ProgressLines()
    else:
        from rich import progress as bars
        from rich.console import Console

        layout = (
            bars.TextColumn("{task.description:<10}"), bars.BarColumn(), bars.MofNCompleteColumn(), _rate_column(),
            bars.TimeElapsedColumn(), bars.TimeRemainingColumn(),
        )  # fmt: skip
        with bars.Progress(*layout, console=Console(stderr=True), transient=True) as bar:
            yield _ProgressBars(bar)


@contextmanager
def going_on_later(kept: str) -> Iterator[None]:
    """Let Ctrl-C end a command with a line that says what was kept and that the same command goes on from there."""
    try:
        yield
    except KeyboardInterrupt:
        say(f"paperatlas: stopped; {kept}, run the same command again to go on")
        raise click.exceptions.Exit(INTERRUPTED) from None


class ProgressLines:
    """A line when a stage begins; of one that takes long, how far it is after half a minute, then every minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start; ``clock`` gives seconds."""
        self._clock = clock
        self._stage, self._done = "", 0
        self._total: int | None = None
        self._begun = self._next = 0.0

    def start(self, stage: str, total: int | None = None) -> None:
        """Begin a stage."""
        self._stage, self._total, self._done = stage, total, 0
        self._begun = self._clock()
        self._next = self._begun + _FIRST
        say(f"{stage} …" if total is None else f"{stage} {total} …")

    def advance(self, steps: int = 1) -> None:
        """Take steps as done."""
        self._done += steps
        now = self._clock()
        if now >= self._next:
            self._next = now + _LATER
            say(f"{self._stage} {progress_text(self._done, self._total, now - self._begun)}")


def progress_text(done: int, total: int | None, seconds: float) -> str:
    """Say how far a stage is, how fast it goes, and how long the rest takes at that.

    >>> progress_text(12_000, 100_000, 40.0), progress_text(9, None, 60.0)
    ('12,000 of 100,000, 300 a second, 5 min left', '9, 0.15 a second')
    """
    rate = done / seconds if seconds > 0 else 0.0
    text = f"{done:,}" if total is None else f"{done:,} of {total:,}"
    text += f", {rate:,.0f} a second" if rate >= 1 else f", {rate:.2g} a second"
    if total is None or not rate:
        return text
    return f"{text}, {time_text((total - done) / rate)} left"


def time_text(seconds: float) -> str:
    """Say a time as a person would.

    >>> [time_text(seconds) for seconds in (0, 59.6, 100, 3599, 9000)]
    ['0 s', '1 min', '2 min', '1 h', '2.5 h']
    """
    if round(seconds) < _MINUTE:
        return f"{round(seconds)} s"
    if round(seconds / _MINUTE) < _MINUTE:
        return f"{round(seconds / _MINUTE)} min"
    return f"{seconds / _HOUR:.1f}".removesuffix(".0") + " h"


class _ProgressBars:
    """One Rich task a stage; the one before is full when the next begins."""

    def __init__(self, bar: RichBar) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def start(self, stage: str, total: int | None = None) -> None:
        self._finish_stage()
        self._task = self._bar.add_task(stage, total=total)

    def advance(self, steps: int = 1) -> None:
        if self._task is not None:
            self._bar.advance(self._task, steps)

    def _finish_stage(self) -> None:
        if self._task is not None:
            done = self._bar.tasks[self._task].completed or 1
            self._bar.update(self._task, total=done, completed=done)


def _rate_column() -> ProgressColumn:
    from rich import progress as bars
    from rich.text import Text as Shown

    class Rate(bars.ProgressColumn):
        """Steps a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Shown(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")

    return Rate()
