"""Figures read from sentences: what counts, who reached them, on what, compared with whom."""

from __future__ import annotations

import pytest

from kg.ground.records import Artifact, Evidence, Link, Result
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField
from kg.linker.metrics import find_metrics
from kg.linker.results import find_results
from kg.linker.tokens import tokenize

NAMES = {
    "NewNet": (ArtifactType.MODEL, Role.INTRODUCES),
    "GPT-4": (ArtifactType.MODEL, Role.COMPARES_WITH),
    "Gorilla": (ArtifactType.MODEL, Role.COMPARES_WITH),
    "MMLU": (ArtifactType.BENCHMARK, Role.EVALUATES_ON),
    "GSM8K": (ArtifactType.BENCHMARK, Role.EVALUATES_ON),
}


def read(text: str) -> list[Result]:
    links = []
    for name, (kind, role) in NAMES.items():
        starts = [index for index in range(len(text)) if text.startswith(name, index)]
        evidence = tuple(Evidence(TextField.ABSTRACT, start, start + len(name), name, 0, len(text)) for start in starts)
        if evidence:
            links.append(Link(Artifact(name, name, (kind,)), kind, role, 0.9, evidence))
    return find_results(tokenize(text), links)


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
        ("NewNet achieves 73.2% accuracy on MMLU.", ResultKind.ABSOLUTE),
        ("NewNet outperforms GPT-4 by 3.2 points on MMLU.", ResultKind.ABSOLUTE_GAIN),
        ("NewNet outperforms GPT-4 by 12% on MMLU.", ResultKind.RELATIVE_GAIN),
        ("NewNet yields an absolute improvement of 12% on MMLU.", ResultKind.ABSOLUTE_GAIN),
        ("NewNet is 5x faster than GPT-4.", ResultKind.RELATIVE_GAIN),
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
        "We test NewNet with 95% confidence on MMLU.",
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
