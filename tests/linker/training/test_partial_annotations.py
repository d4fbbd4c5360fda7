"""Training with papers of which a person has decided some links only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.catalogue.catalogue import load_catalogue
from kg.catalogue.topic_scheme import load_scheme
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.topics.topic_candidates import ConceptFinder
from kg.linker.training.examples import annotated_paper, read_annotations
from kg.linker.training.trainer import Material, train_calibrated

SMALL = Path(__file__).parents[2] / "evaluate" / "data" / "gold.small.jsonl"
MATCHER, FINDER = AliasMatcher(load_catalogue()), ConceptFinder(load_scheme())


def trained(*more: dict[str, Any]) -> dict[str, Any]:
    papers = [*read_annotations(SMALL)[:12], *more]
    return train_calibrated(Material([annotated_paper(one, MATCHER, FINDER) for one in papers], [], MATCHER))


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    pytest.importorskip("sklearn")
    return trained()


def partial(number: int, **changes: Any) -> dict[str, Any]:
    paper = read_annotations(SMALL)[12 + number]
    return {name: paper[name] for name in ("id", "title", "abstract")} | {"partial": True, "entities": []} | changes


def test_what_nobody_decided_teaches_nothing(whole: dict[str, Any]) -> None:
    undecided = [one | {"undecided": True} for one in read_annotations(SMALL)[12]["entities"]]
    assert trained(partial(0, entities=undecided)) == whole, "neither names, types, roles, nor calibrations"


def test_what_was_decided_teaches_names_types_and_roles_but_no_calibration(
    whole: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = [partial(number, entities=read_annotations(SMALL)[12 + number]["entities"]) for number in range(3)]
    rejected = partial(3, rejected=[{"name": one["name"]} for one in read_annotations(SMALL)[15]["entities"]])
    seen: list[str] = []

    def judged(papers: Any, *_: object) -> list[object]:
        seen.extend(paper.paper for paper in papers)
        return []

    monkeypatch.setattr("kg.linker.training.trainer.judged_links", judged)
    models = trained(*papers, rejected)
    for name in ("named", "type", "first_role", "role"):
        assert models[name]["weights"] != whole[name]["weights"], name
    assert (models["topic"], models["primary"]) == (whole["topic"], whole["primary"])
    assert sorted(seen) == sorted(paper["id"] for paper in read_annotations(SMALL)[:12])
