"""``add``."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from kg.cli.make.build_options import BuildOptions, input_options, work_options
from kg.cli.make.build_report import run_and_report
from kg.cli.options import PATH, example


@click.command(epilog=example("paperatlas add new.jsonl"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@input_options
@work_options
def add(files: tuple[Path, ...], output: Path, quiet: bool, **options: Unpack[BuildOptions]) -> None:
    """Add papers to a built graph; only new ones are linked.

    The result is the same, to the byte, as one build of all the files together, but for page, report and network, which
    wait for view, serve or refresh.
    """
    from kg.atlas.make.pipeline import add as add_papers

    run_and_report(lambda bar, faults: add_papers(files, output, progress=bar, on_fault=faults, **options), quiet=quiet)
