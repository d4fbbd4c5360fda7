"""Figures by the rules: which numbers are results, of what kind, and what they measure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import ResultKind
from kg.linker.results.clauses import read_sentence
from kg.linker.results.numbers import find_numbers
from kg.linker.results.reported_values import Figure, describe_figures, rule_features
from tests.linker.results.lines import sentence_of

SCORE, RATIO = ResultKind.SCORE, ResultKind.RATIO
GAIN, GAIN_OF = ResultKind.GAIN_ABSOLUTE, ResultKind.GAIN_RELATIVE
LESS, LESS_OF = ResultKind.REDUCTION_ABSOLUTE, ResultKind.REDUCTION_RELATIVE


def figures(text: str, *names: str) -> list[Figure]:
    sentence = sentence_of(text, *names)
    return describe_figures(sentence, find_numbers(sentence))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It reaches 73.2% accuracy.", [SCORE]), ("It gains 3 points.", [GAIN]), ("It improves by 3%.", [GAIN_OF]),
        ("It shows an absolute gain of 3%.", [GAIN]), ("It reduces errors by 3%.", [LESS_OF]),
        ("It loses 3 points.", [LESS]), ("a 25-point accuracy loss", [LESS]), ("It is 3x faster.", [RATIO]),
        ("It is 3% better.", [GAIN_OF]), ("It is 3% worse.", [LESS_OF]), ("It has +3.5% here.", [GAIN_OF]),
        ("It keeps 97% of its accuracy.", [RATIO]), ("It runs at 30 FPS.", [SCORE]),
        ("It rises from 30% to 92%.", [SCORE, SCORE]),
        ("It shows gains of 3.5% in Aa and 1.7% over Bb.", [GAIN_OF, GAIN_OF]),  # the second is what the first is
        ("It reaches 80% and 70%.", [SCORE, SCORE]),
        ("The mean absolute error falls by 3%.", [LESS_OF]),  # of a name, not of the change
        ("It rises by 3.", [SCORE]),  # of what?
        ("Accuracy rises by 3.", [GAIN]),
    ],
)  # fmt: skip
def test_kinds(text: str, kinds: list[ResultKind]) -> None:
    assert [figure.kind for figure in figures(text)] == kinds


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("It reaches 73.2% accuracy.", ["accuracy"]), ("An accuracy of 73.2% is reached.", ["accuracy"]),
        ("It reaches 80% recall and 70% precision.", ["recall", "precision"]),
        ("It has a precision and recall of 80% and 70%, respectively.", ["precision", "recall"]),
        ("Accuracy is 80% on Aa and 70% on Bb.", ["accuracy", "accuracy"]),
        ("It reaches 73.2%.", [None]), ("Accuracy is high; it has 73.2%.", [None]),  # of one clause
        ("It reaches 73.2%, and recall is high.", [None]),
        ("Accuracy gains 3% and token usage falls by 20%.", ["accuracy", "token usage"]),
        ("The cost of all the many long things that we have to do is 73.2%.", [None]),  # a word of every day
        ("It gains 3% in accuracy and 2% in coverage.", ["accuracy", None]),
    ],
)  # fmt: skip
def test_metrics(text: str, metrics: list[str | None]) -> None:
    assert [figure.metric for figure in figures(text)] == metrics


def test_ranks_within_an_enumeration() -> None:
    assert [(figure.group, figure.rank, figure.size) for figure in figures("It has 80%, 70% and then 60%.")] == [
        (0, 0, 2), (0, 1, 2), (1, 0, 1),
    ]  # fmt: skip
    baseline, now = figures("It rises from 30% to 92%.")
    assert (baseline.baseline, now.baseline) == (True, False)


def verdict(text: str, *names: str) -> str:
    """What the rules say of the first number: rule, refused, or nothing."""
    sentence = sentence_of(text, *names)
    found = rule_features(sentence, find_numbers(sentence)[0])
    assert len(found) <= 2
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It reaches 73.2%.", "rule"), ("It is 3 points better.", "rule"), ("It has a recall of 0.73.", "rule"),
        ("An F1 of 73 on it is reached.", "rule"), ("It has 73 layers.", "refused"),
        ("It has 7.5 of it.", ""),
        ("with a 95% confidence interval", "refused"), ("with p < 0.05 here", "refused"),
        ("on 10% of the data", "refused"),
        ("It solves 45% of the tasks.", "rule"), ("It holds 45% of the tasks.", "refused"),
        ("the top 5% of it", "refused"), ("It is 5 times larger.", "refused"), ("It needs 8x the size.", "refused"),
        ("It uses 5% fewer parameters.", "refused"), ("It uses 5% less memory.", "rule"),
        ("on 8x A100 cards", "refused"), ("on a 5-point Likert scale", "refused"), ("between 5% and them", "refused"),
        ("costs $5 of it", "rule"), ("It has 3 million of it.", "refused"), ("in 40% of cases here", "refused"),
        ("we win in 40% of cases", "refused"), ("it wins 40% of cases", "rule"), ("remaining 5% of it", "refused"),
        ("It reaches 73.2 on it.", "rule"), ("It reaches 73.2 here.", ""),
        ("Accuracy rises to 73 on it.", "rule"), ("Accuracy rises to 73 models.", ""),
    ],
)  # fmt: skip
def test_what_the_rules_take_and_refuse(text: str, said: str) -> None:
    assert verdict(text) == said


def test_a_figure_in_brackets_behind_a_name_is_one() -> None:
    assert verdict("Finch (73.2) wins.", "Finch") == "rule"
    assert verdict("Finch: 73.2 wins.", "Finch") == "rule"
    assert verdict("something (73.2) wins.") == ""
    assert verdict("the best is 73.2 (Finch).", "Finch") == "rule"


PARTS = ["73.2%", "3 points", "accuracy", " by ", " of ", " and ", "; ", "gains ", "Owl ", "2x", ", ", " in ", "half"]


@given(st.lists(st.sampled_from([*PARTS, "from ", " to ", "respectively"]), max_size=20).map("".join))
def test_each_number_has_one_figure_in_its_place(text: str) -> None:
    sentence = read_sentence(text, ())
    numbers = find_numbers(sentence)
    found = describe_figures(sentence, numbers)
    assert [(figure.start, figure.end, figure.unit) for figure in found] == [(n.start, n.end, n.unit) for n in numbers]
    assert all(0 <= figure.rank < figure.size for figure in found)
    metrics = {metric.name for metric in sentence.metrics}
    assert {figure.metric for figure in found} <= metrics | {None}
    for number in numbers:
        assert rule_features(sentence, number)[:1] in ([], ["rule"], ["refused"])
