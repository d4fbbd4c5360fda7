"""``verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, say, warn
from kg.cli.options import catalogue_option, example, output_option, quiet_option
from kg.cli.progress_display import progress
from kg.ground.errors import DamagedError

if TYPE_CHECKING:
    from kg.atlas.make.build_files import BuildReport
    from kg.atlas.make.verification import Verification


@click.command(epilog=example("paperatlas verify", "paperatlas verify --repair -o atlas"))
@output_option
@catalogue_option
@click.option("--repair", "mend", is_flag=True, help="Make again what can be made from what is whole.")
@quiet_option
def verify(output: Path, mend: bool, quiet: bool) -> None:
    """Check that a built graph's files are whole, and mend them.

    Each file that is not what the build wrote is listed with what is wrong and what mends it, and the exit code is 1.
    With --repair the files are built again from the papers' records, which the folder keeps.
    """
    from kg.atlas.make import verification

    report = None
    with progress(quiet=quiet) as bar:
        if mend:
            found, report = verification.repair(output, progress=bar, on_fault=lambda fault: warn(str(fault)))
        else:
            found = verification.verify(output, progress=bar)
    if report is not None:
        _say_built_again(report)
    if found.whole:
        say(f"All of {output} is what the build wrote.")
        if found.edited:
            say("corrections.tsv has been edited since; build or add applies it.")
        return
    print_table(("file", "what is wrong", "remedy"), [(one.file, one.problem, one.remedy) for one in found.damages])
    raise DamagedError(_summary_of_damage(found), where=output, remedy=_remedy_for_damage(found, output))


def _say_built_again(report: BuildReport) -> None:
    say(f"Built again from the records: {report.manifest.counts['papers']} papers, {report.linked} linked anew.")


def _summary_of_damage(found: Verification) -> str:
    count = len(found.damages)
    return f"{count} {'file is' if count == 1 else 'files are'} damaged"


def _remedy_for_damage(found: Verification, output: Path) -> str:
    from kg.ground.files.integrity import repair_remedy

    if any(damage.repairable for damage in found.damages):
        return repair_remedy(output)
    return "see the lines above"
