"""Parts of text read in their order: Spark reads files in any order unless it is asked file by file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.spark.cluster.cluster_files import ClusterFile, ClusterFolder

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

_WHOLE_FILES = str((1 << 63) - 1)
_PART = re.compile(r"part-(\d+)")
_PATTERN_SIGNS = re.compile(r"[\\*?\[\]{},]")  # of Hadoop's paths


def part_number(name: str) -> int:
    """Return the number of a part, by the name of its file or its address.

    >>> part_number("s3a://graphs/graph.nt/part-00012-7f.txt"), part_number("part-123456")
    (12, 123456)
    """
    found = _PART.search(name.rpartition("/")[2])
    return int(found.group(1)) if found else 0


def part_files(folder: ClusterFolder) -> list[ClusterFile]:
    """List the parts of a file, in their order."""
    return sorted(folder.files(), key=lambda file: part_number(file.name))


def parts_in_order(session: SparkSession, address: str) -> RDD[str]:
    """Read the lines of a file's parts, a partition a part, in their order."""
    context = session.sparkContext
    settings = context._jsc.hadoopConfiguration()
    settings.set("mapreduce.input.fileinputformat.split.minsize", _WHOLE_FILES)
    settings.set("textinputformat.record.delimiter", "\n")
    parts = [file.address for file in part_files(ClusterFolder(session, address)) if file.size]
    if not parts:
        return context.parallelize([], 1)
    return context.textFile(",".join(_PATTERN_SIGNS.sub(r"\\\g<0>", part) for part in parts), 1)
