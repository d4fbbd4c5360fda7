"""What is asked, in which order, and what is not asked any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from kg.graph.correction.corrections import COLUMNS, Correction, load_corrections
from kg.ground.errors import CorrectionError
from kg.ground.files.standard_streams import Content
from kg.ground.records import Reading
from kg.ground.schema import ArtifactType
from kg.review.review_items import ItemKind, ReviewItem, bits
from kg.review.review_queue import ReviewQueue, queue_of_readings
from tests.review.made import GPT_4, SURE, link, new, paper, reading

BASE = "https://e.org/"
OPEN = (0.6, 0.9, 0.5)


def lines(*cells: tuple[str, str, str, str]) -> tuple[Correction, ...]:
    rows = ["\t".join(COLUMNS), *("\t".join((*each, "Ada", "2026-01-15")) for each in cells)]
    return load_corrections(Content("corrections.tsv", "\n".join(rows).encode()))


def queue(readings: Iterable[Reading], *said: tuple[str, str, str, str]) -> ReviewQueue:
    made = queue_of_readings(readings, base=BASE, assert_above=0.5)
    made.corrections = lines(*said)
    return made


def asked(readings: Iterable[Reading], *said: tuple[str, str, str, str]) -> dict[str, ReviewItem]:
    return {item.key: item for item in queue(readings, *said).items()}


def test_the_most_uncertain_statement_comes_first() -> None:
    readings = [reading(1, (new("TideNet"), OPEN), (GPT_4, SURE)), reading(2, (new("SandNet"), (0.95, 0.9, 0.9)))]
    first, second, third = queue(readings).items()
    assert [one.side.name for one in (first, second, third)] == ["TideNet", "SandNet", "GPT-4"]
    assert first.value == pytest.approx(bits(0.6) + bits(0.9) + bits(0.5), abs=0.001)
    assert first.reason == "most uncertain: its role"
    assert first.side.lines == (("2601.00001", "TideNet"),)
    assert third.side.lines == (("2601.00001", "artifact/gpt-4"),), "a known one by its id"
    assert not first.asserted
    (shown,) = first.side.sentences
    assert [shown.sentence[start:end] for start, end in shown.marked] == ["TideNet"]


def test_what_is_far_from_being_stated_or_certain_is_not_asked() -> None:
    far, certain = new("FarNet"), new("SureNet")
    one = reading(1, (far, (0.4, 0.5, 0.5)), (certain, SURE))
    said = replace(one.links[1], confidence=1.0, corrections=("accept SureNet (Ada, 2026-01-15)",))
    assert asked([replace(one, links=(one.links[0], said))]) == {}


def test_a_frequent_new_name_counts_the_papers_that_it_touches() -> None:
    readings = [reading(number, (new("TideNet"), (0.9, 0.8, 0.99)), (GPT_4, OPEN)) for number in (1, 2, 3)]
    items = asked(readings)
    name = items["name tidenet"]
    assert (name.kind, name.side.papers, name.side.known) == (ItemKind.NAME, 3, False)
    assert name.value == pytest.approx(3 * (bits(0.9) + bits(0.8)), abs=0.001)
    assert name.side.lines == (("*", "TideNet"),)
    assert "name gpt4" not in items, "what the catalogue has is no new name"
    assert "name tidenet" not in asked(readings[:1])
    sure = asked([reading(number, (new("TideNet"), (1.0, 1.0, 0.99))) for number in range(1, 6)])
    assert sure["name tidenet"].value == pytest.approx(0.5), "what is frequent is worth a look also where it is sure"


def test_a_name_that_papers_write_in_several_ways_is_named_by_all_of_them() -> None:
    plural = new("SAEs", slug="sae")
    readings = [reading(1, (new("SAE"), OPEN)), reading(2, (new("SAE"), OPEN)), reading(3, (plural, OPEN))]
    assert asked(readings)["name sae"].side.lines == (("*", "SAE"), ("*", "SAEs"))


def test_a_name_of_two_things_is_named_paper_by_paper() -> None:
    other = new("TideNet", slug="tidenet~2601.00003")
    readings = [reading(1, (new("TideNet"), OPEN)), reading(2, (new("TideNet"), OPEN)), reading(3, (other, OPEN))]
    items = asked(readings)
    assert items["name tidenet"].side.lines == (("2601.00001", "TideNet"), ("2601.00002", "TideNet"))
    pair = items["pair artifact/tidenet artifact/tidenet~2601.00003"]
    assert pair.other is not None
    assert (pair.reason, pair.side.id, pair.other.lines) == (
        "the same name, two ids", "artifact/tidenet", (("2601.00003", "TideNet"),)
    )  # fmt: skip
    assert pair.side.value == "TideNet"


def test_near_spellings_are_a_pair_but_not_versions_and_short_names() -> None:
    names = ("TideFormer", "TideForner", "Gemini-2", "Gemini-3", "SandA", "SandB", "Quartzite")
    items = asked(reading(number, (new(name), SURE)) for number, name in enumerate(names, start=1))
    pairs = [item for item in items.values() if item.kind is ItemKind.PAIR]
    assert [sorted((one.side.name, one.other.name)) for one in pairs if one.other] == [["TideFormer", "TideForner"]]
    known = asked([reading(1, (replace(GPT_4, name="TideFormer"), SURE)), reading(2, (new("TideForner"), SURE))])
    (pair,) = (item for item in known.values() if item.kind is ItemKind.PAIR)
    assert pair.side.value == "artifact/gpt-4", "the new name would become the known one"


def test_a_name_that_is_spelled_out_in_two_ways_may_be_two_things() -> None:
    segment, sharp = new("SAM", "Segment Anything Model"), new("SAM", "Sharpness-Aware Minimisation")
    readings = [reading(1, (segment, SURE)), reading(2, (segment, SURE)), reading(3, (sharp, SURE))]
    item = asked(readings)["homonym artifact/sam"]
    assert item.other is not None
    assert item.other.lines == (("2601.00003", "SAM"),)
    assert item.suggestion == "Sharpness-Aware Minimisation"
    assert [one.paper for one in item.other.sentences] == ["paper/2601.00003"]
    assert {one.paper for one in item.side.sentences} == {"paper/2601.00001", "paper/2601.00002"}
    related = new("SAM", "Segment Anything Models")
    assert "homonym artifact/sam" not in asked([readings[0], reading(4, (related, SURE))])


def test_a_name_that_is_data_in_one_paper_only_may_be_two_things() -> None:
    papers = [paper(number, "We use TideNet.") for number in (1, 2, 3)]
    kinds = (ArtifactType.MODEL, ArtifactType.METHOD, ArtifactType.DATASET)
    readings = [Reading(of, (link(of, new("TideNet"), type=kind),)) for of, kind in zip(papers, kinds, strict=True)]
    item = asked(readings)["homonym artifact/tidenet"]
    assert item.other is not None
    assert item.other.lines == (("2601.00003", "TideNet"),)
    assert item.other.types == ("dataset",)
    assert sorted(item.side.types) == ["method", "model"]
    assert (item.side.papers, item.other.papers) == (2, 1)
    assert item.suggestion == "TideNet (dataset)"


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        (("reject", "2601.00001", "TideNet", ""), {"statement paper/2601.00001 tidenet"}),
        (("retype", "Paper 1", "tidenet", "method"), {"statement paper/2601.00001 tidenet"}),
        (("reject", "*", "TideNet", ""), {
            "statement paper/2601.00001 tidenet", "statement paper/2601.00002 tidenet", "name tidenet",
        }),
        (("retype", "*", "TideNet", "method"), {"name tidenet"}),
        (("alias", "*", "GPT-4", "TideNet"), {
            "statement paper/2601.00001 tidenet", "statement paper/2601.00002 tidenet", "name tidenet",
        }),
        (("role", "2601.00009", "TideNet", "uses"), set()),
    ],
)  # fmt: skip
def test_what_a_line_answers_is_not_asked(line: tuple[str, str, str, str], gone: set[str]) -> None:
    readings = [reading(number, (new("TideNet"), OPEN)) for number in (1, 2)]
    before = asked(readings)
    assert before.keys() - asked(readings, line).keys() == gone


def test_pairs_and_homonyms_that_lines_answer_are_not_asked() -> None:
    two = [reading(1, (new("TideNet"), SURE)), reading(2, (new("TideNet", slug="tidenet~2601.00002"), SURE))]
    assert asked(two)
    assert not any(key.startswith("pair") for key in asked(two, ("same", "2601.00002", "TideNet", "TideNet")))
    three = [reading(1, (new("SAM", "Segment Anything"), SURE)), reading(2, (new("SAM", "Sharp Minima"), SURE))]
    assert "homonym artifact/sam" in asked(three)
    assert "homonym artifact/sam" not in asked(three, ("different", "2601.00002", "SAM", "Sharp Minima"))


def test_kinds_are_asked_apart_and_nothing_hangs_on_the_order() -> None:
    readings = [reading(number, (new("TideNet"), OPEN), (new("SandNet"), SURE)) for number in (1, 2, 3)]
    assert {item.kind for item in queue(readings).items([ItemKind.NAME])} == {ItemKind.NAME}
    keys = [item.key for item in queue(readings).items()]
    assert keys == [item.key for item in queue(reversed(readings)).items()]


def test_names_that_a_person_types_are_found_or_refused_with_what_comes_near() -> None:
    made = queue([reading(1, (new("TideNet"), OPEN), (GPT_4, SURE)), reading(2, (new("Tide Former"), SURE))])
    assert made.find_artifact("tidenet").value == "TideNet"
    assert made.find_artifact("GPT4").value == "artifact/gpt-4"
    with pytest.raises(CorrectionError, match="did you mean TideNet, Tide Former"):
        made.find_artifact("Tide")


def test_questions_of_a_large_graph_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.review.review_queue.MOST_STATEMENTS", 3)
    shares = (0.5, 0.9, 0.6, 0.95, 0.7)
    readings = [
        reading(number, (new(f"Net{number}x"), (share, 0.99, 0.99))) for number, share in enumerate(shares, start=1)
    ]
    kept = [item.side.name for item in queue(readings).items([ItemKind.STATEMENT])]
    assert kept == ["Net1x", "Net3x", "Net5x"]
