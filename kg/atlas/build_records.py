"""Nodes and edges of a build's readings, as the build makes them and as they are made again from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.imported_file import read_described, with_described
from kg.atlas.manifest import Manifest
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.assembly.stored_sightings import StoredSightings
from kg.graph.graph_records import Record
from kg.ground.records import Reading
from kg.linker.linker import Linker, load_linker_of_build


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
        return self._described_too(read)

    def of_sightings(self, seen: StoredSightings) -> Iterator[Record]:
        """Yield the nodes that readings which were seen share, and the edges among them."""
        return self._described_too(seen.records(self.linker.catalogue, self.linker.scheme, self.replaced))

    def _described_too(self, records: Iterator[Record]) -> Iterator[Record]:
        return with_described(records, self.linker, self.replaced) if self.linker.described else records


def records_of_build(output: Path, manifest: Manifest, folder: Path | None = None) -> BuildRecords:
    """Return what the records of a built folder depend on; ``folder`` as of ``BuildRecords``.

    Raises:
        DamagedError: what files said of artifacts is not what the build wrote.
    """
    linker = load_linker_of_build(read_described(output, manifest))
    return BuildRecords(linker, manifest.replaced, manifest.assert_above, folder)
