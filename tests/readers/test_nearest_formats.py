"""What the error of an unknown file says: the three formats it comes nearest to, and the command that lists all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.readers import nearest_formats as nearest
from kg.readers.nearest_formats import nearest_formats
from kg.readers.read_files import read_papers
from kg.readers.reader_registry import READERS

FIXTURES = Path(__file__).parent / "fixtures"
# A file that no reader knows, and the format that a person would try first.
UNKNOWN = {
    "refs.bib": (b"author = {Ada Lantern}\n", "bibtex", "its name ends in .bib, it has 'author'"),
    "works": (b'{"foo": 1, "authorships": [], "cited_by_count": 3', "openalex", "it has 'authorships'"),
    "answer.xml": (b"<a><ListRecords><setSpec>cs</setSpec></ListRecords></a>", "arxiv-oai", "'listrecords', 'setspec'"),
    "list": (b"AU  - Lantern, Ada\nPY  - 2024\n", "ris", "it has 'au', 'py'"),
    "rows": (b"doi;venue;keywords\na;b;c\n", "csv", "it has 'doi', 'venue', 'keywords'"),
    "page.htm.gz": (b"<html><p>x</p></html>", "arxiv-page", "its name ends in .htm"),
}


def test_every_format_has_its_signs() -> None:
    assert list(nearest._SIGNS) == list(READERS)


@pytest.mark.parametrize("name", UNKNOWN)
def test_the_nearest_format_comes_first_with_what_speaks_for_it(name: str) -> None:
    head, format, reason = UNKNOWN[name]
    found = nearest_formats(Path(name), head)
    assert len(found) <= 3
    assert found[0][0] == format
    assert reason in found[0][1]


def test_a_file_of_each_format_is_near_to_its_own_by_its_names_alone() -> None:
    named = {"papers.bib": "bibtex", "papers.ris": "ris", "openalex.json": "openalex", "zotero.json": "zotero",
             "crossref.json": "crossref", "datacite.json": "datacite", "semantic_scholar.json": "semantic-scholar",
             "arxiv_oai.xml": "arxiv-oai", "acl_anthology.xml": "acl-anthology", "papers.csv": "csv",
             "dblp_json.json": "dblp-json", "openreview.json": "openreview", "jats.xml": "jats"}  # fmt: skip
    for file, format in named.items():
        assert format in dict(nearest_formats(Path("page"), (FIXTURES / file).read_bytes()[:65536])), file


def test_the_error_is_short_and_names_the_list(tmp_path: Path) -> None:
    for name, (head, format, reason) in UNKNOWN.items():
        path = tmp_path / name.removesuffix(".gz")
        path.write_bytes(head)
        with pytest.raises(InputError) as caught:
            list(read_papers(path, on_fault=lambda _: None))
        if "not known" in str(caught.value):  # a piece of JSON is read as such, and then said to hold no papers
            assert f"the nearest are {format} (" in str(caught.value), name
            assert reason in str(caught.value)
            assert "name one with --format; paperatlas formats lists all" in str(caught.value)
            assert sum(format in str(caught.value) for format in READERS) <= 6


def test_a_file_with_nothing_of_any_format_names_none(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_text("Some words.\n\nMore of them\n")
    with pytest.raises(InputError) as caught:
        list(read_papers(path))
    assert str(caught.value) == (
        f"{path}: the format of the file is not known; name one with --format; paperatlas formats lists all"
    )


def test_a_file_without_papers_names_other_formats_that_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_text("author = Ada\n")
    with pytest.raises(
        InputError, match=r"check that it is RIS.*, or name another format with --format, e\.g\. bibtex"
    ):
        list(read_papers(path, format="ris", on_fault=lambda _: None))
