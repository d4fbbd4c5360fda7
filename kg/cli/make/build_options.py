"""Options that ``build`` and ``add`` share: how files are read, and how papers are linked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from kg.cli.options import (
    catalogue_option,
    column_option,
    corrections_option,
    format_option,
    identify_option,
    output_option,
    processes_option,
    quiet_option,
    record_path_option,
    strict_option,
)

_keep_option = click.option(
    "--keep", type=click.IntRange(min=0), default=0, metavar="N",
    help="Keep the version of the graph that is replaced, and the N newest such versions in all (see diff).",
)  # fmt: skip

_changes_option = click.option(
    "--changes", is_flag=True,
    help="Begin a feed of changes: a patch from the last version to this one, and so at each build from now on.",
)  # fmt: skip

_Command = TypeVar("_Command", bound=Callable[..., object])


class BuildOptions(TypedDict):
    """What both give to ``kg.build`` and ``kg.add`` under the same names."""

    format: str | None
    record_path: str | None
    columns: dict[str, str]
    strict: bool
    corrections: Path | None
    identify: Path | None
    processes: int
    keep: int
    changes: bool


def input_options(command: _Command) -> _Command:
    """Add the options that say where the graph is and how files are read."""
    return output_option(reading_options(command))


def reading_options(command: _Command) -> _Command:
    """Add the options that say how files are read."""
    return format_option(record_path_option(column_option(strict_option(corrections_option(command)))))


def work_options(command: _Command) -> _Command:
    """Add the options that say how the work is done and shown."""
    return catalogue_option(identify_option(processes_option(_keep_option(_changes_option(quiet_option(command))))))
