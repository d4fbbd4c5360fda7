"""The saved queries in the service description: found as SIB's editor finds them, and run as they stand there."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import rdflib

from kg.rdf.query.result_formats import results
from kg.rdf.query.saved_queries import run_saved, saved_queries
from kg.rdf.terms.namespaces import prefixes

# The queries by which SIB's SPARQL editor looks for examples and prefixes.
_EXAMPLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
_PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }"""


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> rdflib.Graph:
    reply = client.get("/sparql", headers={"accept": "text/turtle"})
    return rdflib.Graph().parse(data=reply.text, format="turtle")


def test_editors_find_every_saved_query_and_prefix(client: httpx.Client, description: rdflib.Graph) -> None:
    rows = list(description.query(_EXAMPLES))
    names = [str(row[0]).removeprefix(f"{client.base_url}/queries/") for row in rows]  # type: ignore[index]
    assert names == sorted(saved_queries())
    for name, row in zip(names, rows, strict=True):
        assert str(row[1]) == f"{saved_queries()[name].title} {saved_queries()[name].description}"  # type: ignore[index]
    found = {str(row[0]): str(row[1]) for row in description.query(_PREFIXES)}  # type: ignore[index]
    assert found == prefixes()


def test_each_is_for_this_endpoint_and_answers_there(
    client: httpx.Client, description: rdflib.Graph, store: Path
) -> None:
    """Runs the text as it stands, with its PREFIX lines and without any help, by Python and over HTTP."""
    target = rdflib.URIRef("https://schema.org/target")
    empty = set()
    for example, _, text in description.query(_EXAMPLES):  # type: ignore[misc]
        assert str(description.value(example, target)) == f"{client.base_url}/sparql"
        name = str(example).rpartition("/")[2]
        reply = client.post("/sparql", data={"query": str(text)})
        assert reply.status_code == 200, reply.text
        if not saved_queries()[name].parameters:
            assert reply.content == results(run_saved(store, name), "json")
        elif not reply.json()["results"]["bindings"]:
            empty.add(name)
    assert "topics-by-year" not in empty


def test_an_answer_that_may_be_empty_by_mistake_says_so(client: httpx.Client) -> None:
    def hint(query: str) -> object:
        reply = client.get("/sparql", params={"query": query})
        assert reply.status_code == 200
        return reply.headers.get("paperatlas-hint")

    assert hint("ASK { ?s a kg:Paper }") == (
        "kg:Paper is not a term of the ontology: did you mean schema:ScholarlyArticle? Every paper."
    )
    assert hint("\ufeffSELECT (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 3)") == (
        "HAVING does not know ?n, which SELECT makes after it: repeat COUNT(?s) there"
    )
    assert hint("ASK { ?a kg:introducedBy ?p }") == (
        "kg:introducedBy is in no graph, which have kg:introduces from the other end: ask ^kg:introduces"
    )
    assert hint("PREFIX kg: <https://w3id.org/paperatlas/ontology#> ASK { ?s a kg:Model }") is None
    completed = {term["name"] for term in client.get("/vocabulary").json()["terms"]}
    assert ("kg:introduces" in completed, "kg:introducedBy" in completed) == (True, False)


def test_a_hint_is_a_header_field_whatever_the_query_holds(client: httpx.Client) -> None:
    for quoted in ("'''a\nX-Other: 1\r\n\r\nb'''", "?c # x\n", "'\x00\x7fé日'", "'" + 70_000 * "a" + "'"):
        query = f"SELECT ?c (CONCAT({quoted}) AS ?n) {{ ?s a kg:Nothing, ?c }} GROUP BY ?c HAVING(?n > 3)"
        reply = client.post("/sparql", data={"query": query})
        assert reply.status_code == 200
        assert reply.json()["results"]["bindings"] == []
        assert "x-other" not in reply.headers
        told = reply.headers["paperatlas-hint"]
        assert "repeat CONCAT(" in told
        assert len(told) < 1000
