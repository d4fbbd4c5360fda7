"""``update``."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from kg.cli.change.plan_report import print_plan
from kg.cli.change.revision_options import RevisionOptions, dry_run_option, revision_options
from kg.cli.make.build_report import run_and_report
from kg.cli.options import PATH, corrections_option, example
from kg.cli.progress_display import progress


@click.command(epilog=example("paperatlas update", "paperatlas update pages-2024.txt", "paperatlas update --dry-run"))
@click.argument("files", nargs=-1, type=PATH)
@corrections_option
@dry_run_option
@revision_options
def update(
    files: tuple[Path, ...],
    corrections: Path | None,
    output: Path,
    dry_run: bool,
    quiet: bool,
    **options: Unpack[RevisionOptions],
) -> None:
    """Bring a built graph up to date with its corrections, the catalogue and newer files.

    Only texts that a change concerns are linked again. Each of FILES takes the place of what was read from a file of
    its name.
    """
    from kg.atlas.make.pipeline import plan_update
    from kg.atlas.make.pipeline import update as update_graph

    if dry_run:
        with progress(quiet=quiet) as bar:
            plan = plan_update(output, files, corrections=corrections, identify=options["identify"], progress=bar)
        print_plan(plan)
        return
    run_and_report(
        lambda bar, faults: update_graph(
            output, files, corrections=corrections, progress=bar, on_fault=faults, **options
        ),
        quiet=quiet,
    )
