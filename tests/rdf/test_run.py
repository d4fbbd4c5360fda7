"""Queries: prefixes, faults, limits, and the formats of answers."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
import rdflib.query
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import OutputError, QueryError
from kg.rdf.query.answers import Answer, display, to_markdown, to_turtle
from kg.rdf.query.result_formats import RESULT_FORMATS, results
from kg.rdf.query.run import run_query, store_base
from kg.rdf.query.saved_queries import run_saved
from kg.rdf.query.store import build_store, memory_store, open_store
from kg.rdf.sparql.lexer import bind, tokens
from kg.rdf.terms.ntriples import Triple, literal, term_text
from kg.rdf.write.rdf_formats import write_graph

NAMES = "SELECT ?name { ?b a kg:Benchmark ; rdfs:label ?name } ORDER BY ?name"


def test_well_known_prefixes_need_not_be_written(store: ox.Store) -> None:
    answer = run_query(store, NAMES)
    assert answer.kind == "select"
    assert answer.columns == ("name",)
    assert [display(row[0]) for row in answer.rows] == ["HardExam", "MathSet", "QuizBench"]
    assert run_query(store, "ASK { paper:2005.00001 kg:introduces artifact:quizbench }").truth


def test_own_prefixes_win(store: ox.Store) -> None:
    assert not run_query(store, "PREFIX kg: <https://example.org/> ASK { ?s kg:whatever ?o }").truth


def test_a_limit_cuts_and_says_so(store: ox.Store) -> None:
    assert len(run_query(store, NAMES, limit=2).rows) == 2
    assert not run_query(store, NAMES, limit=2).complete
    assert run_query(store, NAMES, limit=3).complete


def test_what_the_engine_cannot_do_is_told(store: ox.Store) -> None:
    with pytest.raises(QueryError, match=r"the query stopped: The custom function <http://example.org/f> is not supp"):
        run_query(store, "SELECT (<http://example.org/f>(1) AS ?y) { }")


def test_of_a_long_line_only_the_place_is_shown(store: ox.Store) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(store, f"ASK {{ {'?s ?p ?o . ' * 1000} ?s nope:p ?o }}")
    _, shown, caret = (caught.value.remedy or "").splitlines()
    assert len(shown) < 200
    assert shown[caret.index("^") :].startswith("nope:p")


def test_words_in_strings_and_comments_are_no_keywords(store: ox.Store) -> None:
    text = "ASK { ?s rdfs:label 'SERVICE kg:nothing \\' DELETE' } # SERVICE kg:nothing"
    assert not run_query(store, text).truth


@given(st.text(max_size=60))
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_bound_text_stays_one_term(value: str) -> None:
    store = ox.Store()
    subject, predicate = ox.NamedNode("https://e.org/s"), ox.NamedNode("https://e.org/p")
    store.load(f"{subject} {predicate} {literal(value)} .".encode(), ox.RdfFormat.N_TRIPLES)
    text = bind("SELECT ?s { VALUES $value { 1 } ?s ?p $value FILTER($value = $value) }", {"value": literal(value)})
    assert [row[0] for row in run_query(store, text).rows] == [subject]


def test_a_store_on_disk_answers_as_one_in_memory(tmp_path: Path, triples: tuple[Triple, ...], store: ox.Store) -> None:
    folder = tmp_path / "store"
    build_store(triples, folder)
    expected = run_query(store, NAMES)
    assert run_query(folder, NAMES) == expected
    assert run_query(folder, NAMES, timeout=30) == expected
    assert run_saved(folder, "leaderboard", {"on": "QuizBench"}, timeout=30).truth
    readers = [open_store(folder), open_store(folder)]
    assert [run_query(reader, NAMES) for reader in readers] == [expected, expected]
    with pytest.raises(QueryError, match="did you mean FILTER"):
        run_query(folder, "ASK { FILTR(true) }", timeout=30)


def test_a_timeout_really_stops(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    folder = tmp_path / "store"
    build_store(triples, folder)
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
    start = time.monotonic()
    with pytest.raises(QueryError, match=r"more than 1\.5 seconds"):
        run_query(folder, endless, timeout=1.5)
    assert time.monotonic() - start < 60  # it would take hours
    with pytest.raises(QueryError, match="needs a store on disk"):
        run_query(ox.Store(), "ASK {}", timeout=1)


def test_stores_are_built_from_files_and_replaced(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    folder = tmp_path / "store"
    for name in ("graph.nt.gz", "graph.ttl", "graph.trig"):
        write_graph(triples, tmp_path / name)
        build_store(tmp_path / name, folder)
        assert len(run_query(folder, NAMES).rows) == 3
        assert run_query(folder, "ASK { GRAPH <https://w3id.org/paperatlas/ontology> { kg:Link a owl:Class } }").truth
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("keep me")
    with pytest.raises(OutputError, match="holds other files"):
        build_store(triples, tmp_path / "other")
    with pytest.raises(OutputError, match="no store here"):
        open_store(tmp_path / "other")


def test_the_store_tells_its_base(triples: tuple[Triple, ...]) -> None:
    space = ("<https://e.org/graph>", "<http://rdfs.org/ns/void#uriSpace>", '"https://e.org/"')
    store = memory_store([space, ("<https://e.org/paper/1>", "<https://e.org/p>", '"x"')])
    assert store_base(store) == "https://e.org/"
    assert run_query(store, "ASK { paper:1 ?p ?o }").truth
    assert store_base(memory_store(triples)) == "https://w3id.org/paperatlas/"


# What a graph of ours has not, and others have: directions, triple terms, odd white space, other datatypes.
ODD = """SELECT ?a ?none {
  VALUES ?a { <http://e.org/é?a=b&c='d'> " two\\n\\tlines\\r & <tags> " "שלום"@he--rtl "chat"@fr-BE 1 1.50 1e3 true
    "x"^^<http://e.org/d> "2024-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>
    <<( <http://s> <http://p> "o"@en )>> }
}"""
ALL = "SELECT ?s ?p ?o ?none { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.mark.parametrize("name", RESULT_FORMATS)
def test_formats_are_those_of_the_engine_to_the_byte(store: ox.Store, name: str) -> None:
    for text in (ALL, ODD, "ASK { ?s ?p ?o }", "ASK { ?s ?s ?s }", "SELECT ?x { FILTER(false) }", "SELECT * {}"):
        found = store.query(text)
        assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
        assert results(run_query(store, text), name) == found.serialize(format=RESULT_FORMATS[name])


@pytest.mark.parametrize("name", ["json", "tsv"])
def test_formats_keep_every_term(store: ox.Store, name: str) -> None:
    for text in (ALL, ODD):
        answer = run_query(store, text)
        parsed = ox.parse_query_results(results(answer, name), RESULT_FORMATS[name])
        assert isinstance(parsed, ox.QuerySolutions)
        assert [variable.value for variable in parsed.variables] == list(answer.columns)
        assert [tuple(row[column] for column in answer.columns) for row in parsed] == list(answer.rows)


def test_blank_nodes_keep_their_names() -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.BlankNode("here"), ox.NamedNode("http://e.org/p"), ox.BlankNode("there")))
    assert results(run_query(store, "SELECT ?s ?o { ?s ?p ?o }"), "tsv") == b"?s\t?o\n_:here\t_:there\n"


def test_a_limit_cuts_the_format_too(store: ox.Store) -> None:
    whole, cut = (results(run_query(store, NAMES, limit=limit), "tsv") for limit in (None, 2))
    assert cut == b"".join(whole.splitlines(keepends=True)[:3])


def n3(text: str) -> str:
    found = rdflib.util.from_n3(text)
    assert isinstance(found, rdflib.term.Node)
    return found.n3()


def test_xml_is_that_of_the_standard(store: ox.Store) -> None:
    answer = run_query(store, ALL)  # read by rdflib: Oxigraph's reader of this format trims texts
    parsed = rdflib.query.Result.parse(io.BytesIO(results(answer, "xml")), format="xml")
    theirs = [tuple("" if cell is None else cell.n3() for cell in row) for row in parsed]  # type: ignore[union-attr]
    ours = [tuple("" if cell is None else n3(term_text(cell)) for cell in row) for row in answer.rows]
    assert theirs == ours


def test_csv_is_exact(store: ox.Store) -> None:
    answer = run_query(store, 'SELECT * { VALUES (?a ?b) { ("=1+1" "x,\\"y\\"\\n") (kg:Link UNDEF) } }')
    text = results(answer, "csv").decode()
    assert text.startswith("a,b\r\n=1+1,")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [["a", "b"], ["=1+1", 'x,"y"\n'], ["https://w3id.org/paperatlas/ontology#Link", ""]]


def test_constructing(store: ox.Store) -> None:
    graph = run_query(store, "CONSTRUCT WHERE { ?p kg:introduces ?a }")
    assert "\npaper:2005.00001\n    kg:introduces artifact:quizbench ;\n    .\n" in to_turtle(graph)
    assert results(graph, "csv").startswith(b"subject,predicate,object\r\nhttps://w3id.org/paperatlas/paper/")
    with pytest.raises(QueryError, match="a table, not a graph"):
        to_turtle(run_query(store, "ASK { ?s ?p ?o }"))


def test_markdown_and_records() -> None:
    cells = (ox.Literal(2), ox.Literal("a|b\nc<d>"), ox.NamedNode("https://schema.org/name"), None)
    answer = Answer("select", ("n", "text", "iri", "none"), (cells,))
    assert to_markdown(answer).splitlines()[2] == "| 2 | a\\|b c&lt;d&gt; | schema:name |  |"
    assert answer.records() == [{"n": 2, "text": "a|b\nc<d>", "iri": "https://schema.org/name", "none": None}]
    values = (ox.Literal("0.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")), ox.Literal(True))
    assert Answer("select", ("a", "b"), (values,)).records() == [{"a": 0.5, "b": True}]
