"""The index of the served explorer: its answers agree with NetworkX, its file is always the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.served.explorer_answers import MOST_LINKS, MOST_NODES, Index
from kg.explorer.served.explorer_index import rows_of_graph, rows_of_records, write_index
from kg.explorer.served.rows_aside import EdgeRow, NodeRow
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import to_networkx
from kg.ground.errors import OutputError
from kg.ground.identifiers import DEFAULT_BASE
from tests import samples

from .graphs import HOSTILE_TITLES, attribute, hostile_graph, paper_graph


def write(graph: Graph, path: Path, **options: Any) -> Index:
    write_index(rows_of_graph(graph), path, base=DEFAULT_BASE, title="Test", **options)
    return Index(path)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return paper_graph(150)


@pytest.fixture(scope="module")
def index(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return write(graph, tmp_path_factory.mktemp("index") / "explorer.sqlite")


def ids(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["id"] for node in nodes]


def test_the_overview_is_that_of_the_one_file_page(graph: Graph, index: Index) -> None:
    drawing = draw(graph)
    overview = index.overview()
    assert {node["id"]: (node["x"], node["y"]) for node in overview["nodes"]} == drawing.positions
    drawn = {edge["id"] for edge in drawing.edges if not edge["hidden"]}
    assert {link["id"] for link in overview["links"]} == drawn
    assert overview["info"]["regions"] == drawing.regions
    assert overview["info"]["total"] == {
        "nodes": len(drawing.nodes), "links": graph.number_of_edges(),
        "kinds": Counter(node["kind"] for node in drawing.nodes),
        "predicates": Counter(edge["predicate"] for edge in drawing.edges),
    }  # fmt: skip
    rows = {node["id"]: node for node in drawing.nodes}
    for node in overview["nodes"]:
        assert (node["degree"], node["size"]) == (rows[node["id"]]["degree"], rows[node["id"]]["size"])


def test_a_drawing_that_is_there_is_taken_over(tmp_path: Path) -> None:
    graph = paper_graph(20)
    drawing = draw(graph, node_budget=30)
    overview = write(graph, tmp_path / "i.sqlite", drawing=drawing).overview()
    assert {node["id"]: (node["x"], node["y"]) for node in overview["nodes"]} == drawing.positions
    assert len(overview["nodes"]) == 30


@pytest.mark.parametrize("node", ["artifact/gpt-4", "topic/mathematical-reasoning", "paper/2401.00003"])
def test_around_pages_through_all_neighbours_the_most_linked_first(graph: Graph, index: Index, node: str) -> None:
    wanted = set(nx.all_neighbors(graph, node)) - {node}
    seen: list[str] = []
    while len(seen) < len(wanted):
        part = index.around(node, 7, len(seen))
        assert part is not None
        assert part["total"] == len(wanted)
        assert ids(part["nodes"])[0] == node
        drawn = set(ids(part["nodes"]))
        among = [key for one, other, key in graph.edges(keys=True) if one in drawn and other in drawn]
        assert Counter(link["id"] for link in part["links"]) == Counter(among)
        seen += ids(part["nodes"])[1:]
    assert sorted(seen) == sorted(wanted)
    degrees = [graph.degree(each) for each in seen]
    assert degrees == sorted(degrees, reverse=True)


def test_what_is_asked_for_is_bounded(index: Index, tmp_path: Path) -> None:
    star = [NodeRow("topic/hub", {"label": "hub"})]
    star += [NodeRow(f"paper/{number}", {"label": f"leaf {number}"}) for number in range(MOST_NODES + 9)]
    edges = [EdgeRow(f"e{number}", f"paper/{number}", "topic/hub", {}) for number in range(MOST_NODES + 9)]
    write_index([*star, *edges], tmp_path / "star.sqlite", base=DEFAULT_BASE, title="Star")
    part = Index(tmp_path / "star.sqlite").around("topic/hub", 10**6, 0)
    assert part is not None
    assert len(part["nodes"]) == MOST_NODES + 1
    assert part["total"] == MOST_NODES + 9
    assert index.around("artifact/none", 5, 0) is index.describe("artifact/none") is None


def test_paths_are_as_short_as_those_of_networkx(graph: Graph, index: Index) -> None:
    chance = random.Random(3)
    plain = nx.Graph(graph)
    nodes = sorted(node for node, kind in attribute(graph, "kind").items() if kind != "result")
    none = 0
    for _ in range(60):
        start, end = chance.sample(nodes, 2)
        found = index.path(start, end, "shortest")
        if not nx.has_path(plain, start, end):
            assert found is None
            none += 1
            continue
        assert found is not None
        path = found["paths"][0]
        assert (path[0], path[-1]) == (start, end)
        assert len(path) == nx.shortest_path_length(plain, start, end) + 1
        assert all(plain.has_edge(*step) for step in pairwise(path))
        steps = {frozenset(step) for path in found["paths"] for step in pairwise(path)}
        assert len(found["links"]) == sum(frozenset(ends) in steps for ends in graph.edges())
    assert none < 60
    assert index.path(nodes[0], nodes[0]) == index.path(nodes[0], nodes[0]) is not None


@pytest.mark.parametrize("node", ["artifact/gpt-4", "topic/mathematical-reasoning", "paper/2401.00003"])
def test_a_description_holds_the_links_and_their_sentences(graph: Graph, index: Index, node: str) -> None:
    described = index.describe(node)
    assert described is not None
    totals = {(each["predicate"], each["forward"]): each["count"] for each in described["totals"]}
    counted = Counter((data["predicate"], True) for _, _, data in graph.out_edges(node, data=True))
    counted += Counter((data["predicate"], False) for _, _, data in graph.in_edges(node, data=True))
    assert totals == counted
    links = list(described["links"])
    for (predicate, forward), count in totals.items():
        offset = sum(each["link"]["predicate"] == predicate and each["forward"] == forward for each in links)
        while offset < count:
            more = index.links(node, predicate, forward=forward, offset=offset)
            links, offset = links + more, offset + len(more)
    assert sorted(each["link"]["id"] for each in links) == sorted(
        key for *_, key in [*graph.out_edges(node, keys=True), *graph.in_edges(node, keys=True)]
    )
    for each in links:
        evidence = graph.edges[each["link"]["source"], each["link"]["target"], each["link"]["id"]]["evidence"]
        shown = [sentence["text"][slice(*mark)] for sentence in each["sentences"] for mark in sentence["marks"]]
        assert shown == [piece["text"] for piece in evidence]
    if node.startswith("paper/"):
        assert described["node"]["facts"]["abstract"] == graph.nodes[node]["abstract"]
        assert described["mentions"]
    else:
        years = Counter(year for near in set(nx.all_neighbors(graph, node)) if (year := graph.nodes[near].get("year")))
        assert described["years"] == {str(year): number for year, number in sorted(years.items())}


def test_a_description_holds_the_results(graph: Graph, index: Index) -> None:
    on: list[str] = [data["on"] for _, data in graph.nodes(data=True) if data.get("kind") == "result"]
    node = max(sorted(set(on)), key=on.count)
    described = index.describe(node)
    assert described is not None
    assert described["result_count"] == len(described["results"]) == on.count(node)
    assert {each["on"]["id"] for each in described["results"]} == {node}
    assert all(each["sentences"] for each in described["results"])


def test_what_is_missing_is_counted(graph: Graph, index: Index) -> None:
    near = sorted(set(nx.all_neighbors(graph, "artifact/gpt-4")) - {"artifact/gpt-4"})
    assert index.missing("artifact/gpt-4", []) == len(near)
    assert index.missing("artifact/gpt-4", [*near[:3], "paper/none", "artifact/gpt-4"]) == len(near) - 3


def test_links_between_new_and_held_nodes_are_those_of_networkx(graph: Graph, index: Index) -> None:
    chance = random.Random(4)
    nodes = sorted(set(graph) - {node for node, kind in attribute(graph, "kind").items() if kind == "result"})
    for _ in range(5):
        new, held = set(chance.sample(nodes, 25)), set(chance.sample(nodes, 120))
        answer = index.linking([*new, "paper/none"], sorted(held))
        wanted = [
            key
            for one, other, key in graph.edges(keys=True)
            if (one in new and other in held) or (one in held and other in new)
        ]
        assert sorted(link["id"] for link in answer["links"]) == sorted(wanted)
        assert answer["left"] == 0


def test_too_many_links_are_counted_and_the_surest_are_kept(tmp_path: Path) -> None:
    papers = [f"paper/{number}" for number in range(MOST_LINKS // 2)]
    topics = ["topic/a", "topic/b", "topic/c"]
    rows: list[NodeRow | EdgeRow] = [NodeRow(node, {"label": node}) for node in (*papers, *topics)]
    for topic, predicate in zip(topics, ("primaryTopic", "hasTopic", "primaryTopic"), strict=True):
        said = {"predicate": predicate, "confidence": 0.5}
        rows += [EdgeRow(f"{topic} {node}", node, topic, said) for node in papers]
    write_index(rows, tmp_path / "i.sqlite", base=DEFAULT_BASE, title="Three stars")
    answer = Index(tmp_path / "i.sqlite").linking(topics, papers)
    assert Counter(link["target"] for link in answer["links"]) == {"topic/a": len(papers), "topic/c": len(papers)}
    assert answer["left"] == len(papers)


def test_links_between_two_nodes_are_seen_from_the_first(index: Index) -> None:
    (there,) = index.between("artifact/gpt-4o", "artifact/gpt-4")
    (back,) = index.between("artifact/gpt-4", "artifact/gpt-4o")
    assert (there["forward"], there["other"]["id"]) == (True, "artifact/gpt-4")
    assert (back["forward"], back["other"]["id"]) == (False, "artifact/gpt-4o")
    assert index.between("artifact/gpt-4", "artifact/none") == []


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("humaneval", "HumanEval"), ("HUMANe", "HumanEval"), ("eval", "evaluation"), ("gpt4", "GPT-4"),
        ("gpt-4", "GPT-4"), ("Llama 2 v1", "Llama 2"), ("g", "GPT-4"), ("mm", "MMLU"), ("code gen", "code generation"),
    ],
)  # fmt: skip
def test_search_finds_what_a_person_means(index: Index, query: str, first: str) -> None:
    assert index.search(query, 5)["hits"][0]["label"] == first


def test_search_finds_identifiers_and_counts_all(graph: Graph, index: Index) -> None:
    assert ids(index.search("2401.00007", 3)["hits"]) == ["paper/2401.00007"]
    found = index.search("number", 5)
    titled = [node for node, label in attribute(graph, "label").items() if "number" in str(label)]
    assert (len(found["hits"]), found["count"], found["more"]) == (5, len(titled), False)
    assert index.search(" - ", 5) == index.search("", 5)
    assert index.search("", 5) == {"hits": [], "matched": [], "facets": [], "count": 0, "more": False}


@given(query=st.text(max_size=30) | st.text(alphabet='"*():^-+ AND OR NOT aeg', max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_query_is_a_fault(index: Index, query: str) -> None:
    found = index.search(query, 5)
    assert found["count"] >= len(found["hits"])


def test_hostile_titles_go_in_and_come_out(tmp_path: Path) -> None:
    index = write(hostile_graph(), tmp_path / "h.sqlite")
    labels = {node["label"] for node in index.overview()["nodes"]}
    assert set(HOSTILE_TITLES) <= labels


def test_the_order_of_rows_does_not_matter_and_records_are_rows(tmp_path: Path) -> None:
    records = list(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))
    rows = list(rows_of_records(records))
    random.Random(5).shuffle(rows)
    for name, each in (("a", rows), ("b", list(rows_of_graph(to_networkx(records))))):
        write_index(each, tmp_path / name, base=DEFAULT_BASE, title="Same")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"no database"),
        lambda path: path.write_bytes(b""),
    ],
)  # fmt: skip
def test_what_is_no_index_is_named(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = tmp_path / "explorer.sqlite"
    write(paper_graph(2), path)
    spoil(path)
    with pytest.raises(OutputError, match=r"explorer\.sqlite.*build again"):
        Index(path)


def test_an_index_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"none/i\.sqlite"):
        write(paper_graph(2), tmp_path / "none" / "i.sqlite")


def test_an_empty_graph_has_an_index(tmp_path: Path) -> None:
    empty: Graph = nx.MultiDiGraph()
    index = write(empty, tmp_path / "i.sqlite")
    assert index.overview()["nodes"] == []
    assert index.search("x", 3)["hits"] == []
