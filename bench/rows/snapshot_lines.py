"""Reading a snapshot of arXiv: our reader, beside what only parses each line."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import corpus_file
from bench.measurement import Work


def reader(setting: Setting) -> Tasks:
    """Papers with tidied texts, authors, dates, ids and categories, each field checked."""
    from kg.readers.read_files import read_papers

    path = corpus_file(setting, setting.sizes.lines)
    return {"": lambda number: _read(path, sum(1 for _ in read_papers(path)))}


def standard_library(setting: Setting) -> Tasks:
    """``json.loads`` of each line."""
    path = corpus_file(setting, setting.sizes.lines)

    def parse(number: int) -> Work:
        with path.open("rb") as file:
            return _read(path, sum(1 for line in file if json.loads(line)["title"]))

    return {"": parse}


class _Line(msgspec.Struct):
    """The fields of a line that our reader takes."""

    id: str
    title: str
    abstract: str
    authors_parsed: list[list[str]]
    categories: str
    update_date: str


def typed_decoder(setting: Setting) -> Tasks:
    """msgspec's decoder of typed records, for each line."""
    path = corpus_file(setting, setting.sizes.lines)
    decode = msgspec.json.Decoder(_Line).decode

    def parse(number: int) -> Work:
        with path.open("rb") as file:
            return _read(path, sum(1 for line in file if decode(line).title))

    return {"": parse}


def _read(path: Path, papers: int) -> Work:
    return Work({"papers": papers, "bytes": path.stat().st_size})


SNAPSHOT = Contest(
    "snapshot",
    "Lines of arXiv's metadata snapshot, from the file to one paper after the other.",
    Side("paperatlas", reader),
    (
        Side("`json.loads`", standard_library, ("python",), "parses; checks and tidies nothing"),
        Side("msgspec, typed", typed_decoder, ("msgspec",), "parses, checks the types of six fields; tidies nothing"),
    ),
    unit="papers",
)
