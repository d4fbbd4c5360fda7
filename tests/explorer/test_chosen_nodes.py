"""What chosen nodes share and which papers are alike: as the graph itself counts, and as a saved query has it."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.served.chosen_nodes import MOST_CHOSEN
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_graph, rows_of_records, write_index
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import run_saved
from kg.rdf.query.store import memory_store
from kg.rdf.write.triples import graph_triples
from tests.rdf.conftest import ALPHA, BETA, BUILD, GAMMA, RECORDS

from .graphs import paper_graph

PAPERS = ("paper/2401.00006", "paper/2401.00007", "paper/2401.00014")


@pytest.fixture(scope="module")
def graph() -> Graph:
    graph = paper_graph(400)
    for number, (_, _, data) in enumerate(sorted(graph.edges(data=True), key=lambda edge: edge[:2])):
        data["asserted"] = number % 9 != 0
    return graph


@pytest.fixture(scope="module")
def index(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("chosen") / "explorer.sqlite"
    write_index(rows_of_graph(graph), path, base=DEFAULT_BASE, title="Test")
    return Index(path)


def stated(graph: Graph, node: str) -> set[str]:
    """The neighbours of a node over links that the graph states."""
    ends = [(target, data) for _, target, data in graph.out_edges(node, data=True)]
    ends += [(source, data) for source, _, data in graph.in_edges(node, data=True)]
    return {end for end, data in ends if data["asserted"]}


@pytest.mark.parametrize(
    "chosen",
    [("artifact/gpt-4", "artifact/mmlu"), PAPERS, ("artifact/gpt-4", "artifact/mmlu", "topic/mathematical-reasoning")],
)
def test_common_is_what_two_of_them_are_linked_to(graph: Graph, index: Index, chosen: tuple[str, ...]) -> None:
    found = index.common(chosen)
    assert [node["id"] for node in found["nodes"]] == list(chosen)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for node in chosen:
        for other in stated(graph, node) - set(chosen):
            wanted[other].append(node)
    shared = {each["node"]["id"]: each["of"] for each in found["shared"]}
    assert shared == {other: of for other, of in wanted.items() if len(of) > 1}
    assert shared
    order = [(-len(each["of"]), each["node"]["papers"]) for each in found["shared"]]
    assert order == sorted(order)
    assert sum(found["totals"].values()) == len(shared)


PAIRS = (
    ("artifact/wmt14", "artifact/triviaqa"), ("artifact/gpt-4", "artifact/swe-bench", "artifact/comet"),
    ("topic/mathematical-reasoning", "topic/code-generation"), ("artifact/wmt14", "paper/2401.00002"),
)  # fmt: skip


def named_by(graph: Graph, paper: str) -> set[str]:
    return {target for _, target, data in graph.out_edges(paper, data=True) if data["asserted"]}


@pytest.mark.parametrize("chosen", PAIRS)
def test_what_papers_of_two_name_is_shared_through_them(graph: Graph, index: Index, chosen: tuple[str, ...]) -> None:
    found = index.common(chosen)
    of: defaultdict[str, set[str]] = defaultdict(set)
    together: defaultdict[str, int] = defaultdict(int)
    for paper in (node for node in graph if node.startswith("paper/")):
        named = named_by(graph, paper)
        owners = {node for node in chosen if node in named or node == paper}
        for other in (named - set(chosen)) if owners else ():
            of[other] |= owners
            together[other] += len(owners) > 1
    direct = {each["node"]["id"] for each in found["shared"]}
    wanted = {other for other in of if len(of[other]) > 1 and other.startswith(("artifact/", "topic/"))} - direct
    rows = {each["node"]["id"]: each for each in found["through"]}
    assert rows
    assert rows.keys() == wanted or (len(wanted) > 24 and rows.keys() < wanted)
    assert sum(found["through_totals"].values()) == len(wanted)
    for other, row in rows.items():
        assert set(row["of"]) == of[other]
        assert row["together"] == together[other]
        papers = [paper["id"] for paper in row["by"]]
        assert all(other in named_by(graph, paper) for paper in papers)
        assert {node for paper in papers for node in {paper, *named_by(graph, paper)} & set(chosen)} == of[other]
    order = [(-len(row["of"]), not row["together"], row["node"]["papers"]) for row in found["through"]]
    assert order == sorted(order)


def test_figures_are_shared_by_what_both_have_them_with(graph: Graph, index: Index) -> None:
    chosen = PAIRS[1]
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for _, data in graph.nodes(data=True):
        if data["kind"] == "result" and data["on"] in chosen and data["model"]:
            wanted[data["model"]].add(data["on"])
    found = index.common(chosen)["figures"]
    assert {each["node"]["id"]: set(each["of"]) for each in found} == {
        model: on for model, on in wanted.items() if len(on) > 1 and model not in chosen
    }
    assert found
    for each in found:
        for result in each["results"]:
            assert (result["model"]["id"], result["on"]["id"] in each["of"]) == (each["node"]["id"], True)
            assert result["sentences"]


def test_papers_of_busy_nodes_are_read_up_to_a_bound(tmp_path: Path) -> None:
    graph: Graph = nx.MultiDiGraph()
    for node in ("artifact/alpha", "artifact/beta", "artifact/rare"):
        graph.add_node(node, kind="model", label=node)
    for number in range(700):
        paper = f"paper/2401.{number:05d}"
        graph.add_node(paper, kind="paper", label=paper)
        ends = ["artifact/alpha" if number % 2 else "artifact/beta", *(["artifact/rare"] if number > 690 else [])]
        for end in ends:
            graph.add_edge(paper, end, key=f"{paper} {end}", predicate="uses", asserted=True)
    path = tmp_path / "explorer.sqlite"
    write_index(rows_of_graph(graph), path, base=DEFAULT_BASE, title="Test")
    (row,) = Index(path).common(["artifact/alpha", "artifact/beta"])["through"]
    assert (row["node"]["id"], row["together"], len(row["by"])) == ("artifact/rare", 0, 2)


def test_what_is_not_there_or_too_many_is_left_out(index: Index) -> None:
    assert index.common(["paper/none", "paper/2401.00003", "paper/2401.00003"])["shared"] == []
    assert len(index.common([f"paper/2401.{number:05d}" for number in range(40)])["nodes"]) == MOST_CHOSEN
    assert index.common([]) == {
        "nodes": [], "shared": [], "totals": {}, "figures": [], "through": [], "through_totals": {},
    }  # fmt: skip
    assert index.similar("paper/none") == index.evidence(["paper/none"], ["artifact/gpt-4"]) == []


def test_papers_are_alike_by_what_few_papers_have(graph: Graph, index: Index) -> None:
    papers: defaultdict[str, set[str]] = defaultdict(set)
    for source, target, data in graph.edges(data=True):
        if data["asserted"] and source.startswith("paper/"):
            papers[target].add(source)
    for paper in PAPERS:
        own = [node for node in papers if paper in papers[node] and node.startswith(("artifact/", "topic/"))]
        scores: defaultdict[str, float] = defaultdict(float)
        for node in own:
            for other in papers[node] - {paper}:
                scores[other] += 1 / len(papers[node])
        found = index.similar(paper)
        best = sorted(scores.values(), reverse=True)[: len(found)]
        assert [each["score"] for each in found] == pytest.approx(best, abs=1e-5)
        for each in found:
            assert {node["id"] for node in each["shared"]} == {
                node for node in own if each["node"]["id"] in papers[node]
            }
            counts = [node["papers"] for node in each["shared"]]
            assert counts == sorted(counts) == sorted(len(papers[node["id"]]) for node in each["shared"])


def test_similar_papers_are_those_of_the_saved_query(tmp_path: Path) -> None:
    path = tmp_path / "explorer.sqlite"
    write_index(rows_of_records(RECORDS), path, base=DEFAULT_BASE, title="Test")
    index, store = Index(path), memory_store(graph_triples(RECORDS, build=BUILD))
    for paper in (ALPHA, BETA, GAMMA):
        answer = run_saved(store, "similar-papers", {"like": paper.id.removeprefix("paper/")})
        columns = [answer.columns.index(name) for name in ("paper", "score")]
        wanted = [tuple(_local(row[column]) for column in columns) for row in answer.rows]
        found = [(each["node"]["id"], f"{round(each['score'], 2):g}") for each in index.similar(paper.id)]
        assert sorted(found) == sorted((each, f"{float(score):g}") for each, score in wanted) != []


def _local(term: Any) -> str:
    """A value of an answer without what its IRI begins with."""
    return str(getattr(term, "value", term)).removeprefix(DEFAULT_BASE)


def test_evidence_joins_two_sets_in_their_order(graph: Graph, index: Index) -> None:
    others = ["artifact/mmlu", "artifact/gpt-4", "topic/evaluation"]
    for ones, far in ((PAPERS, others), (others, list(PAPERS))):
        found = index.evidence(ones, far)
        pairs = [(each["link"]["source" if each["forward"] else "target"], each["other"]["id"]) for each in found]
        wanted = [
            (one, other) for one in ones for other in far if graph.has_edge(one, other) or graph.has_edge(other, one)
        ]
        assert list(dict.fromkeys(pairs)) == wanted != []
        assert all(each["sentences"] for each in found)
