"""``papers.jsonl``, ``readings.jsonl`` and ``records.jsonl.gz``: one JSON object a line, keys sorted."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import orjson

from kg.ground.codec import paper_from_dict, reading_from_dict
from kg.ground.errors import InputError, OutputError
from kg.ground.records import Paper, Reading

_Record = TypeVar("_Record", Paper, Reading)


def line(data: Mapping[str, Any]) -> bytes:
    """An object as a line."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def read_paper_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[Paper]:
    """The papers of ``papers.jsonl`` or ``records.jsonl.gz``.

    Args:
        opened: the file, where it is open already; the path then names it.

    Raises:
        OutputError: the file is missing or a line of it is broken.
    """
    return _read(path, opened, paper_from_dict)


def read_reading_lines(path: Path, *, opened: BinaryIO | None = None) -> Iterator[Reading]:
    """The readings of ``readings.jsonl``; as ``read_paper_lines``."""
    return _read(path, opened, reading_from_dict)


def _read(path: Path, opened: BinaryIO | None, decode: Callable[[Mapping[str, Any]], _Record]) -> Iterator[_Record]:
    try:
        with closing(opened or path.open("rb")) as raw, gzip.open(raw) if path.suffix == ".gz" else raw as file:
            for number, text in enumerate(file, start=1):
                try:
                    yield decode(orjson.loads(text))
                except (orjson.JSONDecodeError, InputError) as error:
                    where = f"{path}:{number}"
                    raise OutputError(f"the line is broken: {error}", where=where, remedy="build again") from error
    except (OSError, EOFError, zlib.error) as error:
        raise OutputError(f"cannot be read: {error}", where=path, remedy="build again") from error
