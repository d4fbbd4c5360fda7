"""The graph of a build written whole: triples that are sorted, held against the shapes, and written as files of RDF and
as a store; then what is drawn of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from kg.atlas.atlas import STORE, TRIPLES
from kg.atlas.build_records import BuildRecords
from kg.atlas.imported_file import with_imported
from kg.atlas.line_files import read_reading_lines
from kg.atlas.linked_papers import READINGS, AtlasBuildJob
from kg.atlas.make.graph_drawer import DrawnGraph
from kg.atlas.manifest import Tally
from kg.atlas.update.changed_graph import TURTLE
from kg.explorer.served.explorer_index import index_file
from kg.explorer.served.index_format import INDEX
from kg.graph.graph_records import Record, RecordOfElsewhere
from kg.ground.imported_result import Imported
from kg.ground.records import Reading
from kg.rdf.query.store import build_store, store_beside
from kg.rdf.validate.validation import validate
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.void import describe

TRIPLES_BESIDE = 1_000_000  # above so many, of some 2,000 papers, the store is filled beside the rest


def write_whole_graph(
    job: AtlasBuildJob, made: BuildRecords, provenance: Build, imported: Sequence[Imported]
) -> dict[str, Any]:
    """Write every form of the graph; return its counts."""

    def readings() -> Iterator[Reading]:
        return read_reading_lines(job.folder / READINGS)

    with index_file(job.folder / INDEX) as index, ExitStack() as beside:  # the index takes the records as they pass
        records = index.watch(made.of_readings(readings()))
        every = with_imported(records, imported, made.linker, made.replaced)
        counts = _write_triples(job, every, provenance, beside)
        drawn = DrawnGraph(made, readings, counts["papers"], job.network_papers, job.base)
        drawn.write(job.folder, index, job.stages)
        beside.close()
    return counts


def _write_triples(
    job: AtlasBuildJob, records: Iterable[Record | RecordOfElsewhere], provenance: Build, beside: ExitStack
) -> dict[str, Any]:
    """Write the graph as files of RDF and as a store, once it is known to be sound; return its counts.

    ``beside``: holds the process that fills the store of many triples, which takes as long as all that comes after.
    """
    folder, base, stages, tally = job.folder, job.base, job.stages, Tally()
    with ExitStack() as stack:
        with stages.stage("triples"):
            triples = graph_triples(tally.watch(records), base, build=provenance, paperwise=True)
            lines = stack.enter_context(SortedTriples(triples, folder=folder))
            describe(lines, base, build=provenance, files=(TURTLE, TRIPLES))
        with stages.stage("validate"):
            validate(lines, folder=folder).require()
        with stages.stage("rdf"):
            write_graph(lines, folder / TURTLE, base=base)
            if len(lines) > TRIPLES_BESIDE:
                beside.enter_context(store_beside(folder / TURTLE, folder / STORE))
            write_graph(lines, folder / TRIPLES, base=base)
            if len(lines) <= TRIPLES_BESIDE:
                build_store(lines, folder / STORE)
        return tally.counts(len(lines))
