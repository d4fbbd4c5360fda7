"""The parts that a cluster wrote are published like a built graph; what needs a whole folder says what they are."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from kg.atlas.atlas import Atlas
from kg.atlas.manifest import InputFile
from kg.atlas.progress import Silent
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.integrity import MANIFEST
from kg.publish.bulk_files import write_bulk_files
from kg.publish.parts_folder import NTRIPLES, PartsFolder, PartsManifest, parse_parts_manifest
from kg.publish.publication import open_lines, published_graph

PARTS = (b'<a:1> <a:p> "1" .\n<a:1> <a:p> "2" .\n', b'<a:2> <a:p> "\xc3\xa4" .\n', b"", b'<a:3> <a:p> "3" .\n')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "parts"
    (made / NTRIPLES).mkdir(parents=True)
    # The order of the parts is that of the manifest, not that of their names.
    names = ("part-00000", "part-00001", "part-00002", "part-000003.gz")
    sizes = {}
    for name, data in zip(names, PARTS, strict=True):
        sizes[name] = (made / NTRIPLES / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    manifest = PartsManifest(
        {"software": "1"},
        "https://e.org/",
        0.5,
        (InputFile("a.jsonl", "0", 1),),
        {"triples": 4},
        {NTRIPLES: sizes},
        "1+0",
    )
    (made / MANIFEST).write_bytes(manifest.text())
    assert parse_parts_manifest(manifest.text()) == manifest
    return made


def test_the_parts_are_published_in_their_order(folder: Path, tmp_path: Path) -> None:
    graph = published_graph(folder)
    assert isinstance(graph, PartsFolder)
    with open_lines(graph) as lines:
        assert b"".join(lines) == b"".join(PARTS)
    report = write_bulk_files(graph, tmp_path / "bulk", 40, Silent())
    assert report.triples == 4
    written = sorted((tmp_path / "bulk").glob("*.gz"))
    assert b"".join(gzip.decompress(path.read_bytes()) for path in written) == b"".join(PARTS)


@pytest.mark.parametrize("lost", [True, False])
def test_a_part_that_is_lost_or_cut_is_damage(folder: Path, lost: bool) -> None:
    part = folder / NTRIPLES / "part-00001"
    part.unlink() if lost else part.write_bytes(b"<a:2>")
    with pytest.raises(DamagedError, match="part-00001"), open_lines(published_graph(folder)) as lines:
        list(lines)


def test_parts_that_another_codec_packed_are_not_taken_for_lines(folder: Path) -> None:
    parts = PartsFolder.opened(folder)
    assert parts is not None
    text = (folder / MANIFEST).read_bytes()
    manifest = parse_parts_manifest(text)
    assert manifest is not None
    packed = replace(manifest, parts={NTRIPLES: {"part-00000.deflate": 9}})
    (folder / MANIFEST).write_bytes(packed.text())
    with pytest.raises(OutputError, match=r"packed as \.deflate"), open_lines(published_graph(folder)) as lines:
        list(lines)


def test_what_needs_a_whole_folder_says_what_this_one_is(folder: Path) -> None:
    with pytest.raises(OutputError, match="the parts that a Spark cluster wrote"):
        Atlas(folder)


def test_another_manifest_is_none_of_parts(folder: Path) -> None:
    text = (folder / MANIFEST).read_bytes()
    assert parse_parts_manifest(text.replace(b"e.org", b"f.org")) is None
    assert parse_parts_manifest(b"[]") is None
