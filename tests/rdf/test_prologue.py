"""Prefixes written out in queries: what a name means decides, never how it is spelt."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import QueryError
from kg.rdf.query.run import run_query
from kg.rdf.sparql.prologue import declared_prefixes, meant_iris, missing_prefixes
from kg.rdf.sparql.query_check import check_query
from kg.rdf.sparql.query_plan import explain_query
from kg.rdf.terms.namespaces import KG, prefixes

ONTOLOGY = "PREFIX kg: <https://w3id.org/paperatlas/ontology#>\n"
BENCHMARKS = "SELECT ?x { ?x a kg:Benchmark } ORDER BY ?x"


@pytest.mark.parametrize(
    "text",
    [
        ONTOLOGY + BENCHMARKS,
        ONTOLOGY.lower().replace("\n", "") + BENCHMARKS,
        "# PREFIX kg: <http://e.org/>\nPREFIX\nkg:\n# ours\n<https://w3id.org/paperatlas/ontology#>" + BENCHMARKS,
        "BASE <https://w3id.org/paperatlas/> PREFIX kg: <ontology#> " + BENCHMARKS,
        "PREFIX kg: <https://w3id.org/paperatlas/ontology> PREFIX : <https://w3id.org/paperatlas/ontology#> "
        + BENCHMARKS.replace("kg:", ":"),
        "PREFIX o: <https://w3id.org/paperatlas/ont> " + BENCHMARKS.replace("kg:", r"o:ology\#"),
        BENCHMARKS.replace("kg:Benchmark", "<https://w3id.org/paperatlas/ontology#Benchmark>"),
        BENCHMARKS.replace("kg:Benchmark", r"<https://w3id.org/paperatlas/ontology\u0023Benchmark>"),
        BENCHMARKS.replace("a kg:Benchmark }", "a kg:Benchmark. }"),
    ],
)
def test_however_our_terms_are_written_the_answer_is_the_same(store: ox.Store, text: str) -> None:
    expected = run_query(store, BENCHMARKS)
    assert len(expected) == 3
    assert run_query(store, text) == expected
    assert explain_query(store, text, "https://w3id.org/paperatlas/").text == text


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX kg: <https://example.org/> ASK { ?s a kg:Papr }",
        'ASK { ?s ?p \'kg:Papr\', """kg:Papr " kg:Papr""" } # kg:Papr',
        "ASK { ?s ?p ?o FILTER(STRSTARTS(STR(?p), STR(kg:))) }",
        "ASK { ?s ?p <https://w3id.org/paperatlas/ontology#> }",
        "ASK { ?s ?p _:kg . _:kg ?q _:b.c }",
        "ASK { ?s ^kg:uses|!kg:evaluates|!(^kg:trainsOn|kg:mentions) ?o }",
        "ASK { <<?s kg:uses ?o>> kg:confidence ?c }",
        "PREFIX : <https://w3id.org/paperatlas/ontology#> ASK { ?s :uses _:unheard }",
    ],
)
def test_what_is_no_use_of_a_term_is_let_pass(store: ox.Store, text: str) -> None:
    run_query(store, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONTOLOGY + "ASK { ?s a kg:Papr }", "kg:Papr is not a term of the ontology (line 2, column 12)"),
        ("PREFIX x: <https://w3id.org/paperatlas/ontology#> ASK { ?s a x:Papr }", "x:Papr (kg:Papr) is not a term"),
        ("ASK { ?s a <https://w3id.org/paperatlas/ontology#Papr> }", "(kg:Papr) is not a term"),
        ("BASE <https://w3id.org/paperatlas/ontology> ASK { ?s a <#Papr> }", "<#Papr> (kg:Papr) is not a term"),
        ("BASE <https://w3id.org/paperatlas/> PREFIX x: <ontology#> ASK { ?s a x:Papr }", "x:Papr (kg:Papr) is not a"),
        ("ASK { ?s ^kg:usse ?o }", "kg:usse is not a term"),
        ("ASK { ?s !kg:usse ?o }", "kg:usse is not a term"),
        ("ASK { ?s a kg:Papr. }", "kg:Papr is not a term"),
        ("ASK { ?s a kg:Benchmark%20 }", "kg:Benchmark%20 is not a term"),
        ("ASK { ?s a kg:Bench.mark }", "kg:Bench.mark is not a term"),
        ("ASK { <<?s kg:usse ?o>> kg:confidence ?c }", "kg:usse is not a term"),
    ],
)
def test_terms_that_there_are_not_are_told_wherever_they_stand(store: ox.Store, text: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(store, text)
    assert told in caught.value.problem


def test_quoted_triples_without_white_space_are_no_iris() -> None:
    text = "ASK { <<?s?p?o>> kg:confidence ?c . <<<http://e.org/a>?p<http://e.org/b>>> ?q ?r }"
    assert [iri for _, iri in meant_iris(text, prefixes())] == [
        KG + "confidence", "http://e.org/a", "http://e.org/b"
    ]  # fmt: skip


_NAMESPACES = ["https://w3id.org/paperatlas/ontology#", "https://w3id.org/paperatlas/", "https://example.org/x#"]
_PIECES = ["uses", "Benchmark", "a.b", "a:b", "x-y", "é", "Papr", "ontology", "%20", r"\~", r"\(", r"\.", "1"]
# Oxigraph reads at most one dot in a name (as far as it is not escaped).
locals_ = (
    st.lists(st.sampled_from(_PIECES), max_size=3)
    .map("".join)
    .filter(lambda text: not text.startswith("-") and text.replace(r"\.", "").count(".") <= 1)
)


@given(
    declared=st.dictionaries(st.sampled_from(["kg", "x", "", "a.b", "é"]), st.sampled_from(_NAMESPACES), max_size=4),
    names=st.lists(st.tuples(st.sampled_from(["kg", "x", "", "a.b", "schema", "é"]), locals_), min_size=1, max_size=4),
    noise=st.sampled_from([" ", "\n", " # kg:Papr <http://e.org/>\n", "\t"]),
    word=st.sampled_from(["PREFIX", "prefix", "Prefix"]),
)
def test_the_iris_are_those_that_the_engine_reads(
    declared: dict[str, str], names: list[tuple[str, str]], noise: str, word: str
) -> None:
    """Puts names where the engine gives their IRIs back, and compares them with those found in the text."""
    known = {**prefixes(), **declared}
    names = [(prefix, local) for prefix, local in names if prefix in known]
    head = "".join(f"{word}{noise}{prefix}:{noise}<{space}>{noise}" for prefix, space in declared.items())
    cells = noise.join(f"{prefix}:{local}" for prefix, local in names)
    text = f"{head}SELECT{noise}?i {{ VALUES ?i {{ {cells} }} BIND('kg:no <http://e.org/>' AS ?j) }}"
    found = ox.Store().query(text, prefixes=prefixes())
    assert isinstance(found, ox.QuerySolutions)
    theirs = [row["i"].value for row in found]
    assert [iri for _, iri in meant_iris(text, prefixes())] == theirs
    assert declared_prefixes(text) == declared
    whole = "".join(f"PREFIX {name}: <{space}> " for name, space in missing_prefixes(text, prefixes()["atlas"]).items())
    again = ox.Store().query(whole + text)
    assert isinstance(again, ox.QuerySolutions)
    assert [row["i"].value for row in again] == theirs
    wrong = any(iri.startswith(KG) and iri not in (KG, KG + "uses", KG + "Benchmark") for iri in theirs)
    if wrong:
        with pytest.raises(QueryError):
            check_query(text)
    else:
        check_query(text)
