"""``remove``."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from kg.cli.change.plan_report import print_plan
from kg.cli.change.revision_options import RevisionOptions, dry_run_option, revision_options
from kg.cli.make.build_report import run_and_report
from kg.cli.options import example
from kg.cli.progress_display import progress


@click.command(epilog=example("paperatlas remove 2405.13729", "paperatlas remove pages-2024.txt --dry-run"))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@dry_run_option
@revision_options
def remove(
    names: tuple[str, ...], output: Path, dry_run: bool, quiet: bool, **options: Unpack[RevisionOptions]
) -> None:
    """Take papers out of a built graph, or all that was read from a file.

    NAME is a paper's arXiv id, DOI, id in the graph, IRI or title, or the name of a file that the graph was built from
    (without its folder; see stats). Afterwards the folder is, to the byte, what a build without them would have made,
    but for page, report and network, which wait for view, serve or refresh.
    """
    from kg.atlas.make.pipeline import plan_update
    from kg.atlas.make.pipeline import remove as remove_papers

    if dry_run:
        with progress(quiet=quiet) as bar:
            plan = plan_update(output, names=names, identify=options["identify"], progress=bar)
        print_plan(plan)
        return
    run_and_report(
        lambda bar, faults: remove_papers(names, output, progress=bar, on_fault=faults, **options), quiet=quiet
    )
