"""Two graphs compared: their readings, then their triples, in one pass over each.

Everything streams: what is told is held only as far as a reader of the text wants to see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO

from kg.changes.comparison.change_records import Change, ChangeTally
from kg.changes.comparison.node_changes import node_changes
from kg.changes.comparison.record_changes import ReadingLines, former_ids, record_changes
from kg.changes.graph_source import GraphSource, open_differing
from kg.changes.line_differences import LineDifference, line_differences
from kg.changes.patches.rdf_patch import PatchCounts, write_patch

READINGS = "readings.jsonl"
#: How many changes of each kind the text shows unless another number is asked for.
SHOWN = 10


@dataclass(slots=True)
class GraphComparison:
    """A comparison of two graphs, while and after its changes are gone through.

    Attributes:
        old, new: the graphs. tally: the changes that have passed.
        gone, come: triples that only the old, or only the new graph has.
    """

    old: GraphSource
    new: GraphSource
    tally: ChangeTally = field(default_factory=lambda: ChangeTally(SHOWN))
    gone: int = 0
    come: int = 0

    @property
    def has_readings(self) -> bool:
        """Whether both are builds, whose readings tell of papers and links; of a file of RDF there are triples only."""
        return self.old.build is not None and self.new.build is not None

    @property
    def differs(self) -> bool:
        """Whether anything differed."""
        return bool(self.gone or self.come or self.tally.counts)

    def changes(self) -> Iterator[Change]:
        """Yield what differs: papers with their links, results and topics, then nodes.

        Raises:
            DamagedError: a file is not what the build wrote.
        """
        yield from self.tally.watch(self._untold())

    def patch(self, file: IO[bytes]) -> PatchCounts:
        """Write the RDF Patch that makes the old graph the new one."""
        with self._differences() as differences:
            return write_patch(differences, self.old.version, self.new.version, file)

    def _untold(self) -> Iterator[Change]:
        if self.has_readings:
            with ExitStack() as stack:
                left, right = (_open_readings(stack, each) for each in (self.old, self.new))
                yield from record_changes(left, right)
        with self._differences() as differences:
            yield from node_changes(differences, self.old.version, self.new.version)

    @contextmanager
    def _differences(self) -> Iterator[Iterator[LineDifference]]:
        with open_differing(self.old, self.new) as (old, new):
            yield self._counted(line_differences(old, new))

    def _counted(self, differences: Iterator[LineDifference]) -> Iterator[LineDifference]:
        for each in differences:
            self.come += each.added
            self.gone += not each.added
            yield each


def _open_readings(stack: ExitStack, source: GraphSource) -> ReadingLines:
    build = source.build
    assert build is not None, "the caller has seen to it"
    file = stack.enter_context(build.open_file(READINGS))
    former = former_ids(file)
    file.seek(0)
    return ReadingLines(str(build.folder / READINGS), file, build.assert_above, former)
