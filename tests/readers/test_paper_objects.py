"""Papers that a program has in hand: one or several, dictionaries or ``Paper``, and what is neither."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.papers.paper_objects import given_papers

RECORD = {"id": "2412.04315", "title": "Densing Law", "abstract": "We use  GPT-4.", "date": "2024-12", "upvotes": 3}


def _refused(fault: InputError) -> None:
    raise fault


def test_a_dictionary_is_read_as_a_line_of_json() -> None:
    (paper,) = given_papers(RECORD, _refused)
    assert (paper.arxiv, paper.title, paper.abstract) == ("2412.04315", "Densing Law", "We use GPT-4.")
    assert (paper.date, paper.upvotes) == ("2024-12", 3)


def test_several_of_both_kinds_come_in_their_order_as_they_are_asked_for() -> None:
    asked = []

    def papers() -> Any:
        for each in (RECORD, Paper("B"), {"Title": "C", "abstract": float("nan")}):
            asked.append(each)
            yield each

    found = given_papers(papers(), _refused)
    assert next(found).title == "Densing Law"
    assert len(asked) == 1
    assert [paper.title for paper in found] == ["B", "C"]


def test_a_data_frame_s_records_are_papers() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "title": ["A", "B"], "year": [2024, None], "upvotes": pandas.array([3, None], dtype="Int64"),
            "authors": [("Ann", "Bob"), ()],
        }
    )  # fmt: skip
    found = list(given_papers(frame.to_dict("records"), _refused))
    assert [(paper.date, paper.upvotes, tuple(author.name for author in paper.authors)) for paper in found] == [
        ("2024", 3, ("Ann", "Bob")), (None, None, ())
    ]  # fmt: skip
    frame = pandas.DataFrame({"title": ["A", "B"], "date": pandas.to_datetime(["2024-05-06", None])})
    assert [paper.date for paper in given_papers(frame.to_dict("records"), _refused)] == ["2024-05-06", None]
    with pytest.raises(InputError, match=r'paper 1: a str is no paper; .*of a data frame, frame.to_dict\("records"\)'):
        list(given_papers(frame, _refused))


@pytest.mark.parametrize("papers", ["papers.jsonl", b"x", Path("papers.jsonl"), 7, None], ids=repr)
def test_what_is_no_paper_is_said_at_once(papers: Any) -> None:
    with pytest.raises(InputError, match=r'is no paper; give {"title": …, "abstract": …} or a Paper'):
        kg.link(papers)


@pytest.mark.parametrize(
    ("paper", "problem"),
    [("A Title", "paper 2: a str is no paper"), ({"name": "x"}, "paper 2: the record has no title")],
)
def test_what_is_no_paper_among_others_is_named(paper: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        list(given_papers([RECORD, paper], _refused))


def test_fields_that_cannot_be_understood_are_warnings(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "paperatlas"):
        (reading,) = kg.link({**RECORD, "date": "some day"})
    assert [link.artifact.name for link in reading.links] == ["GPT-4"]
    assert "paper 1: the field 'date' holds 'some day'" in caplog.text
