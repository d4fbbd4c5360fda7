"""A floor under the shipped models: no change of rules, catalogue or weights may cost what is listed here unnoticed.

Two sets of papers. The small one was written for this test and no model was trained on it; the 190 annotated papers of
the shared folder were trained on, so their figures are no estimate of quality (``docs/quality.md`` has those), only a
floor. A floor lies two to four points below what was measured when it was set; raise it when the linker gets better.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from kg.evaluate.gold import read_scored, scored_paper
from kg.evaluate.predictions import predict
from kg.evaluate.scores import Report, evaluate
from kg.linker.linker import load_linker
from kg.linker.training.examples import read_annotations

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "evaluate" / "data" / "gold.small.jsonl"
SHARED = Path(os.environ.get("PAPERATLAS_SHARED") or ROOT.parent / "shared") / "evaluation" / "gold.dev.jsonl"

FIGURES: dict[str, Callable[[Report], float]] = {
    "whole links F1": lambda report: report.whole.f1.value,
    "detection precision": lambda report: report.detection.precision.value,
    "detection recall": lambda report: report.detection.recall.value,
    "detection F1": lambda report: report.detection.f1.value,
    "typed F1": lambda report: report.typed.f1.value,
    "role accuracy": lambda report: report.role.value,
    "canonical name accuracy": lambda report: report.name.value,
    "primary topic recall": lambda report: report.primary.value,
    "results precision": lambda report: report.results.precision.value,
    "results recall": lambda report: report.results.recall.value,
}
SMALL_FLOORS = {
    "whole links F1": 0.70,
    "detection precision": 0.97,
    "detection recall": 0.89,
    "detection F1": 0.93,
    "typed F1": 0.92,
    "role accuracy": 0.77,
    "canonical name accuracy": 0.94,
    "primary topic recall": 0.44,
}
SHARED_FLOORS = {
    "whole links F1": 0.93,
    "detection precision": 0.95,
    "detection recall": 0.93,
    "detection F1": 0.95,
    "typed F1": 0.94,
    "role accuracy": 0.97,
    "canonical name accuracy": 0.95,
    "primary topic recall": 0.56,
    # These papers have results of named models only; others that are read count as wrong here.
    "results precision": 0.65,
    "results recall": 0.8,
}


@lru_cache(maxsize=2)
def report_of(path: Path) -> Report:
    predicted = {line["id"]: scored_paper(line) for line in predict(read_annotations(path), load_linker())}
    return evaluate(read_scored(path), predicted)


@pytest.mark.parametrize("figure", SMALL_FLOORS)
def test_small_gold(figure: str) -> None:
    assert FIGURES[figure](report_of(SMALL)) >= SMALL_FLOORS[figure]


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared annotated papers")
@pytest.mark.parametrize("figure", SHARED_FLOORS)
def test_shared_gold(figure: str) -> None:
    assert FIGURES[figure](report_of(SHARED)) >= SHARED_FLOORS[figure]


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared annotated papers")
def test_shared_gold_has_few_topics_a_paper_and_calibrated_links() -> None:
    report = report_of(SHARED)
    assert report.topics_per_paper <= 8
    links = sum(each.count for each in report.reliability)
    right, said = (sum(each.count * getattr(each, name) for each in report.reliability) / links
                   for name in ("right", "confidence"))  # fmt: skip
    assert said <= right, "of papers that the models have seen more is right than they say"
    assert report.calibration_error <= 0.1
