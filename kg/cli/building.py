"""``build`` and ``add``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table, progress, say, warn
from kg.cli.options import PATH, example, format_option, output_option, processes_option, quiet_option, strict_option
from kg.ground.identifiers import DEFAULT_BASE

if TYPE_CHECKING:
    from kg.build.pipeline import BuildReport

_SHOWN_FAULTS = 20  # warnings printed one by one; the rest are counted

corrections_option = click.option(
    "--corrections", type=PATH, help="TSV file of corrections; by default corrections.tsv of the output folder."
)


@click.command(
    epilog=example("paperatlas build pages/*.txt", "paperatlas build papers.jsonl --corrections mine.tsv -o atlas")
)
@click.argument("files", nargs=-1, type=PATH)
@output_option
@format_option
@strict_option
@corrections_option
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base IRI of papers, artifacts and links.")
@processes_option
@quiet_option
def build(
    files: tuple[Path, ...],
    output: Path,
    format_: str | None,
    strict: bool,
    corrections: Path | None,
    base: str,
    processes: int,
    quiet: bool,
) -> None:
    """Build a knowledge graph from papers.

    FILES are saved pages of a paper listing or JSON; without any, the example that comes with the program is built. The
    last graph of the folder stays until the new one is whole.
    """
    from kg.build.pipeline import build as build_graph
    from kg.readers.example import example_path

    if not files:
        files = (example_path(),)
        say("No files given: building the example that comes with PaperAtlas.")
    faults = _Faults()
    with progress(quiet=quiet) as bar:
        report = build_graph(
            files, output, format=format_, strict=strict, corrections=corrections, base=base, processes=processes,
            progress=bar, on_fault=faults,
        )  # fmt: skip
    _print_report(report, faults)


@click.command(epilog=example("paperatlas add new.jsonl"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@output_option
@format_option
@strict_option
@corrections_option
@processes_option
@quiet_option
def add(
    files: tuple[Path, ...],
    output: Path,
    format_: str | None,
    strict: bool,
    corrections: Path | None,
    processes: int,
    quiet: bool,
) -> None:
    """Add papers to a built graph; only new ones are linked.

    The result is the same, to the byte, as one build of all the files together.
    """
    from kg.build.pipeline import add as add_papers

    faults = _Faults()
    with progress(quiet=quiet) as bar:
        report = add_papers(
            files, output, format=format_, strict=strict, corrections=corrections, processes=processes, progress=bar,
            on_fault=faults,
        )  # fmt: skip
    _print_report(report, faults)


class _Faults:
    """Prints the first faults and counts the others."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, fault: Exception) -> None:
        self.count += 1
        if self.count <= _SHOWN_FAULTS:
            warn(str(fault))


def _print_report(report: BuildReport, faults: _Faults) -> None:
    if faults.count > _SHOWN_FAULTS:
        warn(f"and {faults.count - _SHOWN_FAULTS} more warnings")
    for place in report.unused_corrections:
        warn(f"{place}: the correction changed nothing; check its paper and its name")
    if report.edited:
        say(f"{report.output / 'corrections.tsv'} has been edited since the last build; it is applied as it is now.")
    print_table(("what", "count"), report.manifest.count_rows())
    seconds = sum(report.seconds.values())
    say(f"{report.linked} papers linked anew, {seconds:.1f} s.")
    say(f"Graph page  {report.output / 'graph.html'}")
    say(f"Report      {report.output / 'report.html'}")
    say(f"Turtle      {report.output / 'graph.ttl'}")
