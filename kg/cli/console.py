"""How the commands speak: results to standard output, progress and messages to standard error.

On a terminal tables are drawn and progress is a bar (Rich); in a pipe a table is lines of tab-separated cells and
progress is one line a stage. Rich is imported only where it draws.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.atlas.progress import Progress, Silent
from kg.ground.files.standard_streams import STANDARD

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar
    from rich.progress import TaskID

_PLAIN_WIDTH = 100  # columns of a table that is drawn where there is no terminal to ask


def say(message: str) -> None:
    """Print a message for the person at the terminal."""
    click.echo(message, err=True)


def warn(message: str) -> None:
    """Print a fault that did not stop the work."""
    click.echo(f"paperatlas: warning: {message}", err=True)


@contextmanager
def standing_aside(target: Path | None) -> Iterator[None]:
    """Print to standard error what is printed within, where standard output is the target of data."""
    if target == STANDARD:
        with redirect_stdout(sys.stderr):
            yield
    else:
        yield


def output_is_terminal() -> bool:
    """Check whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table: drawn on a terminal, tab-separated with a header line in a pipe."""
    if output_is_terminal():
        draw_table(columns, rows, title=title)
        return
    click.echo("\t".join(columns))
    for row in rows:
        click.echo("\t".join(plain(cell) for cell in row))


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table with lines around it, also in a pipe (without colours there)."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, header_style="bold")
    for name, values in zip(columns, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True):
        numeric = bool(values) and all(isinstance(value, int | float) or value is None for value in values)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    Console(width=None if output_is_terminal() else _PLAIN_WIDTH).print(table)


def plain(cell: object) -> str:
    """Write a value as the text of a cell, on one line: None is empty, control characters are spaces.

    >>> plain(None), plain(0.5), plain("a\\tb\\x1b[31m")
    ('', '0.5', 'a b [31m')
    """
    if cell is None:
        return ""
    return "".join(char if char.isprintable() else " " for char in str(cell))


@contextmanager
def progress(*, quiet: bool = False, in_pipe: bool = True) -> Iterator[Progress]:
    """Show the progress of a long computation on standard error: bars on a terminal, a line a stage in a pipe.

    Args:
        quiet: show nothing. in_pipe: whether a pipe gets its lines; a command of one stage says enough at its end.
    """
    in_terminal = sys.stderr is not None and sys.stderr.isatty()
    if quiet or not (in_terminal or in_pipe):
        yield Silent()
    elif not in_terminal:
        yield _ProgressLines()
    else:
        from rich import progress as bars
        from rich.console import Console

        layout = (
            bars.TextColumn("{task.description:<10}"), bars.BarColumn(), bars.MofNCompleteColumn(),
            bars.TimeElapsedColumn(),
        )  # fmt: skip
        with bars.Progress(*layout, console=Console(stderr=True), transient=True) as bar:
            yield _ProgressBars(bar)


class _ProgressLines(Silent):
    def start(self, stage: str, total: int | None = None) -> None:
        say(f"{stage} …" if total is None else f"{stage} {total} …")


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
