"""Records of a build as files (``papers.jsonl``, …): one JSON object a line, keys sorted."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, TypeVar

from kg.ground.codec import (
    decode_described_artifact,
    decode_imported_result,
    decode_paper,
    decode_reading,
    encode_record,
)
from kg.ground.errors import OutputError, PaperAtlasError
from kg.ground.imported_result import DescribedArtifact, ImportedResult
from kg.ground.records import Paper, Reading

_Record = TypeVar("_Record", Paper, Reading, ImportedResult, DescribedArtifact)


def record_line(record: Paper | Reading | ImportedResult | DescribedArtifact) -> bytes:
    """Write the line of a paper, a reading, an imported result or a described artifact."""
    return encode_record(record) + b"\n"


def read_paper_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[Paper]:
    """Read the papers of ``papers.jsonl`` or ``records.jsonl.gz``.

    Args:
        opened: the file, where it is open already; the path then names it.

    Raises:
        OutputError: the file is missing or a line of it is broken.
    """
    return _read_record_lines(path, opened, decode_paper)


def read_reading_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[Reading]:
    """Read the readings of ``readings.jsonl``; as ``read_paper_lines``."""
    return _read_record_lines(path, opened, decode_reading)


def read_imported_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[ImportedResult]:
    """Read the scores of ``imported.jsonl.gz``; as ``read_paper_lines``."""
    return _read_record_lines(path, opened, decode_imported_result)


def read_described_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[DescribedArtifact]:
    """Read the artifacts of ``described.jsonl.gz``; as ``read_paper_lines``."""
    return _read_record_lines(path, opened, decode_described_artifact)


def _read_record_lines(path: Path, opened: BinaryIO | None, decode: Callable[[bytes], _Record]) -> Iterator[_Record]:
    try:
        with closing(opened or path.open("rb")) as raw, gzip.open(raw) if path.suffix == ".gz" else raw as file:
            for number, text in enumerate(file, start=1):
                try:
                    yield decode(text)
                except PaperAtlasError as error:
                    where = f"{path}:{number}"
                    raise OutputError(
                        f"the line is broken: {error.problem}", where=where, remedy="build again"
                    ) from error
    except (OSError, EOFError, zlib.error) as error:
        raise OutputError(f"cannot be read: {error}", where=path, remedy="build again") from error
