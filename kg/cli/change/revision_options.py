"""Options that ``remove`` and ``update`` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from kg.cli.make.build_options import work_options
from kg.cli.options import output_option

_Command = TypeVar("_Command", bound=Callable[..., object])

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would change and why; change nothing.")


class RevisionOptions(TypedDict):
    """What both give to the functions of ``kg.atlas.make.pipeline`` under the same names."""

    identify: Path | None
    processes: int
    keep: int
    changes: bool


def revision_options(command: _Command) -> _Command:
    """Add the options that say where the graph is, and how the work is done and shown."""
    return output_option(work_options(command))
