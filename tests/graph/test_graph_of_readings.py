"""Readings to nodes and edges: nothing twice, lineage complete, order of no account."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.assembly.shared_sightings import SharedKind, SharedSightings
from kg.graph.graph_records import (
    ArtifactNode,
    Edge,
    OrganisationNode,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    relation_id,
)
from kg.ground.files.grouped_values import GroupedValues
from kg.ground.records import Artifact, Author, Paper, Reading, TopicLink
from kg.ground.schema import Relation, Role
from tests import samples


def _records(readings: list[Reading]) -> list[Record]:
    return list(graph_records(readings, samples.catalogue(), samples.scheme()))


def _artifacts(readings: list[Reading]) -> dict[str, ArtifactNode]:
    return {record.artifact.slug: record for record in _records(readings) if isinstance(record, ArtifactNode)}


def _edges(readings: list[Reading]) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.predicate, edge.target) for edge in _records(readings) if isinstance(edge, Edge)}


def test_every_id_comes_once_and_every_edge_has_both_ends() -> None:
    records = _records(samples.readings())
    ids = [record.id for record in records]
    assert len(ids) == len(set(ids))
    nodes = {record.id for record in records if not isinstance(record, Edge)}
    assert all(edge.source in nodes and edge.target in nodes for edge in records if isinstance(edge, Edge))


def test_kinds_of_nodes() -> None:
    records = _records(samples.readings())
    counts = {kind: sum(isinstance(record, kind) for record in records) for kind in (PaperNode, ResultNode, TopicNode)}
    assert counts == {PaperNode: 2, ResultNode: 1, TopicNode: 4}
    organisations = {record.label for record in records if isinstance(record, OrganisationNode)}
    assert organisations == {"Cartography Lab", "OpenAI"}


@given(st.permutations(range(2)))
def test_the_order_of_papers_does_not_matter(order: list[int]) -> None:
    readings = samples.readings()
    shuffled = _records([readings[index] for index in order])
    assert sorted(map(repr, shuffled)) == sorted(map(repr, _records(readings)))


def test_another_paper_leaves_the_records_of_the_others_alone() -> None:
    alone = set(_records(samples.readings()[:1]))
    together = set(_records(samples.readings()))
    changed = {record.id for record in alone - together}
    assert changed == {"artifact/atlasbench"}, "only the artifact of which the second paper says something new"


def test_a_new_entity_joins_what_its_papers_say() -> None:
    node = _artifacts(samples.readings())["atlasbench"]
    assert node.types == (samples.BENCHMARK, samples.DATASET)
    assert node.artifact.name == "AtlasBench", "the introducing paper's spelling"
    assert node.artifact.aliases == ("Atlasbench",)


def test_a_known_artifact_keeps_the_catalogue_s_first_type() -> None:
    paper = Paper(title="x", abstract="MMLU")
    link = replace(samples.link(paper, samples.MMLU, Role.USES, "MMLU"), type=samples.DATASET)
    assert _artifacts([Reading(paper, (link,))])["mmlu"].types == (samples.BENCHMARK, samples.DATASET)
    link = replace(link, type=samples.METHOD)
    assert _artifacts([Reading(paper, (link,))])["mmlu"].types == (samples.BENCHMARK, samples.DATASET, samples.METHOD)


def test_ancestors_are_added_up_to_the_top() -> None:
    edges = _edges(samples.readings()[:1])
    assert {
        ("artifact/gpt-4o", Relation.VARIANT_OF, "artifact/gpt-4"),
        ("artifact/gpt-4o", Relation.MEMBER_OF_FAMILY, "artifact/gpt"),
        ("artifact/gpt-4", Relation.MEMBER_OF_FAMILY, "artifact/gpt"),
        ("artifact/mmlu-pro", Relation.VARIANT_OF, "artifact/mmlu"),
        ("artifact/gpt", Relation.DEVELOPED_BY, "org/openai"),
    } <= edges


def test_names_that_the_catalogue_learnt_lead_from_their_former_ids() -> None:
    readings = samples.readings()
    nodes = _artifacts(readings)
    assert nodes["mmlu"].former == ("massive-multitask-language-understanding",)
    assert nodes["gpt-4"].former == ("gpt4",)
    assert nodes["gpt-4o"].former == nodes["atlasbench"].former == ()


def test_what_people_replaced_leads_to_what_it_is_unless_it_is_still_there() -> None:
    said = {"atlas-bench-1": "atlasbench", "gpt4": "gpt-4o", "mmlu": "atlasbench", "nobody": "nowhere"}
    records = list(graph_records(samples.readings(), samples.catalogue(), samples.scheme(), said))
    former = {one.artifact.slug: one.former for one in records if isinstance(one, ArtifactNode)}
    assert former["atlasbench"] == ("atlas-bench-1",)
    assert former["gpt-4o"] == ("gpt4",)
    assert former["gpt-4"] == ()
    assert "nowhere" not in former


def test_a_former_id_is_sure_and_not_in_use() -> None:
    readings = samples.readings()
    catalogue, scheme = samples.catalogue(), samples.scheme()

    def former(catalogue: Catalogue) -> tuple[str, ...]:
        records = graph_records(readings, catalogue, scheme)
        return next(one.former for one in records if isinstance(one, ArtifactNode) and one.artifact.slug == "gpt-4")

    two = replace(catalogue, index={**catalogue.index, "gpt4": ("gpt-4", "gpt")})
    unsure = Entry(samples.GPT_4, ambiguous=frozenset({"gpt4"}))
    taken = Entry(replace(samples.GPT_4, slug="gpt4"))
    assert former(two) == ()
    assert former(replace(catalogue, entries={**catalogue.entries, "gpt-4": unsure})) == ()
    assert former(replace(catalogue, entries={**catalogue.entries, "gpt4": taken})) == ()
    live = replace(samples.GPT_4, slug="gpt4", known=False, source="text")
    readings.append(
        Reading(paper := Paper(title="x", abstract="GPT4"), (samples.link(paper, live, Role.USES, "GPT4"),))
    )
    assert former(catalogue) == ()


def test_a_parent_that_nobody_knows_has_no_edge() -> None:
    paper = Paper(title="x", abstract="Thing-2")
    thing = Artifact("thing-2", "Thing-2", (samples.MODEL,), variant_of="thing", known=False)
    readings = [Reading(paper, (samples.link(paper, thing, Role.USES, "Thing-2"),))]
    assert not {edge for edge in _edges(readings) if edge[1] == Relation.VARIANT_OF}


def test_broader_topics_are_added_up_to_the_top() -> None:
    edges = _edges(samples.readings())
    assert ("paper/2405.00001", Relation.PRIMARY_TOPIC, "topic/benchmarking") in edges
    assert ("topic/benchmarking", Relation.BROADER, "topic/evaluation") in edges
    assert ("topic/evaluation", Relation.BROADER, "topic/artificial-intelligence") in edges
    candidates = {node.slug: node.candidate for node in _records(samples.readings()) if isinstance(node, TopicNode)}
    assert candidates["map-reading"]
    assert not candidates["evaluation"]


def test_a_candidate_is_narrower_than_what_its_last_words_name() -> None:
    scheme = TopicScheme({"question-answering": Concept("question-answering", "question answering")}, "1")
    paper = Paper(title="x", abstract="y")
    labels = ("driftwood question answering", "driftwood answering")
    topics = tuple(TopicLink(label.replace(" ", "-"), label, False, 0.3, candidate=True) for label in labels)
    records = list(graph_records([Reading(paper, topics=topics)], Catalogue({}, {}, "1"), scheme))
    broader = {
        (one.source, one.target) for one in records if isinstance(one, Edge) and one.predicate == Relation.BROADER
    }
    assert broader == {("topic/driftwood-question-answering", "topic/question-answering")}
    assert {node.slug for node in records if isinstance(node, TopicNode) and not node.candidate} == {
        "question-answering"
    }


def test_homonyms_stay_two() -> None:
    paper = Paper(title="x", abstract="Orca and Orca")
    whale = Artifact("orca", "Orca", (samples.MODEL,))
    other = Artifact("orca-dataset", "Orca", (samples.DATASET,), known=False)
    links = (samples.link(paper, whale, Role.USES, "Orca"), samples.link(paper, other, Role.TRAINS_ON, "Orca"))
    assert set(_artifacts([Reading(paper, links)])) == {"orca", "orca-dataset"}


def test_no_readings_give_no_records() -> None:
    assert _records([]) == []


def test_a_plain_fact_has_a_stable_id() -> None:
    one = relation_id("topic/a", Relation.BROADER, "topic/b")
    assert one == relation_id("topic/a", Relation.BROADER, "topic/b")
    assert one != relation_id("topic/b", Relation.BROADER, "topic/a")


def test_names_of_one_organisation_are_one_node_whoever_gives_them() -> None:
    first, second = samples.readings()
    author = Author("Ada Lovelace", organisations=("Platform Team, Open AI, San Francisco, USA",))
    papers = (
        replace(first.paper, organisation="OpenAI, Inc."),
        replace(second.paper, organisation=None, authors=(author,)),
    )
    readings = [replace(reading, paper=paper) for reading, paper in zip((first, second), papers, strict=True)]
    records = _records(readings)
    nodes = [record for record in records if isinstance(record, OrganisationNode)]
    assert [node.id for node in nodes] == ["org/openai"]
    assert "org/openai-inc" in nodes[0].former
    edges = {(edge.source, edge.predicate, edge.target) for edge in records if isinstance(edge, Edge)}
    for paper in papers:
        assert (paper.id, Relation.AFFILIATED_WITH, "org/openai") in edges
    assert {end for _, predicate, end in edges if predicate == Relation.DEVELOPED_BY} == {"org/openai"}


def _entries_by_key(sightings: SharedSightings) -> dict[tuple[SharedKind, str], object]:
    return {(kind, key): seen for kind, key, seen in sightings.entries()}


@given(st.permutations(range(3)))
def test_what_parts_of_a_corpus_saw_of_shared_nodes_joins_to_what_the_whole_saw(order: list[int]) -> None:
    one, other = samples.readings()
    paper = replace(
        other.paper, venue="Findings of ACL: EMNLP 2024", categories=("cs.CL",),
        authors=(Author("Ada Lovelace", "0000-0002-1825-0097"), Author("Ada M. Lovelace", "0000-0002-1825-0097")),
    )  # fmt: skip
    candidates = tuple(TopicLink("tide-tables", label, True, 0.9, candidate=True) for label in ("tides", "Tides"))
    introduced = replace(one, links=tuple(replace(link, role=Role.INTRODUCES) for link in one.links))
    readings = [introduced, replace(other, paper=paper, topics=candidates), replace(one, topics=candidates[:1])]
    whole = SharedSightings()
    for reading in readings:
        whole.see(reading)
    joined = SharedSightings()
    for at in order:
        part = SharedSightings()
        part.see(readings[at])
        for entry in part.entries():
            joined.take(*entry)
    assert _entries_by_key(joined) == _entries_by_key(whole)
    assert {kind for kind, _ in _entries_by_key(whole)} == set(SharedKind)


def test_what_papers_share_is_the_same_from_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sightings that are put away after each paper, in runs of a line, give what memory gives."""
    one, other = samples.readings()
    cited = replace(one.paper, arxiv="2401.00001", authors=(Author("Ada\tLovelace\n", "0000-0002-1825-0097"),))
    citing = replace(
        other.paper, references=("arXiv:2401.00001", "doi:10.9/outside", "odd\tname\n"), identifiers=("s2:odd\tid\n",),
        authors=(Author("A. Lovelace", "0000-0002-1825-0097", ("s2:7",)), Author("Wei Li")),
    )  # fmt: skip
    readings = [replace(one, paper=cited), replace(other, paper=citing)]
    said = {"atlas-bench-1": "atlasbench", "mmlu": "atlasbench", "gpt4": "gpt-4o"}

    def records() -> list[Record]:
        return list(graph_records(readings, samples.catalogue(), samples.scheme(), said, folder=tmp_path))

    expected = records()
    assert any(isinstance(each, Edge) and each.predicate == Relation.CITES for each in expected)
    monkeypatch.setattr("kg.graph.assembly.stored_sightings.MOST_HELD", 0)
    monkeypatch.setattr("kg.ground.files.grouped_values.MOST_HELD", 1)
    put_away: list[str] = []
    add = GroupedValues.add

    def watched(values: GroupedValues[object], key: str, value: object) -> None:
        put_away.append(key)
        add(values, key, value)

    monkeypatch.setattr(GroupedValues, "add", watched)
    assert records() == expected
    assert put_away.count("atlasbench") == 2
    assert not list(tmp_path.iterdir())
