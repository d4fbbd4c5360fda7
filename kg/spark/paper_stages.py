"""Files to settled readings: read, merge, link, correct, own pages, settle."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.atlas.input_files import FaultHandler
from kg.atlas.manifest import InputFile
from kg.atlas.progress import Stages
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.imported_result import DescribedArtifact, Imported, ImportedResult
from kg.readers.papers.merge import fault_order
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.frames import collected, write_lines
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.correction_stage import unused_and_replaced
from kg.spark.stages.file_parts import PART, PLACED_IN_PART, placed_records, put_together
from kg.spark.stages.input_stage import FAULT, IMPORTED, INPUT, RECORD, InputOptions, NamedFile, read_records
from kg.spark.stages.link_stage import READING, least_claims, link_papers, settled_readings
from kg.spark.stages.merge_stage import MISSING, PAPER, merged
from kg.spark.stages.own_page_stage import with_own_pages

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

READINGS = "readings.jsonl"


@dataclass(frozen=True, slots=True)
class GivenRecords:
    """What files gave.

    Attributes:
        records: of papers. imported: scores and descriptions of artifacts. inputs: what is said of each file.
        faults: what could not be read.
    """

    records: DataFrame
    imported: tuple[Imported, ...]
    inputs: tuple[InputFile, ...]
    faults: tuple[InputError, ...]

    @property
    def described(self) -> tuple[DescribedArtifact, ...]:
        """The described artifacts, each once, sorted."""
        return tuple(sorted({each for each in self.imported if isinstance(each, DescribedArtifact)}))

    @property
    def scores(self) -> list[ImportedResult]:
        """The imported scores, each once."""
        return list({each for each in self.imported if isinstance(each, ImportedResult)})

    def report(self, on_fault: FaultHandler | None) -> None:
        """Tell of each fault."""
        if on_fault is not None:
            for fault in self.faults:
                on_fault(fault)


@dataclass(frozen=True, slots=True)
class WrittenReadings:
    """The settled readings.

    Attributes:
        address: of their parts, sorted by paper. unused: places of corrections that changed nothing.
        replaced: slugs that people have said to be another one, to the slug of that.
    """

    address: str
    unused: tuple[str, ...]
    replaced: Mapping[str, str]


def given_records(
    session: SparkSession, files: Sequence[NamedFile], options: InputOptions, checkpoints: Checkpoints
) -> GivenRecords:
    """Read files.

    Raises:
        InputError: one that was named cannot be read; or a record cannot, where the options are strict.
    """
    read = checkpoints.keep("read", read_records(session, files, options))
    rows = collected(read.where(~read.kind.isin([RECORD, PLACED_IN_PART])))
    parts = put_together(pickle.loads(data) for kind, _, data in rows if kind == PART)
    raise_fatal(rows, parts.fatal)
    records = read.where(read.kind == RECORD)
    if parts.records:
        records = records.unionByName(checkpoints.keep("read-parts", placed_records(read, parts, RECORD)))
    return GivenRecords(
        records.dropDuplicates(["key"]),
        tuple(pickle.loads(data) for kind, _, data in rows if kind == IMPORTED),
        (*(pickle.loads(data) for kind, _, data in rows if kind == INPUT), *parts.inputs),
        (*(pickle.loads(data) for kind, _, data in rows if kind == FAULT), *parts.faults),
    )


def raise_fatal(rows: Sequence[tuple[str, bytes, bytes]], more: Sequence[PaperAtlasError] = ()) -> None:
    """Raise the first error that a task met and that ends the build."""
    fatal: list[PaperAtlasError] = [pickle.loads(data) for kind, key, data in rows if (kind, key) == (FAULT, b"fatal")]
    fatal += more
    if fatal:
        raise min(fatal, key=str)


def write_readings(
    given: GivenRecords,
    settings: BuildSettings,
    checkpoints: Checkpoints,
    stages: Stages,
    on_fault: FaultHandler | None,
) -> WrittenReadings:
    """Merge records, link their papers, and write the settled readings as parts, sorted by paper."""
    with stages.stage("merge"):
        merging = merged(given.records, settings, "merge", checkpoints)
        _report_merging(merging.works, settings, on_fault)
    with stages.stage("link"):
        papers = merging.works.where(merging.works.kind == PAPER)
        linked = checkpoints.keep("link", link_papers(papers, settings))
    with stages.stage("own pages"):
        linked = with_own_pages(merging, linked, settings, checkpoints)
    with stages.stage("settle"):
        unused, replaced = unused_and_replaced(linked, settings)
        readings = linked.where(linked.kind == READING)
        claims = checkpoints.keep("claims", least_claims(readings, settings))
        if not checkpoints.is_whole(READINGS):
            write_lines(settled_readings(readings, claims, settings), checkpoints.folder.at(READINGS))
    return WrittenReadings(checkpoints.folder.at(READINGS), unused, replaced)


def _report_merging(works: DataFrame, settings: BuildSettings, on_fault: FaultHandler | None) -> None:
    rows = collected(works.where(works.kind != PAPER))
    raise_fatal(rows)
    if on_fault is None:
        return
    identity = settings.identity()
    identity.merge(())  # where no block has them, all that the corrections name are missing
    for kind, _, data in rows:
        if kind == MISSING:
            identity.missing = pickle.loads(data)
    faults: list[InputError] = [pickle.loads(data) for kind, _, data in rows if kind == FAULT]
    for fault in (*sorted(faults, key=fault_order), *identity.faults()):
        on_fault(fault)
