"""What every stage is made of: rows of a kind, a key and data, and three ways to work on them.

1. ``mapped``: each partition by itself, rows in, rows out; nothing travels.
2. ``grouped``: rows of one key come together (a shuffle by hash, sorted within each partition), as a stream: the rows
   of a key that most papers have need not fit into memory. Whoever makes the rows joins those of one key beforehand,
   as far as a partition has them.
3. ``ordered``: rows in the order of their keys over all partitions (a shuffle by ranges).

Keys are bytes, so that Spark's order is that of code points in UTF-8: the order of the local build. Spark moves and
sorts the bytes; Python sees them where a record is read or written, through Arrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

Row: TypeAlias = tuple[str, bytes, bytes]
"""A kind, a key, and data."""
RowFunction: TypeAlias = Callable[[Iterator[Row]], Iterator[Row]]
GroupFunction: TypeAlias = Callable[[bytes, Iterator[tuple[str, bytes]]], Iterator[Row]]

SCHEMA = "kind string, key binary, data binary"
_TEXT = "value string"
# A batch that goes back to Spark: so many rows at most, and about so many bytes.
_MOST_ROWS, _MOST_BYTES = 2000, 4 << 20


def frame_of(session: SparkSession, rows: Iterable[Row]) -> DataFrame:
    """Make a frame of a few rows of the driver."""
    return session.createDataFrame(list(rows), SCHEMA)


def mapped(frame: DataFrame, function: RowFunction) -> DataFrame:
    """Apply a function to the rows of each partition."""

    def run(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        yield from _row_batches(function(_rows_of_batches(batches)))

    return frame.mapInArrow(run, SCHEMA)


def grouped(frame: DataFrame, function: GroupFunction) -> DataFrame:
    """Apply a function to each key with the kinds and the data of its rows, sorted by kind.

    What the function leaves unread of a key's rows is passed over.
    """

    def by_key(rows: Iterator[Row]) -> Iterator[Row]:
        for key, group in groupby(rows, itemgetter(1)):
            yield from function(key, ((kind, data) for kind, _, data in group))

    return mapped(frame.repartition("key").sortWithinPartitions("key", "kind"), by_key)


def ordered(frame: DataFrame, function: RowFunction) -> DataFrame:
    """Apply a function to the rows of each partition, in the order of key and kind over all of them.

    Rows of one key are in one partition.
    """
    return mapped(frame.repartitionByRange("key").sortWithinPartitions("key", "kind"), function)


def write_lines(frame: DataFrame, path: str) -> None:
    """Write the data of each row as a line of text, in as many files as there are partitions, named in their order."""

    def texts(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            lines = [data.decode() for data in batch.column("data").to_pylist()]
            yield pyarrow.RecordBatch.from_arrays([pyarrow.array(lines, pyarrow.string())], ["value"])

    frame.mapInArrow(texts, _TEXT).write.mode("overwrite").option("lineSep", "\n").text(path)


def read_lines(session: SparkSession, path: str) -> DataFrame:
    """Read lines of text as the data of rows, in no order."""
    from pyspark.sql.functions import col, lit

    lines = session.read.option("lineSep", "\n").schema(_TEXT).text(path)
    return lines.select(lit("").alias("kind"), lit(b"").alias("key"), col("value").cast("binary").alias("data"))


def collected(frame: DataFrame) -> list[Row]:
    """Bring rows to the driver: only where they are bounded by the catalogue or by what people wrote."""
    return [(row.kind, bytes(row.key), bytes(row.data)) for row in frame.collect()]


def _rows_of_batches(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        columns = (batch.column(name).to_pylist() for name in ("kind", "key", "data"))
        yield from zip(*columns, strict=True)


def _row_batches(rows: Iterable[Row]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    def batch(portion: list[Row]) -> pyarrow.RecordBatch:
        kinds, keys, data = zip(*portion, strict=True)
        arrays = [
            pyarrow.array(kinds, pyarrow.string()),
            pyarrow.array(keys, pyarrow.binary()),
            pyarrow.array(data, pyarrow.binary()),
        ]
        return pyarrow.RecordBatch.from_arrays(arrays, ["kind", "key", "data"])

    waiting: list[Row] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row[1]) + len(row[2])
        if len(waiting) >= _MOST_ROWS or size >= _MOST_BYTES:
            yield batch(waiting)
            waiting, size = [], 0
    if waiting:
        yield batch(waiting)
