"""What ``build`` and ``add`` print while they run and at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cli.console import print_table, say, warn
from kg.cli.progress_display import going_on_later, progress

if TYPE_CHECKING:
    from kg.atlas.input_files import FaultHandler
    from kg.atlas.make.build_files import BuildReport
    from kg.atlas.manifest import Manifest
    from kg.atlas.progress import Progress
    from kg.readers.papers.merge_record import MergeTally

_SHOWN_FAULTS = 20  # warnings printed one by one; the rest are counted


def run_and_report(make: Callable[[Progress, FaultHandler], BuildReport], *, quiet: bool) -> None:
    """Run a build with a bar, and print its first warnings and what it made.

    Args:
        make: the build, given whom to tell how far it is, and of each record that is left out.
    """
    faults = ShownFaults()
    kept = "papers that were linked are kept, and the last build is untouched"
    with going_on_later(kept), progress(quiet=quiet) as bar:
        report = make(bar, faults)
    _print_build_report(report, faults)


class ShownFaults:
    """Prints the first faults and counts the others."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, fault: Exception) -> None:
        self.count += 1
        if self.count <= _SHOWN_FAULTS:
            warn(str(fault))

    def report_rest(self) -> None:
        """Say how many more there were."""
        if self.count > _SHOWN_FAULTS:
            warn(f"and {self.count - _SHOWN_FAULTS} more warnings")


def merging_lines(merging: MergeTally, output: Path) -> Iterator[str]:
    """Yield what is worth a look of how records were merged, and where to see it."""
    from kg.readers.papers.merge_record import MERGING

    where = output / MERGING
    if merging.disagreeing:
        fields = ", ".join(f"{name} {count}" for name, count in sorted(merging.fields.items()))
        noun = "work" if merging.disagreeing == 1 else "works"
        yield (f"The sources of {merging.disagreeing} {noun} disagree ({fields}): {where}, "
               f"paperatlas query conflicting-values -o {output}")  # fmt: skip
    if joined := merging.joined.total():
        by = ", ".join(f"{name} {count}" for name, count in sorted(merging.joined.items()))
        noun = "work was" if joined == 1 else "works were"
        yield f"{joined} {noun} joined by less than an id ({by}): {where}"


def part_lines(manifest: Manifest) -> Iterator[str]:
    """Yield what the page holds where that is a part of the graph."""
    if not manifest.is_network_whole:
        yield (f"graph.html, graph.json and graph.graphml hold {manifest.network_text()} (--network-papers); Turtle, "
               "N-Triples, the store and paperatlas serve hold all.")  # fmt: skip


def _print_build_report(report: BuildReport, faults: ShownFaults) -> None:
    faults.report_rest()
    for place in report.unused_corrections:
        warn(f"{place}: the correction changed nothing; check its paper and its name")
    if report.edited:
        say(f"{report.output / 'corrections.tsv'} has been edited since the last build; it is applied as it is now.")
    for line in merging_lines(report.merging, report.output):
        say(line)
    print_table(("what", "count"), report.manifest.count_rows())
    seconds = sum(report.seconds.values())
    say(f"{report.linked} papers linked anew, {seconds:.1f} s.")
    if report.manifest.behind:
        say(f"{', '.join(report.manifest.behind)} show the graph as it was before; view, serve and refresh make them "
            "anew.")  # fmt: skip
    else:
        for line in part_lines(report.manifest):
            say(line)
        say(f"Graph page  {report.output / 'graph.html'}")
        say(f"Report      {report.output / 'report.html'}")
    say(f"Turtle      {report.output / 'graph.ttl'}")
