"""The words that may say what a number measures, and how each stands to it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.results.metric_candidates import (
    MetricCandidate,
    distance_class,
    metric_candidates,
    metric_features,
    no_metric_features,
)
from tests.linker.results.lines import cases_of


def found(text: str, *names: str, at: int = 0) -> list[tuple[str, str]]:
    case = cases_of(text, *names)[at]
    return [(candidate.name, candidate.source) for candidate in metric_candidates(case)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It reaches an accuracy of 73.2%.", [("accuracy", "lexicon")]),
        ("It has a capacity density of 3.5 here.", [("capacity density", "before")]),
        ("It has 3% fewer tide gauges.", [("tide gauges", "after")]),
        ("It shows a 3% reduction in tide height.", [("tide height", "change")]),
        ("It reduces tide height by 3%.", [("tide height", "before")]),
        ("It takes 10 ms.", [("time", "unit")]),
        ("It runs at 30 FPS.", [("frame rate", "unit")]),
        ("It needs 3 GB.", [("memory", "unit")]),
        ("It reaches 73.2%.", []),
        ("It is of 73.2%.", []),
    ],
)
def test_what_a_number_may_measure(text: str, expected: list[tuple[str, str]]) -> None:
    names = [pair for pair in found(text) if pair in expected]
    assert names == expected
    assert not (set(found(text)) and not expected), found(text)


def test_names_of_metrics_come_first_and_no_words_twice() -> None:
    case = cases_of("An accuracy of 73.2% is high, with a tide height of it.")[0]
    candidates = metric_candidates(case)
    assert candidates[0].name == "accuracy"
    spans = sorted((each.start, each.end) for each in candidates)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_linked_names_are_no_quantities() -> None:
    assert found("It has a Tide of 3.5.", "Tide") == []
    assert ("tide", "before") in [(name.lower(), source) for name, source in found("It has a tide of 3.5 here.")]


def test_what_stands_beside_the_number_before_is_a_candidate_too() -> None:
    assert "token income" in [name for name, _ in found("It has gains of 3% in token income on Aa and 2% on Bb.", at=1)]


def features(text: str, name: str, hint: str | None = None, at: int = 0) -> set[str]:
    case = cases_of(text)[at]
    candidates = metric_candidates(case)
    return set(metric_features(case, next(c for c in candidates if c.name == name), hint, len(candidates) - 1))


def test_how_a_metric_stands_to_the_number() -> None:
    before = features("It reaches an accuracy of 73.2%.", "accuracy", "accuracy")
    assert {
        "given",
        "source:lexicon",
        "before:<=12",
        "head:accuracy",
        "path:before:of",
        "only",
        "nearest-before",
    } <= before
    assert {"glued", "glued:words&source:lexicon", "rule", "clause", "before:numbers=0"} <= before
    after = features("It reaches 73.2% accuracy; recall is low.", "accuracy", "recall")
    assert {"after:<=3", "nearest-after", "glued:after&source:lexicon"} <= after
    assert {"rule", "only"}.isdisjoint(after)
    other = features("It reaches 73.2% accuracy; recall is low.", "recall")
    assert "clause" not in other
    assert "other-is-glued" in other


def test_a_metric_of_another_number() -> None:
    text = "It has an accuracy of 73.2%, and it also has 63.2% here."
    assert "glued-to-other" in features(text, "accuracy", at=1)
    assert "before:numbers=1" in features(text, "accuracy", at=1)


def test_ranks_line_up() -> None:
    text = "It has a precision and recall of 80% and 70%."
    assert "ranked" in features(text, "precision", at=0)
    assert "ranked-other" in features(text, "precision", at=1)
    assert "ranked" in features(text, "recall", at=1)


def test_words_of_the_text_have_a_head_and_a_quantity() -> None:
    found = features("It shows a 3% reduction in tide prices.", "tide prices")
    assert {"head:prices", "norm:cost&source:change", "source:change&by=False"} <= found


def test_vague_words_count_their_rivals() -> None:
    assert "vague&rivals=0" in features("It has a score of 73.2%.", "score")
    assert not any(name.startswith("vague") for name in features("It has an accuracy of 73.2%.", "accuracy"))


def test_what_says_that_nothing_is_named() -> None:
    (case,) = cases_of("It reaches 73.2% here.")
    assert set(no_metric_features(case, 0, None)) == {
        "none", "none:candidates=0", "none:unit=%", "none:metrics=0", "none:b1:reach", "none:a1:here", "none:rule",
    }  # fmt: skip
    (case,) = cases_of("73.2%")
    assert set(no_metric_features(case, 9, "accuracy")) == {
        "none",
        "none:candidates=3",
        "none:unit=%",
        "none:metrics=0",
    }


@pytest.mark.parametrize(
    ("characters", "sort"),
    [(-5, "<=3"), (3, "<=3"), (4, "<=12"), (12, "<=12"), (13, "<=30"), (60, "<=60"), (120, "<=120"), (121, "far")],
)  # fmt: skip
def test_distances_double(characters: int, sort: str) -> None:
    assert distance_class(characters) == sort


@given(st.lists(st.sampled_from(["73.2%", " tide height", " of ", " accuracy", ", ", " and ", " in ", "reduces ",
                                 " by ",
                                 "; ", "(", ")", " fewer", " gain", "10 ms"]), max_size=16).map("".join))  # fmt: skip
def test_candidates_are_words_of_the_sentence(text: str) -> None:
    for case in cases_of(text):
        for candidate in metric_candidates(case):
            assert isinstance(candidate, MetricCandidate)
            assert 0 <= candidate.start < candidate.end <= len(text)
            if candidate.source not in ("lexicon", "unit"):
                assert candidate.name == text[candidate.start : candidate.end].rstrip(".,;:")
                assert not any(map(str.isdigit, candidate.name))
            assert metric_features(case, candidate, None, 0)
