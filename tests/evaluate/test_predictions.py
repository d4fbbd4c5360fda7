"""Predictions for annotated papers, cross-validation, and which gold names the catalogue has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate.gold import read_scored, scored_paper
from kg.evaluate.predictions import cross_validate, mark_known, predict
from kg.ground.errors import InputError
from kg.linker.linker import load_linker
from kg.linker.training.examples import read_annotations

SMALL = Path(__file__).parent / "data" / "gold.small.jsonl"


def cross_validated(papers: list[dict[str, Any]], extra: list[dict[str, Any]], folds: int) -> list[dict[str, Any]]:
    return list(cross_validate(papers, extra, folds=folds, linker=load_linker()))


def test_predictions_have_the_ids_of_the_gold_and_do_not_look_at_it() -> None:
    papers = read_annotations(SMALL)[:3]
    bare = [{"id": paper["id"], "title": paper["title"], "abstract": paper["abstract"]} for paper in papers]
    predicted = list(predict(papers, load_linker()))
    assert [line["id"] for line in predicted] == [paper["id"] for paper in papers]
    assert predicted == list(predict(bare, load_linker()))


def test_known_is_what_the_catalogue_has_as_a_whole_name() -> None:
    names = ("GPT-4", "Llama-2-7B", "GPT-4 of Atlantis", "TideQA")
    entities = [{"name": name, "type": "model", "role": "uses"} for name in names]
    papers = {"p": scored_paper({"id": "p", "entities": entities})}
    marked = mark_known(papers, load_linker().matcher)
    assert [entity.known for entity in marked["p"].entities] == [True, True, False, False]


def test_a_fold_is_linked_by_models_that_have_not_seen_it() -> None:
    """An annotation that is emptied changes the other fold only, whatever the order of the papers is."""
    pytest.importorskip("sklearn")
    papers = read_annotations(SMALL)[:16]
    changed = [papers[0] | {"entities": []}, *papers[1:]]
    before, after = (
        {line["id"]: line for line in cross_validated(given, [], 2)} for given in (papers, changed[1::2] + changed[::2])
    )
    assert before.keys() == {paper["id"] for paper in papers}
    same = {key for key in before if after[key] == before[key]}
    assert papers[0]["id"] in same
    assert 8 <= len(same) < 16, "all of its fold, but not all of the other"


@pytest.mark.parametrize("folds", [1, 27])
def test_folds_out_of_range_are_refused(folds: int) -> None:
    with pytest.raises(InputError, match=f"26 papers cannot be dealt into {folds} folds"):
        cross_validated(read_annotations(SMALL), [], folds)


def test_a_paper_to_train_on_must_not_be_scored() -> None:
    papers = read_annotations(SMALL)
    with pytest.raises(InputError, match="scored too: other-id"):
        cross_validated(papers, [papers[3] | {"id": "other-id"}], 2)


def test_a_paper_must_not_be_scored_twice() -> None:
    """Its second copy, in another fold, would have been trained on."""
    papers = read_annotations(SMALL)
    with pytest.raises(InputError, match="twice: title tideqa"):
        cross_validated([*papers, papers[0] | {"id": "other-id"}], [], 2)


def test_the_small_gold_is_sound() -> None:
    """Every mention stands in its field, and every paper has entities and topics."""
    papers = read_annotations(SMALL)
    assert len(papers) == len(read_scored(SMALL)) >= 25
    for paper in papers:
        assert paper["entities"]
        assert any(topic["primary"] for topic in paper["topics"])
        for entity in paper["entities"]:
            assert entity["mentions"]
            assert all(surface in paper[field] for field, surface in entity["mentions"]), entity


def test_the_published_annotations_are_sound_and_hold_no_text() -> None:
    path = SMALL.with_name("annotations.jsonl")
    read_scored(path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == sorted({line["id"] for line in lines})
    assert all(line.keys() == {"id", "entities", "topics", "results", "links"} for line in lines)
    surfaces = [mention for line in lines for entity in line["entities"] for _, mention in entity["mentions"]]
    assert max(map(len, surfaces)) < 150, "names, no sentences"
