"""Faults of pasted and guessed queries: what stands there, what it is, and what to write."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.ground.errors import InputError, QueryError
from kg.rdf.query.run import run_query
from kg.rdf.sparql.query_plan import explain_query
from kg.rdf.sparql.query_text import decode_query


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        (
            "SELECT\u00a0* { ?s ?p ?o }",
            "no-break space is no white space of SPARQL (line 1, column 7)",
            "write a space",
        ),
        ("ASK { ?s\u200b ?p ?o }", "zero width space is no white space", "write a space"),
        (
            "ASK {\n ?s rdfs:label “GSM8K” }",
            "“ is no character of SPARQL (left double quotation mark) (line 2,",
            'write "',
        ),
        ("ASK { ?s rdfs:label ‘GSM8K’ }", "‘ is no character", "write '"),
        ("ASK { ?s ?p ?o FILTER(?o &gt;= 3) }", "&gt; is HTML", "write >"),
        ("ASK { ?s a &lt;https://schema.org/Thing&gt; }", "&lt; is HTML", "write <"),
        ("ASK { ?s ?p ?o FILTER(?o ≥ 3 – 1) }", "≥ is no character", "write >="),
        ("```sparql\nASK { ?s ?p ?o }\n```", "` is no character of SPARQL (line 1, column 1)", "marks of Markdown"),
        (r"SELECT ?s\n{ ?s ?p ?o }", "\\ stands outside of a string (line 1, column 10)", r"write \n as a line end"),
        ("ASK ｛ ?s ?p ?o }", "｛ is no character", "write {"),
        ("ASK { ?s dct:title ?o }", "the prefix dct: is not declared", "write dcterms:, which is known"),
        ("ASK { artifact:a.b.c ?p ?o }", "artifact:a.b.c has several dots", "write it in full"),
        ("ASK { ?s ?p 1.5e3 ?q ?r ?t }", "the query is not SPARQL", "^"),
        ("ASK { ?s a kg:Paper }", "kg:Paper is not a term", "did you mean schema:ScholarlyArticle? Every paper."),
        (
            "ASK { ?s kg:author ?a }",
            "kg:author is not a term",
            "did you mean dcterms:creator?",
        ),
        ("ASK { ?s a kg:model }", "kg:model is not a term", "did you mean kg:Model?"),
        ("ASK { ?s a kg:Papr }", "kg:Papr is not a term", "did you mean schema:ScholarlyArticle?"),
        (
            "SELECT ?s WHERE {\n  ?s kg:uses ?o .\n  FILTR(?o)\n}",
            "FILTR is no word of SPARQL (line 3, column 3)",
            "did you mean FILTER?\n    FILTR(?o)\n    ^",
        ),
        ("SELECT ?s { ?s zz:p ?o }", "the prefix zz: is not declared (line 1, column 16)", "PREFIX zz:"),
        (
            "ASK { ?s kg:evaluatedOn ?o }",
            "kg:evaluatedOn is not a term of the ontology (line 1, column 10)",
            "did you mean kg:evaluatesOn?",
        ),
        ("ASK { ?s a kg:Zebra }", "kg:Zebra is not a term", ""),
        ("ASK { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE calls another server", "leave it out"),
        ("ASK { service silent ?x { ?s ?p ?o } }", "SERVICE calls another server", ""),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is an update, not a query", "only read"),
        ("LOAD <http://example.org/>", "LOAD is an update", ""),
        ("SELECT * { ?s ?p ?o", "the query is not SPARQL (line 1, column 20)", "^"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "not SPARQL", "SELECT contains a variable that is unbound"),
        (" # nothing\n", "the query is empty", "saved"),
    ],
)
def test_faults_say_where_and_what_to_do(store: ox.Store, text: str, problem: str, remedy: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(store, text)
    assert problem in caught.value.problem
    assert remedy in (caught.value.remedy or "")


def test_such_characters_in_strings_and_comments_are_text(store: ox.Store) -> None:
    run_query(store, "ASK { ?s ?p '“x” &lt; \u00a0' } # “ &gt; \u200b")


TEXT = "SELECT ?x\r\n{ ?x a kg:Benchmark } # é\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_queries_are_read_in_every_encoding_that_windows_writes(store: ox.Store, encoding: str) -> None:
    assert decode_query(TEXT.encode(encoding)) == TEXT
    assert decode_query(("\ufeff" + TEXT).encode("utf-16-be")) == TEXT


def test_bytes_of_another_encoding_are_a_fault() -> None:
    for data, problem in ((TEXT.encode("latin-1"), "not UTF-8 (byte 36)"), (b"\xff\xfeA", "not UTF-16")):
        with pytest.raises(InputError) as caught:
            decode_query(data)
        assert problem in caught.value.problem


def test_a_byte_order_mark_in_a_text_is_no_part_of_the_query(store: ox.Store) -> None:
    assert run_query(store, "\ufeff" + TEXT) == run_query(store, TEXT)
    assert explain_query(store, "\ufeff" + TEXT, "https://w3id.org/paperatlas/").text == TEXT
