"""Explanations of figures: they add up to the probability, and end in the result that the paper gets."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli.main import cli
from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.linker.linker import load_linker
from kg.linker.result_explanation import explain_figure

PAPER = Paper(
    "OwlNet: A New Model",
    "We present OwlNet with 12 layers. OwlNet reaches 61.2% accuracy on MMLU-Pro and 85.1% on MMLU.",
)


@pytest.mark.parametrize("figure", ["85.1%", "85.1", "85.1 %"])
def test_a_figure_is_explained_as_it_is_read(figure: str) -> None:
    linker = load_linker()
    (one,) = explain_figure(linker, PAPER, figure)
    assert one.evidence.text == "85.1%"
    assert one.result is not None
    assert one.result in linker.link(PAPER).results
    assert 1 / (1 + math.exp(-sum(weight for _, weight in one.terms))) == pytest.approx(one.probability, abs=0.01)
    slots = {scores.slot: scores.candidates for scores in one.slots}
    assert slots["on"][0].name == one.result.on == "mmlu"
    assert {scores.name for scores in slots["on"]} == {"mmlu", "mmlu-pro", "none"}
    assert slots["model"][0].name == one.result.model
    assert slots["metric"][0].name == "accuracy"
    assert one.kinds[0].name == "score"
    for candidates in slots.values():
        assert sum(candidate.probability for candidate in candidates) == pytest.approx(1)
        assert all(weight for candidate in candidates for _, weight in candidate.terms)


def test_a_longer_name_does_not_lend_its_figure_to_a_shorter_one() -> None:
    (one,) = explain_figure(load_linker(), PAPER, "61.2%")
    assert one.result is not None
    assert one.result.on == "mmlu-pro"


def test_a_number_that_is_no_result_has_none() -> None:
    (one,) = explain_figure(load_linker(), Paper("A", "We present OwlNet. It is trained with a dropout of 0.1."), "0.1")
    assert one.result is None


def test_an_unknown_figure_is_answered_with_those_that_are_there() -> None:
    with pytest.raises(InputError, match=r"no number of the paper is printed as '99\.9'") as error:
        explain_figure(load_linker(), PAPER, "99.9")
    assert "61.2%, 85.1%" in str(error.value)
    with pytest.raises(InputError, match="it has none that could be a result"):
        explain_figure(load_linker(), Paper("A", "We present OwlNet."), "99.9")


def test_the_command_explains_a_figure(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(f"{PAPER.title}\n{PAPER.abstract}", encoding="utf-8")
    asked = ["explain", "85.1%", "--text", str(tmp_path / "text.txt")]
    printed = CliRunner().invoke(cli, asked)
    assert printed.exit_code == 0, printed.output
    assert "score of owlnet on mmlu, accuracy" in printed.output
    assert "  on mmlu " in printed.output
    (one,) = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).output)
    assert [scores["slot"] for scores in one["slots"]] == ["metric", "model", "on"]
    assert one["result"]["on"] == "mmlu"
    name = CliRunner().invoke(cli, ["explain", "MMLU", *asked[2:]])
    assert "linked as benchmark" in name.output, "a name is explained as before"
