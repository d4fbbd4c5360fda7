"""Names of metrics: the longest, in any case, with exact places, their direction and quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.results.metrics import canonical_metric, find_metrics, fold_case, higher_is_better, metric_norm


def found(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.name) for one in find_metrics(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pass@1 of 3", [("pass@1", "pass@k")]), ("Pass@10", [("Pass@10", "pass@k")]),
        ("top-1 accuracy", [("top-1 accuracy", "top-1 accuracy")]),
        ("top-1 error rate", [("top-1 error rate", "top-1 error")]),
        ("Accuracies", [("Accuracies", "accuracy")]), ("macro-F1 score", [("macro-F1 score", "macro F1")]),
        ("F1", [("F1", "F1")]), ("F-score", [("F-score", "F1")]), ("mAP@50", [("mAP@50", "mAP")]),
        ("the map of it", [("map", "mAP")]), ("maps", []),
        ("AUC-ROC", [("AUC-ROC", "AUROC")]), ("sacreBLEU", [("sacreBLEU", "BLEU")]),
        ("ROUGE-L", [("ROUGE-L", "ROUGE")]),
        ("word error rate", [("word error rate", "word error rate")]), ("errors", [("errors", "error")]),
        ("attack success rate", [("attack success rate", "attack success rate")]),
        ("success rates", [("success rates", "success rate")]),
        ("reward model", []), ("rewards", [("rewards", "reward")]), ("memory", []),
        ("memory usage", [("memory usage", "memory")]), ("peak memory", [("peak memory", "memory")]),
        ("mean absolute error", [("mean absolute error", "MAE")]), ("R²", [("R²", "R²")]),
        ("inaccuracy", []), ("pre-recall", []), ("", []), ("nothing", []),
        ("precision and recall", [("precision", "precision"), ("recall", "recall")]),
        ("Fréchet Inception Distance", [("Fréchet Inception Distance", "FID")]),
    ],
)  # fmt: skip
def test_metrics_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@given(st.lists(st.sampled_from(["F1", "accuracy", "İ", " ", "-", "error rate", "pass@1", "x", "top-1 ", "é", "Σ"]),
                max_size=15).map("".join))  # fmt: skip
def test_places_are_exact_in_order_and_do_not_hang_on_case(text: str) -> None:
    last = 0
    for one in find_metrics(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end
    assert find_metrics(fold_case(text)) == find_metrics(text)


@given(st.text(max_size=30))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold_case(text)) == len(text)
    assert not text.isascii() or fold_case(text) == text.lower()


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("Accuracy", "accuracy"), ("ACCURACIES", "accuracy"), ("exact_match", "exact match"), ("f1_score", "F1"),
        ("macro_f1", "macro F1"), ("r^2", "R²"),
        ("BLEU-4", "BLEU-4"), ("top_5_accuracy", "top_5_accuracy"),
        ("recall@5", "recall@5"),
        ("pass@1", "pass@1"), ("top-1 accuracy", "top-1 accuracy"), ("accuracy on it", "accuracy on it"),
        ("", ""), ("tide height", "tide height"), ("mean accuracy", "mean accuracy"), ("WER", "word error rate"),
    ],
)  # fmt: skip
def test_what_somebody_else_calls_a_metric(name: str, canonical: str) -> None:
    assert canonical_metric(name) == canonical
    assert canonical_metric(canonical) == canonical


@pytest.mark.parametrize(
    ("metric", "up"),
    [("accuracy", True), ("ACCURACY", True), ("error", False), ("refusal rate", None), ("training loss", False),
     ("energy", False), ("tide height", None), ("", None), ("accuracy of error rate", False),
     ("number of hallucinations", False), ("loss ratio", None)],
)  # fmt: skip
def test_whether_more_is_better(metric: str, up: bool | None) -> None:
    assert higher_is_better(metric) is up


@pytest.mark.parametrize(
    ("metric", "norm"),
    [
        ("top-5 accuracy", "accuracy"), ("F-measure", "f1"), ("macro F1", "f1"), ("sacreBLEU", "bleu"),
        ("attack success rate", "attack success rate"), ("task success", "success rate"), ("mAP@50", "map"),
        ("map of places", "other"), ("RMSE", "rmse"), ("MSE", "mse"), ("word error rate", "wer"),
        ("root mean squared error", "mse"), ("speedup", "speedup"), ("runtime", "latency"),
        ("human score", "score"), ("performance", "performance"), ("overall performance", "other"), ("", "other"),
        ("expected error", "error"), ("rank correlation", "rank"), ("Spearman correlation", "correlation"),
    ],
)  # fmt: skip
def test_the_quantity_of_a_metric(metric: str, norm: str) -> None:
    assert metric_norm(metric) == norm
