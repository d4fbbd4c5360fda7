"""Fitting: folds by paper, rare features dropped, a calibration that is one; training gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.ground.errors import InputError
from kg.linker.linker import load_linker
from kg.linker.models.linear import BinaryModel, ChoiceModel
from kg.linker.models.result_models import result_models_from_dict
from kg.linker.training.model_fit import ChoiceRow, Row, fit_binary, fit_calibration, fit_choice, fit_classes, folds
from kg.linker.training.result_examples import read_annotated_results
from kg.linker.training.result_trainer import train_results_on_files
from kg.linker.training.trainer import train_on_files

CONSTRUCTIONS = Path(__file__).parents[3] / "kg" / "linker" / "data" / "result-constructions.jsonl"
SMALL = Path(__file__).parents[2] / "evaluate" / "data" / "gold.small.jsonl"


def test_a_paper_is_held_out_once_and_whole() -> None:
    rows = [Row(f"paper {number % 20}", (str(number),)) for number in range(60)]
    dealt = list(folds(rows, 5))
    assert len(dealt) == 5
    assert sorted(row.features for held_out, _ in dealt for row in held_out) == sorted(row.features for row in rows)
    for held_out, rest in dealt:
        assert len(held_out) + len(rest) == len(rows)
        assert {row.paper for row in held_out}.isdisjoint(row.paper for row in rest)


def test_the_fold_of_a_paper_hangs_on_no_other() -> None:
    rows = [Row(f"paper {number}", ()) for number in range(20)]
    for (all_of_it, _), (half, _) in zip(folds(rows, 3), folds(rows[::2], 3), strict=True):
        assert half == [row for row in all_of_it if row in rows[::2]]


def test_features_of_few_papers_are_dropped_and_weights_count() -> None:
    pytest.importorskip("sklearn")
    rows = [Row(f"p{number}", ("bias", "good" if number % 2 else "bad")) for number in range(12)]
    rows += [Row("p0", ("bias", "good", "only-p0"))] * 5
    labels = [bool(number % 2) for number in range(12)] + [True] * 5
    weights = fit_binary(rows, labels, 1.0)
    assert weights.keys() <= {"bias", "good", "bad"}
    assert weights["good"] > 0 > weights["bad"]
    light = fit_binary([Row(row.paper, row.features, 0.01) for row in rows], labels, 1.0)
    assert 0 < light["good"] < weights["good"]
    both = list(zip(rows, labels, strict=True))
    fitted = fit_classes(rows, ["yes" if label else "no" for label in labels], 1.0)
    assert fitted["classes"] == ["no", "yes"]
    assert fitted["weights"]["good"][1] > fitted["weights"]["good"][0]
    three = fit_classes(rows, ["yes" if label else "no" if row.paper > "p3" else "?" for row, label in both], 1.0)
    assert [len(row) for row in three["weights"].values()] == [3] * len(three["weights"])


def test_calibration_turns_log_odds_into_frequencies() -> None:
    pytest.importorskip("sklearn")
    odds = [-4.0] * 10 + [4.0] * 10  # as if one in 55 were wrong
    labels = [number in (0, 1) or number >= 12 for number in range(20)]  # two in ten are
    scale, shift = fit_calibration(odds, labels, [1.0] * len(odds))
    model = BinaryModel({"low": -4.0, "high": 4.0}, scale, shift)
    assert model.probability(["low"]) == pytest.approx(0.2, abs=0.01)
    assert model.probability(["high"]) == pytest.approx(0.8, abs=0.01)


def test_the_order_of_files_and_papers_changes_no_byte(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    lines = SMALL.read_text("utf-8").splitlines(keepends=True)[:12]
    written = []
    for number, parts in enumerate([[lines[:7], lines[7:]], [lines[:6:-1], lines[6::-1]]]):
        files = [tmp_path / f"{number}-{part}.jsonl" for part in range(2)]
        for file, part in zip(files, parts, strict=True):
            file.write_text("".join(part), "utf-8")
        train_on_files(files, tmp_path / f"{number}.json")
        written.append((tmp_path / f"{number}.json").read_bytes())
    assert written[0] == written[1]


def test_a_choice_goes_to_the_candidate_that_looks_like_the_right_ones() -> None:
    pytest.importorskip("sklearn")
    rows = [
        ChoiceRow(f"p{number}", (("near",), ("far",), ("none",)), frozenset({0} if number % 4 else {2}))
        for number in range(12)
    ]
    model = ChoiceModel(fit_choice(rows, 1.0))
    near, far, none = model.probabilities([("near",), ("far",), ("none",)])
    assert near > none > far
    assert near + far + none == pytest.approx(1)
    assert near == pytest.approx(0.75, abs=0.15)  # nine of twelve
    with pytest.raises(ValueError, match="no right candidate"):
        fit_choice([ChoiceRow("p", (("near",),), frozenset())], 1.0)


def test_models_of_results_learn_and_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    half = tmp_path / "half.jsonl"
    half.write_text("".join(CONSTRUCTIONS.read_text("utf-8").splitlines(keepends=True)[::2]), "utf-8")
    made = [train_results_on_files([half], tmp_path / name, load_linker()) for name in ("a.json", "b.json")]
    assert made[0] == made[1]
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert made[0].results > 90
    models = result_models_from_dict(orjson.loads((tmp_path / "a.json").read_bytes()))
    assert models.reported.weights.keys() > {"unit:%"}
    assert all(each.weights for each in (models.on, models.model, models.metric))
    assert 0 < models.confidence([0.5] * 5) < models.confidence([0.9] * 5) < 1


def test_a_file_of_results_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    for text, problem in (
        ('{"id": "a", "title": "A", "results": [{"model": "B"}]}', "no value"),
        ('{"id": "a", "title": "A"}', "no results"),
        ('{"id": "a", "title": "A", "results": [{"value": 1, "quote": {}}, {"value": 2}]}', "quote"),
    ):
        file.write_text(text + "\n", "utf-8")
        with pytest.raises(InputError, match=problem):
            read_annotated_results(file)
