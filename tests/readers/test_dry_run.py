"""A dry run says of each file what it is, what was read and what is missing, and builds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest

from kg.cli.main import main
from kg.readers.dry_run import read_without_building


def _jsonl(path: Path, *records: Mapping[str, object]) -> Path:
    path.write_bytes(b"\n".join(map(orjson.dumps, records)))
    return path


def test_each_file_is_told_with_what_its_papers_lack(tmp_path: Path) -> None:
    whole = {"title": "A", "abstract": "Text.", "date": "2024", "authors": ["Ada"], "arxiv": "2401.00001"}
    _jsonl(tmp_path / "a.jsonl", whole, {"title": "B"}, {"title": "C", "date": "2023"}, {"note": 1})
    (tmp_path / "b.json").write_text('{"data": {"items": [{"title": "D", "abstract": "Some text."}]}}')
    (tmp_path / "c.bin").write_bytes(b"\0\1\2")
    found = list(read_without_building([tmp_path / "a.jsonl", tmp_path / "b.json", tmp_path / "c.bin"]))
    assert [(Path(each.path).name, each.format, each.papers) for each in found] == [
        ("a.jsonl", "jsonl", 3), ("b.json", "json", 1), ("c.bin", "", 0),
    ]  # fmt: skip
    assert found[0].missing == {"abstract": 2, "date": 1, "id": 2, "authors": 2}
    assert [paper.title for paper in found[0].first] == ["A", "B"]
    assert found[1].places == ("data.items",)
    assert [len(each.faults) for each in found] == [1, 0, 1]
    assert "binary" in found[2].faults[0]


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    _jsonl(tmp_path / "a.jsonl", {"title": "A"})
    _jsonl(tmp_path / "b.jsonl", {"title": "B"}, {"title": "C"})
    assert [each.papers for each in read_without_building([tmp_path])] == [1, 2]


def test_the_command_prints_and_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _jsonl(tmp_path / "a.jsonl", {"title": "On \x1b[31mTides", "abstract": "Some text.", "authors": ["Ada"]})
    assert main(["build", "--dry-run", str(path), "-o", str(tmp_path / "out")]) == 0
    output = capsys.readouterr().out
    assert "papers    1; 1 without date, 1 without id" in output
    assert "jsonl: JSON lines" in output
    assert "On [31mTides" in output
    assert not (tmp_path / "out").exists()


def test_what_a_file_describes_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = {"conformsTo": "http://mlcommons.org/croissant/1.0", "name": "Tide \x1b[31mQA", "license": "mit",
            "url": "https://huggingface.co/datasets/a/tide", "citeAs": "arXiv:2405.00001"}  # fmt: skip
    path = _jsonl(tmp_path / "croissant.json", said)
    assert main(["build", "--dry-run", str(path)]) == 0
    output = capsys.readouterr().out
    assert "croissant: Croissant metadata of a dataset" in output
    assert "dataset   Tide [31mQA; a/tide; paper arXiv 2405.00001; mit" in output
