"""Folders that hold what versions and changes are made of, as a build leaves it, without a build's seconds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from kg.atlas.manifest import Manifest
from kg.atlas.staged_output import staged
from kg.changes.feed.build_history import HistoryWish
from kg.ground.codec import encode_record
from kg.ground.errors import PaperAtlasError
from kg.ground.files.gzip_members import write_members
from kg.ground.files.integrity import sha256
from kg.ground.records import Reading

BASE = "https://w3id.org/paperatlas/"


def write_build(folder: Path, number: int, readings: list[Reading], triples: list[str]) -> Path:
    """A folder with what diff reads of a build."""
    folder.mkdir(parents=True, exist_ok=True)
    version = f'<{BASE}graph> <http://www.w3.org/ns/dcat#version> "0.1.0+{number:016x}" .\n'
    lines = [line.encode() for line in sorted([version, *triples])]
    with (folder / "graph.nt.gz").open("wb") as file:
        write_members(((subject, b"".join(group)) for subject, group in groupby(lines, _subject)), file)
    found = sorted(readings, key=lambda each: each.paper.id)
    (folder / "readings.jsonl").write_bytes(b"".join(encode_record(each) + b"\n" for each in found))
    (folder / "papers.jsonl").write_bytes(b"".join(encode_record(each.paper) + b"\n" for each in found))
    files = {name: sha256(folder / name) for name in ("graph.nt.gz", "readings.jsonl", "papers.jsonl")}
    counts = {"papers": len(found), "triples": len(lines)}
    Manifest({}, BASE, (), counts, files, assert_above=0.5).write(folder)
    return folder


def _subject(line: bytes) -> bytes:
    return line.partition(b" ")[0]


def build(
    output: Path, number: int, keep: int = 0, triples: Sequence[str] = (), *, changes: bool = False
) -> list[PaperAtlasError]:
    """Put a version into a folder as a build does; return what was reported of the last one."""
    faults: list[PaperAtlasError] = []
    with staged(output, HistoryWish(keep, faults.append, changes)) as folder:
        write_build(folder, number, [], list(triples))
    return faults
