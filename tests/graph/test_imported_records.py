"""Imported scores: which artifacts their records mean, and which nodes the graph gets for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.graph.assembly.imported_records import imported_records
from kg.graph.graph_records import ArtifactNode, Edge, ImportedNode, OrganisationNode
from kg.ground.errors import InputError
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Artifact, Source
from kg.ground.schema import ArtifactType, Relation
from kg.ground.text import fold
from kg.linker.mentions.known_names import AliasMatcher

MODEL, DATASET, BENCHMARK, METHOD = ArtifactType
ENTRIES = (
    Entry(Artifact("harbour", "HarbourLM", (MODEL,), organisation="Harbour Lab")),
    Entry(Artifact("harbour-2", "HarbourLM 2", (MODEL,), family="harbour", organisation="Harbour Lab",
                   hub_id="Harbour-Lab/hlm-2-final")),
    Entry(Artifact("quaybench", "QuayBench", (BENCHMARK,), hub_id="harbour-lab/quay")),
    Entry(Artifact("quay-night", "Quay Night", (BENCHMARK,))),
    Entry(Artifact("drift", "DRIFT", (BENCHMARK,)), frozenset({"drift"}), ("questions",)),
    Entry(Artifact("gull", "Gull", (MODEL,)), frozenset({"gull"}), ("language model",)),
    Entry(Artifact("twin", "Twin", (MODEL,))),
    Entry(Artifact("twin-set", "Twin", (DATASET,))),
    Entry(Artifact("pier-a", "Pier", (BENCHMARK,))),
    Entry(Artifact("pier-b", "Pier", (DATASET,))),
)  # fmt: skip
INDEX: dict[str, tuple[str, ...]] = {}
for _entry in ENTRIES:
    for _name in _entry.names():
        INDEX[_name] = (*INDEX.get(_name, ()), _entry.slug)
MATCHER = AliasMatcher(Catalogue({entry.slug: entry for entry in ENTRIES}, INDEX, "test"))
SCORE = ImportedResult(
    venue="Quay Board", organisation="Quay Lab", url=None, record="quay/1", position=1, date="2025-06-15",
    source=Source("board.json", "every-eval-ever", 1), model="HarbourLM 2", model_id="harbour-lab/HarbourLM-2",
    developer="Harbour Lab", data="QuayBench", hub_id=None, test="QuayBench", metric="Accuracy", value="69.4", unit="%",
    higher_is_better=True,
)  # fmt: skip
assert fold("HarbourLM-2") in INDEX


def _node(**facts: Any) -> ImportedNode:
    (node,) = (each for each in imported_records([replace(SCORE, **facts)], MATCHER, set()) if _is_score(each))
    assert isinstance(node, ImportedNode)
    return node


def _is_score(record: object) -> bool:
    return isinstance(record, ImportedNode)


@pytest.mark.parametrize(
    ("facts", "slug"),
    [
        ({"model_id": "harbour-lab/HLM-2-Final", "model": "nothing known"}, "harbour-2"),
        ({"model_id": "HarbourLM-2", "model": "anything"}, "harbour-2"),
        ({"model_id": "harbour-lm-api-7", "model": "HarbourLM 2"}, "harbour-2"),
        ({"model_id": "api/v1-7", "model": "HarbourLM 2", "developer": "harbour lab"}, "harbour-2"),
        ({"model_id": "api/v1-7", "model": "HarbourLM 2-8B-chat"}, "harbour-2-8b-chat"),
        ({"model_id": "somebody/v1-7", "model": "HarbourLM 2", "developer": "Somebody"}, "somebody-v1-7"),
        ({"model_id": "somebody/v1-7", "model": "HarbourLM 2", "developer": None}, "somebody-v1-7"),
        ({"model_id": "Gull", "model": "Gull", "developer": None}, "gull~new"),
        ({"model_id": "Twin", "model": "Twin", "developer": None}, "twin"),
        ({"model_id": "somebody/Kelp-3B", "model": "Kelp 3B"}, "somebody-kelp-3b"),
        ({"model_id": "Kelp-3B", "model": "Kelp 3B"}, "kelp-3b"),
        ({"model_id": "QuayBench", "model": "QuayBench", "developer": None}, "quaybench~new"),
    ],
    ids=["id of the hub", "id as a name", "name", "name of its developer", "variant", "of another account",
         "of an account without developer", "a word", "type tells", "new with account", "new", "data is no model"],
)  # fmt: skip
def test_a_record_s_model_is_linked_where_nothing_contradicts_it(facts: dict[str, Any], slug: str) -> None:
    assert _node(**facts).model == slug


@pytest.mark.parametrize(
    ("facts", "slug", "condition"),
    [
        ({}, "quaybench", None),
        ({"data": "the quay", "hub_id": "Harbour-Lab/Quay", "test": "the quay"}, "quaybench", None),
        ({"hub_id": "harbour-lab/QuayBench", "data": "q", "test": "QuayBench"}, "quaybench", None),
        ({"test": "quaybench.law"}, "quaybench", "quaybench.law"),
        ({"test": "Quay Night"}, "quaybench", "Quay Night"),
        ({"data": "night suite", "test": "Quay Night"}, "quay-night", None),
        ({"data": "DRIFT", "test": "DRIFT"}, "drift", None),
        ({"data": "drift", "test": "drift"}, "drift~new", None),
        ({"data": "Twin", "test": "Twin"}, "twin-set", None),
        ({"data": "Pier", "test": "Pier"}, "pier", None),
        ({"data": "Buoy", "test": "buoy"}, "buoy", None),
        ({"data": "Buoy", "test": "buoy.red"}, "buoy", "buoy.red"),
        ({"data": "HarbourLM", "test": "HarbourLM"}, "harbourlm", None),
    ],
    ids=["name", "id of the hub", "id as a name", "a part", "another benchmark in it", "the evaluation is known",
         "a word as the catalogue writes it", "a word", "type tells", "two may be meant", "new", "part of new",
         "a model is no data"],
)  # fmt: skip
def test_a_record_s_data_is_linked_and_parts_of_it_are_conditions(
    facts: dict[str, Any], slug: str, condition: str | None
) -> None:
    node = _node(**facts)
    assert (node.on, node.condition) == (slug, condition)


def test_a_new_entity_is_of_the_type_that_the_record_says() -> None:
    records = list(imported_records([replace(
        SCORE, model_id="somebody/Kelp-3B", model="Kelp <i>3B</i>", developer="Somebody", data="Buoy", test="Buoy",
        hub_id="somebody/buoy",
    )], MATCHER, set()))  # fmt: skip
    artifacts = {each.artifact.slug: each.artifact for each in records if isinstance(each, ArtifactNode)}
    assert set(artifacts) == {"somebody-kelp-3b", "buoy"}
    model, data = artifacts["somebody-kelp-3b"], artifacts["buoy"]
    assert (model.name, model.types, model.aliases) == ("Kelp <i>3B</i>", (MODEL,), ("somebody/Kelp-3B",))
    assert (model.organisation, model.known, model.hub_id) == ("Somebody", False, None)
    assert (data.types, data.hub_id, data.known, data.source) == (
        (BENCHMARK,), "somebody/buoy", False, "every-eval-ever"
    )  # fmt: skip


def test_what_the_graph_has_already_is_not_given_again() -> None:
    complete = list(imported_records([SCORE], MATCHER, set()))
    ids = {each.id for each in complete}
    assert {each.artifact.slug for each in complete if isinstance(each, ArtifactNode)} == {
        "harbour", "harbour-2", "quaybench"
    }  # fmt: skip
    assert [each.label for each in complete if isinstance(each, OrganisationNode)] == ["Harbour Lab"]
    assert Relation.MEMBER_OF_FAMILY in {each.predicate for each in complete if isinstance(each, Edge)}
    present = ids - {"artifact/quaybench"}
    rest = list(imported_records([SCORE], MATCHER, present))
    assert [type(each) for each in rest] == [ImportedNode, ArtifactNode]


def test_the_same_record_has_the_same_id_in_whatever_file_it_stands() -> None:
    moved = replace(SCORE, source=Source("copy.jsonl", "every-eval-ever", 7))
    one, other = (each for each in imported_records([SCORE, moved], MATCHER, set()) if _is_score(each))
    assert one.id == other.id
    assert _node(value="69.5").id != one.id


def test_the_metric_has_the_name_that_papers_have_and_a_label() -> None:
    assert (_node().metric, _node().label) == ("accuracy", "accuracy 69.4%")
    assert _node(metric="pass@1", unit=None).label == "pass@1 69.4"
    assert _node(metric="elo", unit="points").label == "Elo 69.4 points"


def test_a_score_without_a_name_is_refused() -> None:
    with pytest.raises(InputError, match="lacks a name or its value"):
        replace(SCORE, model="")


@pytest.mark.parametrize(("other", "known"), [("harbour-2", True), ("seaweed", False)])
def test_what_people_have_said_of_a_new_entity_holds(other: str, known: bool) -> None:
    kelp = replace(SCORE, model_id="Kelp-3B", model="Kelp 3B")
    records = list(imported_records([kelp], MATCHER, set(), {"kelp-3b": other}))
    assert [each.model for each in records if isinstance(each, ImportedNode)] == [other]
    nodes = {each.artifact.slug: each.artifact.known for each in records if isinstance(each, ArtifactNode)}
    assert (nodes[other], "kelp-3b" in nodes) == (known, False)
