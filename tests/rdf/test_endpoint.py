"""Endpoints elsewhere: a small server of this test, which answers well, badly, slowly and not at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import orjson
import pyoxigraph as ox
import pytest

from kg.ground.errors import QueryError
from kg.rdf.query.answers import Answer, display
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import run_saved, saved_query
from kg.rdf.remote.described_counts import counts_at_endpoint
from kg.rdf.remote.endpoint import Endpoint
from kg.rdf.remote.neighbourhood import find_at_endpoint, neighbourhood
from kg.rdf.terms.namespaces import prefixes

NAMES = "SELECT ?name ?none { ?b a kg:Benchmark ; rdfs:label ?name } ORDER BY ?name"
FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}


@dataclass
class Server:
    """What the server says next, and what it was asked."""

    store: ox.Store
    url: str = ""
    form: str = "json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    drip: float = 0
    queries: list[str] = field(default_factory=list)
    graphs: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    login: str | None = None  # that it wants
    refusal: bytes = b""

    def answer(self, query: str) -> tuple[str, bytes]:
        found = self.store.query(query)  # without any prefixes of its own
        if isinstance(found, ox.QueryTriples):
            return "text/turtle", ox.serialize(found, format=ox.RdfFormat.TURTLE) or b""
        kind = FORMATS[self.form]
        return kind.media_type, found.serialize(format=kind) or b""


@pytest.fixture
def server(store: ox.Store) -> Iterator[Server]:
    state = Server(store)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            state.logins.append(self.headers["Authorization"])
            if state.login not in (None, state.logins[-1]):
                self.send_error_page(401, state.refusal)
                return
            state.queries += asked["query"]
            state.accepted.append(self.headers["Accept"])
            state.graphs += asked.get("default-graph-uri", [])
            kind, body = "text/plain", state.body
            if body is None:
                kind, body = state.answer(asked["query"][0])
            self.send_response(state.status)
            for name, value in {"Content-Type": kind, **state.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            piece = 64 if state.drip else 1 << 20
            try:
                for start in range(0, len(body), piece):
                    self.wfile.write(body[start : start + piece])
                    time.sleep(state.drip)
            except OSError:
                return  # the client has heard enough

        def send_error_page(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_port}/sparql"
        thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield state
        http.shutdown()
        thread.join()


@pytest.mark.parametrize("form", FORMATS)
def test_answers_are_those_of_a_store_at_hand(server: Server, store: ox.Store, form: str) -> None:
    server.form = form
    assert Endpoint(server.url).query(NAMES) == run_query(store, NAMES)
    assert Endpoint(server.url).query("# first line\nASK { ?s kg:uses kg:Link }") == run_query(store, "ASK {?a ?a ?a}")
    assert server.queries[-1].startswith("PREFIX kg: <")
    assert server.queries[-1].count("\n") == 1, "line numbers stay right"


def test_graphs_limits_and_own_prefixes(server: Server, store: ox.Store) -> None:
    text = "CONSTRUCT WHERE { ?p kg:introduces ?a }"
    found, expected = Endpoint(server.url).query(text), run_query(store, text)
    assert (found.kind, set(found.rows)) == ("construct", set(expected.rows))
    few = Endpoint(server.url).query(NAMES, limit=2)
    assert (len(few.rows), few.complete) == (2, False)
    assert not Endpoint(server.url).query("PREFIX kg: <https://e.org/> ASK { ?s kg:unheard ?o }").truth
    assert server.queries[-1].startswith("PREFIX kg: <https://e.org/> ASK")


@pytest.mark.parametrize(
    ("name", "values"),
    [("leaderboard", {"on": "quiz bench"}), ("link-evidence", {"paper": "arXiv:2106.00002", "artifact": "gpt-3"}),
     ("provenance", {"paper": "paper:2005.00001"}), ("related-topics", {"to": "assessment"}),
     ("doubtful-links", {"below": "0.7"}), ("most-used-benchmarks", {}),
     ("topic-papers", {"topic": "https://w3id.org/paperatlas/topic/evaluation"})],
)  # fmt: skip
def test_saved_queries_look_names_up_there(server: Server, store: ox.Store, name: str, values: dict[str, str]) -> None:
    def shown(answer: Answer) -> list[list[str]]:
        return [[display(cell) for cell in row] for row in answer.rows]

    assert shown(Endpoint(server.url).saved(saved_query(name), values)) == shown(run_saved(store, name, values))


def test_names_are_never_syntax(server: Server) -> None:
    for hostile in ('x" } ?a ?b ?c {', "a.*b", "\\", "(((", "😀" * 10_000, ""):
        with pytest.raises(QueryError, match="called"):
            Endpoint(server.url).saved(saved_query("evaluations-on"), {"on": hostile})
    with pytest.raises(QueryError, match="needs the parameter"):
        Endpoint(server.url).saved(saved_query("evaluations-on"), {})


@pytest.mark.parametrize(
    ("status", "headers", "body", "problem", "remedy"),
    [
        (400, {}, b"line 1: what?", "refuses the query: line 1: what?", "mend"),
        (401, {}, b"", "answers 401", "PAPERATLAS_ENDPOINT_USER"),
        (404, {}, b"<html>not here</html>", "answers 404 Not Found", "/sparql"),
        (429, {"Retry-After": "7"}, b"", "answers 429", "ask again in 7 s"),
        (503, {}, b"busy\x1b[31m", "busy [31m", "later"),
        (500, {}, b"x" * 9999, "answers 500", "people"),
        (308, {"Location": "https://e.org/new"}, b"", "has moved", "https://e.org/new"),
        (302, {"Location": "https://e.org/new"}, b"", "has moved", "https://e.org/new"),
        (200, {"Content-Type": "text/html"}, b"<html>", "answers text/html, not the results", "URL"),
        (200, {"Content-Type": "text/csv"}, b"name\r\n", "answers text/csv", "URL"),
        (200, {"Content-Type": "application/sparql-results+json"}, b'{"head":{"vars":["a"]},"resul', "broken", "again"),
        (200, {"Content-Length": "999", "Content-Type": "application/sparql-results+json"}, b"{", "broken", "again"),
    ],
)
def test_faults_of_the_endpoint_are_told(
    server: Server, status: int, headers: dict[str, str], body: bytes, problem: str, remedy: str
) -> None:
    server.status, server.headers, server.body = status, headers, body
    with pytest.raises(QueryError) as caught:
        Endpoint(server.url).query(NAMES)
    assert problem in caught.value.problem
    assert remedy in (caught.value.remedy or "")
    assert len(str(caught.value)) < 600
    assert len(server.queries) == 1, "nothing is followed or repeated"


def test_a_wrong_query_shows_its_line_when_refused(server: Server) -> None:
    server.status, server.body = 400, b"Lexical error"
    with pytest.raises(QueryError, match="did you mean FILTER"):
        Endpoint(server.url).query("SELECT * {\n  FILTR(true)\n}")
    with pytest.raises(QueryError, match="did you mean kg:evaluatesOn"):
        Endpoint(server.url).query("ASK { ?s kg:evaluatedOn ?o }")


def test_time_is_limited_even_for_a_dripping_answer(server: Server) -> None:
    server.drip = 0.05
    start = time.monotonic()
    with pytest.raises(QueryError, match=r"took more than 0\.3 s"):
        Endpoint(server.url, timeout=0.3).query("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - start < 5


def test_endpoints_that_are_none() -> None:
    for url in ("ftp://e.org/", "e.org/sparql", "file:///etc/passwd", "http://", "http://me:pw@e.org/", "http://[e/",
                "http://e.org/a b", "http://e.org/\r\nX: y"):  # fmt: skip
        with pytest.raises(QueryError, match="is no endpoint"):
            Endpoint(url)
    with pytest.raises(QueryError, match="cannot be reached"):
        Endpoint("http://127.0.0.1:1/sparql").query("ASK {}")


@pytest.mark.parametrize(
    ("text", "table", "graph"),
    [("SELECT * { ?s ?p ?o }", True, False), ("# CONSTRUCT\nask {}", True, False),
     ("CONSTRUCT WHERE { ?s a kg:Model }", False, True), ("DESCRIBE <a:select>", False, True)],
)  # fmt: skip
def test_only_what_a_query_can_have_as_an_answer_is_asked_for(
    server: Server, text: str, table: bool, graph: bool
) -> None:
    Endpoint(server.url).query(text)
    assert ("sparql-results+json" in server.accepted[0], "n-triples" in server.accepted[0]) == (table, graph)


def test_credentials_are_sent_where_they_are_asked_for_and_shown_nowhere(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERATLAS_ENDPOINT_USER", "me")
    monkeypatch.setenv("PAPERATLAS_ENDPOINT_PASSWORD", "open sesame")
    assert Endpoint(server.url).query("ASK {}").truth
    assert server.logins == [None], "nobody asked"
    server.login = "Basic bWU6b3BlbiBzZXNhbWU="
    assert Endpoint(server.url).query("ASK {}").truth
    assert server.logins[1:] == [None, server.login]
    server.login, server.refusal = "another", b"I know open sesame and bWU6b3BlbiBzZXNhbWU="
    with pytest.raises(QueryError, match="answers 401 Unauthorized: I know … and …; "):
        Endpoint(server.url).query("ASK {}")
    with pytest.raises(QueryError, match=r"'https://…@e\.org/' is no endpoint"):
        Endpoint("https://me:open sesame@e.org/")


def test_a_named_graph_is_asked_by_the_protocol(server: Server) -> None:
    assert Endpoint(server.url, graph="https://e.org/g").query("ASK {}").truth
    assert server.graphs == ["https://e.org/g"]
    assert Endpoint(server.url).query("ASK {}").truth
    assert server.graphs == ["https://e.org/g"]
    with pytest.raises(QueryError, match="is no graph"):
        Endpoint(server.url, graph="g> }")


TABLE = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "1"}}]}}


def test_a_store_that_answers_something_else_is_an_error_of_ours(server: Server) -> None:
    server.headers, server.body = {"Content-Type": "application/sparql-results+json"}, orjson.dumps(TABLE)
    endpoint = Endpoint(server.url)
    with pytest.raises(QueryError, match="answers with a table, not with triples"):
        find_at_endpoint(endpoint, "GPT-3")
    with pytest.raises(QueryError, match="has no graph of PaperAtlas"):
        counts_at_endpoint(endpoint)
    lines = ["<https://e.org/graph> void:uriSpace 'a> } b' .", "<a:x> rdfs:label 'x' ; a kg:Artifact ."]
    digits = "9" * 5000
    lines += [
        f"<a:r> a kg:Result ; rdfs:label 'r' ; mls:hasValue 'x' ; kg:confidence '{digits}x' ; kg:reportedIn <a:x> ."
    ]
    lines += [
        f"<a:l> a kg:Link ; rdf:subject <a:x> ; rdf:object <a:x> ; rdf:predicate <a:none> ; oa:start '{digits}' ."
    ]
    declared = "".join(f"@prefix {name}: <{space}> .\n" for name, space in prefixes().items())
    server.headers, server.body = {"Content-Type": "text/turtle"}, (declared + "\n".join(lines)).encode()
    with pytest.raises(QueryError, match="names its nodes by what is no IRI"):
        neighbourhood(endpoint, "x", "a> } b")
    graph = neighbourhood(endpoint, "x", "a:")
    assert set(graph) == {"x", "r"}
    assert graph.nodes["r"]["confidence"] is None
