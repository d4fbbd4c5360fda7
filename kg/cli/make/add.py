"""``add``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.make.build_report import run_and_report
from kg.cli.options import (
    PATH,
    column_option,
    corrections_option,
    example,
    format_option,
    output_option,
    processes_option,
    quiet_option,
    strict_option,
)


@click.command(epilog=example("paperatlas add new.jsonl"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@output_option
@format_option
@column_option
@strict_option
@corrections_option
@processes_option
@quiet_option
def add(
    files: tuple[Path, ...],
    output: Path,
    format_: str | None,
    columns: dict[str, str],
    strict: bool,
    corrections: Path | None,
    processes: int,
    quiet: bool,
) -> None:
    """Add papers to a built graph; only new ones are linked.

    The result is the same, to the byte, as one build of all the files together.
    """
    from kg.atlas.pipeline import add as add_papers

    run_and_report(
        lambda bar, faults: add_papers(
            files, output, format=format_, columns=columns, strict=strict, corrections=corrections, processes=processes,
            progress=bar, on_fault=faults,
        ),
        quiet=quiet,
    )  # fmt: skip
