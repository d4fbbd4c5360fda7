"""What a server does not let happen: slow and greedy queries, crowds, strange hosts, long requests."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from kg.serve.http.settings import MEBIBYTE
from tests.serve.conftest import make_store
from tests.serve.server import ROOT, serving

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SECONDS = 1.0
Seen = TypeVar("Seen")


@pytest.fixture(scope="module")
def strict(store: Path) -> Iterator[httpx.Client]:
    limits = {"seconds": SECONDS, "memory": 300 * MEBIBYTE, "workers": 1, "waiting": 2, "patience": 20, "body": 4096}
    with serving(store, limits=limits, hosts=["atlas.example.org"]) as client:
        yield client


def ask(client: httpx.Client, query: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query})


def works(client: httpx.Client) -> bool:
    """Whether a worker answers; no answer is kept of a query that was never asked before."""
    return ask(client, f"ASK {{}} # {uuid4()}").status_code == 200


def test_a_slow_query_is_ended_and_the_next_is_answered(strict: httpx.Client) -> None:
    start = time.monotonic()
    answer = ask(strict, SLOW)
    assert answer.status_code == 504
    assert answer.text == "the query took more than 1 seconds; narrow it or add LIMIT\n"
    assert time.monotonic() - start < SECONDS + 20  # unhindered it would take minutes
    assert works(strict)


def test_a_greedy_query_is_ended_and_the_next_is_answered(store: Path) -> None:
    with serving(store, limits={"memory": 200 * MEBIBYTE, "workers": 1}) as client:
        answer = ask(client, GREEDY)
        assert answer.status_code == 507
        assert "memory" in answer.text
        assert works(client)


def test_an_answer_that_takes_too_long_is_broken_off_and_not_taken_for_whole(strict: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError), strict.stream("GET", "/sparql", params={"query": ENDLESS}) as answer:
        assert answer.status_code == 200
        for _ in answer.iter_raw():
            pass


def test_a_worker_is_free_again_when_its_client_has_gone(strict: httpx.Client) -> None:
    for _ in range(2):
        with pytest.raises(httpx.ReadTimeout):
            strict.get("/sparql", params={"query": SLOW}, timeout=0.2)
        with strict.stream("GET", "/sparql", params={"query": ENDLESS}) as answer:
            next(answer.iter_raw())
    start = time.monotonic()
    assert works(strict)
    assert time.monotonic() - start < SECONDS + 20


def test_a_client_that_stops_reading_is_cut_off(strict: httpx.Client) -> None:
    with socket.create_connection((strict.base_url.host, strict.base_url.port or 80)) as idle:
        idle.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        idle.recv(1)
        start = time.monotonic()
        assert works(strict)
        assert time.monotonic() - start < SECONDS + 15  # patience, after which this would be refused, is 20 seconds


def test_a_crowd_is_told_to_come_back(strict: httpx.Client) -> None:
    """One works, two wait, the others are told at once; those that waited get their answer."""
    assert works(strict)
    started = threading.Barrier(6)

    def visit(number: int) -> httpx.Response:
        started.wait()
        return httpx.get(
            f"{strict.base_url}/sparql", params={"query": f"{SLOW} # {number}"}, timeout=30, trust_env=False
        )

    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(visit, range(6)))
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [503, 503, 503, 504, 504, 504]
    assert all(answer.headers["retry-after"] == "2" for answer in answers if answer.status_code == 503)


def test_who_took_long_before_lets_others_go_first(strict: httpx.Client) -> None:
    done: list[str] = []

    def visit(query: str) -> None:
        httpx.get(f"{strict.base_url}/sparql", params={"query": query}, timeout=30, trust_env=False)
        done.append(query)

    slow, quick = SLOW + " # slow", "ASK {} # quick"
    visit(slow)
    assert works(strict)
    with ThreadPoolExecutor(3) as people:
        for query in (SLOW + " # before both", slow, quick):
            people.submit(visit, query)
            time.sleep(0.1)
    assert done[-2:] == [quick, slow]


def test_long_requests_are_refused(strict: httpx.Client) -> None:
    query = "ASK {} #" + "x" * 5000
    headers = {"content-type": "application/sparql-query"}
    assert strict.post("/sparql", content=query, headers=headers).status_code == 413
    pieces = (piece.encode() for piece in [query[:3000], query[3000:]])  # no length is told
    assert strict.post("/sparql", content=pieces, headers=headers).status_code == 413
    assert strict.post("/sparql", content="ASK {}", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example", "[::2]"])
def test_a_strange_host_gets_no_answer(strict: httpx.Client, host: str) -> None:
    answer = strict.get("/sparql?query=ASK{}", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "boolean" not in answer.text


@pytest.mark.parametrize("host", ["localhost:1", "LOCALHOST", "127.0.0.1:8000", "[::1]:8000", "atlas.example.org"])
def test_own_hosts_get_an_answer(strict: httpx.Client, host: str) -> None:
    assert strict.get("/sparql?query=ASK{}", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service ?x { ?s ?p ?o } }",
        "SELECT * { { SELECT * { # }\n SeRvIcE <http://127.0.0.1:9/> { ?s ?p ?o } } } }",
    ],
)
def test_no_query_reaches_another_server(client: httpx.Client, query: str) -> None:
    assert ask(client, query).status_code == 403


def test_the_word_service_may_stand_where_it_calls_nobody(client: httpx.Client) -> None:
    assert ask(client, "ASK { ?service rdfs:label 'SERVICE' # SERVICE\n }").status_code == 200


def test_from_fetches_nothing(client: httpx.Client) -> None:
    answer = ask(client, "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o }")
    assert answer.json()["results"]["bindings"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux closes the network to a process")
def test_a_worker_has_no_network() -> None:
    program = "import socket\nfrom kg.serve.process.sandbox import confine\nassert confine(1 << 30)\nsocket.socket()"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_every_answer_carries_the_headers_that_keep_browsers_safe(client: httpx.Client) -> None:
    for path in ("/", "/query", "/sparql?query=ASK{}", "/search?q=gpt", "/nothing", "/artifact/gpt-4"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert "server" not in headers, path


def test_unknown_methods_and_strange_requests_are_no_server_errors(client: httpx.Client) -> None:
    assert client.request("PATCH", "/sparql").status_code == 405
    assert client.request("DELETE", "/search").status_code == 405
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"
    for path in (
        "/%00",
        "/paper/%ff%fe",
        "/" + "a" * 5000,
        "/../../etc/passwd",
        "/paper/<script>",
        "/resource?iri=%3C",
    ):
        assert client.get(path).status_code == 404, path
    for query in ("query=%ff", "query=%ED%A0%80", "&".join(["query=ASK{}"] * 2), "&".join(["x=1"] * 2000)):
        assert client.get(f"/sparql?{query}").status_code == 400, query


def test_another_build_is_taken_up(tmp_path: Path) -> None:
    """The store is moved in place of the old one while it is served, as a build does it."""
    store = make_store(tmp_path / "store")
    with serving(store, limits={"workers": 1}) as client:
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        before, tag = ask(client, query).json(), ask(client, query).headers["etag"]
        from kg.rdf.query.store import build_store

        build_store([("<http://e.org/s>", "<http://e.org/p>", "<http://e.org/o>")], tmp_path / "new")
        store.rename(tmp_path / "old")
        (tmp_path / "new").rename(store)
        after = _wait_for(lambda: ask(client, query), lambda answer: answer.json() != before)
    assert after.headers["etag"] != tag


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what each process was started with")
def test_workers_end_with_their_server(store: Path, tmp_path: Path) -> None:
    """Even where the server is killed in the middle of a query."""
    shutil.copytree(store, tmp_path / "store")

    def living() -> list[int]:
        return [number for number, line in _processes() if str(tmp_path).encode() in line]

    def ask_in_vain(client: httpx.Client) -> None:
        with pytest.raises(httpx.TransportError):
            ask(client, SLOW)

    with serving(tmp_path / "store", limits={"workers": 1}) as client, ThreadPoolExecutor(1) as people:
        (server,) = (number for number, line in _processes() if str(tmp_path).encode() in line and b"run(" in line)
        waiting = people.submit(ask_in_vain, client)
        (worker,) = (number for number in living() if number != server)
        _wait_for(lambda: _worked(worker), lambda seconds: seconds > 0.2)
        os.kill(server, signal.SIGKILL)
        waiting.result()
        _wait_for(living, lambda found: found in ([], [server]))  # it is this process that takes note of its end


def _wait_for(look: Callable[[], Seen], is_there: Callable[[Seen], bool]) -> Seen:
    """What is seen as soon as it is what is waited for; fails after 30 seconds."""
    end = time.monotonic() + 30
    while not is_there(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.05)
    return seen


def _processes() -> Iterator[tuple[int, bytes]]:
    """The numbers of all processes, and what they were started with."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended
            yield int(path.parent.name), path.read_bytes()


def _worked(process: int) -> float:
    """The seconds that a process has worked."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")
