"""Files that describe artifacts: what is read of them, which paper they are from, and what a broken one costs."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.ground.errors import InputError
from kg.ground.imported_result import InputRecord
from kg.ground.schema import ArtifactType
from kg.readers.read_files import read_inputs, read_papers
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS

CROISSANT: dict[str, Any] = {
    "@context": {"@language": "en", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
    "@type": "sc:Dataset",
    "conformsTo": "http://mlcommons.org/croissant/1.0",
    "name": "tidelogqa",
    "alternateName": ["harbour/tidelogqa", "Tide Log QA"],
    "description": "Questions about  tide gauges.",
    "license": ["cc-by-4.0", {"@type": "sc:CreativeWork", "url": "https://licence.example/by"}],
    "url": "https://huggingface.co/datasets/harbour/tidelogqa",
    "citeAs": "@misc{a, title={Tide Logs}, eprint = {2405.09001}, archivePrefix={arXiv}}",
    "sameAs": ["https://arxiv.org/abs/2401.00003"],
    "distribution": [{"@type": "cr:FileObject", "name": "repo"}],
    "recordSet": [{"@type": "cr:RecordSet", "name": "rows", "field": [{"name": "title", "description": "x"}]}],
}
FILES = {"croissant": orjson.dumps(CROISSANT, option=orjson.OPT_INDENT_2)}


def _read(path: Path, content: bytes, **options: Any) -> tuple[list[Any], list[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    faults: list[InputError] = []
    found: list[InputRecord] = list(read_inputs(path, on_fault=faults.append, **options))
    return found, [str(fault) for fault in faults]


def _changed(**changes: object) -> bytes:
    return orjson.dumps({name: value for name, value in {**CROISSANT, **changes}.items() if value is not None})


@pytest.mark.parametrize("name", FILES)
def test_one_reader_knows_the_file_and_it_is_no_paper(name: str, tmp_path: Path) -> None:
    every = {**READERS, **SCORE_READERS, **CARD_READERS}
    assert len(every) == len(READERS) + len(SCORE_READERS) + len(CARD_READERS)
    assert [each for each in {**SCORE_READERS, **CARD_READERS} if every[each].sniff(FILES[name])] == [name]
    path = tmp_path / "card"
    path.write_bytes(FILES[name])
    with pytest.raises(InputError, match=r"describes an artifact and no paper; it points to arXiv:.*give it to paper"):
        list(read_papers(path))


def test_every_reader_of_cards_has_a_file() -> None:
    assert set(FILES) == set(CARD_READERS)


@pytest.mark.parametrize("name", FILES)
def test_it_reads_the_same_in_other_packings(name: str, tmp_path: Path) -> None:
    raw = FILES[name]
    whole, _ = _read(tmp_path / "a" / "card", raw)
    assert whole
    for changed in (b"\xef\xbb\xbf" + raw, raw.replace(b"\n", b"\r\n"), gzip.compress(raw), raw + b"\n\n"):
        assert _read(tmp_path / "a" / "card", changed) == (whole, [])
    assert _read(tmp_path / "a" / "card", raw, format=name) == (whole, [])


@pytest.mark.parametrize("name", FILES)
def test_a_part_of_a_file_gives_its_artifact_or_an_input_error(name: str, tmp_path: Path) -> None:
    raw = FILES[name]
    for end in range(1, len(raw), max(1, len(raw) // 40)):
        for part in (raw[:end], raw[end:]):
            try:
                _read(tmp_path / "card", part, format=name)
            except InputError:
                continue


def test_what_croissant_metadata_says(tmp_path: Path) -> None:
    ((read,), faults) = _read(tmp_path / "tide" / "croissant.json", FILES["croissant"])
    assert faults == []
    assert (read.name, read.type, read.hub_id) == ("tidelogqa", ArtifactType.DATASET, "harbour/tidelogqa")
    assert read.aliases == ("Tide Log QA",)
    assert (read.page, read.arxiv) == ("2405.09001", ("2405.09001", "2401.00003"))
    assert read.url == "https://huggingface.co/datasets/harbour/tidelogqa"
    assert read.description == "Questions about tide gauges."
    assert read.licences == ("cc-by-4.0", "https://licence.example/by")
    assert (read.source.page, read.source.format, read.source.position) == ("tide/croissant.json", "croissant", 1)


@pytest.mark.parametrize(
    ("changes", "page"),
    [
        ({"citeAs": "https://arxiv.org/abs/2405.09001v3"}, "2405.09001"),
        ({"citeAs": "arXiv:2405.09001 and arXiv:2405.09002"}, ""),
        ({"citeAs": "arXiv:1910.09700"}, ""),
        ({"citeAs": None}, ""),
        ({"citeAs": None, "description": "From arXiv:2405.09007."}, "2405.09007"),
        ({"citeAs": "Based on arXiv:2401.00001. @misc{a, eprint={2405.09001}}"}, "2405.09001"),
        ({"citeAs": None, "citation": "https://huggingface.co/papers/2405.09001"}, "2405.09001"),
    ],
)  # fmt: skip
def test_the_paper_that_it_is_from_is_the_one_that_is_cited(
    changes: dict[str, object], page: str, tmp_path: Path
) -> None:
    ((read,), _) = _read(tmp_path / "a.json", _changed(**changes))
    assert read.page == page


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": {"@value": "Tide", "@language": "en"}}, {"name": "Tide"}),
        ({"url": ["https://tide.example"], "alternateName": None}, {"hub_id": "", "url": "https://tide.example"}),
        ({"url": "https://huggingface.co/datasets/harbour/tidelogqa/tree/main"}, {"hub_id": "harbour/tidelogqa"}),
        ({"url": "https://huggingface.co/papers/2405.09001"}, {"hub_id": ""}),
        ({"url": "http://huggingface.co.evil.example/datasets/a/b"}, {"hub_id": ""}),
        ({"description": "a " * 9000}, {"description": ("a " * 9000)[:4999].rstrip() + "…"}),
        ({"license": 7, "description": ["x"]}, {"licences": ("7",), "description": "x"}),
    ],
)  # fmt: skip
def test_values_in_other_forms(changes: dict[str, object], expected: dict[str, object], tmp_path: Path) -> None:
    ((read,), _) = _read(tmp_path / "a.json", _changed(**changes))
    assert {name: getattr(read, name) for name in expected} == expected


def test_prefixed_keys_are_read_too(tmp_path: Path) -> None:
    content = {"dct:conformsTo": "http://mlcommons.org/croissant/1.0", "sc:name": "Tide", "cr:name": "rows",
               "https://schema.org/license": "mit"}  # fmt: skip
    ((read,), _) = _read(tmp_path / "a.json", orjson.dumps(content))
    assert (read.name, read.licences) == ("Tide", ("mit",))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": None}, r"a\.json:1: name is empty; mend the metadata"),
        ({"name": {"x": []}}, "name is empty"),
        ({"name": "x" * 301}, "name has 301 characters, and a name at most 300"),
    ],
)  # fmt: skip
def test_what_has_no_name_is_left_out_and_said(changes: dict[str, object], problem: str, tmp_path: Path) -> None:
    both = b"[" + _changed(**changes) + b"," + FILES["croissant"] + b"]"
    found, faults = _read(tmp_path / "a.json", both)
    assert ([each.name for each in found], len(faults)) == (["tidelogqa"], 1)
    with pytest.raises(InputError, match=problem):
        list(read_inputs(tmp_path / "a.json", strict=True))
    with pytest.raises(InputError, match="the file holds no artifact"):
        _read(tmp_path / "a.json", _changed(**changes))
