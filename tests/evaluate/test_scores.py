"""The scorer: alignment, counts, intervals, comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.evaluate.calibration import expected_calibration_error, reliability
from kg.evaluate.differences import compare, find_errors
from kg.evaluate.gold import ScoredPaper, read_scored, scored_paper
from kg.evaluate.scores import evaluate
from kg.ground.errors import InputError


def paper(*entities: dict[str, Any], **more: Any) -> dict[str, ScoredPaper]:
    return {"p": scored_paper({"id": "p", "entities": entities, **more})}


def entity(name: str, *surfaces: str, type: str = "model", role: str = "uses", **more: Any) -> dict[str, Any]:
    mentions = [["abstract", surface] for surface in surfaces or (name,)]
    return {"name": name, "type": type, "role": role, "mentions": mentions, **more}


def test_a_perfect_prediction_scores_one_everywhere() -> None:
    gold = paper(entity("GSM8K", "GSM8k", type="benchmark", role="evaluatesOn"), entity("GPT-4"))
    report = evaluate(gold, gold)
    assert report.detection.f1.value == report.typed.f1.value == report.role.value == report.name.value == 1.0


def test_surfaces_match_whatever_their_case_spaces_and_hyphens() -> None:
    report = evaluate(paper(entity("Llama 2", "LLaMA-2")), paper(entity("llama2")))
    assert report.detection.recall.value == 1.0
    assert report.name.value == 1.0


def test_unsure_entities_count_neither_way() -> None:
    gold = paper(entity("GPT-4"), entity("Densing Law", unsure=True))
    found = evaluate(gold, paper(entity("GPT-4"), entity("Densing Law")))
    absent = evaluate(gold, paper(entity("GPT-4")))
    assert found.detection.f1.value == absent.detection.f1.value == 1.0


def test_alternatives_are_right_too() -> None:
    gold = paper(entity("HELM", type="benchmark", alt_type="method", role="introduces", alt_role="evaluatesOn"))
    report = evaluate(gold, paper(entity("HELM", type="method", role="evaluatesOn")))
    assert report.typed.f1.value == report.role.value == 1.0


def test_one_prediction_matches_one_gold_entity() -> None:
    gold = paper(entity("LLaMA", "Llama"), entity("Llama 2"))
    report = evaluate(gold, paper(entity("LLaMA", "Llama", "Llama 2")))
    assert report.detection.recall.hits == 1


def test_a_paper_without_prediction_is_named_and_counts_as_missed() -> None:
    report = evaluate(paper(entity("GPT-4")), {})
    assert report.missing == ("p",)
    assert report.detection.recall.value == 0.0


def test_topics_match_by_any_label() -> None:
    gold = paper(topics=[{"label": "test-time compute", "primary": True}, {"label": "survey", "primary": False}])
    found = paper(topics=[{"label": "test-time scaling", "alt_labels": ["test time compute"], "primary": True}])
    report = evaluate(gold, found)
    assert (report.topics.value, report.primary.value, report.topics_per_paper) == (0.5, 1.0, 1.0)


def test_results_match_by_figure_and_names() -> None:
    gold = paper(results=[{"model": "T5 (fine-tuned)", "on": "GLUE", "value": ">85.0"}])
    right = evaluate(gold, paper(results=[{"model": "T5", "on": None, "value": "85"}]))
    wrong = evaluate(gold, paper(results=[{"model": "BERT", "on": "GLUE", "value": "85"}]))
    assert (right.results.f1.value, wrong.results.f1.value) == (1.0, 0.0)


def test_intervals_hold_the_value_and_narrow_with_agreement() -> None:
    gold = {str(n): next(iter(paper(entity("GPT-4"), entity("BERT")).values())) for n in range(30)}
    half = {key: next(iter(paper(entity("GPT-4")).values())) for key in list(gold)[::2]}
    recall = evaluate(gold, half).detection.recall
    assert recall.low < recall.value < recall.high
    whole = evaluate(gold, gold).detection.recall
    assert whole.low == whole.high == 1.0


def test_calibration_error_is_the_distance_of_confidence_and_share() -> None:
    assert expected_calibration_error(reliability([(1.0, True)] * 5 + [(1.0, False)] * 5)) == 0.5
    assert expected_calibration_error(()) == 0.0


def test_an_accepted_alternative_counts_under_the_gold_class() -> None:
    """Precision and recall of a class stay below one where a benchmark is found as a dataset, and roles likewise."""
    gold = paper(
        entity("HELM", type="benchmark", alt_type="dataset", role="introduces", alt_role="evaluatesOn"),
        entity("C4", type="dataset", role="trainsOn"),
    )
    found = paper(entity("HELM", type="dataset", role="evaluatesOn"), entity("C4", type="model", role="uses"))
    report = evaluate(gold, found)
    assert (report.types["benchmark"].precision.value, report.types["benchmark"].recall.value) == (1.0, 1.0)
    assert (report.types["dataset"].precision.of, report.types["dataset"].recall.value) == (0, 0.0)
    assert report.roles["introduces"].recall.value == 1.0
    assert report.roles["evaluatesOn"].precision.value == 1.0, "who asks for evaluatesOn gets one that is right"
    assert (report.roles["trainsOn"].recall.value, report.roles["trainsOn"].recall.of) == (0.0, 1)


def test_a_link_is_whole_if_found_with_type_and_role() -> None:
    gold = paper(
        entity("HELM", type="benchmark", alt_type="dataset", role="introduces", alt_role="evaluatesOn"),
        entity("GPT-4", type="model", role="uses"), entity("C4", type="dataset", role="trainsOn"),
        entity("T5", type="model", role="uses"),
    )  # fmt: skip
    found = paper(
        entity("HELM", type="dataset", role="evaluatesOn", confidence=0.9),
        entity("GPT-4", type="model", role="evaluates", confidence=0.9), entity("C4", type="model", role="uses"),
        entity("Noise", type="model", role="uses", confidence=0.2),
    )  # fmt: skip
    report = evaluate(gold, found)
    assert (report.detection.precision.value, report.typed.precision.value) == (0.75, 0.5)
    assert (report.whole.precision.value, report.whole.recall.value, report.named.precision.value) == (0.25, 0.25, 0.25)
    assert report.strict.precision.hits == 0
    assert [(one.low, one.count, one.right) for one in report.reliability] == [
        (0.2, 1, 0.0), (0.9, 3, pytest.approx(1 / 3)),
    ], "the confidence is that of the whole link"  # fmt: skip


def test_a_whole_link_of_another_name_is_not_named() -> None:
    gold = paper(entity("Llama 2", "LLaMA-2", "L2", type="model", role="uses"))
    found = paper(entity("LLaMA", "LLaMA-2", type="model", role="uses"))
    report = evaluate(gold, found)
    assert (report.whole.f1.value, report.named.f1.value) == (1.0, 0.0)


def test_roles_have_precision_and_recall() -> None:
    gold = paper(entity("GPT-4", role="uses"), entity("BERT", role="comparesWith"))
    report = evaluate(gold, paper(entity("GPT-4", role="uses"), entity("BERT", role="uses")))
    assert (report.roles["uses"].precision.value, report.roles["uses"].recall.value) == (0.5, 1.0)
    assert report.roles["comparesWith"].recall.value == 0.0


def test_known_goes_by_the_prediction_for_precision_and_by_the_gold_for_recall() -> None:
    gold = paper(entity("GPT-4", known=True), entity("BERT", known=True), entity("NewNet", known=False))
    found = paper(entity("GPT-4", known=True), entity("NewNet", known=False), entity("Noise", known=False))
    report = evaluate(gold, found)
    assert (report.known.precision.value, report.known.recall.value) == (1.0, 0.5)
    assert (report.new.precision.value, report.new.recall.value) == (0.5, 1.0)
    assert report.new.f1.value == pytest.approx(2 / 3)


def test_reliability_counts_links_by_confidence() -> None:
    gold = paper(entity("GPT-4"), entity("BERT", unsure=True))
    found = paper(entity("GPT-4", confidence=0.95), entity("T5", confidence=0.91), entity("BERT", confidence=0.5))
    report = evaluate(gold, found)
    assert [(one.low, one.count, one.right) for one in report.reliability] == [(0.9, 2, 0.5)]
    assert report.calibration_error == pytest.approx(0.43)


def test_errors_and_changes_are_listed() -> None:
    gold = paper(entity("GPT-4"), entity("BERT", role="comparesWith"), entity("T5"))
    new = paper(entity("GPT-4", type="method"), entity("BERT", role="uses"), entity("Noise"))
    old = paper(entity("T5"))
    assert [(f.kind, f.name) for f in find_errors(gold, new)] == [
        ("false", "Noise"),
        ("miss", "T5"),
        ("role", "BERT"),
        ("type", "GPT-4"),
    ]
    assert [(f.kind, f.name) for f in compare(gold, new, old)] == [
        ("gained", "BERT"),
        ("gained", "GPT-4"),
        ("lost", "T5"),
    ]


@pytest.mark.parametrize("content", ["", "not json\n", '{"id": "x", "entities": [{}]}\n'])
def test_a_broken_gold_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=r"gold\.jsonl"):
        read_scored(path)


def test_a_missing_gold_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.jsonl"):
        read_scored(tmp_path / "nothing.jsonl")
