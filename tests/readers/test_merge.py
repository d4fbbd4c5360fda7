"""Merging: what is one work, which field wins, and that the order of the input never shows."""

from __future__ import annotations

import dataclasses
import random

from hypothesis import assume, given
from hypothesis import strategies as st

from kg.ground.records import Author, Paper, Source
from kg.ground.text import title_key
from kg.readers.papers.merge import merge_papers

_A, _B = Source("a.txt", "listing", 1), Source("b.jsonl", "jsonl", 5)


def _one(*papers: Paper) -> Paper:
    merged = merge_papers(papers)
    assert merged == merge_papers(papers[::-1])
    assert len(merged) == 1
    return merged[0]


def _apart(*papers: Paper) -> list[Paper]:
    merged = merge_papers(papers)
    assert merged == merge_papers(papers[::-1])
    assert len(merged) == len(papers)
    return merged


def test_spellings_of_a_title_are_one_paper_with_all_sources() -> None:
    paper = _one(Paper("Densing Law of LLMs", sources=(_A,)), Paper("DENSING LAW: of LLMs!", sources=(_B,)))
    assert [(source.page, source.position) for source in paper.sources] == [("a.txt", 1), ("b.jsonl", 5)]


def test_the_same_arxiv_id_or_doi_is_one_paper() -> None:
    assert _one(Paper("Old Title", arxiv="2405.00001"), Paper("New Title", arxiv="2405.00001")).arxiv == "2405.00001"
    assert _one(Paper("Old Title", doi="10.1/x"), Paper("New Title", doi="10.1/x")).doi == "10.1/x"


def test_a_title_joins_what_has_an_identifier_with_what_has_none() -> None:
    paper = _one(Paper("T", arxiv="2405.00001"), Paper("t"), Paper("T.", doi="10.1/x"))
    assert (paper.arxiv, paper.doi) == ("2405.00001", "10.1/x")


def test_a_title_is_no_proof_against_two_arxiv_ids() -> None:
    papers = _apart(Paper("T", arxiv="2405.00001"), Paper("T", arxiv="2405.00002"), Paper("T", "Of one of them."))
    assert [paper.arxiv for paper in papers[:2]] == ["2405.00001", "2405.00002"]


def test_a_title_is_no_proof_against_two_dois() -> None:
    _apart(Paper("Editorial", doi="10.1/x"), Paper("Editorial", doi="10.1/y"))
    _apart(Paper("Editorial", doi="10.1/x", arxiv="2405.00001"), Paper("Editorial", doi="10.1/y"))


def test_two_arxiv_ids_are_not_joined_over_a_paper_with_two_titles() -> None:
    bridge = [Paper("S", doi="10.1/x"), Paper("T", doi="10.1/x")]
    papers = [*bridge, Paper("S", arxiv="2405.00001"), Paper("T", arxiv="2405.00002")]
    for seed in range(5):
        random.Random(seed).shuffle(papers)
        assert [paper.arxiv for paper in merge_papers(papers)] == ["2405.00001", "2405.00002"]


def test_fields_of_one_work() -> None:
    paper = _one(
        Paper("T", "Some words.", date="2024-05", author_count=3, comments=2, organisation="Lab", identifiers=("7",)),
        Paper(
            "T",
            "Some more words.",
            date="2024-05-20",
            authors=(Author("A"), Author("B")),
            comments=5,
            links=("https://b.example",),
        ),
        Paper(
            "T",
            date="2024-05-17",
            authors=(Author("A"),),
            organisation="Lab of B",
            upvotes=0,
            links=("https://a.example",),
        ),
    )
    assert paper == Paper(
        "T",
        "Some more words.",
        date="2024-05-17",
        authors=(Author("A"), Author("B")),
        author_count=3,
        organisation="Lab of B",
        comments=5,
        upvotes=0,
        identifiers=("7",),
        links=("https://a.example", "https://b.example"),
    )


def test_a_scraped_abstract_is_not_fuller_for_its_spaces() -> None:
    scraped, original = "It uses self-forcing , error-banks .", "It uses self-forcing, error-banks."
    assert _one(Paper("T", scraped), Paper("T", original)).abstract == original


def test_the_title_comes_with_the_abstract() -> None:
    paper = _one(
        Paper("First title", "Short.", arxiv="2405.00001"), Paper("Second", "Longer text.", arxiv="2405.00001")
    )
    assert (paper.title, paper.abstract) == ("Second", "Longer text.")


def test_identifiers_that_lose_are_kept() -> None:
    paper = _one(Paper("T", arxiv="2405.00001", doi="10.1/x"), Paper("T", arxiv="2405.00001", doi="10.1/y"))
    assert (paper.doi, paper.identifiers) == ("10.1/x", ("10.1/y",))


def _faults(*papers: Paper) -> list[str]:
    faults: list[str] = []
    merge_papers(papers, on_fault=lambda fault: faults.append(str(fault)))
    return faults


def test_one_id_for_two_titles_is_reported_and_both_stay() -> None:
    other = dataclasses.replace(_B, position=6)
    papers = [Paper("S", identifiers=("7",), sources=(_B,)), Paper("T", identifiers=("7",), sources=(other,))]
    _apart(*papers)
    assert _faults(*papers) == _faults(*papers[::-1])
    assert len(_faults(*papers)) == 1
    assert "b.jsonl: the id '7' stands for 'S' and 'T'; both are kept" in _faults(*papers)[0]


def test_numbers_of_two_files_are_not_compared() -> None:
    assert _faults(Paper("S", identifiers=("7",), sources=(_A,)), Paper("T", identifiers=("7",), sources=(_B,))) == []


def test_one_arxiv_id_for_two_titles_is_reported_once() -> None:
    ids = ("2405.00001v1",)
    faults = _faults(
        Paper("S", arxiv="2405.00001", identifiers=ids, sources=(_A,)),
        Paper("T", arxiv="2405.00001", identifiers=ids, sources=(_A,)),
    )
    assert len(faults) == 1
    assert "the arXiv id '2405.00001' stands for 'S' and 'T'; they are kept as one paper" in faults[0]


def test_spellings_of_a_title_are_no_fault() -> None:
    assert _faults(Paper("S", arxiv="2405.00001"), Paper("s!", arxiv="2405.00001")) == []


_ADA, _BEN = Author("Ada Lovelace"), Author("Ben Abel")
_DATES = [None, "2024", "2024-05", "2024-05-17", "2023-01-01"]
_AUTHORS = [(), (_ADA,), (_ADA, _BEN), (Author("Lovelace, A."), _BEN)]


def _lists_of_papers(dates: list[str | None], authors: list[tuple[Author, ...]]) -> st.SearchStrategy[list[Paper]]:
    return st.lists(
        st.builds(
            Paper,
            title=st.sampled_from(["S", "s.", "T", "T!", "U"]),
            abstract=st.sampled_from(["", "A b.", "A  b .", "A longer one."]),
            date=st.sampled_from(dates),
            authors=st.sampled_from(authors),
            author_count=st.sampled_from([None, 2, 7]),
            organisation=st.sampled_from([None, "X", "Y"]),
            arxiv=st.sampled_from([None, None, "2405.00001", "2405.00002"]),
            doi=st.sampled_from([None, None, "10.1/x", "10.1/y", "10.1101/z.v1", "10.1101/z.v2"]),
            identifiers=st.sampled_from([(), ("1",), ("2", "1")]),
            sources=st.sampled_from([(_A,), (_B,)]),
        ),
        max_size=7,
    )


# Records of a title that may contradict each other in year and author, and such that do not.
_PAPERS = _lists_of_papers([*_DATES, "2021-01-01", "2011"], [*_AUTHORS, (_BEN,), (Author("Team Tides"),)])
_AGREEING_PAPERS = _lists_of_papers(_DATES, _AUTHORS)


@given(_PAPERS, st.randoms())
def test_order_does_not_matter(papers: list[Paper], random_: random.Random) -> None:
    merged = merge_papers(papers)
    random_.shuffle(papers)
    assert merge_papers(papers) == merged


@given(_AGREEING_PAPERS)
def test_merging_twice_changes_nothing(papers: list[Paper]) -> None:
    merged = merge_papers(papers)
    assume(not _faults(*papers))  # of two titles of one work only one is kept, and with it what joins to that title
    assert merge_papers(merged) == merged


def _places(paper: Paper) -> set[tuple[str, int]]:
    return {(source.page, source.position) for source in paper.sources}


@given(_PAPERS)
def test_nothing_is_lost_and_ids_are_unique(papers: list[Paper]) -> None:
    merged = merge_papers(papers)
    ids = [paper.id for paper in merged]
    assert ids == sorted(set(ids))
    assert {title_key(paper.title) for paper in merged} <= {title_key(paper.title) for paper in papers}
    for paper in papers:
        known = [{*one.identifiers, one.arxiv, one.doi} for one in merged]
        assert all(any(name in names for names in known) for name in (paper.arxiv, paper.doi) if name)
        assert any(_places(paper) <= _places(one) for one in merged)


def test_each_source_of_a_work_keeps_what_it_gave() -> None:
    page, file = Source("page.txt", "listing", 1), Source("papers.jsonl", "jsonl", 2)
    paper = _one(Paper("T", date="2024", upvotes=3, sources=(page,)), Paper("T", date="2024-05", sources=(file,)))
    assert {source.page: dict(source.values) for source in paper.sources} == {
        "page.txt": {"date": "2024", "title": "T", "upvotes": "3"},
        "papers.jsonl": {"date": "2024-05", "title": "T"},
    }
    assert merge_papers([paper]) == [paper]
    assert merge_papers([Paper("Alone", date="2024", sources=(page,))])[0].sources == (page,)


def test_authors_of_several_sources_are_joined_by_a_name_that_each_has_once() -> None:
    orcid = "0000-0002-1825-0097"
    other = Author("Lovelace, Ada", orcid, ("s2:7",), ("The Lab",))
    paper = _one(
        Paper("T", authors=(Author("Ada Lovelace"), Author("Wei Li"), Author("Wei Li"))),
        Paper("T", authors=(other, Author("Wei Li", None, ("s2:8",)))),
    )
    assert paper.authors == (
        Author("Ada Lovelace", orcid, ("s2:7",), ("The Lab",)),
        Author("Wei Li"),
        Author("Wei Li"),
    )
