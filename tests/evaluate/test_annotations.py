"""The published annotations get their texts back from snapshots that anybody can have."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from bench.annotations import ANNOTATIONS, join_texts, texts_of_snapshot

XML = """<?xml version='1.0' encoding='UTF-8'?>
<collection id="2091.plover"><volume id="long"><meta><booktitle>Plovers</booktitle></meta>
<paper id="7"><title><fixed-case>P</fixed-case>loverlint: A
  linter</title><abstract>We present <b>Ploverlint</b>.</abstract></paper>
<paper id="8"><title>No abstract</title></paper></volume></collection>
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "annotations.jsonl"
    ids = ("2405.00001", "plover2091-2091.plover-long.7", "W9")
    path.write_bytes(b"".join(orjson.dumps({"id": one, "entities": [], "topics": []}) + b"\n" for one in ids))
    return path


def test_arxiv_s_snapshot_and_the_anthology_give_texts(tmp_path: Path, published: Path) -> None:
    snapshot, anthology = tmp_path / "snapshot.json", tmp_path / "2091.plover.xml"
    lines = ({"id": "2405.00001", "title": "On terns", "abstract": " They fly.\n"}, {"id": "2405.00002", "title": "x"})
    snapshot.write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    anthology.write_text(XML, encoding="utf-8")
    joined, missing = join_texts([snapshot, anthology], published)
    assert [(one["title"], one["abstract"]) for one in joined] == [
        ("On terns", " They fly.\n"), ("Ploverlint: A linter", "We present Ploverlint."),
    ]  # fmt: skip
    assert missing == ["W9"]
    assert list(texts_of_snapshot(anthology))[1] == ("2091.plover-long.8", "No abstract", "")


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.xml", "<!DOCTYPE c [<!ENTITY a 'b'>]><c>&a;</c>", "declares a document type"),
        ("a.xml", "<collection>", "the XML is broken"),
        ("a.json", '{"title": "no id"}\n', "a.json:1: no JSON object with id and title"),
        ("a.json", "[1]\n", "a.json:1: no JSON object"),
    ],
)
def test_what_is_no_snapshot_is_named(tmp_path: Path, name: str, text: str, fault: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        list(texts_of_snapshot(tmp_path / name))


def test_the_published_annotations_hold_no_text() -> None:
    fields = {field for line in ANNOTATIONS.read_bytes().splitlines() for field in orjson.loads(line)}
    assert fields.isdisjoint({"title", "abstract", "text"})
