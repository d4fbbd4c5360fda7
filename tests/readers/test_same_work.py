"""Which records of one title are one work: the rule by cases, names of authors, and titles that many works have."""

from __future__ import annotations

import dataclasses

import pytest

from kg.ground.records import Author, Paper
from kg.readers.papers.author_names import is_same_person, share_author
from kg.readers.papers.merge import merge_papers, merge_works
from kg.readers.papers.same_work import Evidence, evidence_of_same_work, facts_of_records

_ADA, _BEN = Author("Ada Lovelace"), Author("Ben Abel")
_LONG = (
    "Tides rise and fall, and gulls wait for what they leave behind; this work counts for how many minutes they are "
    "willing to wait."
)
_BARE = Paper("Of Tides")


def _paper(**known: object) -> Paper:
    return dataclasses.replace(_BARE, **known)  # type: ignore[arg-type]


_CASES = [
    ("nothing known", _paper(), _paper(), Evidence.TITLE),
    ("an id and a bare title", _paper(arxiv="2405.00001", authors=(_ADA,)), _paper(), Evidence.TITLE),
    ("preprint and journal of the same authors", _paper(authors=(_ADA, _BEN), arxiv="1706.00001", date="2017-06-12"),
     _paper(authors=(Author("Lovelace, A."),), doi="10.1/x", date="2019"), Evidence.AUTHORS),
    ("a preprint's DOI and a publisher's", _paper(authors=(_ADA,), doi="10.1101/2020.01.01"),
     _paper(authors=(_ADA,), doi="10.1/x"), Evidence.AUTHORS),
    ("DOIs of two preprint servers", _paper(authors=(_ADA,), doi="10.1101/2020.01.01"),
     _paper(authors=(_ADA,), doi="10.21203/rs.3.rs-1/v1"), Evidence.AUTHORS),
    ("versions of a preprint", _paper(doi="10.21203/rs.3.rs-1/v1"), _paper(doi="10.21203/rs.3.rs-1/v2"),
     Evidence.TITLE),
    ("two preprints of one server", _paper(authors=(_ADA,), doi="10.21203/rs.3.rs-1/v1"),
     _paper(authors=(_ADA,), doi="10.21203/rs.3.rs-2/v1"), Evidence.AGAINST),
    ("two arXiv ids of the same authors", _paper(authors=(_ADA,), arxiv="2405.00001"),
     _paper(authors=(_ADA,), arxiv="2405.00002"), Evidence.AGAINST),
    ("two arXiv ids and the same abstract", _paper(abstract=_LONG, arxiv="2405.00001"),
     _paper(abstract=_LONG, arxiv="2405.00002"), Evidence.AGAINST),
    ("two publishers' DOIs of the same authors", _paper(authors=(_ADA,), doi="10.1/x"),
     _paper(authors=(_ADA,), doi="10.1/y"), Evidence.AGAINST),
    ("no author in common", _paper(authors=(_ADA,)), _paper(authors=(_BEN,)), Evidence.AGAINST),
    ("no author in common, the same year", _paper(authors=(_ADA,), date="2024"), _paper(authors=(_BEN,), date="2024"),
     Evidence.AGAINST),
    ("no author in common, the same abstract", _paper(authors=(_ADA,), abstract=_LONG),
     _paper(authors=(Author("A. L."),), abstract=_LONG.upper() + " And more."), Evidence.ABSTRACT),
    ("the same author six years later", _paper(authors=(_ADA,), date="2014"), _paper(authors=(_ADA,), date="2020"),
     Evidence.AGAINST),
    ("three years apart, authors unknown", _paper(date="2014"), _paper(date="2017-01-01"), Evidence.AGAINST),
    ("two years apart, authors unknown", _paper(date="2014"), _paper(authors=(_ADA,), date="2016"), Evidence.TITLE),
    ("a team and its members", _paper(authors=(Author("Tides Team"),)), _paper(authors=(_ADA, _BEN)), Evidence.TITLE),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "evidence"), [case[1:] for case in _CASES], ids=[case[0] for case in _CASES])
def test_cases_of_one_title(one: Paper, other: Paper, evidence: Evidence) -> None:
    facts = facts_of_records((one,)), facts_of_records((other,))
    assert evidence_of_same_work(*facts) is evidence
    assert evidence_of_same_work(*facts[::-1]) is evidence
    works = merge_works([one, other]) if one != other else []
    assert len(works) in (0, 1 if evidence else 2)
    if evidence and works and one.doi is None:
        assert works[0].evidence is evidence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J. Smith", "Smith, John"), ("John Q. Smith", "John Smith"), ("JQ Smith", "John Quincy Smith"),
        ("Smith JQ", "John Smith"), ("José García", "Jose Garcia"), ("Jürgen Müller", "J. Mueller"),
        ("Søren Østergård", "Soren Ostergard"), ("Jan van den Berg", "van den Berg, J."), ("Wang Wei", "Wei Wang"),
        ("Xiao-Ming Li", "Xiaoming Li"), ("X.-M. Li", "Xiaoming Li"), ("Dan Roth", "Daniel Roth"),
        ("John Smith, Jr.", "J. Smith"), ("The Llama Team", "Llama Team"), ("Łukasz Kaiser", "Lukasz Kaiser"),
        ("JOHN SMITH", "John Smith"),
    ],
)  # fmt: skip
def test_forms_of_one_name(one: str, other: str) -> None:
    for pair in ((Author(one), Author(other)), (Author(other), Author(one))):
        assert is_same_person(*pair)
        assert share_author(pair[:1], pair[1:]), "found by a word of it too"


@pytest.mark.parametrize(
    ("one", "other"),
    [("John Smith", "James Smith"), ("J. Smith", "P. Smith"), ("Ada Lovelace", "Ada Byron"), ("OpenAI", "DeepMind"),
     ("John A. Smith", "John B. Smith"), ("Wei Wang", "Wei Wu")],
)  # fmt: skip
def test_names_of_two(one: str, other: str) -> None:
    assert not is_same_person(Author(one), Author(other))


def test_an_orcid_decides() -> None:
    one, other = "0000-0002-1825-0097", "0000-0001-5109-3700"
    assert is_same_person(Author("Ada Byron", one), Author("Lovelace, Ada", one))
    assert share_author([Author("Ada Byron", one)], [Author("Lovelace, Ada", one)])
    assert not is_same_person(Author("Wei Wang", one), Author("Wei Wang", other))


def test_an_introduction_is_joined_by_an_author_alone() -> None:
    title = "Introduction"
    known, bare = Paper(title, authors=(_ADA,), arxiv="2405.00001"), Paper(title)
    assert len(merge_papers([known, bare])) == 2
    assert len(merge_papers([known, Paper(title, authors=(_ADA,))])) == 1
    assert len(merge_papers([bare, Paper("INTRODUCTION.")])) == 1, "nothing tells them apart"


def test_what_fits_two_works_joins_neither_but_an_author_tells() -> None:
    ada, ben = _paper(authors=(_ADA,), date="2020"), _paper(authors=(_BEN,), date="2021")
    bare, telling = _paper(date="2021-02"), _paper(authors=(Author("A. Lovelace"),))
    papers = merge_papers([ben, bare, telling, ada])
    assert {paper.id.partition("~")[2]: [author.name for author in paper.authors] for paper in papers} == {
        "": ["Ada Lovelace"], "abel-2021": ["Ben Abel"], "2021": [],
    }  # fmt: skip


def test_works_of_one_author_that_nothing_else_tells_apart_are_one_where_ids_do_not_say_otherwise() -> None:
    first, second = _paper(authors=(_ADA,), arxiv="2405.00001"), _paper(authors=(_ADA,), arxiv="2405.00002")
    assert len(merge_papers([first, second, _paper(authors=(_ADA,))])) == 3


def test_many_works_of_one_title_are_parted_soon() -> None:
    papers = [Paper("Editorial", authors=(Author(f"P. Person{chr(97 + n % 26)}{n // 26 * 'x'}"),)) for n in range(300)]
    papers += [Paper("Editorial", date=str(1900 + n)) for n in range(100)]
    papers += [Paper("Editorial", identifiers=(str(n),), date="2024") for n in range(400)]
    assert len(merge_papers(papers)) > 300


def test_the_publisher_s_doi_is_the_work_s() -> None:
    (paper,) = merge_papers([_paper(authors=(_ADA,), doi="10.1101/a"), _paper(authors=(_ADA,), doi="10.99999/b")])
    assert (paper.doi, paper.identifiers) == ("10.99999/b", ("10.1101/a",))
