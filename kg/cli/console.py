"""How the commands speak: results to standard output, messages to standard error.

On a terminal tables are drawn (Rich, imported only then); in a pipe a table is lines of tab-separated cells.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import click

from kg.ground.files.standard_streams import STANDARD

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


def print_json(data: object) -> None:
    """Print a value as indented JSON."""
    import orjson

    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())


def plain(cell: object) -> str:
    """Write a value as the text of a cell, on one line: None is empty, control characters are spaces.

    >>> plain(None), plain(0.5), plain("a\\tb\\x1b[31m")
    ('', '0.5', 'a b [31m')
    """
    if cell is None:
        return ""
    return "".join(char if char.isprintable() else " " for char in str(cell))
