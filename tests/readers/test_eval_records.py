"""Records of Every Eval Ever: every form of a file, what a score says, and what a broken record costs."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.ground.errors import InputError
from kg.ground.imported_result import ImportedResult
from kg.readers.json.eval_records import sniff
from kg.readers.read_files import read_inputs, read_papers
from kg.readers.reader_registry import READERS, SCORE_READERS

SCORE: dict[str, Any] = {
    "evaluation_name": "quayset.night",
    "source_data": {"dataset_name": "QuaySet", "source_type": "hf_dataset", "hf_repo": "harbour/quayset"},
    "metric_config": {
        "metric_id": "accuracy", "metric_name": "Accuracy", "metric_unit": "percent", "lower_is_better": False,
        "score_type": "continuous", "min_score": 0, "max_score": 100,
    },
    "score_details": {"score": 69.40},
}  # fmt: skip
RECORD: dict[str, Any] = {
    "schema_version": "0.3.0",
    "evaluation_id": "quay-board/harbour_lm-2/1750000000",
    "retrieved_timestamp": "1750000001.5",
    "source_metadata": {
        "source_name": "Quay <b>Board</b>", "source_type": "documentation", "source_organization_name": "Quay Lab",
        "source_organization_url": "https://quay.example/board", "evaluator_relationship": "third_party",
    },
    "eval_library": {"name": "unknown", "version": "unknown"},
    "model_info": {
        "name": "HarbourLM 2", "id": "harbour/lm-2", "developer": "Harbour Lab",
        "additional_details": {"deployment_type": "unknown", "model_availability": "unknown"},
    },
    "evaluation_results": [SCORE],
}  # fmt: skip


def _changed(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The record with a value at a path, e.g. ``model_info.id``; None takes it out."""
    copy = deepcopy(record)
    *parents, last = [int(name) if name.isdigit() else name for name in path.split(".")]
    place: Any = copy
    for name in parents:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return copy


def _read(path: Path, content: bytes) -> tuple[list[ImportedResult], list[str]]:
    path.write_bytes(content)
    faults: list[InputError] = []
    found = [each for each in read_inputs(path, on_fault=faults.append) if isinstance(each, ImportedResult)]
    return found, [str(fault) for fault in faults]


FORMS: dict[str, Callable[[list[Any]], bytes]] = {
    "lines": lambda records: b"\n".join(map(orjson.dumps, records)),
    "array": lambda records: orjson.dumps(records),
    "spread": lambda records: b"\n".join(orjson.dumps(each, option=orjson.OPT_INDENT_2) for each in records),
    "packed": lambda records: gzip.compress(orjson.dumps(records)),
    "marked": lambda records: b"\xef\xbb\xbf" + orjson.dumps(records),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_scores(form: str, tmp_path: Path) -> None:
    other = _changed(RECORD, "evaluation_results.0.score_details.score", 7)
    found, faults = _read(tmp_path / "board.json", FORMS[form]([RECORD, other]))
    assert faults == []
    assert [(each.value, each.source.position, each.source.format) for each in found] == [
        ("69.4", 1, "every-eval-ever"), ("7", 2, "every-eval-ever")
    ]  # fmt: skip


def test_a_score_says_what_its_record_says(tmp_path: Path) -> None:
    (score,), _ = _read(tmp_path / "one.json", orjson.dumps(RECORD))
    assert (score.venue, score.organisation, score.url) == (
        "Quay <b>Board</b>",
        "Quay Lab",
        "https://quay.example/board",
    )
    assert (score.record, score.position, score.date) == ("quay-board/harbour_lm-2/1750000000", 1, "2025-06-15")
    assert (score.model, score.model_id, score.developer) == ("HarbourLM 2", "harbour/lm-2", "Harbour Lab")
    assert (score.data, score.hub_id, score.test) == ("QuaySet", "harbour/quayset", "quayset.night")
    assert (score.metric, score.unit, score.higher_is_better) == ("Accuracy", "%", True)


def test_what_a_record_calls_unknown_or_leaves_out_is_not_known(tmp_path: Path) -> None:
    bare = _changed(_changed(RECORD, "source_metadata.source_name", None), "model_info.developer", "unknown")
    bare = _changed(_changed(bare, "source_metadata.source_organization_url", None), "evaluation_results.0", {
        "evaluation_name": "QuaySet", "source_data": {"dataset_name": "QuaySet", "source_type": "other"},
        "metric_config": {"metric_id": "elo", "lower_is_better": True}, "score_details": {"score": -3e-7},
    })  # fmt: skip
    (score,), faults = _read(tmp_path / "one.json", orjson.dumps(bare))
    assert faults == []
    assert (score.venue, score.url, score.developer, score.hub_id) == ("Quay Lab", None, None, None)
    assert (score.metric, score.unit, score.higher_is_better, score.value) == ("elo", None, False, "-0.0000003")


@pytest.mark.parametrize(
    ("names", "metric"),
    [
        ({"metric_name": "Exact match", "metric_id": "em", "metric_kind": "accuracy"}, "Exact match"),
        ({"metric_name": " ", "metric_id": "em", "metric_kind": "accuracy"}, "em"),
        ({"metric_kind": "accuracy"}, "accuracy"),
        ({}, "score"),
    ],
)
def test_a_metric_has_the_first_name_that_is_given(names: dict[str, str], metric: str, tmp_path: Path) -> None:
    record = _changed(RECORD, "evaluation_results.0.metric_config", {"lower_is_better": False, **names})
    (score,), _ = _read(tmp_path / "one.json", orjson.dumps(record))
    assert score.metric == metric


@pytest.mark.parametrize("end", ["Infinity", "-Infinity", 0, 1.5])
def test_bounds_may_be_open_or_numbers(end: object, tmp_path: Path) -> None:
    record = _changed(RECORD, "evaluation_results.0.metric_config.min_score", end)
    found, faults = _read(tmp_path / "one.json", orjson.dumps(record))
    assert (len(found), faults) == (1, [])


BROKEN_RECORDS: dict[str, tuple[dict[str, Any], str]] = {
    "older": (_changed(RECORD, "schema_version", "0.2.2"), "schema_version is '0.2.2'; convert the record to 0.3.0"),
    "newer": (_changed(RECORD, "schema_version", "1.0.0"), "schema_version is '1.0.0'; convert the record to 0.3.0"),
    "number": (_changed(RECORD, "schema_version", 0.3), "schema_version is 0.3; convert"),
    "none": (_changed(RECORD, "schema_version", None), "there is no schema_version; convert"),
    "no model": (_changed(RECORD, "model_info", None), "the record: object missing required field `model_info`; mend"),
    "no id": (_changed(RECORD, "model_info.id", None), "model_info: object missing required field `id`"),
    "id": (_changed(RECORD, "model_info.id", 7), "model_info.id: expected `str`, got `int`; mend"),
    "blank": (_changed(RECORD, "model_info.name", " \u200b"), "model_info.name is empty; mend"),
    "long": (_changed(RECORD, "evaluation_id", "x" * 301), "evaluation_id has 301 characters, and a name has at most"),
    "time": (_changed(RECORD, "retrieved_timestamp", "today"), "retrieved_timestamp is 'today', no Unix time; write"),
    "far": (_changed(RECORD, "retrieved_timestamp", "1e300"), "retrieved_timestamp is '1e300', no Unix time; write"),
    "nan": (_changed(RECORD, "retrieved_timestamp", "nan"), "retrieved_timestamp is 'nan', no Unix time; write"),
    "no list": (_changed(RECORD, "evaluation_results", {}), "evaluation_results: expected `array`, got `object`"),
}


@pytest.mark.parametrize("name", BROKEN_RECORDS)
def test_a_broken_record_costs_itself_and_is_named(name: str, tmp_path: Path) -> None:
    record, message = BROKEN_RECORDS[name]
    path = tmp_path / "board.jsonl"
    found, faults = _read(path, FORMS["lines"]([RECORD, record, RECORD]))
    assert [each.source.position for each in found] == [1, 3]
    (fault,) = faults
    assert fault.startswith(f"{path}:2: {message}"), fault


AT = "evaluation_results[1]"
BROKEN_SCORES: dict[str, tuple[str, Any, str]] = {
    "no score": ("score_details.score", None, f"{AT}.score_details: object missing required field `score`; mend"),
    "text": ("score_details.score", "69.4", f"{AT}.score_details.score: expected `float`, got `str`; mend"),
    "truth": ("score_details.score", True, f"{AT}.score_details.score: expected `float`, got `bool`; mend"),
    "huge": ("score_details.score", 1e15, f"{AT}.score_details.score is 1000000000000000.0, which no score can be"),
    "unit": ("score_details.score", 6940, f"{AT}.score_details.score is 6940.0, beyond its bounds 0.0 to 100.0; write"),
    "below": ("score_details.score", -0.1, f"{AT}.score_details.score is -0.1, beyond its bounds 0.0 to 100.0; write"),
    "direction": ("metric_config.lower_is_better", None, f"{AT}.metric_config: object missing required field"),
    "levels": ("metric_config.score_type", "levels", f"{AT}.metric_config: the score is the number of a level"),
    "type": ("metric_config.score_type", "stars", f"{AT}.metric_config.score_type: invalid enum value 'stars'"),
    "metric": ("metric_config.metric_name", "m" * 301, f"{AT}.metric_config.metric_name has 301 characters"),
    "data": ("source_data", [], f"{AT}.source_data: expected `object`, got `array`; mend"),
    "blank": ("source_data.dataset_name", "", f"{AT}.source_data.dataset_name is empty; mend"),
}


@pytest.mark.parametrize("name", BROKEN_SCORES)
def test_a_broken_score_costs_itself_and_is_named(name: str, tmp_path: Path) -> None:
    field, value, message = BROKEN_SCORES[name]
    record = {**RECORD, "evaluation_results": [SCORE, _changed(SCORE, field, value), SCORE]}
    path = tmp_path / "board.json"
    found, (fault,) = _read(path, orjson.dumps(record, option=orjson.OPT_INDENT_2))
    assert [each.position for each in found] == [1, 3]
    assert fault.startswith(f"{path}:1: {message}"), fault


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_what_is_no_finite_number_is_no_score(number: bytes, tmp_path: Path) -> None:
    content = orjson.dumps({**RECORD, "evaluation_results": [SCORE, SCORE]}).replace(b"69.4", number, 1)
    found, (fault,) = _read(tmp_path / "one.json", content)
    assert [each.position for each in found] == [2]
    assert "evaluation_results[0].score_details.score" in fault


def test_a_document_that_ends_early_keeps_its_whole_records(tmp_path: Path) -> None:
    found, (fault,) = _read(tmp_path / "cut.json", orjson.dumps([RECORD, RECORD])[:-40])
    assert len(found) == 1
    assert fault.endswith("the document ends inside a record; download it again")


def test_a_file_without_any_score_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the file holds no scores; check that it is scores of leaderboards"):
        _read(tmp_path / "none.json", orjson.dumps({**RECORD, "evaluation_results": []}))


def test_half_a_character_is_a_fault_of_its_record(tmp_path: Path) -> None:
    content = orjson.dumps([RECORD, RECORD]).replace(b'"metric_id"', b'"\\ud800"', 1)
    found, (fault,) = _read(tmp_path / "half.json", content)
    assert len(found) == 1
    assert "half a character (\\ud800)" in fault


def test_where_papers_are_wanted_the_error_says_where_scores_go(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_bytes(orjson.dumps(RECORD))
    with pytest.raises(InputError, match=r"Every Eval Ever 0\.3\.0, and no papers; give it to paperatlas build or add"):
        list(read_papers(path))


def test_papers_are_no_records_and_records_no_papers() -> None:
    assert not set(READERS) & set(SCORE_READERS)
    assert sniff(orjson.dumps([RECORD]))
    paper = {"title": "On records", "abstract": orjson.dumps(RECORD).decode(), "results": [{"title": "model_info"}]}
    assert not sniff(orjson.dumps(paper))
    assert not sniff(b'{"model_info": {}, "evaluation_id": "7"}'), "two keys alone may be anybody's"
