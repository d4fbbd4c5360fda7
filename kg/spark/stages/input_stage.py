"""Files to records, in the executors: one task reads one file, an archive with all in it.

A file of this machine, or of a folder that every machine of the cluster sees, is opened where the task runs. One of
HDFS or an object store is fetched by Spark and laid aside for the task. Either way the readers are those of the local
build.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.atlas.manifest import InputFile
from kg.ground.codec import encode_record
from kg.ground.errors import InputError, LeftOutFileError, MissingExtraError, UnreadFieldsError
from kg.ground.imported_result import DescribedArtifact, Imported
from kg.ground.records import Paper
from kg.readers.base.input_paths import files_of_folder, is_folder, named_paths
from kg.readers.base.input_stream import Page, ReadingHints
from kg.readers.lines_part import LinesPart, parts_of_file
from kg.readers.read_files import read_inputs
from kg.spark.cluster.cluster_files import ClusterFolder, is_address
from kg.spark.cluster.frames import Row, mapped
from kg.spark.stages.file_parts import rows_of_part
from kg.spark.stages.record_rows import digest_of_record

if TYPE_CHECKING:
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

RECORD, IMPORTED, FAULT, INPUT = "record", "imported", "fault", "input"
PART_SIZE = 64 << 20  # bytes: half a minute of reading, and 40,000 records of the arXiv snapshot
_MOST_FETCHED = (2 << 30) - (1 << 20)  # bytes of a file that Spark hands over as one value


@dataclass(frozen=True, slots=True)
class InputOptions:
    """How files are read; as for ``kg.build``.

    Attributes:
        part_size: bytes of a file of JSON lines that one task reads.
    """

    format: str | None = None
    record_path: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    part_size: int = PART_SIZE


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to be read.

    Attributes:
        place: its path or address. name: what sources call it.
        mark: its size and time, which tell it from one that took its place.
        folder: the folder that was named instead of the file, or None. part: the part of the file, or None for all.
    """

    place: str
    name: str
    mark: str = ""
    folder: str | None = None
    part: LinesPart | None = None


def named_files(session: SparkSession, paths: Sequence[str | Path], options: InputOptions) -> list[NamedFile]:
    """List the files that paths, patterns, folders and addresses stand for, large ones of JSON lines by their parts.

    Raises:
        InputError: nothing is there, or a file of an object store is too large to be handed over whole.
    """
    found: list[NamedFile] = []
    for path in paths:
        if is_address(path):
            found += _files_at_address(session, str(path))
            continue
        for one in named_paths(path):
            if is_folder(one):
                for file, name in files_of_folder(one):
                    found += _file_or_parts(file, name, str(one), options)
            else:
                found += _file_or_parts(one, one.name, None, options)
    return found


def _file_or_parts(path: Path, name: str, folder: str | None, options: InputOptions) -> list[NamedFile]:
    whole = NamedFile(str(path.absolute()), name, _mark_of_file(path), folder)
    try:
        parts = parts_of_file(path.absolute(), name, options.part_size, options.format)
    except OSError:
        return [whole]  # who opens it says what is wrong
    return [replace(whole, part=part) for part in parts] or [whole]


def _files_at_address(session: SparkSession, address: str) -> list[NamedFile]:
    files = ClusterFolder(session, address).matching()
    if not files:
        raise InputError("there is no such file", where=address, remedy="check the address")
    for file, _ in files:
        if file.size > _MOST_FETCHED:
            remedy = "cut it into parts, e.g. split --line-bytes=256M"
            raise InputError("the file is larger than 2 GiB, which Spark cannot hand over", where=file.address,
                             remedy=remedy)  # fmt: skip
    return [NamedFile(file.address, name, file.mark, address if name != file.name else None) for file, name in files]


def _mark_of_file(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return ""  # who opens it says what is wrong
    return f"{status.st_size}:{status.st_mtime_ns}"


def read_records(session: SparkSession, files: Sequence[NamedFile], options: InputOptions) -> DataFrame:
    """Read files, each by a task of its own.

    Returns:
        Rows of ``RECORD`` (key: digest; data: line of the paper), ``IMPORTED``, ``FAULT`` and ``INPUT`` (pickled), and
        those of ``kg.spark.stages.file_parts``.
    """
    here = [file for file in files if not is_address(file.place)]
    away = {file.place: file for file in files if is_address(file.place)}
    frames = []
    if here or not away:
        shared = session.sparkContext.broadcast(here)
        numbers = session.range(0, len(here), 1, max(1, len(here)))
        frames.append(_read_here(numbers, shared, options))
    if away:
        fetched = session.read.format("binaryFile").load(list(away)).select("path", "content")
        frames.append(_read_fetched(fetched, away, options))
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame)
    return whole


def _read_here(numbers: DataFrame, files: Broadcast[list[NamedFile]], options: InputOptions) -> DataFrame:
    from pyspark.sql.functions import col, lit

    rows = numbers.select(
        lit("").alias("kind"), lit(b"").alias("key"), col("id").cast("string").cast("binary").alias("data")
    )

    def read(given: Iterator[Row]) -> Iterator[Row]:
        for _, _, number in given:
            file = files.value[int(number)]
            if file.part is not None:
                hints = ReadingHints(options.record_path, options.columns)
                yield from rows_of_part(file.part, options.format, hints, strict=options.strict)
            else:
                yield from rows_of_file(file, Path(file.place), options)

    return mapped(rows, read)


def _read_fetched(fetched: DataFrame, files: Mapping[str, NamedFile], options: InputOptions) -> DataFrame:
    from pyspark.sql.functions import col, lit

    rows = fetched.select(lit("").alias("kind"), col("path").cast("binary").alias("key"), col("content").alias("data"))

    def read(given: Iterator[Row]) -> Iterator[Row]:
        for _, place, content in given:
            file = files[place.decode()]
            with tempfile.TemporaryDirectory(prefix="paperatlas-") as folder:
                aside = Path(folder) / Path(file.name).name
                aside.write_bytes(content)
                yield from rows_of_file(file, aside, options)

    return mapped(rows, read)


def rows_of_file(file: NamedFile, path: Path, options: InputOptions) -> Iterator[Row]:
    """Read one file, which lies at a path, and yield its records, its faults and its description."""
    faults: list[InputError] = []
    notes: list[InputFile] = []
    counted = 0

    def note(page: Page) -> None:
        nonlocal counted
        wrong = [fault for fault in faults[counted:] if not isinstance(fault, UnreadFieldsError | LeftOutFileError)]
        counted = len(faults)
        notes.append(InputFile(page.name, *page.fingerprint(), len(wrong)))

    try:
        for record in read_inputs(
            [path], format=options.format, record_path=options.record_path, columns=options.columns,
            strict=options.strict, on_fault=faults.append, on_read=note, name=file.name,
        ):  # fmt: skip
            yield _row_of_record(record)
    except (InputError, MissingExtraError) as error:
        if file.folder is not None and not options.strict:
            error = LeftOutFileError(error.problem, where=error.where, remedy=error.remedy)
            faults.append(error)
        else:
            yield FAULT, b"fatal", pickle.dumps(_at_place(error, path, file))
    yield from ((FAULT, b"", pickle.dumps(_at_place(fault, path, file))) for fault in faults)
    yield from ((INPUT, b"", pickle.dumps(each)) for each in notes)


def _row_of_record(record: Paper | Imported) -> Row:
    data = encode_record(record)
    if isinstance(record, Paper):
        return RECORD, digest_of_record(data), data
    kind = b"described" if isinstance(record, DescribedArtifact) else b"score"
    return IMPORTED, kind, pickle.dumps(record)


def _at_place(error: InputError | MissingExtraError, path: Path, file: NamedFile) -> InputError | MissingExtraError:
    """Return an error that names the file as the user did, and not the copy that was laid aside."""
    if error.where is None or str(path) == file.place:
        return error
    return type(error)(error.problem, where=error.where.replace(str(path), file.place), remedy=error.remedy)
