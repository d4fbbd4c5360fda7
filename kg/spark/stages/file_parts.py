"""Parts of large files of JSON lines (``kg.readers.lines_part``), each read by a task of its own, put together again.

A task counts from the first line of its part. When all are read, the driver has the counts of every part, a few numbers
each; then records get the places that they have in the whole file, and so do faults.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg.atlas.manifest import InputFile
from kg.ground.codec import decode_paper, encode_record
from kg.ground.errors import InputError, UnreadFieldsError
from kg.ground.files.integrity import sha256
from kg.readers.base.input_stream import ReadingHints
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.lines_part import LinesPart, moved_fault, moved_paper
from kg.spark.cluster.frames import Row, mapped
from kg.spark.stages.record_rows import digest_of_record

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

#: A record whose place is counted from the beginning of its part; what is known of a part, pickled.
PLACED_IN_PART, PART = "record of part", "part"


@dataclass(frozen=True, slots=True)
class ReadPart:
    """What a task found.

    Attributes:
        fatal: what ended the reading of the part, or None.
    """

    part: LinesPart
    faults: tuple[InputError, ...]
    fatal: InputError | None

    @property
    def key(self) -> bytes:
        """The key of the part's records."""
        return key_of_part(self.part)


@dataclass(frozen=True, slots=True)
class ReadParts:
    """What is known of all parts when they are read.

    Attributes:
        records: how many records of the file come before those of a part, by its key. faults: in the whole files.
        inputs: the files. fatal: what ends the build.
    """

    records: Mapping[bytes, int]
    faults: tuple[InputError, ...]
    inputs: tuple[InputFile, ...]
    fatal: tuple[InputError, ...]


def key_of_part(part: LinesPart) -> bytes:
    """Return what tells a part from all others."""
    return f"{part.path}\0{part.begin:020}".encode()


def rows_of_part(part: LinesPart, format: str | None, hints: ReadingHints, *, strict: bool) -> Iterator[Row]:
    """Read a part: rows of ``PLACED_IN_PART`` and one of ``PART``."""
    faults: list[InputError] = []

    def hear(fault: InputError) -> None:
        if strict and not isinstance(fault, UnreadFieldsError):
            raise fault
        faults.append(fault)

    fatal: InputError | None = None
    key = key_of_part(part)
    try:
        for paper in part.read(format, hints, hear):
            yield PLACED_IN_PART, key, encode_record(paper)
    except InputError as error:
        fatal = error
    yield PART, key, pickle.dumps(ReadPart(part, tuple(faults), fatal))


def put_together(parts: Iterable[ReadPart]) -> ReadParts:
    """Find where in their files the parts stand."""
    before: dict[bytes, int] = {}
    faults: list[InputError] = []
    inputs: list[InputFile] = []
    fatal: list[InputError] = []
    ordered = sorted(parts, key=lambda one: one.key)
    for path, group in groupby(ordered, key=lambda one: one.part.path):
        records = lines = papers = 0
        unread, found = UnreadFields(), 0
        for one in group:
            before[one.key] = records
            faults += [moved_fault(fault, lines) for fault in one.faults]
            fatal += [moved_fault(one.fatal, lines)] if one.fatal is not None else []
            found += len(one.faults)
            unread.take(one.part.unread)
            records, lines, papers = records + one.part.records, lines + one.part.lines, papers + one.part.papers
            name = one.part.name
        if not papers:
            remedy = "check that it is JSON lines of papers; paperatlas formats lists all formats"
            fatal.append(InputError("the file holds no papers", where=path, remedy=remedy))
        if (said := unread.report(str(path))) is not None:
            faults.append(said)
        inputs.append(InputFile(name, sha256(path), path.stat().st_size, found))
    return ReadParts(before, tuple(faults), tuple(inputs), tuple(fatal))


def placed_records(read: DataFrame, parts: ReadParts, kind: str) -> DataFrame:
    """Return the records of parts with their places in the whole files, as rows of a kind by digest."""

    def place(rows: Iterator[Row]) -> Iterator[Row]:
        for _, key, data in rows:
            line = encode_record(moved_paper(decode_paper(data), parts.records[key]))
            yield kind, digest_of_record(line), line

    return mapped(read.where(read.kind == PLACED_IN_PART), place)
