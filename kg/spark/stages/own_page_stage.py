"""Papers told by what they introduce (``kg.graph.own_pages``): the few of them are merged and linked once more.

What a paper claims is bounded by the pages that the catalogue knows, so claims meet on the driver. What follows is one
more record of a paper. It can only join blocks that share a key with it: their records are merged again with it, and
the papers of these are linked again; all others stay as they are.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.graph.own_pages import OwnPages
from kg.ground.codec import decode_reading, encode_record
from kg.ground.records import Paper
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.frames import Row, collected, frame_of, mapped
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.input_stage import RECORD
from kg.spark.stages.link_stage import READING, link_papers
from kg.spark.stages.merge_stage import PAPER, MergedRecords, hashed_keys, keys_of_records, labelled_records, merged
from kg.spark.stages.record_rows import digest_of_record

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def with_own_pages(
    merging: MergedRecords, linked: DataFrame, settings: BuildSettings, checkpoints: Checkpoints
) -> DataFrame:
    """Return readings, and what was found of corrections, after papers were told by what they introduce."""
    identified = identified_papers(linked.where(linked.kind == READING), settings)
    if not identified:
        return linked
    session = linked.sparkSession
    keys = sorted({key for paper in identified for key in hashed_keys(paper, settings.identity())})
    wanted = session.createDataFrame([(key,) for key in keys], "key binary")
    touched = _touched_labels(merging, wanted, settings, checkpoints)
    records = labelled_records(merging.records, merging.labels)
    rows = ((RECORD, digest_of_record(data), data) for data in map(encode_record, identified))
    again = _keyed_by_digest(records.join(touched, "key", "left_semi")).unionByName(frame_of(session, rows))
    works = merged(again.dropDuplicates(["key"]), settings, "own-merge", checkpoints).works
    relinked = checkpoints.keep("own-link", link_papers(works.where(works.kind == PAPER), settings))
    kept = linked.join(touched, "key", "left_anti").select("kind", "key", "data")
    return kept.unionByName(relinked)


def identified_papers(readings: DataFrame, settings: BuildSettings) -> list[Paper]:
    """Return what follows of whose pages papers have, as records to be merged with the others."""

    def see(rows: Iterator[Row]) -> Iterator[Row]:
        pages = _own_pages(settings)
        for _, _, data in rows:
            pages.see(decode_reading(data))
        yield "", b"", pickle.dumps(pages.seen())

    pages = _own_pages(settings)
    for _, _, data in collected(mapped(readings, see)):
        pages.take(pickle.loads(data))
    return pages.papers()


def _own_pages(settings: BuildSettings) -> OwnPages:
    entries = settings.linker().catalogue.entries.values()
    return OwnPages((entry.artifact.arxiv for entry in entries), settings.identity().denies)


def _touched_labels(
    merging: MergedRecords, wanted: DataFrame, settings: BuildSettings, checkpoints: Checkpoints
) -> DataFrame:
    """Return the labels of the blocks that hold one of some keys, as the column ``key``."""
    from pyspark.sql.functions import coalesce

    records = keys_of_records(merging.records, settings).join(wanted, "key", "left_semi").select("record").distinct()
    labels = records.join(merging.labels, "record", "left").select(coalesce("label", "record").alias("key"))
    return checkpoints.keep("own-blocks", labels.distinct())


def _keyed_by_digest(records: DataFrame) -> DataFrame:
    def keyed(rows: Iterator[Row]) -> Iterator[Row]:
        return ((RECORD, digest_of_record(data), data) for _, _, data in rows)

    return mapped(records, keyed)
