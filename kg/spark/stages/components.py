"""Which records are one block: connected components over (record, key), all of it Spark's own operations.

1. A key that one record holds joins nothing. Most records hold no other keys: they are blocks of their own at once.
2. Of the rest, each record is labelled with itself. In each round a key takes the least label of its records, then a
   record the least of its keys', and tells it to the record that it was labelled with; then each takes the label of its
   label (hooking and pointer jumping, Shiloach and Vishkin 1982), so that the rounds grow with the logarithm of the
   longest chain. A key that very many records hold is no hub: its least label is found in each partition first.
3. No label changes any more: it is the least record of its block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.cluster.checkpoints import Checkpoints

_MOST_ROUNDS = 64  # chains of 2⁶⁴ records are not to be expected; an error in this module would run for ever


def block_labels(keys: DataFrame, stage: str, checkpoints: Checkpoints) -> DataFrame:
    """Return the label of each record that shares a key with another one.

    Args:
        keys: the columns ``record`` and ``key``, each pair once or more. stage: what the rounds are kept as.

    Returns:
        The columns ``record`` and ``label``.
    """
    from pyspark.sql.functions import col, count_distinct

    shared = keys.groupBy("key").agg(count_distinct("record").alias("holders")).where("holders > 1").select("key")
    pairs = checkpoints.keep(f"{stage}-pairs", keys.join(shared, "key", "left_semi").distinct())
    labels = pairs.select("record", col("record").alias("label")).distinct()
    for number in range(_MOST_ROUNDS):
        following = checkpoints.keep(f"{stage}-round-{number}", _next_round(pairs, labels))
        if following.where("label < former").isEmpty():
            break
        labels = following.select("record", "label")
    return labels


def _next_round(pairs: DataFrame, labels: DataFrame) -> DataFrame:
    """Return the columns record, label and former, the label of the round before."""
    from pyspark.sql.functions import coalesce, col, least, min

    before = labels.select("record", col("label").alias("former"))
    of_keys = pairs.join(labels, "record").groupBy("key").agg(min("label").alias("label"))
    nearest = pairs.join(of_keys, "key").groupBy("record").agg(min("label").alias("label")).join(before, "record")
    told = nearest.select("record", "label").unionByName(nearest.select(col("former").alias("record"), "label"))
    hooked = told.groupBy("record").agg(min("label").alias("label"))
    jumps = hooked.select(col("record").alias("label"), col("label").alias("further"))
    jumped = hooked.join(jumps, "label", "left")
    return jumped.select("record", least("label", coalesce("further", "label")).alias("label")).join(before, "record")
