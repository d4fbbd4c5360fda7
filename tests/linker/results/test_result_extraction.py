"""Figures read from sentences: what counts, who reached them, on what, compared with whom."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.records import Artifact, Evidence, Link, Result
from kg.ground.schema import ArtifactType, ModelRole, ResultBound, ResultKind, Role, TextField
from kg.linker.models.result_models import load_result_models
from kg.linker.results.metrics import find_metrics
from kg.linker.results.result_extraction import find_results
from kg.linker.text.tokens import tokenize

NAMES = {
    "NewNet": (ArtifactType.MODEL, Role.INTRODUCES),
    "GPT-4": (ArtifactType.MODEL, Role.COMPARES_WITH),
    "Gorilla": (ArtifactType.MODEL, Role.COMPARES_WITH),
    "OldNet": (ArtifactType.MODEL, Role.USES),
    "QuizPro": (ArtifactType.BENCHMARK, Role.INTRODUCES),
    "HELM": (ArtifactType.BENCHMARK, Role.EVALUATES_ON),
    "MMLU": (ArtifactType.BENCHMARK, Role.EVALUATES_ON),
    "GSM8K": (ArtifactType.BENCHMARK, Role.EVALUATES_ON),
}


def read(text: str, title: str = "") -> list[Result]:
    links = []
    fields = ((TextField.TITLE, title), (TextField.ABSTRACT, text))
    for name, (kind, role) in NAMES.items():
        evidence = tuple(
            Evidence(field, match.start(), match.end(), name, 0, len(words))
            for field, words in fields
            for match in re.finditer(rf"\b{name}\b", words)
        )
        if evidence:
            links.append(Link(Artifact(name, name, (kind,)), kind, role, 0.9, evidence))
    texts = [tokenize(words, field) for field, words in fields if words]
    return find_results(texts, links, load_result_models())


def facts(result: Result) -> tuple[str | None, str | None, str | None, str, str | None]:
    return result.model, result.on, result.metric, result.value, result.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NewNet achieves 73.2% accuracy on MMLU.", ("NewNet", "MMLU", "accuracy", "73.2", "%")),
        ("NewNet reaches an F1 score of 0.60 on MMLU.", ("NewNet", "MMLU", "F1", "0.6", None)),
        ("On GSM8K, NewNet obtains an accuracy of 85.0%.", ("NewNet", "GSM8K", "accuracy", "85", "%")),
        ("Our NewNet improves pass@1 by 4 points on MMLU.", ("NewNet", "MMLU", "pass@k", "4", "points")),
    ],
)
def test_a_plain_result_is_read(text: str, expected: tuple[str | None, ...]) -> None:
    assert [facts(result) for result in read(text)] == [expected]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NewNet achieves 73.2% accuracy on MMLU.", ResultKind.SCORE),
        ("NewNet outperforms GPT-4 by 3.2 points on MMLU.", ResultKind.GAIN_ABSOLUTE),
        ("NewNet yields an absolute improvement of 12% on MMLU.", ResultKind.GAIN_ABSOLUTE),
        ("NewNet is 5x faster than GPT-4.", ResultKind.RATIO),
    ],
)
def test_gains_are_told_from_scores(text: str, kind: ResultKind) -> None:
    assert [result.kind for result in read(text)] == [kind]


def test_a_comparison_names_whom() -> None:
    (result,) = read("NewNet outperforms GPT-4 by 3.2 points on MMLU.")
    assert (result.model, result.compared_with, result.on) == ("NewNet", "GPT-4", "MMLU")


def test_figures_beside_a_model_are_its_own() -> None:
    results = read("NewNet finds it with an accuracy of 50.9%, compared to 23.6% by GPT-4 and 10.8% by Gorilla.")
    assert [(result.model, result.value) for result in results] == [
        ("NewNet", "50.9"),
        ("GPT-4", "23.6"),
        ("Gorilla", "10.8"),
    ]


def test_respectively_aligns_figures_with_benchmarks() -> None:
    results = read("NewNet achieves an accuracy of 49.36% and 8.8% on GSM8K and MMLU, respectively.")
    assert [(result.on, result.value) for result in results] == [("GSM8K", "49.36"), ("MMLU", "8.8")]


@pytest.mark.parametrize(
    "text",
    [
        "NewNet has 7 layers and was built in 2023.",
        "NewNet is trained on 10% of the data.",
        "MMLU has 57 subjects and 15908 questions.",
        "A survey says that 40% of people like tea.",
    ],
)
def test_sizes_counts_and_shares_are_no_results(text: str) -> None:
    assert read(text) == []


def test_evidence_is_exact() -> None:
    text = "Much is said. NewNet achieves 73.2% accuracy on MMLU. More is said."
    (result,) = read(text)
    evidence = result.evidence
    assert text[evidence.start : evidence.end] == evidence.text == "73.2%"
    assert text[evidence.sentence_start : evidence.sentence_end] == "NewNet achieves 73.2% accuracy on MMLU."


def test_directions_are_known() -> None:
    (result,) = read("NewNet reaches a perplexity of 12.5 on MMLU.")
    assert result.higher_is_better is False


def test_metrics_are_words_of_their_own() -> None:
    assert find_metrics("The mapping scoreboard is lossy; accuracy matters.") == [(33, 41, "accuracy")]


# A sentence, and the model and value of each of its figures.
CLAUSES = [
    (
        "(1) In sums, NewNet (63.18) and GPT-4 (64.04) lead; (2) in texts, Gorilla scores 71.46 on MMLU.",
        [("NewNet", "63.18"), ("GPT-4", "64.04"), ("Gorilla", "71.46")],
    ),
    (
        "On MMLU the spread is large, with NewNet scoring 71.4%, while GPT-4 scores 11.2%.",
        [("NewNet", "71.4"), ("GPT-4", "11.2")],
    ),
    (
        "GPT-4 reaches an accuracy of 70.1%, but NewNet reaches 80.2% on MMLU.",
        [("GPT-4", "70.1"), ("NewNet", "80.2")],
    ),
    (
        "NewNet outperforms GPT-4, achieving 80.5% accuracy on MMLU.",
        [("NewNet", "80.5")],
    ),
    (
        "NewNet reaches 46% on MMLU and 58% on GSM8K, surpassing Gorilla, which achieves 43% and 46%, respectively.",
        [("NewNet", "46"), ("NewNet", "58"), ("Gorilla", "43"), ("Gorilla", "46")],
    ),
    (
        "For GPT-4, training raises accuracy on MMLU from 62.6% to 71.0%.",
        [("GPT-4", "62.6"), ("GPT-4", "71")],
    ),
    ("GPT-4 and Gorilla achieve 62.4% and 66.1% on MMLU.", [("GPT-4", "62.4"), ("Gorilla", "66.1")]),
    ("We use OldNet, and our model reaches 91.5% accuracy; NewNet is small.", [("NewNet", "91.5")]),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_a_figure_belongs_to_the_subject_of_its_clause(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert [(result.model, result.value) for result in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We introduce QuizPro, a benchmark. Accuracy falls against MMLU, and GPT-4 reaches 72.6%.", ["QuizPro"]),
        ("We introduce QuizPro, a benchmark. GPT-4 reaches 72.6%, 16 points lower than on MMLU.", ["QuizPro"] * 2),
        ("We introduce QuizPro, a benchmark. Unlike the original MMLU, it is hard: GPT-4 scores 50.1%.", ["QuizPro"]),
        ("We introduce QuizPro, a benchmark. Compared with MMLU, GPT-4 drops to an accuracy of 61.5%.", ["QuizPro"]),
        ("OldNet does better on GSM8K than on MMLU, reaching an accuracy of 91.2%.", ["GSM8K"]),
        # What has a figure of its own keeps it, and "evaluated against" compares with nothing.
        ("GPT-4 reaches 72.6% on GSM8K, more than on MMLU (60.1%).", ["GSM8K", "MMLU"]),
        ("We introduce QuizPro, a benchmark. GPT-4 reaches 72.6%, compared to 88.7% on MMLU.", ["QuizPro", "MMLU"]),
        ("We evaluate OldNet against MMLU, where it reaches an accuracy of 88.7%.", ["MMLU"]),
        ("Accuracy is lower than on MMLU: GPT-4 reaches 50.1% on MMLU.", ["MMLU"]),
    ],
)
def test_what_a_benchmark_is_compared_with_has_none_of_its_figures(text: str, expected: list[str]) -> None:
    assert [result.on for result in read(text, "QuizPro: a harder quiz" if "QuizPro" in text else "")] == expected


def test_a_metric_ends_where_another_quantity_begins() -> None:
    accuracy, usage = read("NewNet improves accuracy by 3.5% and token usage by 20.5% on MMLU.")
    assert (accuracy.metric, usage.metric) == ("accuracy", "token usage")
    assert {
        result.metric for result in read("On MMLU, GPT-4's score rises from 60 to 89 and drops from 89 to 36.")
    } == {"score"}


def test_the_best_model_is_nobody() -> None:
    (result,) = read("The best model achieves only 31.5% accuracy on MMLU.")
    assert (result.model, result.on) == (None, "MMLU")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NewNet reaches MMLU (48.6%), GSM8K (75.7%) and Xyz-Bench (82.0%).", ["MMLU", "GSM8K", None]),
        ("NewNet gains +18.3% on MMLU, +15.4% on GSM8K and +27.1% on Xyz-Bench.", ["MMLU", "GSM8K", None]),
        ("On MMLU, Xyz-Bench and GSM8K, NewNet gains 1.5%, 2.5% and 3.5%, respectively.", ["MMLU", None, "GSM8K"]),
        ("Fine-tuned on GSM8K, NewNet reaches 70.5% accuracy on MMLU.", ["MMLU"]),
    ],
)
def test_a_figure_is_on_the_benchmark_beside_it(text: str, expected: list[str | None]) -> None:
    assert [result.on for result in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NewNet is 8 to 24 times faster than GPT-4.", [("24", "x", "8 to 24 times")]),
        ("NewNet improves accuracy on MMLU by 2.0%~3.2%.", [("3.2", "%", "2.0%~3.2%")]),
        ("NewNet improves accuracy on MMLU by 3-28%.", [("28", "%", "3-28%")]),
        ("NewNet brings gains of 1%-4% on MMLU.", [("4", "%", "1%-4%")]),
        ("NewNet gives a 1.48--2.16$\\times$ speedup.", [("2.16", "x", "1.48--2.16$\\times")]),
        ("NewNet gives a 2.5\u00d7 speedup on MMLU.", [("2.5", "x", "2.5\u00d7")]),
        ("NewNet reaches 71.5\\% accuracy on MMLU.", [("71.5", "%", "71.5\\%")]),
        ("NewNet gains 2.5 percentage points on MMLU.", [("2.5", "points", "2.5 percentage points")]),
        ("NewNet runs at 25 FPS on MMLU.", [("25", "FPS", "25 FPS")]),
    ],
)
def test_ranges_and_units(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(result.value, result.unit, result.evidence.text) for result in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("GPT-4 suffers a 25-point accuracy loss on MMLU.", "25", ResultKind.REDUCTION_ABSOLUTE),
        ("NewNet reduces accuracy on MMLU by 9.5%.", "9.5", ResultKind.REDUCTION_RELATIVE),
        ("NewNet outperforms GPT-4 by 3.5 points on MMLU.", "3.5", ResultKind.GAIN_ABSOLUTE),
    ],
)
def test_a_reduction_is_a_kind_and_no_negative_gain(text: str, value: str, kind: ResultKind) -> None:
    assert [(result.value, result.kind) for result in read(text)] == [(value, kind)]


def test_what_a_figure_is_goes_on_in_the_next() -> None:
    first, second = read("NewNet shows gains of 3.5% in AUROC over GPT-4 and 1.7% over Gorilla.")
    gains = (ResultKind.GAIN_RELATIVE, ResultKind.GAIN_ABSOLUTE)  # the text does not say which
    assert (first.kind in gains, second.kind in gains) == (True, True)
    assert (first.metric, second.metric) == ("AUROC", "AUROC")
    assert (first.compared_with, second.compared_with) == ("GPT-4", "Gorilla")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NewNet gains 3.5 points over GPT-4 on MMLU.", "GPT-4"),
        ("NewNet reaches 80.5% on MMLU, compared with GPT-4.", "GPT-4"),
        ("NewNet trails behind GPT-4 by 3.5 points on MMLU.", "GPT-4"),
        ("NewNet surpasses strong models such as GPT-4 by 3.5 points on MMLU.", "GPT-4"),
        ("NewNet gives over 60% accuracy on MMLU, unlike GPT-4.", None),
    ],
)
def test_whom_a_figure_is_compared_with(text: str, expected: str | None) -> None:
    assert [result.compared_with for result in read(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "NewNet outperforms models up to 5 times larger on MMLU.",
        "NewNet competes on MMLU with models 17times its size.",
        "NewNet scores on 256 x 256 images of MMLU.",
        "NewNet is rated for accuracy on a 5-point scale.",
    ],
)
def test_more_that_is_no_result(text: str) -> None:
    assert read(text) == []


def test_a_figure_without_names_is_kept_where_it_is_a_finding() -> None:
    (result,) = read("The best model achieves a macro F1 score of more than 85%.")
    assert (result.model, result.on, result.metric, result.value) == (None, None, "macro F1", "85")
    (human,) = read("Humans reach an accuracy of 85%.")
    assert (human.model, human.model_role) == (None, ModelRole.HUMAN)


@pytest.mark.parametrize(
    ("text", "value", "unit", "low", "bound"),
    [
        ("NewNet solves 13 of 17 tasks of MMLU.", "13", "of 17", None, None),
        ("NewNet is twice as fast as GPT-4.", "2", "x", None, None),
        ("NewNet solves four out of the eleven tasks of MMLU.", "4", "of 11", None, None),
        ("NewNet reaches an accuracy between 39.1% and 50.2% on MMLU.", "50.2", "%", "39.1", None),
        ("NewNet improves accuracy on MMLU by up to 12%.", "12", "%", None, ResultBound.UP_TO),
        ("NewNet reaches over 80% accuracy on MMLU.", "80", "%", None, ResultBound.AT_LEAST),
        ("NewNet reaches about 80% accuracy on MMLU.", "80", "%", None, ResultBound.ABOUT),
        ("NewNet keeps the error rate on MMLU under 3%.", "3", "%", None, ResultBound.AT_MOST),
    ],
)
def test_numbers_in_words_ranges_and_bounds(
    text: str, value: str, unit: str, low: str | None, bound: ResultBound | None
) -> None:
    assert [(each.value, each.unit, each.low, each.bound) for each in read(text)] == [(value, unit, low, bound)]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("NewNet reaches 80.5% accuracy on MMLU in the zero-shot setting.", "in the zero-shot setting"),
        ("NewNet reaches 80.5% accuracy on the hard subset of MMLU.", "on the hard subset"),
        ("NewNet reaches an average accuracy of 80.5% on MMLU.", "average"),
        ("NewNet reaches 80.5% accuracy on MMLU with 4-bit weights.", "4-bit"),
        ("NewNet reaches 80.5% accuracy on MMLU.", None),
        ("With 5-shot prompts GPT-4 fails; NewNet reaches 80.5% accuracy on MMLU.", None),
    ],
)
def test_the_condition_of_a_figure(text: str, condition: str | None) -> None:
    (result,) = read(text)
    assert result.condition == condition
    assert result.comparable is (condition is None)


def test_what_the_model_is_in_the_paper() -> None:
    proposed, baseline = read("On MMLU, NewNet reaches 80.5% accuracy, while GPT-4 reaches 70.1% accuracy.")
    assert (proposed.model_role, baseline.model_role) == (ModelRole.PROPOSED, ModelRole.BASELINE)


def test_a_clear_result_is_surer_than_a_doubtful_one() -> None:
    (clear,) = read("NewNet achieves 73.2% accuracy on MMLU.")
    doubtful = read("Of 40.2% more is said there.")
    assert clear.confidence is not None
    assert all((each.confidence or 0) < clear.confidence for each in doubtful)


def test_results_of_a_title_are_read() -> None:
    title = tokenize("GPT-4 reaches 73.2% accuracy on MMLU", TextField.TITLE)
    assert [result.evidence.field for result in find_results([title], [], load_result_models())] == [TextField.TITLE]


PIECES = st.sampled_from(
    (*NAMES, *"(),;%$x-~\n7", "\\%", " ", " to ", "--", "from ", "by ", "and ", "respectively", "accuracy", "1.5", "00",
     "1,234", "99999999999", "outperforms", " over ", "we ", "which ", "\u0130", "\u0663")
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_hostile_text_is_read_without_error_and_with_exact_offsets(text: str) -> None:
    for result in read(text):
        evidence = result.evidence
        assert text[evidence.start : evidence.end] == evidence.text
        assert float(result.value) == float(result.value)
        assert abs(float(result.value)) < 1e8


@pytest.mark.parametrize("piece", ["NewNet reaches 1.5% over GPT-4 on MMLU and ", "On MMLU an accuracy of 1.5%, "])
def test_a_table_set_as_one_sentence_is_read_in_part(piece: str) -> None:
    assert len(read(piece * (20_000 // len(piece)) + "1.5% accuracy")) <= 50


def test_what_one_figure_of_a_run_says_holds_for_all() -> None:
    results = read("NewNet raises accuracy by 17.9 points on GSM8K, 11.0 on HELM and 3.9 on MMLU.")
    assert [(each.value, each.unit, each.on) for each in results] == [
        ("17.9", "points", "GSM8K"), ("11", "points", "HELM"), ("3.9", "points", "MMLU"),
    ]  # fmt: skip
    assert {(each.kind, each.metric, each.model) for each in results} == {
        (ResultKind.GAIN_ABSOLUTE, "accuracy", "NewNet")
    }


def test_a_bare_figure_of_a_run_takes_its_unit() -> None:
    results = read("NewNet outperforms GPT-4 by 34 and 10 points on MMLU and GSM8K, respectively.")
    assert [(each.value, each.unit, each.kind) for each in results] == [
        ("34", "points", ResultKind.GAIN_ABSOLUTE), ("10", "points", ResultKind.GAIN_ABSOLUTE),
    ]  # fmt: skip


def test_a_run_keeps_quantities_apart_that_each_figure_names() -> None:
    results = read("It yields relative improvements of 11.5% in recall and 7.5% in precision on MMLU.")
    assert [each.metric for each in results] == ["recall", "precision"]


def test_each_figure_has_the_metric_that_is_glued_to_it() -> None:
    results = read("NewNet obtains high recall (89.0%) but low precision (76.5%) on MMLU.")
    assert [(result.value, result.metric) for result in results] == [("89", "recall"), ("76.5", "precision")]


def test_a_score_after_a_gain_in_words_is_a_score() -> None:
    text = "NewNet achieves 28.4 BLEU on MMLU, improving over GPT-4 by more than two points, and 41.8 on GSM8K."
    kinds = {result.value: result.kind for result in read(text)}
    assert (kinds["28.4"], kinds["41.8"]) == (ResultKind.SCORE, ResultKind.SCORE)


@pytest.mark.parametrize(
    "share", ["of the performance of GPT-4", "of GPT-4's accuracy", "of the quality level of GPT-4"]
)
def test_a_share_of_a_reference_is_a_ratio(share: str) -> None:
    (result,) = read(f"NewNet reaches 97.3% {share} on MMLU.")
    assert (result.kind, result.comparable) == (ResultKind.RATIO, False)
