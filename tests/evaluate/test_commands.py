"""``paperatlas evaluate``, ``explain`` and ``train``, in this process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli.main import main
from kg.evaluate.predictions import predict
from kg.linker.linker import load_linker
from kg.linker.training.examples import read_annotations

SMALL = Path(__file__).parent / "data" / "gold.small.jsonl"


def table(output: str) -> dict[str, list[str]]:
    """The first table of an output by the first cell of its rows."""
    lines = output.split("\n\n")[0].splitlines()
    return {cells[0].strip(): cells[1:] for cells in (line.split("\t") for line in lines)}


def test_evaluate_links_the_gold_s_own_texts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kept = tmp_path / "predictions.jsonl"
    assert main(["evaluate", str(SMALL), "--to", str(kept), "-q"]) == 0
    first = capsys.readouterr().out
    rows = table(first)
    assert rows["score"] == ["precision", "recall", "F1", "accuracy", "of"]
    for name in ("detection", "typed", "model", "new", "known to the catalogue", "role", "introduces", "canonical name",
                 "topics", "primary", "results"):  # fmt: skip
        assert name in rows
    assert "expected calibration error\t" in first
    assert main(["evaluate", str(SMALL), "--predictions", str(kept)]) == 0
    assert capsys.readouterr().out == first


def test_evaluate_lists_errors_and_changes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    papers = read_annotations(SMALL)
    lines = list(predict(papers, load_linker()))
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    new.write_text("".join(json.dumps(line) + "\n" for line in lines[1:]))
    lines[1]["entities"] = []
    old.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["evaluate", str(SMALL), "--predictions", str(new), "--compare", str(old), "--errors"]) == 0
    output = capsys.readouterr()
    assert "warning: 1 papers have no prediction, small-01 among them" in output.err
    assert "lost\tsmall-01\tTideQA" in output.out
    assert "gained\tsmall-02\tTwicePrune" in output.out
    assert "miss\tsmall-01\tTideQA\tbenchmark introduces\t" in output.out
    assert main(["evaluate", str(SMALL), "--predictions", str(new), "--compare", str(old), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {"kind": "lost", "paper": "small-01", "name": "TideQA", "expected": "", "found": ""} in data["changes"]
    assert data["scores"]["detection"]["recall"]["hits"] != data["old_scores"]["detection"]["recall"]["hits"]


def test_ids_may_be_numbers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(read_annotations(SMALL)[0] | {"id": 7}))
    assert main(["evaluate", str(gold), "-q"]) == 0
    output = capsys.readouterr()
    assert "no prediction" not in output.err
    assert float(table(output.out)["detection"][2].split()[0]) > 0


def write_twelve_papers(folder: Path) -> Path:
    """The first twelve annotated papers: enough to learn from."""
    path = folder / "gold.jsonl"
    path.write_text("".join(SMALL.read_text(encoding="utf-8").splitlines(keepends=True)[:12]), encoding="utf-8")
    return path


def test_train_then_evaluate_with_the_weights(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    gold, weights = write_twelve_papers(tmp_path), tmp_path / "weights.json"
    assert main(["train", str(gold), "--out", str(weights)]) == 0
    assert "papers\t12" in capsys.readouterr().out
    assert main(["evaluate", str(gold), "--weights", str(weights), "-q"]) == 0
    seen = float(table(capsys.readouterr().out)["detection"][2].split()[0])
    assert seen > 0.8, "models know the papers they were trained on"


def test_cross_validation_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    gold = write_twelve_papers(tmp_path)
    assert main(["evaluate", str(gold), "--cross-validate", "2", "-q"]) == 0
    assert "detection" in table(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["evaluate", "nothing.jsonl"], 1, "nothing.jsonl: No such file"),
        (["evaluate", str(SMALL), "--weights", str(SMALL)], 1, "no models"),
        (["evaluate", str(SMALL), "--weights", "nothing.json"], 1, "nothing.json: No such file"),
        (["evaluate", str(SMALL), "--weights", "a", "--predictions", "b"], 2, "exclude each other"),
        (["evaluate", str(SMALL), "--with", str(SMALL)], 2, "--with and --sentences are for --cross-validate"),
        (["evaluate", str(SMALL), "--cross-validate", "99", "-q"], 1, "cannot be dealt into 99 folds"),
        (["evaluate", str(SMALL), "--to", "no/such/folder/x", "-q"], 1, "no/such/folder/x: there is no folder"),
        (["train", "nothing.jsonl", "--out", "w.json"], 1, "nothing.jsonl: No such file"),
        (["train", str(SMALL), "--sentences", "none.jsonl", "--out", "w.json"], 1, "none.jsonl: No such file"),
        (["explain", "BERT"], 2, "give a PAPER and an ENTITY"),
        (["explain", "BERT", "--text", "nothing.txt"], 1, "nothing.txt: No such file"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "x", "entities": [{"name": "GPT-4", "type": "llm", "role": "uses"}]}', "'llm' is not a valid"),
        ('{"id": "x", "entities": [{"name": "GPT-4", "type": "model"}]}', "no field 'role'"),
        ('{"id": "x", "entities": [{"name": "A", "type": "model", "role": "uses", "mentions": ["A"]}]}', "annotated"),
        ("[1]", "annotated"),
    ],
)
def test_a_wrong_annotation_is_named_with_its_line(
    line: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n" + line)
    for command in (["evaluate", str(path)], ["train", str(path), "--out", str(tmp_path / "w.json")]):
        assert main(command) == 1
        error = capsys.readouterr().err
        assert "gold.jsonl:2: not an annotated paper" in error
        assert problem in error


def test_explain_prints_a_receipt_that_adds_up(capsys: pytest.CaptureFixture[str], example_build: Path) -> None:
    assert main(["explain", "2110.14168", "gsm8k", "-o", str(example_build), "--all"]) == 0
    output = capsys.readouterr().out
    assert "GSM8K: artifact/gsm8k" in output
    assert "linked as benchmark, introduces" in output
    terms, total = output.split("-" * 20)[0], output.split("log-odds")[1].split()[0]
    weights = [float(line.split()[-1]) for line in terms.splitlines() if line.split() and line.split()[-1][0] in "+-"]
    assert sum(weights) == pytest.approx(float(total), abs=0.001)
    assert main(["explain", "Training Verifiers to Solve Math Word Problems", "GSM8K", "-o", str(example_build)]) == 0
    assert "lighter terms (--all)" in capsys.readouterr().out


def test_explain_of_a_text(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = tmp_path / "abstract.txt"
    text.write_text("SandQA: A Benchmark\nWe introduce SandQA and test \x1b[31mGPT-4 on it.\n")
    assert main(["explain", "SandQA", "--text", str(text)]) == 0
    output = capsys.readouterr().out
    assert "SandQA: not in the catalogue" in output
    assert "\x1b" not in output
    assert main(["explain", "sandqa", "--text", str(text), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["link"]["role"] == "introduces"
    text.write_text("\n")
    assert main(["explain", "SandQA", "--text", str(text)]) == 1
    assert "the file is empty" in capsys.readouterr().err


def test_explain_of_a_paper_that_is_not_there(capsys: pytest.CaptureFixture[str], example_build: Path) -> None:
    assert main(["explain", "No such paper at all", "BERT", "-o", str(example_build)]) == 1
    assert "no paper is called" in capsys.readouterr().err
    assert main(["explain", "2110.14168", "Nothing", "-o", str(example_build)]) == 1
    assert "no candidate of the paper is called 'Nothing'" in capsys.readouterr().err
