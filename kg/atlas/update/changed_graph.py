"""The triples of a folder brought up to date: files of RDF and store, written again with what differs.

Whatever stands in the way (a file that is damaged or that an earlier version wrote, other versions of what reads texts,
more than a quarter or 2,000 of the papers), the graph is written whole instead: the result is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

import pyoxigraph as ox

from kg.atlas.atlas import STORE, TRIPLES
from kg.atlas.build_records import BuildRecords
from kg.atlas.imported_file import read_imported
from kg.atlas.line_files import read_reading_lines
from kg.atlas.linked_papers import READINGS, AtlasBuildJob
from kg.atlas.manifest import Manifest
from kg.atlas.update.drawn_files import DRAWN_FILES
from kg.atlas.update.graph_changes import GraphSetting, find_graph_changes
from kg.atlas.update.reading_changes import ReadingChanges, reading_changes
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.integrity import open_checked
from kg.ground.imported_result import Imported
from kg.ground.records import Reading
from kg.rdf.difference.changed_files import write_changed_triples, write_changed_turtle
from kg.rdf.difference.changed_store import write_changed_store
from kg.rdf.difference.difference_check import check_difference
from kg.rdf.difference.graph_difference import GraphDifference
from kg.rdf.difference.old_graph import OldGraph
from kg.rdf.query.store import open_store
from kg.rdf.query.store_seal import is_sealed
from kg.rdf.write.provenance import Build

TURTLE = "graph.ttl"
_FEWEST = 100  # readings that may always differ, however few papers there are
_MOST = 2_000  # whose triples, a million, are held in memory, as they were and as they are
_SHARE = 4  # of the papers: with more of them, writing all is as fast


@dataclass(frozen=True, slots=True)
class ChangedGraph:
    """What has been written of a changed graph.

    Attributes:
        counts: of the manifest. behind: the drawn files that show an earlier graph.
        drawn: the hashes of those that show this one, as nothing has changed.
    """

    counts: dict[str, Any]
    behind: tuple[str, ...]
    drawn: dict[str, str]


def write_changed_graph(
    job: AtlasBuildJob, before: Manifest, made: BuildRecords, provenance: Build, imported: Sequence[Imported]
) -> ChangedGraph | None:
    """Write the graph's files of RDF and the store into the staging folder, from those of the last build.

    Returns:
        None where the graph has to be written whole, and nothing of use has been written.

    Raises:
        ValidationError: the new graph violates its shapes.
    """
    if _versions_of_reading(before) != _versions_of_reading(provenance):
        return None
    try:
        most = max(_FEWEST, min(int(before.counts["papers"]) // _SHARE, _MOST))
        changes = reading_changes(job, before, most=most)
        if changes is None:
            return None
        with ExitStack() as stack:
            last = _LastGraph.opened(job, before, stack)
            setting = GraphSetting(
                made, job.base, provenance, (TURTLE, TRIPLES), tuple(imported),
                tuple(read_imported(job.output, before)),
            )  # fmt: skip
            difference, counts = _difference(job, before, setting, last.old, changes)
            last.write_changed(job, difference)
    except (DamagedError, _LastGraphMissing, KeyError, ValueError) as error:
        if job.on_fault is not None:
            problem = f"the graph is written whole, as the last one cannot be changed: {error}"
            job.on_fault(OutputError(problem, where=job.output, remedy="nothing is lost"))
        return None
    if difference.subjects() or changes.old or changes.new:
        return ChangedGraph(counts, DRAWN_FILES, {})
    return ChangedGraph(
        counts, before.behind, {name: before.files[name] for name in DRAWN_FILES if name in before.files}
    )


class _LastGraphMissing(Exception):
    """A part of the last graph is not there."""


class _LastGraph(NamedTuple):
    """The graph of the last build, opened: its triples, its Turtle, its store."""

    old: OldGraph
    turtle: IO[bytes]
    store: ox.Store

    @classmethod
    def opened(cls, job: AtlasBuildJob, before: Manifest, stack: ExitStack) -> _LastGraph:
        """Open the files, which are checked.

        Raises:
            DamagedError, _LastGraphMissing, ValueError: one is of no use.
        """
        if not is_sealed(job.output / STORE):  # somebody has written into it since
            raise _LastGraphMissing("its store was written by others")
        triples = stack.enter_context(open_checked(job.output, TRIPLES, before.files.get(TRIPLES)))
        turtle = stack.enter_context(open_checked(job.output, TURTLE, before.files.get(TURTLE)))
        try:
            store = open_store(job.output / STORE, graph=before.files.get(TRIPLES))
        except OutputError as error:
            raise _LastGraphMissing(error.problem) from error
        return cls(stack.enter_context(OldGraph(triples)), turtle, store)

    def write_changed(self, job: AtlasBuildJob, difference: GraphDifference) -> None:
        """Check what differs, and write the files with it.

        Raises:
            ValidationError: the new graph violates its shapes. OutputError: a file cannot be written.
        """
        with job.stages.stage("validate"):
            check_difference(difference, self.old, self.store, job.base, job.folder).require()
        with job.stages.stage("rdf"):
            write_changed_turtle(self.turtle, job.folder / TURTLE, difference, job.base)
            write_changed_triples(self.old, job.folder / TRIPLES, difference)
            write_changed_store(job.output / STORE, job.folder / STORE, difference)


def _versions_of_reading(build: Manifest | Build) -> tuple[str | None, ...]:
    if isinstance(build, Build):
        return build.software, build.catalogue, build.topics, build.linker
    return tuple(build.versions.get(name) for name in ("software", "catalogue", "topics", "linker"))


def _difference(
    job: AtlasBuildJob, before: Manifest, setting: GraphSetting, old: OldGraph, changes: ReadingChanges
) -> tuple[GraphDifference, dict[str, Any]]:
    def readings() -> Iterator[Reading]:
        return read_reading_lines(job.folder / READINGS)

    with job.stages.stage("triples"):
        return find_graph_changes(old, changes, readings, setting, before.counts, job.folder)
