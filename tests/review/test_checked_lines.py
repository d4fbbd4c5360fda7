"""Lines that a person gives by a command: what they name is looked up in the graph, and what they change is told."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from kg.atlas.atlas import Atlas
from kg.atlas.linked_papers import READINGS
from kg.catalogue.catalogue import load_catalogue
from kg.graph.correction.corrections import CORRECTIONS, Action, add_corrections, check_addition
from kg.graph.correction.undone_lines import corrections_by_line
from kg.ground.errors import CorrectionError
from kg.review.checked_lines import CheckedLines, GraphOfLines, checked_lines

SMALL = "paper/small-models-can-count-2bd56a04"
CATALOGUE = load_catalogue()


class Desk:
    """A graph that is only read, and corrections of its own."""

    def __init__(self, built: Path, folder: Path) -> None:
        self.atlas, self.path = Atlas(built), folder / CORRECTIONS

    def check(self, action: str, subject: str, name: str, value: str = "", *, anyway: bool = False) -> CheckedLines:
        graph = GraphOfLines(
            self.atlas.store, self.atlas.manifest.base, lambda: self.atlas.open_file(READINGS), lambda: CATALOGUE,
            partial(check_addition, self.path), corrections_by_line(self.path),
        )  # fmt: skip
        cells = {"subject": subject, "object": name, "value": value, "who": "Ada", "when": "2026-01-15"}
        return checked_lines(graph, Action(action), cells, anyway=anyway)

    def rows(self, *words: str, anyway: bool = False) -> list[tuple[str, str, str]]:
        found = self.check(*words, anyway=anyway)
        return [(row["subject"], row["object"], row["value"]) for row in found.rows]

    def write(self, *words: str) -> None:
        add_corrections(self.path, self.check(*words).rows)


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    return Desk(built, tmp_path)


@pytest.mark.parametrize("paper", ["Small Models Can Count", SMALL, "two", f"https://w3id.org/paperatlas/{SMALL}"])
def test_a_paper_is_found_by_whatever_it_is_called(desk: Desk, paper: str) -> None:
    assert desk.rows("role", paper, "lora", "mentions") == [(SMALL, "LoRA", "mentions")]


@pytest.mark.parametrize("name", ["mapmath", "artifact/mapmath", "MapMath"])
def test_a_new_name_is_written_as_its_paper_has_it(desk: Desk, name: str) -> None:
    assert desk.rows("retype", "2403.90001", name, "dataset") == [("2403.90001", "MapMath", "dataset")]
    assert desk.rows("reject", "*", name) == [("*", "MapMath", "")]


def test_what_a_line_changes_is_told(desk: Desk) -> None:
    checked = desk.check("retype", "*", "Llama 2", "method")
    assert checked.papers == 2
    assert checked.rows[0]["object"] == "artifact/llama-2"
    assert checked.changes[1] == "Small Models Can Count: uses Llama 2 (model) → uses Llama 2 (method)"
    assert desk.check("accept", SMALL, "LoRA").changes == ("Small Models Can Count: uses LoRA (method), certain now",)
    assert desk.check("same", "*", "MapMath", "MMLU").changes[-1].endswith("no link → introduces MMLU (benchmark)")
    assert desk.check("reject", "*", "topic/arithmetic-reasoning").changes[0].endswith("→ no link")


def test_a_link_that_was_not_found_is_added_where_its_words_stand(desk: Desk) -> None:
    paper = "On Scaling Laws for Reward Modeling"
    checked = desk.check("accept", paper, "scaling laws", "introduces|method")
    assert checked.changes == (f"{paper}: no link → introduces scaling laws (method)",)
    with pytest.raises(CorrectionError, match="does not stand in the paper"):
        desk.check("accept", paper, "GSM8K", "uses|benchmark")


def test_two_names_of_one_thing_and_a_further_name(desk: Desk) -> None:
    assert desk.rows("alias", "*", "MapMath", "Map Arithmetic") == [("*", "MapMath", "Map Arithmetic")]
    checked = desk.check("alias", "*", "GSM8K", "MapMath")
    assert any("introduces MapMath (benchmark) → no link" in change for change in checked.changes)
    assert desk.rows("same", "*", "GSM8K", "MapMath") == [("*", "artifact/gsm8k", "MapMath")]
    assert desk.rows("rename", "*", "gsm8k", "Grade School Math") == [("*", "artifact/gsm8k", "Grade School Math")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("role", "Small Models", "LoRA", "uses"), "no paper is called 'Small Models'; did you mean Small Models Can"),
        (("role", "2403.99999", "LoRA", "uses"), "no paper is called '2403.99999'"),
        (("reject", SMALL, "LoRAX"), "is not linked to 'LoRAX'; it is linked to GPT-3.5, GSM8K, Llama 2, LoRA, MMLU"),
        (("reject", "*", "QuuxNet"), "no artifact is called 'QuuxNet'"),
        (("reject", "*", "Llama"), "no paper names 'Llama'"),
        (("same", "*", "MapMath", "QuuxNet"), "no artifact is called 'QuuxNet'"),
        (("retype", SMALL, "LoRA", "planet"), "'planet' is no type"),
        (("retype", SMALL, "LoRA", ""), "is no type"),
        (("role", SMALL, "LoRA", "uses|method"), "is no role"),
        (("rename", SMALL, "LoRA", "Lora"), "a name holds for all papers"),
        (("different", "2403.90001", "MapMath", "mapmath"), "needs a name of its own"),
        (("different", "*", "MapMath", "MapMath"), "needs a name of its own"),
        (("reject", SMALL, "LoRA", "introduces"), "would change nothing"),
        (("reject", SMALL, "topic/arithmetic-reasoning"), "would change nothing"),
        (("reject", "*", "topic/quux"), "no topic is called 'topic/quux'"),
        (("paper-is", "MapMath: A Benchmark for Arithmetic on Maps", "2403.90001"), "has the id 2403.90001 already"),
        (("paper-is-not", SMALL, "2403.90001"), "does not have the id 2403.90001 already"),
        (("paper-is", SMALL, "soon"), "'soon' is neither an arXiv id nor a DOI"),
        (("same-work", SMALL, "2403.90009"), "no paper is called '2403.90009'"),
        (("same-work", SMALL, "two"), "both are"),
        (("different-works", SMALL, "2403.90001"), "are two papers already"),
    ],
)
def test_what_the_graph_does_not_know_or_says_already_is_refused(desk: Desk, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(CorrectionError) as error:
        desk.check(*words)
    assert said in str(error.value)


def test_lines_about_papers_name_them_by_their_ids(desk: Desk) -> None:
    assert desk.rows("paper-is", "Small Models Can Count", "2405.00009") == [(SMALL, "2405.00009", "")]
    assert desk.rows("same-work", "two", "2403.90001") == [(SMALL, "2403.90001", "")]
    assert desk.rows("different-works", "listing/page-1", "two") == [("listing/page-1", SMALL, "")]


def test_an_earlier_line_is_seen_before_a_build_applies_it(desk: Desk) -> None:
    desk.write("reject", SMALL, "LoRA")
    with pytest.raises(CorrectionError, match="says otherwise of 'LoRA'"):
        desk.check("accept", SMALL, "LoRA")
    with pytest.raises(CorrectionError, match="would change nothing; the graph or an earlier line says so already"):
        desk.check("role", SMALL, "LoRA", "mentions")


def test_anyway_writes_what_the_graph_does_not_know_but_no_nonsense(desk: Desk) -> None:
    assert desk.rows("reject", "2403.99999", "QuuxNet", anyway=True) == [("2403.99999", "QuuxNet", "")]
    with pytest.raises(CorrectionError, match="is no role"):
        desk.check("role", SMALL, "LoRA", "flies", anyway=True)
    desk.write("reject", SMALL, "LoRA")
    with pytest.raises(CorrectionError, match="says otherwise"):
        add_corrections(desk.path, desk.check("accept", SMALL, "LoRA", anyway=True).rows)
