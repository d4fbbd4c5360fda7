"""Nodes and edges of a build's readings, as the build makes them and as they are made again from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.imported_file import with_described
from kg.graph.assembly import graph_records
from kg.graph.graph_records import Record
from kg.ground.records import Reading
from kg.linker.linker import Linker


@dataclass(frozen=True, slots=True)
class BuildRecords:
    """What nodes and edges depend on beside the readings.

    Attributes:
        linker: its catalogue has what files describe, too. replaced: as for ``graph_records``.
        assert_above: the confidence from which a link is stated as a fact, 0 to 1.
        folder: where what papers share may lie meanwhile; by default the system's own.
    """

    linker: Linker
    replaced: Mapping[str, str]
    assert_above: float
    folder: Path | None = None

    def of_readings(self, readings: Iterable[Reading]) -> Iterator[Record]:
        """Yield the nodes and edges of some of the build's readings."""
        linker, above = self.linker, self.assert_above
        read = graph_records(
            readings, linker.catalogue, linker.scheme, self.replaced, assert_above=above, folder=self.folder
        )
        return with_described(read, linker, self.replaced) if linker.described else read
