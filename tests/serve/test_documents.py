"""What the server says of itself and of its documents: OpenAPI, headers, schema.org, and what browsers look for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyoxigraph as ox
import pytest
from openapi_spec_validator import validate

from kg.ground.files.ontology_folder import ontology_path
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.terms.ontology import ontology_version
from kg.rdf.write.rdf_formats import stream_triples
from kg.serve.http.media_types import DATASET_TYPES, GRAPH_TYPES, GRAPHS
from kg.serve.http.settings import Settings
from kg.serve.routes.route_table import routes
from kg.serve.routes.service import Service
from tests.serve.server import TOKEN

BASE = "https://w3id.org/paperatlas/"
PAPER = "/paper/2405.00001"  # its title holds markup
HTML = {"accept": "text/html,*/*;q=0.8"}
VERSION = f"/ontology/{ontology_version()}"
DOCUMENTS = (
    PAPER, PAPER + ".ttl", "/artifact/gpt-4o", "/ontology", "/ontology.ttl", VERSION, VERSION + ".nt",
    "/topic/", "/topic", "/topic.ttl", "/shapes", "/shapes.jsonld", "/openapi.json", "/robots.txt", "/favicon.ico", "/",
    "/query", "/sparql", "/.well-known/void", "/graphs", "/graphs?default", "/queries/most-used-benchmarks",
    "/resource?iri=https://schema.org/ScholarlyArticle",
)  # fmt: skip


def links(answer: httpx.Response) -> list[dict[str, str]]:
    """The ``Link`` fields of an answer: what they lead to and their parameters."""
    return [
        {"to": to, **dict(re.findall(r'(\w+)="([^"]*)"', rest))}
        for to, rest in re.findall(r'<([^>]*)>((?:; \w+="[^"]*")*)', ", ".join(answer.headers.get_list("link")))
    ]


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    found = client.get("/openapi.json").json()
    assert isinstance(found, dict)
    return found


def test_the_openapi_description_is_one(document: dict[str, Any]) -> None:
    """Of the saved queries, which are all described in one way, it looks at one for each set of parameters."""
    kinds = {
        tuple((one.type, one.default is None) for one in query.parameters): name
        for name, query in saved_queries().items()
    }
    left_out = {f"/queries/{name}" for name in saved_queries().keys() - kinds.values()}
    validate({**document, "paths": {path: one for path, one in document["paths"].items() if path not in left_out}})


def test_every_route_and_method_is_described(document: dict[str, Any]) -> None:
    for route in routes(Service(Settings(Path("none")))):
        described = document["paths"][route.path.replace(":path}", "}")]
        methods = {method.lower() for methods in route.handlers for method in methods}
        assert set(described) == methods, route.path
        for operation in described.values():
            assert operation["summary"].endswith((".", "…")), route.path
            in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)", route.path))


def test_every_saved_query_is_a_call(client: httpx.Client, document: dict[str, Any]) -> None:
    for query in saved_queries().values():
        operation = document["paths"][f"/queries/{query.name}"]["get"]
        assert operation["summary"] == query.title
        parameters = {one["name"]: one for one in operation["parameters"]}
        assert set(parameters) == {*(one.name for one in query.parameters), "format"}
        for one in query.parameters:
            assert parameters[one.name]["required"] == (one.default is None)
    assert {one["name"] for one in client.get("/queries").json()} == set(saved_queries())
    assert client.get("/queries", headers=HTML).headers["location"] == "/query"
    call = document["paths"]["/queries/most-used-benchmarks"]["get"]
    values = {one["name"]: one["schema"]["default"] for one in call["parameters"] if "default" in one["schema"]}
    answer = client.get("/queries/most-used-benchmarks", params=values)
    assert answer.headers["content-type"] in call["responses"]["200"]["content"]


def test_forms_of_json_are_described_as_json(document: dict[str, Any]) -> None:
    """A program made of the description would read a text where it says so."""
    seen = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            contents = (operation["responses"].get("200", {}), operation.get("requestBody", {}))
            for media_type, described in (form for each in contents for form in each.get("content", {}).items()):
                seen.add(media_type)
                if media_type.endswith("json"):
                    assert described["schema"].get("type") != "string", media_type
    assert {"application/sparql-results+json", "application/ld+json", "application/json", "text/csv"} <= seen


def test_only_what_is_taken_is_described_as_sent(writer: httpx.Client, document: dict[str, Any]) -> None:
    """An empty body is no graph in some forms, but in each that is known it is not the form that is refused."""
    allowed = {"authorization": f"Bearer {TOKEN}"}
    media_types = {*GRAPH_TYPES, *DATASET_TYPES, "multipart/form-data"}
    for path, called in (("/graphs", "/graphs"), ("/graphs/{path}", "/graphs/some")):
        described = set(document["paths"][path]["post"]["requestBody"]["content"])
        for one in media_types:
            status = writer.post(called, content=b" ", headers={**allowed, "content-type": one}).status_code
            assert (status != 415) == (one in described), (path, one)


def test_the_service_description_names_the_forms_that_are_taken(client: httpx.Client, writer: httpx.Client) -> None:
    def formats(server: httpx.Client, kind: str) -> set[str]:
        found = ox.parse(server.get("/sparql?format=nt").content, ox.RdfFormat.N_TRIPLES)
        sd = "http://www.w3.org/ns/sparql-service-description#"
        return {str(one.triple.object.value).rpartition("/")[2] for one in found if one.predicate.value == sd + kind}

    graphs = {"Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N3", "TriG", "N-Quads"}
    assert formats(writer, "inputFormat") == graphs
    assert formats(client, "inputFormat") == set()
    assert formats(client, "resultFormat") == graphs | {
        f"SPARQL_Results_{name}" for name in ("JSON", "XML", "CSV", "TSV")
    }


def test_what_the_description_says_comes_back(client: httpx.Client, document: dict[str, Any]) -> None:
    """Each path without parts of its own, with its examples, answers in a form that is described."""
    for path, operations in document["paths"].items():
        if "{" in path or "get" not in operations or path.startswith("/queries/"):
            continue
        asked = {"iri": BASE + "paper/2405.00001"} if path == "/resource" else {}
        answer = client.get(path, params=asked)
        closed = (403,) if path.startswith("/review") else ()  # this server takes no corrections
        assert answer.status_code in (200, 303, 400, *closed), path
        content = operations["get"]["responses"]["200"]["content"]
        if answer.status_code == 200:
            assert answer.headers["content-type"].partition(";")[0] in content, path


@pytest.mark.parametrize("path", DOCUMENTS)
def test_heads_and_conditions(client: httpx.Client, path: str) -> None:
    whole = client.get(path)
    assert whole.status_code == 200
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    tag = whole.headers["etag"]
    assert head.headers["etag"] == tag
    if "content-length" in head.headers:  # it may be left out, and must not be wrong
        assert head.headers["content-length"] == whole.headers["content-length"]
    again = client.get(path, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for name, value in again.headers.items():  # they take the place of those that a browser has
        assert name in ("date", "vary", "content-length") or value == whole.headers[name], name
    assert client.get(path, headers={"if-none-match": 'W/"other"'}).status_code == 200
    for status, headers in ((304, {"if-none-match": "*"}), (304, {"if-none-match": "*", **HTML})):
        if path not in ("/sparql", "/queries/most-used-benchmarks"):  # browsers are sent elsewhere there
            assert client.get(path, headers=headers).status_code == status
    assert client.post(path).status_code in (405, 415)


@pytest.mark.parametrize(
    "path", [PAPER, "/artifact/gpt-4o", "/ontology", "/topic/", "/resource?iri=" + BASE + "topics"]
)
def test_a_negotiated_answer_says_where_it_is_and_which_others_there_are(client: httpx.Client, path: str) -> None:
    for accept in ("text/html", "text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"):
        answer = client.get(path, headers={"accept": accept})
        there = client.get(answer.headers["content-location"], headers={"accept": "image/png"})
        assert there.content == answer.content
        found = links(answer)
        others = {link["type"]: link["to"] for link in found if link["rel"] == "alternate"}
        assert ("application/atom+xml" in others) == (path == "/artifact/gpt-4o")  # its new papers
        assert len(others.keys() - {"application/atom+xml"}) == 4
        assert accept not in others
        for type_, to in others.items():
            other = client.get(to, headers={"accept": "image/png"})
            assert other.headers["content-type"].partition(";")[0] == type_
        assert [link["to"] for link in found if link["rel"] == "service-desc"] == ["/openapi.json"]
    page = client.get(path, headers=HTML)
    if path != "/topic/":
        described = [link for link in links(page) if link["rel"] == "describedby"]
        assert client.get(described[0]["to"]).headers["content-type"].startswith(described[0]["type"])


def test_answers_to_what_an_address_asks_say_where_they_are_too(client: httpx.Client) -> None:
    tables, graphs = ("text/csv", "application/sparql-results+xml"), ("text/turtle", "application/n-triples")
    for path, accepts in (
        ("/sparql?query=SELECT%20*%20%7B%20?s%20a%20kg:Model%20%7D", tables),
        ("/sparql?query=CONSTRUCT%20WHERE%20%7B%20?s%20a%20kg:Model%20%7D", graphs),
        ("/sparql", graphs), ("/graphs?default", graphs), ("/.well-known/void", graphs),
        ("/graphs", ("application/trig", "application/n-quads")), ("/queries/evaluations-on?on=AtlasBench", tables),
    ):  # fmt: skip
        for accept in accepts:
            answer = client.get(path, headers={"accept": accept})
            assert answer.headers["content-type"].startswith(accept), path
            there = client.get(answer.headers["content-location"], headers={"accept": "image/png"})
            assert (there.headers["content-type"], there.content) == (answer.headers["content-type"], answer.content)
            assert there.headers["content-location"] == answer.headers["content-location"]
    assert "content-location" not in client.post("/sparql", data={"query": "ASK {}"}).headers
    assert "content-location" not in client.get("/sparql", params={"query": "ASK {} #" + "x" * 3000}).headers


def test_the_licence_of_the_graph_is_told(writer: httpx.Client) -> None:
    license_ = "http://example.org/licence"
    allowed = {"authorization": f"Bearer {TOKEN}"}
    old = "DELETE WHERE { <https://w3id.org/paperatlas/graph> dcterms:license ?any }"
    new = f"INSERT DATA {{ <https://w3id.org/paperatlas/graph> dcterms:license <{license_}> }}"
    for update in (old, new):
        assert writer.post("/sparql", data={"update": update}, headers=allowed).status_code == 204
    page = writer.get(PAPER, headers=HTML)
    assert [link["to"] for link in links(page) if link["rel"] == "license"] == [license_]
    assert f'<link rel="license" href="{license_}">' in page.text


def test_the_description_is_linked_where_programs_look(client: httpx.Client) -> None:
    for path in ("/", "/query", "/sparql", "/.well-known/void", "/queries/most-used-benchmarks"):
        found = [link["to"] for link in links(client.get(path)) if link["rel"] == "service-desc"]
        assert found == ["/openapi.json"], path


def test_the_ontology_has_versions(client: httpx.Client) -> None:
    ontology = client.get("/ontology.ttl")
    version = re.search(r"versionIRI> <[^>]*/ontology/([^>]+)>", client.get("/ontology.nt").text)
    assert version is not None
    assert client.get(f"/ontology/{version[1]}.ttl").content == ontology.content
    assert client.get(f"/ontology/{version[1]}", headers=HTML).headers["content-type"].startswith("text/html")
    for other in ("9.9.9", f"{version[1]}.pdf", f"{version[1]}0"):
        answer = client.get(f"/ontology/{other}")
        assert (answer.status_code, f"/ontology/{version[1]}" in answer.text) == (404, True)


def test_topics_are_listed(client: httpx.Client) -> None:
    concepts = client.get(
        "/sparql", params={"query": "SELECT ?c ?l { ?c a skos:Concept ; skos:prefLabel ?l }", "format": "csv"}
    ).text.split("\r\n")[1:-1]
    page = client.get("/topic/", headers=HTML).text
    data = client.get("/topic.nt").text
    assert len(concepts) > 3
    for row in concepts:
        iri, _, label = row.partition(",")
        assert f'<a href="/{iri.removeprefix(BASE)}">{label}</a>' in page
        assert f"<{iri}> <http://www.w3.org/2004/02/skos/core#prefLabel>" in data
    assert "ConceptScheme" in data


def test_shapes_are_served(client: httpx.Client) -> None:
    text = client.get("/shapes")
    assert text.headers["content-type"].startswith("text/turtle")
    turtle = {quad.triple for quad in ox.parse(text.content, ox.RdfFormat.TURTLE, rename_blank_nodes=False)}
    assert len(list(ox.parse(client.get("/shapes.nt").content, ox.RdfFormat.N_TRIPLES))) == len(turtle) > 100
    assert client.get("/shapes", headers=HTML).status_code == 200


@pytest.mark.parametrize("path", ["/shapes", "/sparql"])
@pytest.mark.parametrize("form", sorted(set(GRAPHS) - {"turtle"}))
def test_documents_are_written_by_the_writers_of_everything_else(client: httpx.Client, path: str, form: str) -> None:
    """Oxigraph's own RDF/XML has elements without a name, its JSON-LD neither ``@type`` nor a context of ours."""
    written = client.get(path, params={"format": form})
    assert written.headers["content-type"] == GRAPHS[form].content_type
    source = ontology_path("shapes.ttl").read_bytes() if path == "/shapes" else client.get(path + "?format=ttl").content
    expected = list(ox.parse(source, ox.RdfFormat.TURTLE, rename_blank_nodes=False))
    found = list(ox.parse(written.content, GRAPHS[form].oxigraph))
    assert canonical(found) == canonical(expected)
    if form in ("json-ld", "rdf-xml"):
        head = BytesIO()
        stream_triples([], head, GRAPHS[form].oxigraph, BASE)
        assert written.content[:60] == head.getvalue()[:60]


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The triples with canonical blank nodes."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


def test_crawlers_may_read_pages_and_not_ask_questions(client: httpx.Client) -> None:
    from urllib.robotparser import RobotFileParser

    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    for path in ("/", PAPER, "/artifact/gpt-4o", "/ontology", "/topic/", "/explore", "/query"):
        assert rules.can_fetch("any", path), path
    for path in ("/sparql?query=x", "/explore/search?q=x", "/search?q=x", "/graphs?default", "/queries/leaderboard"):
        assert not rules.can_fetch("any", path), path


def _structured(page: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    document = orjson.loads(found[0])
    assert isinstance(document, dict)
    return document


def test_pages_say_in_schema_org_what_they_are_about(client: httpx.Client) -> None:
    paper = _structured(client.get(PAPER, headers=HTML).text)
    assert paper["@type"] == "ScholarlyArticle"
    assert paper["@id"] == BASE + PAPER[1:]
    assert "<b>" in paper["headline"]
    for path, kind in (("/artifact/gpt-4o", "SoftwareApplication"), ("/artifact/mmlu", "Dataset")):
        document = _structured(client.get(path, headers=HTML).text)
        assert (document["@context"], document["@type"]) == ("https://schema.org", kind)
        assert 50 <= len(document["description"]) <= 5000
    link = client.get("/sparql", params={"query": "SELECT ?l { ?l a kg:Link } LIMIT 1", "format": "csv"}).text.split()[
        1
    ]
    assert "ld+json" not in client.get(link.replace(BASE, "/"), headers=HTML).text.replace('application/ld+json" t', "")


def test_no_data_ends_the_script_that_it_stands_in(writer: httpx.Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & ]]>"
    update = f'INSERT DATA {{ artifact:evil a kg:Dataset ; rdfs:label "{evil}" ; skos:altLabel "{evil}2" }}'
    writer.post("/sparql", data={"update": update}, headers={"authorization": f"Bearer {TOKEN}"})
    page = writer.get("/artifact/evil", headers=HTML).text
    document = _structured(page)
    assert (document["name"], document["alternateName"]) == (evil, evil + "2")
    assert page.count("<script") == 1
    assert "<!--" not in page


def test_a_browser_finds_its_picture(client: httpx.Client) -> None:
    icon = client.get("/favicon.ico")
    assert icon.headers["content-type"] == "image/svg+xml"
    assert "max-age" in icon.headers["cache-control"]
    for path in ("/", PAPER, "/query"):
        assert '<link rel="icon" href="data:image/svg+xml,' in client.get(path, headers=HTML).text
