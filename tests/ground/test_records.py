"""Records check themselves when they are made."""

from __future__ import annotations

import dataclasses

import pytest

from kg.ground.errors import IdentifierError, InputError, PaperAtlasError
from kg.ground.records import Artifact, Evidence, Link, Paper, Result, Source
from kg.ground.schema import ArtifactType, ResultBound, ResultKind, Role, TextField

_BERT = Artifact("bert", "BERT", (ArtifactType.MODEL,))
_EVIDENCE = Evidence(TextField.TITLE, 4, 8, "BERT", 0, 10)


def test_a_paper_needs_a_title() -> None:
    with pytest.raises(InputError, match="no title"):
        Paper("")


def test_a_paper_gives_its_id_year_and_fields() -> None:
    paper = Paper("A title", "An abstract.", date="2024-05", arxiv="2405.13729")
    assert (paper.id, paper.year) == ("paper/2405.13729", 2024)
    assert paper.text(TextField.TITLE) == "A title"
    assert paper.text(TextField.ABSTRACT) == "An abstract."
    assert Paper("A title").year is None


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        _BERT.name = "BART"  # type: ignore[misc]


def test_an_artifact_needs_a_type() -> None:
    with pytest.raises(IdentifierError, match="no type"):
        Artifact("bert", "BERT", ())


@pytest.mark.parametrize(
    ("start", "end", "sentence"), [(-1, 3, (0, 9)), (4, 4, (0, 9)), (4, 8, (5, 9)), (4, 8, (0, 7))]
)
def test_evidence_lies_inside_its_sentence(start: int, end: int, sentence: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="outside"):
        Evidence(TextField.TITLE, start, end, "x" * (end - start), *sentence)


def test_evidence_has_the_length_of_its_offsets() -> None:
    with pytest.raises(InputError, match="length"):
        Evidence(TextField.TITLE, 0, 4, "BER", 0, 10)


def test_a_link_has_evidence_and_a_probability() -> None:
    with pytest.raises(InputError, match="no evidence"):
        Link(_BERT, ArtifactType.MODEL, Role.USES, 0.5, ())
    with pytest.raises(InputError, match="confidence"):
        Link(_BERT, ArtifactType.MODEL, Role.USES, 1.5, (_EVIDENCE,))


def test_sources_sort_by_page_and_position() -> None:
    sources = [Source("b", "listing", 1), Source("a", "listing", 10), Source("a", "listing", 9)]
    assert [(source.page, source.position) for source in sorted(sources)] == [("a", 9), ("a", 10), ("b", 1)]


def test_an_error_names_the_place_and_the_remedy() -> None:
    error = InputError("the line is no JSON", where="a.jsonl:3", remedy="mend it")
    assert str(error) == "a.jsonl:3: the line is no JSON; mend it"
    assert isinstance(error, PaperAtlasError)


_SCORE = Result(
    model="owl", on="quiz", metric="accuracy", value="60", kind=ResultKind.SCORE,
    evidence=Evidence(TextField.TITLE, 0, 2, "60", 0, 2), higher_is_better=True,
)  # fmt: skip


def test_a_plain_score_of_a_model_on_data_by_a_metric_is_comparable() -> None:
    assert _SCORE.comparable


@pytest.mark.parametrize(
    "change",
    [{"model": None}, {"on": None}, {"metric": None}, {"kind": ResultKind.RATIO}, {"bound": ResultBound.ABOUT},
     {"low": "50"}, {"condition": "zero-shot"}, {"higher_is_better": None}],
    ids=str,
)  # fmt: skip
def test_what_makes_a_figure_incomparable(change: dict[str, object]) -> None:
    assert not dataclasses.replace(_SCORE, **change).comparable  # type: ignore[arg-type]


def test_a_result_s_confidence_is_a_probability() -> None:
    with pytest.raises(InputError):
        dataclasses.replace(_SCORE, confidence=1.2)
