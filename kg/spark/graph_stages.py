"""Settled readings to the graph's parts: shared nodes, triples, and what the graph says of itself."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from kg.atlas.manifest import Tally
from kg.atlas.progress import Stages
from kg.graph.assembly.described_records import described_records
from kg.graph.assembly.imported_records import imported_records
from kg.graph.assembly.shared_sightings import SharedKind
from kg.graph.graph_records import Edge, Record, RecordOfElsewhere
from kg.ground.codec import decode_reading, encode_record
from kg.rdf.write.provenance import Build
from kg.rdf.write.void import GraphCounts, description_triples
from kg.release.parquet_tables import TABLES
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.cluster_files import ClusterFolder
from kg.spark.cluster.frames import Row, collected, frame_of, mapped, read_lines, write_lines
from kg.spark.cluster.text_parts import parts_in_order
from kg.spark.paper_stages import READINGS, GivenRecords, WrittenReadings
from kg.spark.spark_folder import SparkFolder
from kg.spark.stages import node_stage, shared_stage, table_stage, triple_stage
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.record_rows import record_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAPERS, NTRIPLES, TURTLE = "papers.jsonl", "graph.nt", "graph.ttl"
_SORTED = "sorted-triples"
_OF_BIBLIOGRAPHY = (SharedKind.AUTHOR, SharedKind.VENUE, SharedKind.CATEGORY)


@dataclass(frozen=True, slots=True)
class GraphStages:
    """What all stages of a graph need."""

    settings: BuildSettings
    build: Build
    checkpoints: Checkpoints

    def shared_records(self, readings: DataFrame, replaced: Mapping[str, str]) -> DataFrame:
        """Return the records that follow from papers and are no paper's own: what they share, citations, facts."""
        linker = self.settings.linker()
        seen = self.checkpoints.keep("sightings", shared_stage.shared_sightings(readings))
        artifacts, topics, organisations = (
            seen.where(seen.kind == kind.value)
            for kind in (SharedKind.ARTIFACT, SharedKind.TOPIC, SharedKind.ORGANISATION)
        )
        others = seen.where(seen.kind.isin([kind.value for kind in _OF_BIBLIOGRAPHY]))
        view = node_stage.catalogue_view(artifacts, linker.catalogue, replaced)
        frames = [
            node_stage.artifact_records(artifacts, self.settings, view),
            frame_of(seen.sparkSession, map(record_row, node_stage.ancestor_records(view, linker.catalogue))),
            node_stage.organisation_records(organisations, artifacts, view),
            *node_stage.topic_records(topics, self.settings, linker.scheme),
            node_stage.bibliographic_records(others),
            shared_stage.citation_records(readings),
            shared_stage.fact_records(readings, self.settings.assert_above),
        ]
        whole = reduce(lambda one, other: one.unionByName(other), frames)
        return self.checkpoints.keep("shared", whole.dropDuplicates(["key"]))

    def records_of_elsewhere(
        self, records: DataFrame, given: GivenRecords, replaced: Mapping[str, str]
    ) -> tuple[list[Record | RecordOfElsewhere], list[Edge]]:
        """Return what scores and descriptions of artifacts add; the driver holds them, as their files gave them.

        Args:
            records: those that follow from papers.

        Returns:
            All of it, and the edges among nodes of papers, which are in every form of the graph.
        """
        if not given.imported:
            return [], []
        linker = self.settings.linker()
        described = list(described_records(linker, set(), replaced))
        asked = [*described, *imported_records(given.scores, linker.matcher, set(), replaced)]
        ends = {end for one in described if isinstance(one, Edge) for end in (one.source, one.target)}
        there = self._present(records, ends.union(record.id for record in asked))
        found = list(described_records(linker, there, replaced))
        among = [one for one in found if isinstance(one, Edge) and {one.source, one.target} <= there]
        present = there.union(record.id for record in found)
        return [*found, *imported_records(given.scores, linker.matcher, present, replaced)], among

    def _present(self, records: DataFrame, asked: Iterable[str]) -> set[str]:
        """Return those of some ids that records have."""
        held = frozenset(each.encode() for each in asked)

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

    def write_tables(self, readings: DataFrame, records: DataFrame, result: ClusterFolder) -> Tally:
        """Write the tables of a release as parts of Parquet; return the counts of the records."""
        rows = table_stage.rows_of_readings(readings, self.settings)
        shared = table_stage.rows_of_records(records, self.settings)
        kept = self.checkpoints.keep("tables", rows.unionByName(shared), by="kind")
        for table in TABLES:
            made = table_stage.typed_table(table, kept)
            made.write.option("compression", "zstd").parquet(result.at(f"{table.name}.parquet"))
        tally = Tally()
        for _, _, data in collected(kept.where(kept.kind == table_stage.TALLY)):
            tally.take(pickle.loads(data))
        return tally


def write_graph_parts(
    graph: GraphStages, given: GivenRecords, written: WrittenReadings, folder: SparkFolder, stages: Stages
) -> tuple[dict[str, Any], str]:
    """Write papers, N-Triples, Turtle and the tables as parts; return the counts, and the graph's hash."""
    session, settings = graph.checkpoints.session, graph.settings
    readings = read_lines(session, written.address)
    with stages.stage("shared nodes"):
        records = graph.shared_records(readings, written.replaced)
        elsewhere, among = graph.records_of_elsewhere(records, given, written.replaced)
        beside = frame_of(session, map(record_row, elsewhere))
    with stages.stage("triples"):
        address = graph.write_sorted_triples(readings, records.unionByName(beside))
    with stages.stage("parts"):
        parts = triple_stage.read_counts(session, address)
        counts = reduce(GraphCounts.joined_with, (each for _, each in parts), GraphCounts())
        about = description_triples(counts, settings.base, build=graph.build, files=("graph.ttl", "graph.nt.gz"))
        lines, firsts = parts_in_order(session, address), [first for first, _ in parts]
        turtle = triple_stage.pieces_of_turtle(settings.base)
        for name, pieces in ((NTRIPLES, triple_stage.pieces_of_ntriples), (TURTLE, turtle)):
            triple_stage.write_parts(lines, folder.result.at(name), firsts, about, pieces)
        papers = parts_in_order(session, written.address)
        papers.map(lambda line: encode_record(decode_reading(line.encode()).paper).decode()).saveAsTextFile(
            folder.result.at(PAPERS)
        )
        papers.saveAsTextFile(folder.result.at(READINGS))
    with stages.stage("tables"):
        of_papers = records.unionByName(frame_of(session, map(record_row, among)))
        tally = graph.write_tables(readings, of_papers, folder.result)
        for record in elsewhere:
            tally.count_record(record)
    return tally.counts(counts.triples + len(about)), counts.hash
