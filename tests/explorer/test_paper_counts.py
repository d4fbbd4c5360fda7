"""The number of papers of a node is one number, wherever it is counted."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli.look.show import _print_node_as_json, _print_node_as_text
from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.page.payload import payload
from kg.explorer.report.counts import tables
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.graph_records import Record
from kg.graph.networks import to_networkx
from kg.graph.node_links import papers_of
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import Role
from kg.rdf.query.answers import Answer
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import run_saved
from kg.rdf.query.store import build_store, open_store
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from tests import samples

DATA = ("benchmark", "dataset")
BENCH, MODEL = "artifact/atlasbench", "artifact/gpt-4o"
ANY = "SELECT ?node (COUNT(DISTINCT ?paper) AS ?papers) { ?paper a schema:ScholarlyArticle ; ?p ?node } GROUP BY ?node"
NAMED = "SELECT ?node (COUNT(DISTINCT ?paper) AS ?papers) { ?paper kg:mentions ?node } GROUP BY ?node"


def records() -> list[Record]:
    """The sample papers; the first both introduces and evaluates on the benchmark, and one link is below the bar."""
    first, second = samples.readings()
    bench = first.links[0].artifact
    twice = replace(first, links=(*first.links, samples.link(first.paper, bench, Role.EVALUATES_ON, "AtlasBench", 0.9)))
    return list(graph_records([twice, second], samples.catalogue(), samples.scheme(), assert_above=0.88))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return to_networkx(records())


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    folder = tmp_path_factory.mktemp("counts") / "store"
    with SortedTriples(graph_triples(records())) as triples:
        build_store(triples, folder)
    return open_store(folder)


@pytest.fixture(scope="module")
def index(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("index") / "explorer.sqlite"
    write_index(rows_of_graph(graph), path, base=DEFAULT_BASE, title="Test")
    index = Index(path)
    yield index
    index.close()


def numbers(answer: Answer, column: int = 1) -> dict[str, int]:
    """A table of nodes and numbers, by local id."""
    found = (tuple(getattr(row[place], "value", "") for place in (0, column)) for row in answer.rows)
    return {node.removeprefix(DEFAULT_BASE): int(number) for node, number in found if node.startswith(DEFAULT_BASE)}


def test_a_paper_counts_once_and_what_is_not_stated_does_not(graph: Graph) -> None:
    first, second = "paper/2405.00001", "paper/2501.00002"
    assert graph.number_of_edges(first, BENCH) == 2
    assert papers_of(graph, BENCH) == {first, second}
    assert graph.has_edge(second, MODEL)
    assert papers_of(graph, MODEL) == {first}
    assert papers_of(graph, "artifact/gpt-4") == set()  # its variant is no paper


def test_map_index_and_sparql_count_the_same(graph: Graph, store: ox.Store, index: Index, tmp_path: Path) -> None:
    wanted = {node: len(papers_of(graph, node)) for node in graph}
    drawing = draw(graph)
    page = {row[0]: row[-1] for row in payload(drawing.nodes, drawing.edges)["nodes"]}
    served = {node["id"]: node["papers"] for node in index.nodes(list(page))["nodes"]}
    assert page == served == {node: wanted[node] for node in page}
    counted = {node: number for node, number in numbers(run_query(store, ANY)).items() if node in wanted}
    assert counted == {node: number for node, number in wanted.items() if number}
    named = numbers(run_query(store, NAMED))
    assert named == {node: number for node, number in counted.items() if node.startswith("artifact/")}
    assert {BENCH, MODEL} <= named.keys()


def test_report_saved_query_and_show_count_the_same(
    graph: Graph, store: ox.Store, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {table.name: table for table in tables(graph)}
    wanted = {node: len(papers_of(graph, node)) for node, data in graph.nodes(data=True) if data["kind"] in DATA}
    asked = numbers(run_saved(store, "most-used-benchmarks"), 2)
    assert asked.items() <= wanted.items()
    assert asked[BENCH] == 2
    reported = dict(zip(made["benchmarks"].states, made["benchmarks"].rows, strict=True))
    found = {urllib.parse.unquote(state).removeprefix("node="): row[1] for state, row in reported.items()}
    assert found == {node: number for node, number in wanted.items() if number}
    for node in (BENCH, MODEL):
        _print_node_as_json(graph, node, DEFAULT_BASE)
        _print_node_as_text(graph, node, 20, DEFAULT_BASE)
        said = capsys.readouterr().out
        count = len(papers_of(graph, node))
        assert f'"papers": {count},' in said
        assert f"\n  papers: {count}\n" in said


def test_papers_by_year_are_those_papers(graph: Graph, index: Index) -> None:
    for node in (BENCH, MODEL):
        described = index.describe(node)
        assert described is not None
        years = sorted(graph.nodes[paper]["year"] for paper in papers_of(graph, node))
        assert sorted(int(year) for year, number in described["years"].items() for _ in range(number)) == years
