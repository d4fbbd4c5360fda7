"""Settled readings to the graph's parts: shared nodes, triples, and what the graph says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from kg.atlas.progress import Stages
from kg.graph.assembly import SharedKind
from kg.graph.described_records import described_records
from kg.graph.graph_records import Record, RecordOfElsewhere
from kg.graph.imported_records import imported_records
from kg.ground.codec import decode_reading, encode_record
from kg.rdf.write.provenance import Build
from kg.rdf.write.void import GraphCounts, description_triples
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.frames import Row, collected, frame_of, mapped, read_lines, write_lines
from kg.spark.cluster.text_parts import parts_in_order
from kg.spark.paper_stages import READINGS, GivenRecords, WrittenReadings
from kg.spark.spark_folder import SparkFolder
from kg.spark.stages import node_stage, shared_stage, triple_stage
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.record_rows import record_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAPERS, NTRIPLES, TURTLE = "papers.jsonl", "graph.nt", "graph.ttl"
_SORTED = "sorted-triples"


@dataclass(frozen=True, slots=True)
class GraphStages:
    """What all stages of a graph need."""

    settings: BuildSettings
    build: Build
    checkpoints: Checkpoints

    def shared_records(self, readings: DataFrame, given: GivenRecords, replaced: Mapping[str, str]) -> DataFrame:
        """Return the records that are no paper's own: what papers share, citations, and what comes from elsewhere."""
        linker = self.settings.linker()
        seen = self.checkpoints.keep("sightings", shared_stage.shared_sightings(readings))
        artifacts, topics, organisations = (
            seen.where(seen.kind == kind.value)
            for kind in (SharedKind.ARTIFACT, SharedKind.TOPIC, SharedKind.ORGANISATION)
        )
        others = seen.where(
            seen.kind.isin([kind.value for kind in (SharedKind.AUTHOR, SharedKind.VENUE, SharedKind.CATEGORY)])
        )
        view = node_stage.catalogue_view(artifacts, linker.catalogue, replaced)
        frames = [
            node_stage.artifact_records(artifacts, self.settings, view),
            frame_of(seen.sparkSession, map(record_row, node_stage.ancestor_records(view, linker.catalogue))),
            node_stage.organisation_records(organisations, artifacts, view),
            *node_stage.topic_records(topics, self.settings, linker.scheme),
            node_stage.bibliographic_records(others),
            shared_stage.citation_records(readings),
        ]
        whole = reduce(lambda one, other: one.unionByName(other), frames)
        records = self.checkpoints.keep("shared", whole.dropDuplicates(["key"]))
        elsewhere = self._records_of_elsewhere(records, readings, given, replaced)
        return records.unionByName(frame_of(seen.sparkSession, map(record_row, elsewhere)))

    def _records_of_elsewhere(
        self, records: DataFrame, readings: DataFrame, given: GivenRecords, replaced: Mapping[str, str]
    ) -> list[Record | RecordOfElsewhere]:
        """Return what scores and descriptions of artifacts add; the driver holds them, as their files gave them."""
        if not given.imported:
            return []
        linker = self.settings.linker()
        present = self._present(
            records,
            [
                *described_records(linker, set(), replaced),
                *imported_records(given.scores, linker.matcher, set(), replaced),
            ],
        )
        found: list[Record | RecordOfElsewhere] = list(described_records(linker, present, replaced))
        present |= {record.id for record in found}
        return [*found, *imported_records(given.scores, linker.matcher, present, replaced)]

    def _present(self, records: DataFrame, asked: Iterable[Record | RecordOfElsewhere]) -> set[str]:
        held = frozenset(record.id.encode() for record in asked)

        def pick(rows: Iterator[Row]) -> Iterator[Row]:
            return (("", key, b"") for _, key, _ in rows if key in held)

        return {key.decode() for _, key, _ in collected(mapped(records, pick))}

    def write_sorted_triples(self, readings: DataFrame, records: DataFrame) -> str:
        """Sort all triples but the description; return the address of their parts."""
        address = self.checkpoints.folder.at(_SORTED)
        if not self.checkpoints.is_whole(_SORTED):
            own = triple_stage.triples_of_readings(readings, self.settings, self.build)
            shared = triple_stage.triples_of_records(records, self.settings, self.build)
            about = frame_of(records.sparkSession, triple_stage.build_rows(self.settings, self.build))
            blocks = own.unionByName(shared).unionByName(about)
            write_lines(triple_stage.sorted_lines(blocks, self.settings.base), address)
        return address


def write_graph_parts(
    given: GivenRecords,
    written: WrittenReadings,
    settings: BuildSettings,
    build: Build,
    folder: SparkFolder,
    checkpoints: Checkpoints,
    stages: Stages,
) -> dict[str, int]:
    """Write papers, N-Triples and Turtle as parts; return counts."""
    graph = GraphStages(settings, build, checkpoints)
    session = checkpoints.session
    readings = read_lines(session, written.address)
    with stages.stage("shared nodes"):
        records = graph.shared_records(readings, given, written.replaced)
    with stages.stage("triples"):
        address = graph.write_sorted_triples(readings, records)
    with stages.stage("parts"):
        parts = triple_stage.read_counts(session, address)
        counts = reduce(GraphCounts.joined_with, (each for _, each in parts), GraphCounts())
        about = description_triples(counts, settings.base, build=build, files=("graph.ttl", "graph.nt.gz"))
        lines, firsts = parts_in_order(session, address), [first for first, _ in parts]
        turtle = triple_stage.pieces_of_turtle(settings.base)
        for name, pieces in ((NTRIPLES, triple_stage.pieces_of_ntriples), (TURTLE, turtle)):
            triple_stage.write_parts(lines, folder.result.at(name), firsts, about, pieces)
        papers = parts_in_order(session, written.address)
        papers.map(lambda line: encode_record(decode_reading(line.encode()).paper).decode()).saveAsTextFile(
            folder.result.at(PAPERS)
        )
        papers.saveAsTextFile(folder.result.at(READINGS))
    return {"triples": counts.triples + len(about)}
