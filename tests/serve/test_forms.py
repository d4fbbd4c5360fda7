"""The form of an answer asked for without a header: by a parameter, or by a suffix."""

from __future__ import annotations

import csv
import io
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from tests.serve.server import TOKEN

BASE = "https://w3id.org/paperatlas/"
PAPER = "paper/2405.00001"
SELECT = "SELECT ?label { ?node a kg:Model ; rdfs:label ?label } ORDER BY ?label"
CONSTRUCT = "CONSTRUCT { ?node rdfs:label ?label } WHERE { ?node a kg:Model ; rdfs:label ?label }"
TABLES = {
    "csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml", "srj": "application/sparql-results+json", "CSV": "text/csv",
    "text/csv": "text/csv", "application/sparql-results+json": "application/sparql-results+json",
    "application/sparql-results json": "application/sparql-results+json",  # "+" that was not escaped
}  # fmt: skip
GRAPHS = {
    "ttl": "text/turtle", "turtle": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json",
    "json-ld": "application/ld+json", "json": "application/ld+json", "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml", "rdf+xml": "application/rdf+xml", "trig": "application/trig",
    "nq": "application/n-quads", "n3": "text/n3", "text/turtle": "text/turtle",
}  # fmt: skip
SUFFIXES = {
    ".ttl": "text/turtle", ".nt": "application/n-triples", ".jsonld": "application/ld+json",
    ".json": "application/ld+json", ".rdf": "application/rdf+xml", ".xml": "application/rdf+xml",
    ".trig": "application/trig", ".nq": "application/n-quads", ".n3": "text/n3", ".csv": "text/csv",
    ".tsv": "text/tab-separated-values", ".html": "text/html",
}  # fmt: skip
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OTHER = {"accept": "image/png"}  # a parameter wins over whatever a client sends


def kind(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.headers["content-type"]).partition(";")[0]


@pytest.mark.parametrize("parameter", ["format", "output"])
@pytest.mark.parametrize("name", TABLES)
def test_tables_by_parameter(client: httpx.Client, name: str, parameter: str) -> None:
    asked = {"query": SELECT, parameter: name}
    for headers in (BROWSER, OTHER):
        assert kind(client.get("/sparql", params=asked, headers=headers)) == TABLES[name]
        assert kind(client.post("/sparql", data=asked, headers=headers)) == TABLES[name]
    sent = client.post(
        "/sparql", params={parameter: name}, content=SELECT, headers={"content-type": "application/sparql-query"}
    )
    assert kind(sent) == TABLES[name]


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs_by_parameter(client: httpx.Client, name: str) -> None:
    for path, asked in (
        ("/sparql", {"query": CONSTRUCT}), ("/graphs", {"default": ""}), (f"/{PAPER}", {}), ("/ontology", {}),
        ("/topic/", {}), ("/resource", {"iri": BASE + PAPER}), ("/shapes", {}), ("/.well-known/void", {}),
        ("/sparql", {}),
    ):  # fmt: skip
        answer = client.get(path, params={**asked, "format": name}, headers=BROWSER)
        assert kind(answer) == GRAPHS[name], path
        assert len(list(ox.parse(answer.content, ox.RdfFormat.from_media_type(GRAPHS[name])))) > 2, path


def test_what_has_no_such_form_says_so(client: httpx.Client) -> None:
    for name in ("pdf", "", "html", "application/pdf"):
        answer = client.get("/sparql", params={"query": SELECT, "format": name})
        assert answer.status_code == 400
        assert f"there is no form {name!r} of this; " in answer.text
        assert "docs/serve.md lists all; media types are taken as well" in answer.text
    for path in (f"/{PAPER}", "/graphs?default", "/graphs", "/queries/most-used-benchmarks", "/ontology", "/shapes"):
        assert client.get(path, params={"format": "pdf"}).status_code == 400, path
    assert client.get("/ontology?format=csv").status_code == 400
    assert client.get("/sparql", params={"query": SELECT, "format": "ttl"}).status_code == 406
    assert client.get("/sparql", params={"query": CONSTRUCT, "format": "csv"}).status_code == 406
    both = {"query": SELECT, "format": "csv", "output": "json"}
    assert "ask for one" in client.get("/sparql", params=both).text
    both["output"] = "csv"  # SPARQLWrapper says it twice
    assert kind(client.get("/sparql", params=both)) == "text/csv"
    jsonld = {"query": CONSTRUCT, "format": "application/ld+json,application/x-json+ld", "output": "json-ld"}
    assert kind(client.get("/sparql", params=jsonld)) == GRAPHS["jsonld"]
    tsv = {"query": SELECT, "format": "tsv", "output": "text/tab-separated-values"}  # and not always in the same words
    assert kind(client.get("/sparql", params=tsv)) == kind(client.post("/sparql", data=tsv)) == TABLES["tsv"]


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=SELEC&format=json", "/sparql?query=SELEC&output=application/sparql-results%2Bjson",
        "/artifact/none.json", "/artifact/none?format=jsonld", "/resource?iri=urn:none&format=json",
        "/queries/none.json", "/queries/evaluations-on?format=json", "/queries/evaluations-on?on=none&format=json",
        "/graphs?graph=urn:none&format=json", "/graphs?format=json", "/ontology/9.json",
    ],
)  # fmt: skip
def test_what_is_wrong_comes_as_json_to_who_asks_for_json(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code >= 400
    assert client.get(path.replace("json", "ttl")).headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nodes_by_suffix_and_by_parameter(client: httpx.Client, suffix: str) -> None:
    """The id of the paper has a dot itself."""
    by_suffix = client.get(f"/{PAPER}{suffix}", headers=OTHER)
    assert kind(by_suffix) == SUFFIXES[suffix]
    by_parameter = client.get(f"/{PAPER}", params={"format": suffix[1:]}, headers=OTHER)
    by_iri = client.get("/resource", params={"iri": BASE + PAPER, "as": suffix[1:]}, headers=OTHER)
    assert by_suffix.content == by_parameter.content == by_iri.content


def test_a_table_of_a_node_has_its_statements(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{PAPER}.csv").text)))
    triples = list(ox.parse(client.get(f"/{PAPER}.nt").content, ox.RdfFormat.N_TRIPLES))
    assert len(rows) == len(triples)
    assert {"subject", "predicate", "object"} == set(rows[0])
    assert BASE + PAPER in {row["subject"] for row in rows}


def test_a_name_that_ends_as_a_suffix_does_is_that_name(writer: httpx.Client) -> None:
    update = "INSERT DATA { artifact:data a kg:Model . <https://w3id.org/paperatlas/artifact/data.csv> a kg:Dataset }"
    writer.post("/sparql", data={"update": update}, headers={"authorization": f"Bearer {TOKEN}"})
    whole = writer.get("/artifact/data.csv", headers={"accept": "application/n-triples"})
    assert (kind(whole), "Dataset" in whole.text) == ("application/n-triples", True)
    assert whole.headers["content-location"] == "/artifact/data.csv.nt"
    assert kind(writer.get("/artifact/data.csv.ttl")) == "text/turtle"
    assert writer.get("/artifact/data.csv", headers=OTHER).status_code == 406
    assert "Model" in writer.get("/artifact/data.nt").text


def test_saved_queries_are_answered(client: httpx.Client) -> None:
    path, asked = "/queries/evaluations-on", {"on": "AtlasBench"}
    text = client.get(f"{path}.rq", params=asked)
    assert kind(text) == "application/sparql-query"
    assert client.get(path, params=asked, headers={"accept": "application/sparql-query"}).text == text.text
    expected = client.get("/sparql", params={"query": text.text, "format": "csv"})
    assert expected.text.count("\n") > 1
    for answer in (
        client.get(f"{path}.csv", params=asked),
        client.get(path, params={**asked, "format": "csv"}, headers=BROWSER),
        client.get(path, params={**asked, "output": "text/csv"}),
        client.get(path, params=asked, headers={"accept": "text/csv"}),
    ):
        assert kind(answer) == "text/csv"
        assert answer.text == expected.text
        assert answer.headers["content-location"] == f"{path}.csv?on=AtlasBench"
    assert kind(client.get(path, params=asked)) == "application/sparql-results+json"
    assert kind(client.get(f"{path}.xml", params=asked)) == "application/sparql-results+xml"
    assert client.get(f"{path}.ttl", params=asked).status_code == 406
    twice = client.get(f"{path}?on=AtlasBench&on=GPT-4")
    assert (twice.status_code, "'on'" in twice.text) == (400, True)
    none = client.get(path)
    assert none.text == (
        "evaluations-on needs the parameter 'on'; for example --param on=GSM8K (of a server ?on=GSM8K)\n"
    )
    assert client.get(f"{path}.pdf", params=asked).status_code == 400
    sent = client.get(path, params=asked, headers=BROWSER)
    assert sent.status_code == 303
    assert parse_qs(urlsplit(sent.headers["location"]).fragment) == {
        "question": ["evaluations-on"],
        "on": ["AtlasBench"],
    }


def test_what_is_wrong_with_a_saved_query_is_told_in_every_form(client: httpx.Client) -> None:
    for suffix in ("", ".csv", ".json", ".rq", ".html"):
        for headers in ({}, BROWSER):
            assert client.get(f"/queries/none{suffix}", headers=headers).status_code == 404
            answer = client.get(f"/queries/evaluations-on{suffix}", params={"on": "nothing"}, headers=headers)
            assert (answer.status_code, "nothing" in answer.text) == (400, True)
            assert client.get(f"/queries/evaluations-on{suffix}", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/queries/leaderboard?on=GSM8K&on=MMLU", "/search?q=a&q=b", "/resource?iri=http://e.org/a&iri=http://e.org/b"],
)
def test_a_parameter_given_twice_is_told_and_none_is_chosen(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "twice" in answer.text


def test_half_a_character_is_no_utf_8_however_it_is_sent(client: httpx.Client) -> None:
    half = b"ASK { ?s ?p '\xed\xa0\x80' }"
    sent = client.post("/sparql", content=half, headers={"content-type": "application/sparql-query"})
    in_form = client.get("/sparql?query=ASK%20%7B%20?s%20?p%20'%ED%A0%80'%20%7D")
    assert (sent.status_code, in_form.status_code) == (400, 400)
