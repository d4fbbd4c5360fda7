"""Labelled numbers of annotated papers: which are results, and which candidate of each slot is right."""

from __future__ import annotations

from typing import Any

import pytest

from kg.ground.records import Artifact, Evidence, Link
from kg.ground.schema import ArtifactType, Role, TextField
from kg.linker.training.result_examples import PLAIN_WEIGHT, UNREACHABLE, ResultExample, result_examples

ABSTRACT = "Owl reaches an accuracy of 73.2% on QUIZ. It has 7 layers and gains 3 to 5 points. Half of it holds."


def link(name: str, kind: ArtifactType, role: Role) -> Link:
    start = ABSTRACT.index(name)
    evidence = Evidence(TextField.ABSTRACT, start, start + len(name), name, 0, len(ABSTRACT))
    return Link(Artifact(name.lower(), name, (kind,)), kind, role, 0.9, (evidence,))


LINKS = [
    link("Owl", ArtifactType.MODEL, Role.INTRODUCES),
    link("QUIZ", ArtifactType.BENCHMARK, Role.EVALUATES_ON),
]


def quote(words: str) -> dict[str, object]:
    start = ABSTRACT.index(words)
    return {"field": "abstract", "start": start, "end": start + len(words)}


def examples(*results: dict[str, Any], **more: bool) -> list[ResultExample]:
    paper: Any = {"id": 7, "title": "Birds", "abstract": ABSTRACT, "results": list(results)}
    return result_examples(paper, LINKS, **more)


FULL = {
    "value": "73.2", "unit": "%", "kind": "score", "quote": quote("73.2"), "model": "Owl", "on": "QUIZ",
    "on_named": True, "metric": "accuracy",
}  # fmt: skip


def positives(found: list[ResultExample]) -> list[ResultExample]:
    return [example for example in found if example.reported]


def test_what_is_annotated_is_a_result_and_nothing_else() -> None:
    found = examples(FULL)
    assert len(found) >= 2
    assert {example.paper for example in found} == {"7"}
    (result,) = positives(found)
    assert (result.kind, result.weight, result.aside) == (("score",), 1.0, False)
    assert result.reachable
    assert result.judges_on
    for row, features in ((result.model, "here"), (result.on, "here"), (result.metric, "source:lexicon")):
        assert row is not None
        assert row.paper == "7"
        assert all(features in row.candidates[place] for place in row.right)
    assert "rule:score" in result.kind_features
    others = [example for example in found if not example.reported]
    assert all((example.kind, example.model, example.weight) == ((), None, 1.0) for example in others)


def test_names_match_whatever_their_case_and_signs_and_by_aliases() -> None:
    for changed in ({"model": "owl"}, {"model": ["Finch", "O w-l"]}, {"model": "Eule", "aliases": {"model": ["Owl"]}}):
        (result,) = positives(examples(FULL | changed))
        assert result.reachable, changed


def test_a_name_that_is_no_candidate_makes_a_light_choice_of_none() -> None:
    (result,) = positives(examples(FULL | {"model": "Eagle"}))
    assert result.model is not None
    assert result.model.right == {len(result.model.candidates) - 1}
    assert result.model.weight == UNREACHABLE
    assert not result.reachable
    (nobody,) = positives(examples(FULL | {"model": None}))
    assert nobody.model is not None
    assert (nobody.model.weight, nobody.reachable) == (1.0, True), "where the text names nobody, none is right"


def test_data_without_a_name_is_not_judged() -> None:
    (result,) = positives(examples(FULL | {"on_named": False}))
    assert not result.judges_on
    assert result.on is not None
    assert result.on.right == {len(result.on.candidates) - 1}


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ({"value": "73.2", "quote": quote("73.2")}, "73.2"),
        ({"value": "-73.20", "quote": quote("73.2")}, "73.2"),  # a sign and zeros do not count
        ({"value": None, "low": "3", "high": "5", "quote": quote("3 to 5 points")}, "3 to 5"),
        ({"value": "0.5", "worded": True, "quote": quote("Half")}, "Half"),
        ({"value": "50", "worded": False, "quote": quote("Half")}, None),
        ({"value": "73.3", "quote": quote("73.2")}, None),
        ({"value": "73.2", "quote": quote("Half")}, None),  # elsewhere
        ({"value": "73.2", "quote": quote("73.2") | {"field": "title"}}, None),
        ({"value": "about", "quote": quote("73.2")}, None),
    ],
)
def test_which_number_an_annotation_means(result: dict[str, Any], words: str | None) -> None:
    found = positives(examples({"kind": "score", **result}))
    assert len(found) == (words is not None)


def test_plain_results_count_less_and_say_nothing_of_none() -> None:
    found = examples({"value": "73.2", "model": "Eagle", "on": "QUIZ", "metric": "accuracy", "unit": "%"})
    (result,) = positives(found)
    assert (result.weight, result.aside, result.kind) == (PLAIN_WEIGHT, True, ("score",))
    assert result.model is None, "that it is no candidate may be the linker's fault"
    assert result.on is not None
    assert "plain" in result.features
    assert all(example.weight < PLAIN_WEIGHT and example.aside for example in found if not example.reported)


@pytest.mark.parametrize(
    ("metric", "unit", "kinds"),
    [("accuracy (relative gain)", "%", ("gain_relative",)), ("speed", "x", ("ratio",)),
     ("absolute reduction of error", "%", ("reduction_absolute",)), ("accuracy", "points", ()),
     ("improved accuracy", "%", ()), ("accuracy", "%", ("score",)),
     (None, None, ("score",))],
)  # fmt: skip
def test_the_kind_of_a_plain_result_is_what_its_metric_says(
    metric: str | None, unit: str | None, kinds: tuple[str, ...]
) -> None:
    (result,) = positives(examples({"value": "73.2", "metric": metric, "unit": unit}))
    assert result.kind == kinds


def test_papers_may_be_left_out_of_the_calibration() -> None:
    assert all(example.aside for example in examples(FULL, aside=True))
    assert not any(example.aside for example in examples(FULL))
    assert examples() != []
    assert positives(examples()) == []
