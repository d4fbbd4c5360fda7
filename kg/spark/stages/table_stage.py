"""The tables of a release (``kg.release.parquet_tables``) as parts of Parquet, and the counts of the graph.

Each reading is made into rows by the code that a release is made with; Spark gives the columns their types. Rows stand
in the order of papers, those of shared nodes last: nothing has to be sorted.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from kg.atlas.manifest import Tally
from kg.graph.assembly.graph_of_readings import records_of_reading
from kg.graph.graph_records import DescribedNode, ImportedNode, Record, RecordOfElsewhere
from kg.graph.networks import to_networkx
from kg.ground.codec import decode_reading
from kg.release.parquet_tables import TABLES, GraphTable
from kg.spark.cluster.frames import Row, mapped
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.record_rows import record_of_row

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

TALLY = "tally"
_PORTION = 200  # readings or records that are made into rows together; some 10 MB
_TYPES = {"text": "string", "whole": "bigint", "number": "double", "truth": "boolean", "texts": "array<string>"}


def rows_of_readings(readings: DataFrame, settings: BuildSettings) -> DataFrame:
    """Return the rows of all tables that readings give, as JSON, by table; and the counts of each partition."""

    def rows(given: Iterator[Row]) -> Iterator[Row]:
        tally = Tally()
        while portion := [decode_reading(data) for _, _, data in islice(given, _PORTION)]:
            records = (record for one in portion for record in records_of_reading(one, settings.assert_above))
            yield from _table_rows(tally.watch(records), settings.base)
        yield TALLY, b"", pickle.dumps(tally)

    return mapped(readings, rows)


def rows_of_records(records: DataFrame, settings: BuildSettings) -> DataFrame:
    """Return the rows that records give which are no paper's own; as ``rows_of_readings``."""

    def rows(given: Iterator[Row]) -> Iterator[Row]:
        tally = Tally()
        while portion := [record_of_row(data) for _, _, data in islice(given, _PORTION)]:
            yield from _table_rows(tally.watch(portion), settings.base)
        yield TALLY, b"", pickle.dumps(tally)

    return mapped(records, rows)


def _table_rows(records: Iterable[Record | RecordOfElsewhere], base: str) -> Iterator[Row]:
    network = to_networkx(record for record in records if not isinstance(record, ImportedNode | DescribedNode))
    for table in TABLES:
        for row in table.rows(network, base):
            if table.name != "nodes" or row.get("kind"):  # the ends of edges are nodes of the network, without a kind
                kept = {column.name: row.get(column.name) for column in table.columns}
                yield table.name, b"", orjson.dumps(kept)


def typed_table(table: GraphTable, rows: DataFrame) -> DataFrame:
    """Return the rows of one table with a column for each of its columns."""
    from pyspark.sql.functions import array, coalesce, col, from_json

    schema = ", ".join(f"`{column.name}` {_TYPES[column.kind]}" for column in table.columns)
    parsed = rows.where(rows.kind == table.name).select(from_json(col("data").cast("string"), schema).alias("row"))
    columns = [
        (coalesce(value, array().cast("array<string>")) if column.kind == "texts" else value).alias(column.name)
        for column, value in ((column, col(f"row.`{column.name}`")) for column in table.columns)
    ]
    return parsed.select(*columns)
