"""Conditions of figures in the words of the text, what may be compared, and the direction of metrics."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.ground.records import Evidence, Result
from kg.ground.schema import ResultKind, TextField
from kg.linker.results.clauses import Place, read_sentence
from kg.linker.results.conditions import find_condition
from kg.linker.results.metric_candidates import adjacent_numbers, glue_between
from kg.linker.results.metrics import higher_is_better
from kg.linker.results.number_features import NumberCase
from kg.linker.results.numbers import find_numbers, may_report
from kg.linker.results.sentence_words import read_words
from kg.linker.text.tokens import tokenize


def condition_of(text: str, *names: str) -> str | None:
    """The condition of the first number; ``names`` are linked, the first is its model, those in capitals are data."""
    places = [Place(text.index(name), text.index(name) + len(name), name, name.isupper()) for name in names]
    sentence = read_sentence(text, sorted(places, key=lambda place: place.start))
    return find_condition(sentence, find_numbers(sentence)[0], names[0] if names else None)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Owl reaches an accuracy of 61.5% on English.", "on English"),
        ("Owl reaches 28.4 BLEU on English-to-German.", None),
        ("Owl reaches 28.4 BLEU on English to German.", None),
        ("Owl reaches an accuracy of 61.5% on English Newswire.", None),
        ("In Entity Linking, Owl scores 61.5.", "In Entity Linking"),
        ("For Chinese, Owl scores 61.5.", "For Chinese"),
        ("In general, Owl scores 61.5.", None),
        ("Owl scores 61.5 with test-time scaling.", "with test-time scaling"),
        ("Owl scores 61.5 against the Finch (F-2) taxonomy.", "against the Finch (F-2) taxonomy"),
        ("Owl excels in a real-world anode structure problem with 97%.", "in a real-world anode structure problem"),
        ("When applied to test-time scaling, Owl scores 61.5.", "to test-time scaling"),
        ("In leave-one-subject-out validation Owl scores 61.5.", "leave-one-subject-out validation"),
        ("Owl reaches fine-tuning scores of 61.5.", "fine-tuning scores"),
        ("In online testing Owl scores 61.5.", "In online testing"),
        ("Owl runs at 61.5 FPS on a single desktop GPU.", "on a single desktop GPU"),
        ("Owl scores 61.5 under noise.", "under noise"),
        ("Owl scores 61.5 in settings that we choose.", None),
        ("Owl scores 61.5.", None),
    ],
)
def test_a_described_condition_is_found(text: str, condition: str | None) -> None:
    assert condition_of(text) == condition


def test_data_that_a_clause_opens_with_is_no_condition() -> None:
    assert condition_of("In QUIZ, Owl scores 61.5.", "Owl", "QUIZ") is None
    assert condition_of("In Quiz Night, Owl scores 61.5.", "Owl") == "In Quiz Night"


def test_another_model_that_it_is_used_with_is_a_condition() -> None:
    assert condition_of("Owl needs 15 minutes using Finch.", "Owl", "Finch") == "using Finch"
    assert condition_of("Owl beats Finch with 15.5 points.", "Owl", "Finch") is None


PLAIN = Result(
    model="owl", on="quiz", metric="accuracy", value="61.5", unit="%", kind=ResultKind.SCORE,
    evidence=Evidence(TextField.ABSTRACT, 0, 4, "61.5", 0, 4), higher_is_better=True,
)  # fmt: skip


def test_a_plain_score_may_be_compared() -> None:
    assert PLAIN.comparable


@pytest.mark.parametrize(
    "changed",
    [
        replace(PLAIN, condition="zero-shot"),
        replace(PLAIN, higher_is_better=None),
        replace(PLAIN, kind=ResultKind.RATIO),
        replace(PLAIN, low="60"),
        replace(PLAIN, on=None),
        replace(PLAIN, metric="time", unit="minutes", higher_is_better=False),
        replace(PLAIN, metric="frame rate", unit="FPS"),
        replace(PLAIN, metric="cost", unit="$", higher_is_better=False),
    ],
)
def test_what_may_not_be_compared(changed: Result) -> None:
    assert not changed.comparable


@pytest.mark.parametrize(
    ("metric", "higher"),
    [
        ("accuracy", True), ("word error rate", False), ("top-1 accuracy", True), ("top-1 error", False),
        ("training time", False), ("token usage", False), ("FID", False), ("attack success rate", None),
        ("eccentricity", None), ("mean calibration error", False), ("frame rate", True),
    ],
)  # fmt: skip
def test_the_direction_of_a_metric(metric: str, higher: bool | None) -> None:
    assert higher_is_better(metric) is higher


def runs_of(text: str) -> list[tuple[Decimal, str | None, int]]:
    return [(number.value, number.unit, number.run) for number in find_numbers(read_sentence(text, ()))]


def test_a_run_keeps_to_one_manner_of_numbers() -> None:
    text = "It gains 17.9 points on A, 11.0 on B and 3.9 on C."
    assert runs_of(text) == [(Decimal(value), "points", 0) for value in ("17.9", "11.0", "3.9")]
    (_, gain, score) = runs_of("It reaches 28.4 BLEU, improving by two points, and 41.8 on B.")
    assert gain == (Decimal(2), "points", gain[2])
    assert score == (Decimal("41.8"), None, gain[2] + 1)


def test_points_and_per_cent_of_one_list_are_two_runs() -> None:
    points, share = runs_of("It improves by 8 points or 16% over A.")
    assert points[1:] == ("points", 0)
    assert share[1:] == ("%", 1)


@pytest.mark.parametrize(
    ("text", "word", "mark"),
    [
        ("an SSIM (up to 0.89) is reached", "ssim", "("), ("with F1 = 0.89 it", "f1", "="), ("SSIM: 0.89", "ssim", ":"),
        ("an accuracy of only 0.89", "accuracy", "words"), ("0.89 mean accuracy", "accuracy", "after"),
        ("recall and, with care, 0.89", "recall", None), ("0.89, and recall", "recall", None),
    ],
)  # fmt: skip
def test_what_glues_a_quantity_to_its_number(text: str, word: str, mark: str | None) -> None:
    sentence = read_sentence(text, ())
    numbers = find_numbers(sentence)
    case = NumberCase(
        sentence, read_words(sentence, numbers), numbers[0], (numbers[0],), (), tuple(numbers), "abstract", "first", ()
    )
    start = sentence.lower.index(word)
    assert glue_between(case, numbers[0], start, start + len(word)) == mark
    assert adjacent_numbers(case, start, start + len(word)) == ([numbers[0]] if mark else [])


@pytest.mark.parametrize("text", ["It HALVES the cost.", "It is Twice as fast.", "Three out of four agree."])
def test_numbers_in_words_are_seen_in_any_case(text: str) -> None:
    assert may_report(text, tokenize(text).words)
