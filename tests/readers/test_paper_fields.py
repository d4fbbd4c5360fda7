"""JSON objects as papers: names of fields, identifiers, and fields that cannot be understood."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.ground.records import Author, Paper, Source
from kg.readers.papers.paper_fields import paper_from_record

_SOURCE = Source("papers.jsonl", "jsonl", 7)


def _paper(record: object) -> tuple[Paper, list[str]]:
    faults: list[str] = []
    paper = paper_from_record(record, _SOURCE, "papers.jsonl:7", lambda fault: faults.append(str(fault)))
    return paper, faults


def _clean(**record: Any) -> Paper:
    paper, faults = _paper({"title": "A Title", **record})
    assert faults == []
    return paper


def test_all_fields() -> None:
    paper, faults = _paper(
        {
            "id": "2405.13729v2",
            "title": " A <b>Title</b>\n with 🤗 ",
            "abstract": "Some\u200b text.",
            "date": "2024-05-22",
            "authors": ["Ada Lovelace,", {"name": "Charles Babbage"}, ""],
            "author_count": 5,
            "organization": {"name": "lab", "fullname": "The Lab"},
            "numComments": 3,
            "upvotes": "17",
            "doi": "https://doi.org/10.1000/ABC",
            "url": "https://example.org/paper",
            "links": ["http://example.org/code", "javascript:alert(1)", "mailto:a@b.c"],
            "surplus": {"is": "ignored"},
        }
    )
    assert faults == []
    assert paper == Paper(
        title="A <b>Title</b> with 🤗",
        abstract="Some text.",
        date="2024-05-22",
        authors=(Author("Ada Lovelace"), Author("Charles Babbage")),
        author_count=5,
        organisation="The Lab",
        comments=3,
        upvotes=17,
        arxiv="2405.13729",
        doi="10.1000/abc",
        identifiers=("2405.13729v2",),
        links=("https://example.org/paper", "http://example.org/code"),
        sources=(_SOURCE,),
    )


@pytest.mark.parametrize("name", ["arxiv_id", "arXivId", "arXiv-ID", "ARXIV"])
def test_names_are_compared_without_case_and_signs(name: str) -> None:
    assert _clean(**{name: "arXiv:2405.13729v1"}).arxiv == "2405.13729"


@pytest.mark.parametrize(
    "record",
    [
        {"id": "2405.13729"},
        {"id": "http://arxiv.org/abs/2405.13729v3"},
        {"doi": "10.48550/arXiv.2405.13729"},
        {"url": "https://arxiv.org/pdf/2405.13729"},
        {"externalIds": {"ArXiv": "2405.13729"}},
        {"id": "17", "arxiv_id": "2405.13729"},
    ],
)
def test_an_arxiv_id_is_found(record: dict[str, Any]) -> None:
    paper = _clean(**record)
    assert paper.arxiv == "2405.13729"
    assert paper.doi is None


@pytest.mark.parametrize("value", [2405.13729, "5e2f9d17b1", 17, "2405.13729 and more", "GPT-4"])
def test_other_ids_are_kept_and_are_no_arxiv_ids(value: object) -> None:
    paper = _clean(id=value)
    assert paper.arxiv is None
    assert paper.identifiers == (str(value),)


def test_the_id_of_another_paper_among_the_links_is_not_taken() -> None:
    assert _clean(links=["https://arxiv.org/abs/2405.13729"]).arxiv is None


def test_a_doi_may_be_the_id() -> None:
    assert _clean(id="10.1000/ABC").doi == "10.1000/abc"


def test_the_papers_of_the_hub_are_unwrapped() -> None:
    inner = {"id": "2509.04664", "title": "T", "summary": "S", "publishedAt": "2025-09-04T21:26:31.000Z", "upvotes": 2}
    paper, faults = _paper({"paper": inner, "title": "Outer", "numComments": 4})
    assert (paper.title, paper.abstract, paper.date) == ("T", "S", "2025-09-04")
    assert (paper.comments, paper.upvotes, paper.arxiv) == (4, 2, "2509.04664")
    assert faults == []


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("Ada Lovelace, Charles Babbage", ("Ada Lovelace", "Charles Babbage")),
        ("Ada Lovelace, Charles Babbage and Alan Turing", ("Ada Lovelace", "Charles Babbage", "Alan Turing")),
        ("Lovelace, Ada and Babbage, Charles", ("Ada Lovelace", "Charles Babbage")),
        ("Lovelace, Ada; Babbage, Charles", ("Ada Lovelace", "Charles Babbage")),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("Andy Anderson", ("Andy Anderson",)),
        ([{"name": "Ada"}, {"fullname": "Charles"}], ("Ada", "Charles")),
    ],
)
def test_authors(authors: object, expected: tuple[str, ...]) -> None:
    paper = _clean(authors=authors)
    assert tuple(author.name for author in paper.authors) == expected
    assert paper.author_count == len(expected)


def test_a_count_is_never_below_the_number_of_names() -> None:
    assert _clean(authors=["A", "B"], author_count=1).author_count == 2


def test_comments_of_arxiv_are_no_count() -> None:
    assert _clean(comments="12 pages, 3 figures").comments is None


@pytest.mark.parametrize("value", [None, "", [], {}, math.nan])
def test_what_says_nothing_is_no_fault(value: object) -> None:
    paper = _clean(abstract=value, date=value, authors=value, upvotes=value, doi=value, organisation=value)
    assert paper == Paper("A Title", sources=(_SOURCE,))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "Feb 30, 2024"),
        ("abstract", {"a": 1}),
        ("authors", 5),
        ("author_count", "many"),
        ("author_count", -1),
        ("upvotes", True),
        ("upvotes", 10**30),
        ("arxiv_id", "GPT-4"),
        ("doi", "see the page"),
        ("organisation", [1, 2]),
    ],
)
def test_a_field_that_is_not_understood_is_left_out_and_reported(name: str, value: object) -> None:
    paper, faults = _paper({"title": "A Title", name: value})
    assert paper == Paper("A Title", sources=(_SOURCE,))
    assert len(faults) == 1
    assert faults[0].startswith("papers.jsonl:7: the field ")
    assert name.replace("_", "") in faults[0]


@pytest.mark.parametrize("record", [{}, {"title": ""}, {"title": " \u200b"}, {"title": None}, {"abstract": "text"}])
def test_a_record_without_title_is_no_paper(record: object) -> None:
    with pytest.raises(InputError, match=r"papers\.jsonl:7: the record has no title"):
        _paper(record)


@pytest.mark.parametrize("record", [[], "text", 5, None, True])
def test_what_is_no_object_is_no_paper(record: object) -> None:
    with pytest.raises(InputError, match="no JSON object"):
        _paper(record)


def test_a_title_of_ten_thousand_characters_stays() -> None:
    title = '<script>alert("x")</script> & ' * 350
    paper, faults = _paper({"title": title})
    assert paper.title == title.strip()
    assert len(paper.title) > 10_000
    assert faults == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_FIELD_NAMES = st.sampled_from(
    ["abstract", "date", "authors", "author_count", "organisation", "comments", "upvotes", "arxiv", "doi", "id", "url",
     "links", "identifiers", "paper", "externalIds"]
)  # fmt: skip


@given(st.dictionaries(_FIELD_NAMES, _JSON, max_size=6))
def test_any_values_give_a_sound_paper(record: dict[str, Any]) -> None:
    paper, _ = _paper({"title": "A Title"} | record)
    assert paper.title
    assert paper.author_count is None or paper.author_count >= len(paper.authors)
    assert all(link.startswith("http") for link in paper.links)
    for text in (paper.title, paper.abstract, *(author.name for author in paper.authors), *paper.identifiers):
        assert isinstance(text, str)
        text.encode("utf-8")
