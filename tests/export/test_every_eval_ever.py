"""Records of Every Eval Ever: what is taken, what is said of it, and that the schema allows it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.export.every_eval_ever import eval_records, write_eval_records
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import Network, to_networkx
from kg.ground.errors import OutputError
from kg.ground.records import Artifact, Paper, Reading, Result
from kg.ground.schema import ArtifactType, ModelRole, ResultBound, ResultKind, Role
from tests import samples

SCHEMA = "EVERY_EVAL_EVER_SCHEMA"  # the path of eval.schema.json, where somebody has it
TEXT = "HarbourLM <b>2</b> answers 71.50% of QuayBench and 8.2 of MoorTest, where GPT-4o answers 69% of QuayBench."
LAB, OTHER_LAB = "Harbour Lab", "OpenAI"
OWN = Artifact("harbourlm-2", "HarbourLM <b>2</b>", (ArtifactType.MODEL,), known=False, organisation=LAB, source="text")
QUAY = Artifact("quaybench", "QuayBench", (ArtifactType.BENCHMARK,), hub_id="harbour/quaybench")
MOOR = Artifact("moortest", "MoorTest", (ArtifactType.BENCHMARK,), url="https://moor.example/test")
ARTIFACTS = (OWN, samples.GPT_4O, QUAY, MOOR)


def _paper(**facts: Any) -> Paper:
    return Paper(title="HarbourLM & Co", abstract=TEXT, date="2025-03", organisation=LAB, arxiv="2503.00001", **facts)


def _result(words: str, **facts: Any) -> Result:
    usual: dict[str, Any] = {
        "model": OWN.slug, "on": QUAY.slug, "metric": "accuracy", "value": "71.5", "unit": "%", "confidence": 0.8,
        "kind": ResultKind.SCORE, "evidence": samples.evidence(_paper(), words), "higher_is_better": True,
    }  # fmt: skip
    return Result(**{**usual, **facts})


SCORE = _result("71.50%")
OF_OTHERS = _result("69%", model=samples.GPT_4O.slug, value="69", model_role=ModelRole.BASELINE)
OF_MOOR = _result("8.2", on=MOOR.slug, metric="score", value="8.2", unit=None)


def _network(*results: Result, paper: Paper | None = None, own: Role = Role.USES) -> Network:
    paper = paper or _paper()
    names = {OWN: "HarbourLM <b>2</b>", samples.GPT_4O: "GPT-4o", QUAY: "QuayBench", MOOR: "MoorTest"}
    roles = {OWN: own, samples.GPT_4O: Role.COMPARES_WITH, QUAY: Role.EVALUATES_ON, MOOR: Role.EVALUATES_ON}
    links = tuple(samples.link(paper, artifact, roles[artifact], names[artifact]) for artifact in ARTIFACTS)
    return to_networkx(graph_records([Reading(paper, links, (), results)], samples.catalogue(), samples.scheme()))


def _records(*results: Result, **facts: Any) -> list[dict[str, Any]]:
    return list(eval_records(_network(*results, **facts), 1_700_000_000))


def test_a_model_s_results_in_a_paper_are_one_record_with_its_source_and_words() -> None:
    (record,) = _records(SCORE, OF_MOOR)
    source = record["source_metadata"]
    assert (record["schema_version"], record["retrieved_timestamp"]) == ("0.3.0", "1700000000")
    assert record["evaluation_id"] == "2503.00001/harbourlm-2/2025-03"
    assert (source["source_name"], source["source_organization_name"]) == ("HarbourLM & Co", LAB)
    assert source["source_type"] == "documentation"
    assert source["additional_details"]["url"] == "https://arxiv.org/abs/2503.00001"
    assert record["model_info"]["name"] == "HarbourLM <b>2</b>", "names are JSON, and nobody's HTML"
    assert record["model_info"]["id"] == "harbour-lab/harbourlm-2"
    results = {each["evaluation_name"]: each for each in record["evaluation_results"]}
    assert set(results) == {"QuayBench", "MoorTest"}
    score = results["QuayBench"]["score_details"]
    assert (score["score"], score["details"]["value"], score["details"]["exact_words"]) == (71.5, "71.5", "71.50%")
    assert (score["details"]["sentence"], score["details"]["confidence"]) == (TEXT, "0.8")


def test_a_metric_says_its_unit_direction_and_the_bounds_that_follow_from_them() -> None:
    (record,) = _records(SCORE, OF_MOOR)
    metrics = {each["evaluation_name"]: each["metric_config"] for each in record["evaluation_results"]}
    assert metrics["QuayBench"] == {
        "metric_id": "accuracy", "metric_name": "accuracy", "metric_unit": "percent", "lower_is_better": False,
        "score_type": "continuous", "min_score": 0.0, "max_score": 100.0,
    }  # fmt: skip
    assert metrics["MoorTest"] == {"metric_id": "moortest.score", "metric_name": "score", "lower_is_better": False}
    (errors,) = _records(replace(SCORE, metric="word error rate", higher_is_better=False, value="104"))
    metric = errors["evaluation_results"][0]["metric_config"]
    assert (metric["metric_id"], metric["lower_is_better"]) == ("word-error-rate", True)
    assert not {"score_type", "min_score", "max_score"} & metric.keys(), "a rate of errors may be above 100 %"


def test_what_was_tested_on_is_a_dataset_of_the_hub_or_a_page_or_a_name() -> None:
    unknown = replace(SCORE, on="mmlu-pro")
    network = _network(SCORE, OF_MOOR, unknown)
    network.add_node("artifact/mmlu-pro", kind="benchmark", label="MMLU-Pro", types=["benchmark"])
    (record,) = eval_records(network, 0)
    sources = {each["evaluation_name"]: each["source_data"] for each in record["evaluation_results"]}
    assert (sources["QuayBench"]["source_type"], sources["QuayBench"]["hf_repo"]) == ("hf_dataset", "harbour/quaybench")
    assert (sources["MoorTest"]["source_type"], sources["MoorTest"]["url"]) == ("url", ["https://moor.example/test"])
    assert sources["MMLU-Pro"]["source_type"] == "other"


@pytest.mark.parametrize(
    ("result", "paper", "own", "relationship"),
    [
        (SCORE, _paper(), Role.INTRODUCES, "first_party"),
        (replace(SCORE, model_role=ModelRole.PROPOSED), replace(_paper(), organisation=None), Role.USES, "first_party"),
        (SCORE, _paper(), Role.USES, "first_party"),
        (OF_OTHERS, _paper(), Role.USES, "third_party"),
        (OF_OTHERS, replace(_paper(), organisation=None), Role.USES, "other"),
    ],
    ids=["introduces it", "proposes it", "same organisation", "another organisation", "not known"],
)
def test_who_reports_is_related_to_the_model_as_the_graph_says(
    result: Result, paper: Paper, own: Role, relationship: str
) -> None:
    (record,) = _records(result, paper=paper, own=own)
    assert record["source_metadata"]["evaluator_relationship"] == relationship


@pytest.mark.parametrize(
    "change",
    [
        {"confidence": 0.499},
        {"bound": ResultBound.ABOUT},
        {"condition": "5-shot"},
        {"kind": ResultKind.GAIN_ABSOLUTE},
        {"metric": None},
        {"model_role": ModelRole.HUMAN},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_rankings_leave_out_is_no_record(change: dict[str, Any]) -> None:
    assert len(_records(SCORE, OF_OTHERS)) == 2
    assert [each["model_info"]["name"] for each in _records(replace(SCORE, **change), OF_OTHERS)] == ["GPT-4o"]


def test_the_threshold_itself_and_no_confidence_are_in() -> None:
    assert _records(replace(SCORE, confidence=0.5))
    (record,) = _records(replace(SCORE, confidence=None))
    assert "confidence" not in record["evaluation_results"][0]["score_details"]["details"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": "NaN"}, "no finite number"),
        ({"value": "9" * 400}, "no finite number"),
        ({"value": "seventy"}, "no finite number"),
    ],
    ids=["nan", "huge", "words"],
)
def test_what_the_schema_cannot_hold_is_left_out_and_reported(
    change: dict[str, Any], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert len(_records(replace(SCORE, **change), OF_OTHERS)) == 1
    assert "1 comparable result is left out" in caplog.text
    assert reason in caplog.text


def test_the_file_is_json_lines_of_the_moment_or_of_the_given_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.jsonl"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    write_eval_records(_network(SCORE, OF_OTHERS), path)
    lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    assert [each["retrieved_timestamp"] for each in lines] == ["1600000000"] * 2
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    write_eval_records(_network(SCORE), path)
    assert int(orjson.loads(path.read_bytes())["retrieved_timestamp"]) > 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "-1")
    with pytest.raises(OutputError, match="SOURCE_DATE_EPOCH: '-1' is no time; give whole seconds"):
        write_eval_records(_network(SCORE), path)


REQUIRED = {"schema_version", "evaluation_id", "retrieved_timestamp", "source_metadata", "model_info", "eval_library",
            "evaluation_results"}  # fmt: skip


def test_the_records_have_what_the_schema_requires() -> None:
    for record in _records(SCORE, OF_MOOR, OF_OTHERS):
        assert set(record) == REQUIRED
        details = record["model_info"]["additional_details"]
        assert (details["deployment_type"], details["model_availability"]) == ("unknown", "unknown")
        for block in (record["source_metadata"], record["model_info"]):
            assert {type(each) for each in block["additional_details"].values()} == {str}
        for result in record["evaluation_results"]:
            assert {"evaluation_name", "source_data", "metric_config", "score_details"} <= set(result)
            assert {type(each) for each in result["score_details"]["details"].values()} == {str}
            assert type(result["score_details"]["score"]) is float
            assert type(result["metric_config"]["lower_is_better"]) is bool


def test_the_real_schema_allows_the_records() -> None:
    given = os.environ.get(SCHEMA)
    if not given:
        pytest.skip(f"{SCHEMA} names no eval.schema.json")
    jsonschema = pytest.importorskip("jsonschema")
    schema = orjson.loads(Path(given).read_bytes())
    assert schema["version"] == "0.3.0"
    validator = jsonschema.Draft7Validator(schema)
    records = _records(SCORE, OF_MOOR, OF_OTHERS)
    assert len(records) == 2
    for record in records:
        validator.validate(record)
        assert not validator.is_valid({**record, "schema": "more"}), "the schema is closed"
