"""Parquet, as data sets of papers are published: rows read some hundred at a time, whatever the size of the file.

It needs pyarrow, which is large; it belongs to the extra ``formats``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import IO, Any

import orjson

from kg.ground.errors import InputError
from kg.ground.extras import require
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import PARQUET, Fault, Page
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.services.openalex_records import paper_from_work
from kg.readers.services.service_fields import RecordPlace
from kg.readers.tables.table_columns import TableColumns, columns_of_header

NAME = "parquet"

_INVERTED = "abstract_inverted_index"  # the column that only works of OpenAlex have
_ROWS = 256  # that are held together; of papers with references some MB
_MOST_BYTES = 64 << 20  # that the description of a file may take; that of thousands of row groups takes some MB


def sniff(head: bytes) -> bool:
    """Tell Parquet by its first four bytes."""
    return head.startswith(PARQUET)


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a table; a row without a title is a fault.

    Raises:
        InputError: it is no Parquet, or damaged. MissingExtraError: pyarrow is not installed.
    """
    require("formats", "reading Parquet needs pyarrow", "pyarrow")
    with _as_file(page) as file:
        columns: TableColumns | None = None
        for position, (header, row) in enumerate(_rows(page, file), 1):
            place = RecordPlace(Source(page.name, NAME, position), f"{page.path}, row {position}", fault, page.unread)
            try:
                if _INVERTED in header and not page.hints.columns:
                    yield paper_from_work(_work_of_row(header, row), place)
                    continue
                if columns is None:
                    columns, note = columns_of_header(header, page)
                    if note is not None:
                        fault(note)
                yield paper_from_record(columns.record(row), place.source, place.where, fault, page.unread)
            except InputError as error:
                fault(error)


def _work_of_row(header: list[str], row: list[object]) -> dict[str, object]:
    """Make a work of OpenAlex of a row of its snapshot, where nested values are JSON texts or pairs."""
    work: dict[str, object] = {}
    for name, value in zip(header, row, strict=True):
        if isinstance(value, str) and value[:1] in ("{", "["):
            with suppress(orjson.JSONDecodeError):
                value = orjson.loads(value)
        if name == _INVERTED and isinstance(value, list):
            value = {pair[0]: pair[1] for pair in value if isinstance(pair, list | tuple) and len(pair) == 2}
        work[name] = value
    return work


@contextmanager
def _as_file(page: Page) -> Iterator[IO[bytes]]:
    """Write the bytes of the page to a temporary file: Parquet begins at its end, and a page is a stream."""
    with tempfile.TemporaryFile() as file:
        for chunk in page.chunks():
            file.write(chunk)
        file.seek(0)
        yield file


def _rows(page: Page, file: IO[bytes]) -> Iterator[tuple[list[str], list[object]]]:
    """Yield the names of the columns, and the values of each row."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.ParquetFile(
            file, thrift_string_size_limit=_MOST_BYTES, thrift_container_size_limit=_MOST_BYTES, memory_map=False
        )
        header = list(table.schema_arrow.names)
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield header, [_plain_value(value) for value in row]
    except (pyarrow.ArrowException, OSError, ValueError, TypeError) as error:
        problem = f"the Parquet file is damaged ({str(error).splitlines()[0][:120]})"
        raise InputError(problem, where=page.path, remedy="download it again") from None


def _plain_value(value: Any) -> object:
    """Return a value as JSON would have it."""
    if isinstance(value, date):
        return value.isoformat()[: len("YYYY-MM-DD")]
    if isinstance(value, float) and value.is_integer():  # a column of counts in which some are missing
        return int(value)
    if isinstance(value, list):
        return [_plain_value(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain_value(each) for name, each in value.items()}
    return value
