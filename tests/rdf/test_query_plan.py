"""What is told of a query before it runs."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.ground.errors import QueryError
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.sparql.query_plan import Pattern, explain_query


def patterns(store: ox.Store | None, text: str) -> set[Pattern]:
    found = explain_query(store, text, DEFAULT_BASE).patterns
    assert found is not None
    return set(found)


def test_each_pattern_is_counted_alone(store: ox.Store) -> None:
    text = """SELECT ?name { ?b a kg:Benchmark ; rdfs:label ?name FILTER NOT EXISTS { ?p kg:introduces ?b ; kg:uses ?b }
        GRAPH <https://w3id.org/paperatlas/ontology> { kg:Link a ?class } ?b kg:variantOf* ?c .
        ?x kg:uses|kg:evaluates ?y }"""
    assert patterns(store, text) == {
        Pattern("?b rdf:type kg:Benchmark", "", 3),
        Pattern("?b rdfs:label ?name", "", 39),
        Pattern("?p kg:introduces ?b", "", 3),
        Pattern("?p kg:uses ?b", "", 0),
        Pattern("kg:Link rdf:type ?class", "atlas:ontology", 1),
        Pattern("?b kg:variantOf* ?c", "", None),
        Pattern("?x kg:uses|kg:evaluates ?y", "", 1),
    }


def test_prefixes_that_were_added_are_told(store: ox.Store) -> None:
    text = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ASK { ?s rdfs:label ?o ; a kg:Link }"
    explanation = explain_query(store, text, DEFAULT_BASE)
    assert explanation.prefixes == {"kg": "https://w3id.org/paperatlas/ontology#"}
    assert explanation.text == text


@pytest.mark.parametrize("name", saved_queries())
def test_every_saved_query_can_be_explained(store: ox.Store, name: str) -> None:
    names = {
        "paper": "Beta", "topic": "evaluation", "model": "GPT-3", "artifact": "GPT-3", "author": "Ada B.",
        "venue": "QuizConf", "category": "Computation and Language", "organisation": "Quiz Lab",
    }  # fmt: skip
    query = saved_queries()[name]
    values = {one.name: names[one.type] for one in query.parameters if one.default is None}
    assert patterns(store, query.bound(store, values, DEFAULT_BASE))


def test_nothing_is_counted_elsewhere_and_faults_are_told() -> None:
    assert patterns(None, "ASK { ?s kg:uses ?o }") == {Pattern("?s kg:uses ?o", "", None)}
    with pytest.raises(QueryError, match="did you mean FILTER"):
        explain_query(None, "ASK { FILTR(true) }", DEFAULT_BASE)
    assert explain_query(None, "ASK { << ?s ?p ?o >> ?q ?r }", DEFAULT_BASE).patterns is None
    assert explain_query(None, "ASK { ?s !(kg:uses|^rdf:type) ?o }", DEFAULT_BASE).patterns is None
