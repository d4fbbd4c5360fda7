"""Queries that find nothing say why; queries that find something, or rightly nothing, are left alone."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.sparql.hints import foreseen, hints
from kg.rdf.sparql.variables import having_aliases, unbound_variables
from kg.rdf.terms.ontology import inverses

BASE = "https://w3id.org/paperatlas/"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "SELECT ?d (COUNT(?p) AS ?n) { ?p kg:evaluatesOn ?d } GROUP BY ?d HAVING(?n > 0)",
            "HAVING does not know ?n, which SELECT makes after it: repeat COUNT(?p) there",
        ),
        (
            "SELECT ?n { { SELECT ?d (MAX(?p) AS ?n) { ?p kg:evaluatesOn ?d } GROUP BY ?d HAVING(BOUND(?n)) } }",
            "HAVING does not know ?n, which SELECT makes after it: repeat MAX(?p) there",
        ),
        ("SELECT ?nmae { ?d a kg:Benchmark ; rdfs:label ?name }", "?nmae is used and never bound: did you mean ?name?"),
        ("ASK { ?p kg:evaluatesOn ?d FILTER(?year > 2000) }", "?year is used and never bound"),
        ("ASK { ?p kg:evaluatesOn ?d FILTER xsd:boolean(?missing) }", "?missing is used and never bound"),
        ("ASK { ?p kg:evaluatesOn artifact:QuizBench }", "artifact:QuizBench is nowhere in the graph: did you mean "
         "artifact:quizbench?"),
        ("ASK { ?p kg:evaluatesOn artifact:Hard_Exam , artifact:Quiz_Lab2 }",
         "artifact:Quiz_Lab2 is nowhere in the graph: paperatlas show finds nodes by their names"),
        ("ASK { ?p kg:evaluatesOn <https://e.org/x/artifact/quizbench> }",
         "<https://e.org/x/artifact/quizbench> is nowhere in the graph: did you mean artifact:quizbench?"),
        ("PREFIX schema: <http://schema.org/> ASK { ?p a schema:ScholarlyArticle }",
         "schema:ScholarlyArticle is nowhere in the graph: did you mean <https://schema.org/ScholarlyArticle>?"),
        ("ASK { ?p schema:author ?a }",
         "schema:author is nowhere in the graph: did you mean dcterms:creator? An author of a paper, as a node."),
        ("PREFIX foaf: <http://xmlns.com/foaf/0.1/> SELECT (COUNT(*) AS ?n) { ?p foaf:knows ?a }",
         "foaf:knows is nowhere in the graph"),
        ("SELECT ?m (COUNT(?p) # of papers\n  +\r\n 1 AS ?n) { ?p kg:evaluatesOn ?m } GROUP BY ?m HAVING(?n > 0)",
         "HAVING does not know ?n, which SELECT makes after it: repeat COUNT(?p) + 1 there"),
        ("ASK { ?a kg:introducedBy ?p }",
         "kg:introducedBy is in no graph, which have kg:introduces from the other end: ask ^kg:introduces"),
        ("ASK { ?p ^ kg:introducedBy ?a }",
         "kg:introducedBy is in no graph, which have kg:introduces from the other end: ask kg:introduces"),
        ("ASK { ?x a dcat:Distribution }", "dcat:Distribution is a term of the ontology that the graph does not use"),
        ('ASK { ?t skos:prefLabel "evaluation" }', '"evaluation" is in the graph only as "evaluation"@en'),
        ('ASK { ?a rdfs:label "GPT-3"@en }', '"GPT-3"@en is in the graph only as "GPT-3"'),
        ('ASK { ?a rdfs:label ?n FILTER(?n = "GPT-3"@en) }', '"GPT-3"@en is in the graph only as "GPT-3"'),
        ("ASK { ?p fabio:hasPublicationYear 2021 }", '2021 is in the graph only as "2021"^^xsd:gYear'),
        ('ASK { ?p dcterms:issued "2021-06" }', '"2021-06" is in the graph only as "2021-06"^^xsd:gYearMonth'),
        ('CONSTRUCT { ?p kg:uses ?nothing } { ?p kg:evaluatesOn ?d }', "?nothing is used and never bound"),
    ],
)  # fmt: skip
def test_what_makes_a_query_find_nothing_is_told(store: ox.Store, text: str, told: str) -> None:
    answer = run_query(store, text)
    assert answer.says_nothing
    assert told in answer.hints
    if told.startswith(("HAVING", "?")):
        assert told in hints(None, text, BASE), "these need no store"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p { ?p kg:evaluatesOn artifact:gpt-3 }",
        "SELECT ?d (COUNT(?p) AS ?n) { ?p kg:evaluatesOn ?d } GROUP BY ?d HAVING(COUNT(?p) > 99) ORDER BY ?n",
        "SELECT ?d (COUNT(?p) AS ?n) { ?p kg:evaluatesOn ?d } GROUP BY ?d (STR(?d) AS ?s) HAVING(?s = '') ",
        "ASK { ?a rdfs:label ?n FILTER(STRSTARTS(?n, 'zzz') && ?n = 'GPT-3') }",
        "ASK { GRAPH <https://w3id.org/paperatlas/ontology> { kg:Link a kg:Link } }",
        "ASK { GRAPH <https://w3id.org/paperatlas/ontology> { kg:introducedBy a kg:Link } }",
        "ASK { VALUES (?x ?y) { (1 2) } FILTER(xsd:integer(?x) > ?y) }",
        "ASK { ?p kg:evaluatesOn ?d ; kg:introduces ?d FILTER NOT EXISTS { ?q kg:mentions ?d FILTER(?q != ?p) } }",
        "SELECT ?c { { SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c } } GROUP BY ?c ?n HAVING(?n > 9999)",
        "ASK { ?l rdf:predicate ?r . ?p ?r (?a ?b) FILTER(?a = ?b) }",
        "SELECT ?x { { SELECT (1 AS ?x) { ?a kg:mentions ?b } } FILTER(?x > 3) BIND(?x + 1 AS ?y) FILTER(?y < 0) }",
    ],
)
def test_a_query_that_rightly_finds_nothing_has_no_hint(store: ox.Store, text: str) -> None:
    answer = run_query(store, text)
    assert answer.says_nothing
    assert answer.hints == ()


def test_saved_queries_bind_their_variables_and_answers_have_no_hints(store: ox.Store) -> None:
    for query in saved_queries().values():
        assert unbound_variables(query.text)[1] == []
        assert list(having_aliases(query.text)) == []
        assert foreseen(query.text, BASE) == ()
    assert run_query(store, "SELECT ?nmae ?x { ?x a kg:Benchmark }").hints == ()


def test_a_server_foresees_what_needs_no_answer() -> None:
    assert foreseen("PREFIX x: <https://w3id.org/paperatlas/ontology#> ASK { ?s x:evaluatedOn ?o }", BASE) == (
        "x:evaluatedOn is not a term of the ontology: did you mean kg:evaluatesOn? "
        "The paper measures models or methods on the artifact, a benchmark or dataset.",
    )
    for name in (
        "<https://w3id.org/paperatlas/ontology#evaluatedOn>",
        "kg:evaluatedOn",
        "kg:evaluatesOn.no",
        "kg:uses%20",
    ):
        (told,) = foreseen(f"ASK {{ ?s {name} ?o }}", BASE)
        assert told.startswith(f"{name} is not a term of the ontology: did you mean kg:")
    alias = "select (count(?s) as ?n) { ?s a ?c } group by ?c having (?n > 3) order by ?n"
    assert foreseen(alias, BASE) == hints(None, alias, BASE)
    assert len(foreseen(alias, BASE)) == 1
    assert len(foreseen("ASK {" + " ".join(f"?s kg:zebra{number} ?o ." for number in range(50)) + "}", BASE)) == 5
    assert foreseen("PREFIX kg: <https://e.org/> ASK { ?s kg:evaluatedOn 'kg:Paper' }", BASE) == ()


def test_names_for_the_other_direction_are_foreseen() -> None:
    assert len(inverses()) > 5
    for iri, meant in inverses().items():
        told = (f"<{iri}> is in no graph, which have {meant} from the other end: ask ^{meant}",)
        assert foreseen(f"ASK {{ ?a <{iri}> ?p }}", BASE) == hints(None, f"ASK {{ ?a <{iri}> ?p }}", BASE) == told
        assert foreseen(f"ASK {{ ?p {meant} ?a }}", BASE) == ()
        (misspelt,) = foreseen(f"ASK {{ ?a <{iri}X> ?p }}", BASE)
        assert f"did you mean ^{meant}?" in misspelt
        assert foreseen(f"ASK {{ GRAPH <https://w3id.org/paperatlas/ontology> {{ <{iri}> ?p ?o }} }}", BASE) == ()


@pytest.mark.parametrize(
    "expression", ["'''a\nX-Other: 1\r\n\r\nb'''", "'\x1b[2J\x00\x7f\x85'", "'" + 9999 * "a" + "'", "?s # x\n"]
)
def test_a_hint_is_a_short_line_whatever_the_query_holds(expression: str) -> None:
    text = f"SELECT (COUNT({expression}) AS ?n) {{ ?s a ?c }} GROUP BY ?c HAVING(?n > 3)"
    for found in (
        foreseen(text, BASE),
        hints(ox.Store(), text, BASE),
        foreseen(f"ASK {{ ?s kg:{9999 * 'a'} ?o }}", BASE),
    ):
        assert found
        assert all(hint.isprintable() and len(hint) <= 300 for hint in found)


@given(st.text(max_size=80), st.text("SELECT (){}?aAS VALUES FILTER kg:x<> '", max_size=80))
def test_any_text_can_be_looked_at(one: str, other: str) -> None:
    for text in (one, other):
        hints(ox.Store(), text, BASE)
        foreseen(text, BASE)
