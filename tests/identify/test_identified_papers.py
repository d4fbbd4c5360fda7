"""Papers told who they are: those without an arXiv id are asked about, and an answer becomes a source of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ground.records import Author, Paper
from kg.identify.identified_papers import identify_papers, paper_as_identified
from kg.identify.titles.id_records import Ground, Identified, IdRecord, Match, Status
from tests.identify.snapshots import CROWD, opened_index, paper

TIDES = paper("Forecasting Tides of Narrow Harbours", "2405.00001", date="2024-05-02", authors=("Ada Lee", "Bo Day"))


def test_papers_come_in_their_order_and_those_with_an_id_are_not_asked_about(tmp_path: Path) -> None:
    papers = [Paper("Something Else Entirely"), Paper("Known", arxiv="2001.00001"), Paper(TIDES.title.upper())]
    with opened_index(tmp_path, *CROWD, TIDES) as resolver:
        answers = list(identify_papers(papers, resolver))
    assert [one for one, _ in answers] == papers
    (_, nothing), (_, unasked), (_, found) = answers
    assert unasked is None
    assert nothing is not None
    assert nothing.status is Status.NONE
    assert found is not None
    assert found.found is not None
    assert found.found.record.arxiv == "2405.00001"
    assert list(identify_papers([], resolver)) == []


RECORD = IdRecord("Tides", "2405.00001", "10.1/a", "2024-05-02", ("Ada Lee", "Bo Day"), 7, ("cs.LG",), "SEA")
FOUND = Identified(RECORD, Match.FUZZY, 0.998, (Ground.TITLE, Ground.AUTHORS), edits=1)


def test_what_an_index_says_is_a_paper_of_the_same_title_with_its_source() -> None:
    said = paper_as_identified(Paper("Tidse", authors=(Author("Ada Lee"),)), FOUND, "ids")
    assert said is not None
    assert (said.title, said.arxiv, said.doi, said.date, said.venue) == (
        "Tidse",
        "2405.00001",
        "10.1/a",
        "2024-05-02",
        "SEA",
    )
    assert ([author.name for author in said.authors], said.author_count) == (["Ada Lee", "Bo Day"], 7)
    assert said.categories == ("cs.LG",)
    (source,) = said.sources
    assert (source.page, source.format, source.identifies) == ("ids", "identify", True)
    assert dict(source.values) == {"match": "fuzzy", "probability": "0.998", "by": "title, authors", "title": "Tides"}
    assert source.position > 0


@pytest.mark.parametrize(("doi", "joins"), [("10.1/a", True), (None, True), ("10.1/b", False)])
def test_another_doi_contradicts_the_answer(doi: str | None, joins: bool) -> None:
    said = paper_as_identified(Paper("Tides", doi=doi, authors=(Author("Ada Lee"),)), FOUND, "ids")
    assert (said is not None) is joins


def test_a_record_without_authors_gives_none() -> None:
    said = paper_as_identified(
        Paper("Tides of Seas"), Identified(IdRecord("Tides", "2405.00001"), Match.EXACT, 1.0), "ids"
    )
    assert said is not None
    assert (said.authors, said.author_count, said.date) == ((), None, None)
