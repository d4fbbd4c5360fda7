"""What stands for nothing becomes no organisation, venue, author, keyword or abstract, whatever the format."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.ground.records import Paper
from kg.readers.base.placeholders import is_no_author, is_placeholder
from kg.readers.read_files import read_papers

# One paper in which all but the title stands for nothing, as each format writes it.
EMPTY = {
    "ris": "TY  - JOUR\nTI  - None\nAD  - Author Address\nAU  - Anonymous\nJO  - Journal Title\nAB  - Abstract\n"
    "KW  - n/a\nER  - \n",
    "bibtex": "@article{a, title={None}, institution={N/A}, author={Anonymous and {et al.}}, journal={unknown}, "
    "abstract={No abstract available}, keywords={none}}",
    "csv": "title,abstract,organisation,authors,venue,keywords\nNone,NA,NaN,Unknown,null,-\n",
    "jsonl": orjson.dumps({
        "title": "None", "abstract": "n/a", "organization": "undefined", "authors": ["Anonymous"], "venue": "N/A",
        "keywords": ["-"],
    }).decode(),
    "csl-json": orjson.dumps([{
        "type": "article", "title": "None", "issued": {"date-parts": [[2024]]}, "author": [{"literal": "Anonymous"}],
        "container-title": "N/A", "abstract": "No abstract available.", "keyword": "n/a",
    }]).decode(),
    "zotero": orjson.dumps([{
        "itemType": "preprint", "title": "None", "creators": [{"creatorType": "author", "name": "[no author]"}],
        "abstractNote": "n/a", "publicationTitle": "null", "tags": [{"tag": "none"}],
    }]).decode(),
}  # fmt: skip


def _read(name: str, text: str, folder: Path) -> Paper:
    path = folder / "papers"
    path.write_text(text, encoding="utf-8")
    [paper] = read_papers(path, format=name, on_fault=lambda _: None)
    return paper


@pytest.mark.parametrize("name", EMPTY)
def test_what_stands_for_nothing_is_left_out_but_a_title(name: str, tmp_path: Path) -> None:
    paper = _read(name, EMPTY[name], tmp_path)
    assert paper.title == "None"
    assert (paper.organisation, paper.authors, paper.venue, paper.keywords, paper.abstract) == (None, (), None, (), "")


def test_a_value_behind_a_placeholder_is_taken(tmp_path: Path) -> None:
    record = {"title": "A", "summary": "It says something.", "abstract": "N/A", "institution": "Meadow Lab", "org": "-"}
    paper = _read("jsonl", orjson.dumps(record).decode(), tmp_path)
    assert (paper.abstract, paper.organisation) == ("It says something.", "Meadow Lab")


def test_what_is_a_name_stays() -> None:
    assert not any(map(is_placeholder, ("None of the Above Lab", "Publishers", "Nature", "Unknown Worlds")))
    assert not any(map(is_no_author, ("Na Li", "Nil Authors", "Anonymous Collective", "Al Noone")))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("csl-json", '[{"type": "article", "title": "A", "author": [{"literal": "Sound, Light and Sea Group"}]}]'),
        ("crossref", '[{"DOI": "10.1000/x", "title": ["A"], "author": [{"name": "Sound, Light and Sea Group"}]}]'),
        ("zotero", '[{"itemType": "book", "title": "A", "creators": [{"name": "Sound, Light and Sea Group"}]}]'),
        ("ris", "TY  - GEN\nTI  - A\nAU  - Sound, Light and Sea Group,\nER  - \n"),
        ("bibtex", "@misc{a, title={A}, author={{Sound, Light and Sea Group}}}"),
        (
            "datacite",
            '[{"id": "10.5281/z", "type": "dois", "attributes": {"titles": [{"title": "A"}], "creators": [{"name": '
            '"Sound, Light and Sea Group", "nameType": "Organizational"}]}}]',
        ),
    ],
)
def test_the_name_of_a_group_is_not_turned_round(name: str, text: str, tmp_path: Path) -> None:
    assert [author.name for author in _read(name, text, tmp_path).authors] == ["Sound, Light and Sea Group"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ris", "TY  - UNPB\nTI  - A\nPB  - bioRxiv\nER  - \n"),
        ("bibtex", "@misc{a, title={A}, publisher={bioRxiv}}"),
        ("csl-json", '[{"type": "article", "title": "A", "publisher": "bioRxiv", "issued": {"date-parts": [[2024]]}}]'),
    ],
)
def test_the_publisher_of_a_preprint_is_its_server(name: str, text: str, tmp_path: Path) -> None:
    assert _read(name, text, tmp_path).venue == "bioRxiv"


def test_the_publisher_of_anything_else_is_no_venue(tmp_path: Path) -> None:
    assert _read("ris", "TY  - BOOK\nTI  - A\nPB  - Quay Press\nER  - \n", tmp_path).venue is None
    assert _read("bibtex", "@book{a, title={A}, publisher={Quay Press}}", tmp_path).venue is None
