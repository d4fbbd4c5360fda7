"""The SPARQL endpoint: forms of answers, faults, caching, compression, Graph Store Protocol."""

from __future__ import annotations

import csv
import gzip
import io

import httpx
import pyoxigraph as ox
import pytest

from tests.serve.server import TOKEN

SELECT = "SELECT ?label { ?node a kg:Model ; rdfs:label ?label } ORDER BY ?label"
CONSTRUCT = "CONSTRUCT { ?node rdfs:label ?label } WHERE { ?node a kg:Model ; rdfs:label ?label }"
LABELS = ["GPT", "GPT-4", "GPT-4o"]
TABLES = {
    "application/sparql-results+json": "application/sparql-results+json",
    "application/json": "application/sparql-results+json",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "text/csv": "text/csv; charset=utf-8",
    "text/tab-separated-values": "text/tab-separated-values; charset=utf-8",
    "text/csv;q=0.1, */*": "application/sparql-results+json",
}
GRAPHS = (
    "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/trig",
    "application/n-quads", "text/n3",
)  # fmt: skip


def ask(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize("accept", TABLES)
def test_tables_come_in_the_form_that_is_asked_for(client: httpx.Client, accept: str) -> None:
    answer = ask(client, SELECT, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TABLES[accept]
    form = ox.QueryResultsFormat.from_media_type(answer.headers["content-type"])
    if form == ox.QueryResultsFormat.CSV:
        assert [row[0] for row in csv.reader(io.StringIO(answer.text))] == ["label", *LABELS]
    else:
        rows = ox.parse_query_results(answer.content, format=form)
        assert isinstance(rows, ox.QuerySolutions)
        assert [row["label"].value for row in rows] == LABELS


@pytest.mark.parametrize("accept", GRAPHS)
def test_graphs_come_in_the_form_that_is_asked_for(client: httpx.Client, accept: str) -> None:
    answer = ask(client, CONSTRUCT, accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == accept
    form = ox.RdfFormat.from_media_type(accept)
    found = [quad.object.value for quad in ox.parse(answer.content, form)]
    assert sorted(found) == LABELS


def test_rdf_xml_is_read_by_every_parser_or_is_a_fault(client: httpx.Client) -> None:
    construct = "CONSTRUCT {{ <https://e.org/s> {} 'a\\u0001b' }} WHERE {{}}"
    answer = ask(client, construct.format("<https://e.org/p>"), accept="application/rdf+xml")
    (quad,) = ox.parse(answer.content, ox.RdfFormat.RDF_XML)
    assert quad.object == ox.Literal("a\ufffdb")
    refused = ask(client, construct.format("<https://e.org/1>"), accept="application/rdf+xml")
    assert refused.status_code == 422
    assert "RDF/XML has no name for the predicate" in refused.text


def test_the_three_ways_to_send_a_query_are_one(client: httpx.Client) -> None:
    direct = client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query"})
    form = client.post("/sparql", data={"query": SELECT})
    assert direct.json() == form.json() == ask(client, SELECT).json()


def test_what_a_client_does_not_accept_is_not_sent(client: httpx.Client) -> None:
    assert ask(client, SELECT, accept="image/png").status_code == 406
    assert ask(client, SELECT, accept="application/rdf+xml").status_code == 406
    assert ask(client, CONSTRUCT, accept="text/csv").status_code == 406


def test_the_dataset_can_be_given(client: httpx.Client) -> None:
    ontology = "https://w3id.org/paperatlas/ontology"
    query = "ASK { kg:Model rdfs:label ?label }"
    assert not ask(client, query).json()["boolean"]
    assert client.get("/sparql", params={"query": query, "default-graph-uri": ontology}).json()["boolean"]
    named = {"query": "ASK { GRAPH ?g { kg:Model rdfs:label ?label } }", "named-graph-uri": "http://example.org/none"}
    assert not client.get("/sparql", params=named).json()["boolean"]
    assert client.get("/sparql", params={"query": query, "default-graph-uri": "no iri"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELEC ?x {}", "SELEC is no word of SPARQL (line 1, column 1); did you mean SELECT?"),
        ("SELECT * {\n ?a ?b }", "the query is not SPARQL (line 2, column 9)"),
        ("SELECT * { ?a nope:b ?c }", "the prefix nope: is not declared (line 1, column 15)"),
        ("", "the query is empty"),
    ],
)
def test_a_fault_is_one_line_with_its_place(client: httpx.Client, query: str, told: str) -> None:
    answer = ask(client, query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith(told)
    assert answer.text.count("\n") == 1


def test_a_fault_is_a_json_problem_for_who_accepts_json(client: httpx.Client) -> None:
    answer = ask(client, "SELECT * {\n ?a ?b }", accept="application/sparql-results+json")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 9)


def test_a_function_that_there_is_not_is_no_server_error(client: httpx.Client) -> None:
    answer = ask(client, "SELECT (<http://example.org/f>(1) AS ?x) {}")
    assert (answer.status_code, answer.text.count("\n")) == (422, 1)


def test_an_answer_has_a_tag_and_is_not_sent_twice(client: httpx.Client) -> None:
    first = ask(client, SELECT)
    again = ask(client, SELECT, if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    other = ask(client, SELECT, if_none_match=first.headers["etag"], accept="text/csv")
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]
    assert "accept" in first.headers["vary"]


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT (uuid() AS ?x) {}", "SELECT (NOW() AS ?x) {}"])
def test_what_changes_by_itself_is_neither_tagged_nor_kept(client: httpx.Client, query: str) -> None:
    one, other = ask(client, query), ask(client, query)
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"
    assert one.content != other.content


def test_long_answers_are_packed_and_streamed(client: httpx.Client) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    with client.stream("GET", "/sparql", params={"query": query}, headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["transfer-encoding"] == "chunked"
    plain = ask(client, query, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed) == plain.content
    assert len(plain.json()["results"]["bindings"]) == 20000
    assert len(packed) < len(plain.content) / 4


def test_short_answers_are_not_packed(client: httpx.Client) -> None:
    answer = ask(client, "ASK {}", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(answer.content))


def test_people_are_sent_to_the_editor_and_programs_get_the_description(client: httpx.Client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    sent = client.get("/sparql", headers={"accept": browser})
    assert (sent.status_code, sent.headers["location"]) == (303, "/query")
    assert client.get("/sparql/", headers={"accept": browser}).headers["location"] == "/query"
    described = client.get("/sparql", headers={"accept": "application/ld+json"})
    assert described.headers["content-type"] == "application/ld+json"
    assert client.head("/sparql").status_code == 200


def test_no_entailment_is_claimed_nor_done(client: httpx.Client) -> None:
    described = client.get("/sparql", headers={"accept": "application/n-triples"}).text
    assert "sparql-service-description#Service>" in described
    assert "ntailment" not in described
    said = "ASK { ?node a kg:Model . GRAPH ?ontology { kg:Model rdfs:subClassOf mls:Model } }"
    assert ask(client, said).json()["boolean"]
    assert not ask(client, "ASK { ?node a mls:Model }").json()["boolean"]


def test_graphs_are_read_whole(client: httpx.Client) -> None:
    whole = client.get("/graphs?default", headers={"accept": "application/n-triples"})
    count = ask(client, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }", accept="text/csv").text.split()[1]
    assert len(whole.text.splitlines()) == int(count)
    ontology = {"graph": "https://w3id.org/paperatlas/ontology"}
    assert "kg:Model" in client.get("/graphs", params=ontology).text
    assert client.head("/graphs", params=ontology).headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.get("/graphs", params={"graph": "http://example.org/none"}).status_code == 404
    assert client.get("/graphs?default&graph=http://example.org/x").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_nothing_is_written_where_it_is_only_read(client: httpx.Client, method: str) -> None:
    for headers in ({}, {"authorization": f"Bearer {TOKEN}"}):
        answer = client.request(method, "/graphs?default", content="", headers=headers)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    update = client.post("/sparql", data={"update": "DROP ALL"})
    assert update.status_code == 405
    assert ask(client, "ASK { ?a ?b ?c }").json()["boolean"]


def test_writing_needs_the_token(writer: httpx.Client) -> None:
    update = {"update": "INSERT DATA { <http://e.org/s> <http://e.org/p> 'it was written' }"}
    found = "ASK { ?s ?p 'it was written' }"
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        answer = writer.post("/sparql", data=update, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert not ask(writer, found).json()["boolean"]
    allowed = {"authorization": f"Bearer {TOKEN}"}
    assert writer.post("/sparql", data=update, headers=allowed).status_code == 204
    assert ask(writer, found).json()["boolean"]
    assert "etag" not in ask(writer, found).headers


def test_a_broken_graph_changes_nothing(writer: httpx.Client) -> None:
    allowed = {"authorization": f"Bearer {TOKEN}", "content-type": "text/turtle"}
    name = {"graph": "http://example.org/kept"}
    good = "<http://e.org/s> <http://e.org/p> 1 ."
    assert writer.put("/graphs", params=name, content=good, headers=allowed).status_code == 201
    assert writer.put("/graphs", params=name, content=good + " <broken", headers=allowed).status_code == 400
    assert writer.get("/graphs", params=name, headers={"accept": "application/n-triples"}).text.count("\n") == 1
    for media_type, status in (
        ("image/png", 415),
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=x", 400),
    ):
        other = {**allowed, "content-type": media_type}
        assert writer.put("/graphs", params=name, content=good, headers=other).status_code == status
    assert writer.get("/graphs", params=name, headers={"accept": "application/n-triples"}).text.count("\n") == 1


@pytest.mark.parametrize(
    "update", ["LOAD <http://127.0.0.1:9/x>", "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }"]
)
def test_an_update_reaches_no_other_server(writer: httpx.Client, update: str) -> None:
    answer = writer.post("/sparql", data={"update": update}, headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 403


def test_search_sees_what_was_written(writer: httpx.Client) -> None:
    found = writer.get("/search", params={"q": "Brandnew"}).json()
    assert found["results"] == []
    allowed = {"authorization": f"Bearer {TOKEN}"}
    update = "INSERT DATA { artifact:brandnew a kg:Model ; rdfs:label 'Brandnew-7B' ; skos:altLabel 'Nagelneu' }"
    writer.post("/sparql", data={"update": update}, headers=allowed)
    for name in ("Brandnew", "Nagelneu"):
        assert writer.get("/search", params={"q": name}).json()["results"][0]["label"] == "Brandnew-7B"
    assert "Nagelneu" in writer.get("/artifact/brandnew", headers={"accept": "text/html"}).text
    writer.post("/sparql", data={"update": "DELETE WHERE { artifact:brandnew skos:altLabel ?name }"}, headers=allowed)
    assert writer.get("/search", params={"q": "Nagelneu"}).json()["results"] == []
    more = "<https://w3id.org/paperatlas/artifact/more> <http://www.w3.org/2000/01/rdf-schema#label> 'Nagelneu' ."
    writer.post("/graphs?default", content=more, headers={**allowed, "content-type": "text/turtle"})
    assert writer.get("/search", params={"q": "Nagelneu"}).json()["found"] == 1
