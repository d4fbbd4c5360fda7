"""Records to papers: blocks of records that share a key (``components``), each merged as the local build merges it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.graph.correction.paper_identity import PaperIdentity
from kg.ground.codec import decode_paper, encode_record
from kg.ground.errors import InputError, PaperAtlasError
from kg.ground.records import Paper
from kg.readers.papers.merge_blocks import hash_of_key
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.frames import Row, grouped, mapped
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.components import block_labels
from kg.spark.stages.input_stage import FAULT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PAPER, MISSING = "paper", "missing"
_KEY = "key"
_HASH = 8  # bytes


def hashed_keys(record: Paper, identity: PaperIdentity) -> Iterator[bytes]:
    """Yield the hashes of the keys by which a record may be joined with others."""
    return (hash_of_key(key).to_bytes(_HASH, "big") for key in identity.block_keys(record))


def keys_of_records(records: DataFrame, settings: BuildSettings) -> DataFrame:
    """Return the columns ``record`` (digest) and ``key`` (hash) of all records."""
    from pyspark.sql.functions import col

    def keys(rows: Iterator[Row]) -> Iterator[Row]:
        identity = settings.identity()
        for _, digest, data in rows:
            yield from ((_KEY, key, digest) for key in hashed_keys(decode_paper(data), identity))

    return mapped(records, keys).select(col("data").alias("record"), "key")


def labelled_records(records: DataFrame, labels: DataFrame) -> DataFrame:
    """Return the records as rows whose key is the label of their block."""
    from pyspark.sql.functions import coalesce, col

    of_records = labels.select(col("record").alias("key"), "label")
    joined = records.join(of_records, "key", "left")
    return joined.select("kind", coalesce("label", "key").alias("key"), "data")


def merge_blocks(labelled: DataFrame, settings: BuildSettings) -> DataFrame:
    """Merge the records of each block.

    Returns:
        Rows of ``PAPER`` (key: label; data: line of the paper), ``FAULT`` and ``MISSING`` (pickled).
    """

    def merge(label: bytes, rows: Iterator[tuple[str, bytes]]) -> Iterator[Row]:
        identity = settings.identity()
        identity.merge(())
        absent = len(identity.missing)
        faults: list[InputError] = []
        try:
            works = identity.merge_block([decode_paper(data) for _, data in rows], on_fault=faults.append)
        except PaperAtlasError as error:
            yield FAULT, b"fatal", pickle.dumps(error)
            return
        yield from ((PAPER, label, encode_record(work.paper)) for work in works)
        yield from ((FAULT, b"", pickle.dumps(fault)) for fault in faults)
        if len(identity.missing) != absent:
            yield MISSING, b"", pickle.dumps(identity.missing)

    return grouped(labelled, merge)


@dataclass(frozen=True, slots=True)
class MergedRecords:
    """Records and what came of them.

    Attributes:
        records: rows of records by digest. labels: of the blocks of those that share a key with others.
        works: rows as ``merge_blocks`` gives them.
    """

    records: DataFrame
    labels: DataFrame
    works: DataFrame


def merged(records: DataFrame, settings: BuildSettings, stage: str, checkpoints: Checkpoints) -> MergedRecords:
    """Merge records; what comes of them is kept as a stage of that name."""
    labels = block_labels(keys_of_records(records, settings), stage, checkpoints)
    works = checkpoints.keep(stage, merge_blocks(labelled_records(records, labels), settings))
    return MergedRecords(records, labels, works)
