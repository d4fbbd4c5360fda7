"""Answers as frames, graphs and HTML."""

from __future__ import annotations

import builtins
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg.ground.errors import MissingExtraError, QueryError
from kg.rdf.query.answers import Answer
from kg.rdf.query.run import run_query
from kg.rdf.terms.namespaces import KG

VALUES = """SELECT ?name ?papers ?share ?known ?mixed ?none WHERE { VALUES (?name ?papers ?share ?known ?mixed) {
    ("a" 1 0.5 true 1) ("b" UNDEF 2.0 false "x") (UNDEF 3 UNDEF UNDEF UNDEF) } } ORDER BY ?name"""
LINKS = """CONSTRUCT { ?p kg:mentions ?a . ?p rdfs:label ?title . ?a rdfs:label ?name ; skos:altLabel ?other }
    WHERE { ?p kg:mentions ?a ; dcterms:title ?title . ?a rdfs:label ?name OPTIONAL { ?a skos:altLabel ?other } }"""


def test_pandas_keeps_integers_where_cells_are_empty(store: ox.Store) -> None:
    frame = run_query(store, VALUES).to_pandas()
    assert list(frame.columns) == ["name", "papers", "share", "known", "mixed", "none"]
    assert str(frame["papers"].dtype) == "Int64"
    assert str(frame["share"].dtype) == "Float64"
    assert str(frame["known"].dtype) == "boolean"
    assert frame["papers"].sum() == 4
    assert list(run_query(store, "SELECT ?x ?y { VALUES (?x ?y) {} }").to_pandas().columns) == ["x", "y"]


def test_polars_has_the_same_columns(store: ox.Store) -> None:
    frame = run_query(store, VALUES).to_polars()
    assert dict(zip(frame.columns, map(str, frame.dtypes), strict=True)) == {
        "name": "String", "papers": "Int64", "share": "Float64", "known": "Boolean", "mixed": "String", "none": "Null",
    }  # fmt: skip
    assert frame["mixed"].to_list() == [None, "1", "x"]
    assert run_query(store, "SELECT ?x ?y { VALUES (?x ?y) {} }").to_polars().columns == ["x", "y"]


@pytest.mark.parametrize(("name", "method"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, name: str, method: str) -> None:
    real = builtins.__import__

    def without(module: str, *rest: Any) -> Any:
        if module == name:
            raise ImportError(module)
        return real(module, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"pip install .*\[frames\]"):
        getattr(Answer("select", (), ()), method)()


def test_rdflib_gets_the_same_triples_and_the_prefixes(store: ox.Store) -> None:
    answer = run_query(store, LINKS)
    graph = answer.to_rdflib()
    assert len(graph) == len(answer)
    assert len(set(graph.subject_objects(rdflib.URIRef(KG + "mentions")))) == 14
    assert "artifact:quizbench" in graph.serialize(format="turtle")


def test_networkx_gets_nodes_edges_and_labels(store: ox.Store) -> None:
    graph = run_query(store, LINKS).to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_edges() == 14
    assert graph.edges["paper:2005.00001", "artifact:quizbench", "kg:mentions"] == {"predicate": "kg:mentions"}
    assert graph.nodes["artifact:quizbench"] == {
        "rdfs:label": "QuizBench", "label": "QuizBench", "skos:altLabel": "Quiz Benchmark"
    }  # fmt: skip
    several = "CONSTRUCT { kg:Link rdfs:label 1, 2 . kg:Link kg:uses _:b } WHERE {}"
    assert sorted(run_query(store, several).to_networkx().nodes["kg:Link"]["rdfs:label"]) == [1, 2]


def test_tables_are_no_graphs(store: ox.Store) -> None:
    for method in ("to_rdflib", "to_networkx"):
        with pytest.raises(QueryError, match="a table, not a graph"):
            getattr(run_query(store, VALUES), method)()


def test_iterating_gives_records(store: ox.Store) -> None:
    answer = run_query(store, VALUES)
    assert list(answer) == answer.records()
    assert len(answer) == 3


def test_notebooks_get_a_table_without_markup_of_others() -> None:
    hostile = (
        ox.Literal("<script>"),
        ox.NamedNode('https://e.org/"onclick=x'.replace('"', "%22")),
        ox.Literal(2),
        None,
    )
    page = Answer("select", ("a", "<b>", "n", "none"), (hostile,) * 120)._repr_html_()
    assert "<script>" not in page
    assert "<th>&lt;b&gt;</th>" in page
    assert '<td style="text-align: right">2</td>' in page
    assert page.count("<tr>") == 101
    assert "and 20 more rows" in page
    script = Answer("select", ("a",), ((ox.NamedNode("javascript:alert(1)"),),), complete=False)._repr_html_()
    assert "href" not in script
    assert "There are more rows." in script
