"""A paper that introduces what the catalogue has a page for is that page's paper, where nothing contradicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.graph.correction.corrections import COLUMNS, load_corrections
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.own_pages import OwnPages
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Source
from kg.ground.schema import ArtifactType, Role, TextField

_TIDES = Artifact("tidebench", "TideBench", (ArtifactType.BENCHMARK,), arxiv="2401.00001")
_PAPER = Paper("TideBench: A Test of Tides", "We present TideBench.", date="2024-02")


def _reading(paper: Paper = _PAPER, *links: Link) -> Reading:
    return Reading(paper, links or (_link(),))


def _link(
    artifact: Artifact = _TIDES,
    role: Role = Role.INTRODUCES,
    confidence: float = 0.9,
    fields: tuple[TextField, ...] = tuple(TextField),
) -> Link:
    starts = ((field, 0 if field is TextField.TITLE else 11) for field in fields)
    evidence = tuple(Evidence(field, start, start + 9, "TideBench", 0, start + 10) for field, start in starts)
    return Link(artifact, ArtifactType.BENCHMARK, role, confidence, evidence)


def _found(*readings: Reading, taken: tuple[str, ...] = ()) -> list[str]:
    for order in (readings, readings[::-1]):
        pages = OwnPages(["2401.00001", "2401.00002"])
        for reading in (*order, *(_reading(replace(_PAPER, title=page, arxiv=page)) for page in taken)):
            pages.see(reading)
        found = [f"{paper.title} is {paper.arxiv}" for paper in pages.papers()]
    return found


def test_the_source_says_by_what_and_how_surely() -> None:
    pages = OwnPages(())
    pages.see(_reading())
    (paper,) = pages.papers()
    assert (paper.title, paper.arxiv) == (_PAPER.title, "2401.00001")
    assert dict(paper.sources[0].values) == {
        "match": "introduces", "by": "introduces artifact/tidebench", "probability": "0.9",
    }  # fmt: skip
    assert paper.sources[0].identifies


@pytest.mark.parametrize("date", [None, "2024", "2023-11", "2024-01-31", "2025-03", "2023", "2025"])
def test_a_date_near_the_page_s_month_or_none_agrees(date: str | None) -> None:
    assert _found(_reading(replace(_PAPER, date=date))) == [f"{_PAPER.title} is 2401.00001"]


@pytest.mark.parametrize(
    "readings",
    [
        [_reading(replace(_PAPER, date="2023-10"))],
        [_reading(replace(_PAPER, date="2025-04"))],
        [_reading(replace(_PAPER, date="2026"))],
        [_reading(replace(_PAPER, arxiv="2402.00002"))],
        [_reading(_PAPER, _link(role=Role.USES))],
        [_reading(_PAPER, _link(confidence=0.69))],
        [_reading(_PAPER, _link(fields=(TextField.ABSTRACT,)))],
        [_reading(_PAPER, _link(fields=(TextField.TITLE,)))],
        [_reading(_PAPER, _link(replace(_TIDES, known=False)))],
        [_reading(_PAPER, _link(replace(_TIDES, arxiv=None)))],
        [_reading(_PAPER, _link(), _link(replace(_TIDES, slug="moons", arxiv="2401.00002")))],
        [_reading(), _reading(replace(_PAPER, title="TideBench, Again"))],
    ],
)
def test_what_contradicts_leaves_the_paper_without_a_page(readings: list[Reading]) -> None:
    assert _found(*readings) == []


def test_a_page_that_people_deny_is_free_for_another_paper(tmp_path: Path) -> None:
    other = replace(_PAPER, title="TideBench, Again")
    pages = OwnPages((), lambda paper, page: paper.title == _PAPER.title)
    for paper in (_PAPER, other):
        pages.see(_reading(paper))
    said = pages.papers()
    assert [paper.title for paper in said] == [_PAPER.title, other.title], "told, so that its old IRI is known"
    line = "\t".join(("paper-is-not", _PAPER.title, "2401.00001", "", "Ada", "2026-01-02"))
    (tmp_path / "mine.tsv").write_text("\t".join(COLUMNS) + "\n" + line, encoding="utf-8")
    identity = PaperIdentity(load_corrections(tmp_path / "mine.tsv"))
    read = (Source("in.jsonl", "jsonl", 1),)
    denied = identity.merge([replace(_PAPER, sources=read), *said[:1]])[0].paper
    assert (denied.arxiv, denied.former) == (None, ("paper/2401.00001",))
    both = [work.paper for work in identity.merge([replace(_PAPER, sources=read), replace(other, sources=read), *said])]
    assert {paper.title: paper.arxiv for paper in both} == {_PAPER.title: None, other.title: "2401.00001"}


def test_a_page_that_another_paper_has_is_taken() -> None:
    assert _found(_reading(), taken=("2401.00001",)) == []
