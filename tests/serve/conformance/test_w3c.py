"""The W3C suites over HTTP: queries, updates, Protocol, Graph Store Protocol, Service Description."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from tests.serve.conformance.exchanges import exchanges, run
from tests.serve.conformance.known import CLOSED, ENGINE, GRAPH_STORE, LEFT_OUT, PROTOCOL
from tests.serve.conformance.running import outcome
from tests.serve.conformance.suite import FOLDER, Manifest, cases, manifests
from tests.serve.conformance.targets import Endpoint, Engine
from tests.serve.server import TOKEN, serving

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the W3C test cases are not here")
SD = "http://www.w3.org/ns/sparql-service-description#"
SUITES = [str(path.parent.relative_to(FOLDER)) for path in manifests()] if FOLDER.is_dir() else []


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Memory where there is some: most of the time of these tests would go into waiting for a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def writable(folder: Path) -> Iterator[httpx.Client]:
    store = ox.Store(folder / "writable")
    store.flush()
    del store
    with serving(folder / "writable", token=TOKEN) as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.fixture(scope="module")
def readable(folder: Path) -> Iterator[httpx.Client]:
    """A server that only reads, on the three graphs of the Protocol suite."""
    store = ox.Store(folder / "readable")
    for number in (1, 2, 3):
        name = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        path = FOLDER / "sparql11" / "protocol" / f"data{number}.nt"
        store.load(path=path, format=ox.RdfFormat.N_TRIPLES, to_graph=name)
    store.flush()
    del store
    with serving(folder / "readable") as client:
        yield client


@pytest.mark.parametrize("suite", [name for name in SUITES if name not in LEFT_OUT])
def test_queries_and_updates(suite: str, writable: httpx.Client) -> None:
    """Every case passes over HTTP that passes in the engine itself, but for those that are closed on purpose."""
    endpoint, engine = Endpoint(writable), Engine()
    failed, failed_alone, ran = {}, {}, 0
    for case in cases(FOLDER / suite / "manifest.ttl"):
        ran += 1
        if fault := outcome(case, endpoint):
            failed[case.name] = fault
        if fault := outcome(case, engine):
            failed_alone[case.name] = fault
    known = {name for name in ENGINE.keys() | CLOSED.keys() if name.startswith(suite + "/")}
    assert ran
    assert failed.keys() == known, {name: failed.get(name, "it passes now") for name in failed.keys() ^ known}
    assert failed.keys() - failed_alone.keys() <= CLOSED.keys()


def test_the_protocol_of_queries(readable: httpx.Client) -> None:
    found = {
        name: run(readable, parts)
        for name, parts in exchanges(FOLDER / "sparql11" / "protocol" / "manifest.ttl")
        if "update" not in name
    }
    assert len(found) == 20
    assert {name: fault for name, fault in found.items() if fault} == PROTOCOL


def test_the_protocol_of_updates(writable: httpx.Client) -> None:
    found = {
        name: run(writable, parts)
        for name, parts in exchanges(FOLDER / "sparql11" / "protocol" / "manifest.ttl")
        if "update" in name
    }
    assert len(found) == 14
    assert {name: fault for name, fault in found.items() if fault} == PROTOCOL


def test_the_graph_store_protocol(writable: httpx.Client) -> None:
    found = {}
    for manifest in ("manifest-direct.ttl", "manifest-indirect.ttl"):
        for name, parts in exchanges(FOLDER / "sparql11" / "graph-store-protocol" / manifest):
            Endpoint(writable).clear()
            found[name] = run(writable, parts)
    assert len(found) == 13
    assert {name: fault for name, fault in found.items() if fault} == GRAPH_STORE


def test_the_service_description(readable: httpx.Client) -> None:
    """The three cases are written in words: it is RDF, it names the endpoint, it fits the vocabulary."""
    assert len(Manifest(FOLDER / "sparql11" / "service-description" / "manifest.ttl").entries()) == 3
    answer = readable.get("/sparql", headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    graph = ox.Store()
    graph.load(answer.content, ox.RdfFormat.from_media_type(answer.headers["content-type"]))
    endpoint = ox.NamedNode(str(answer.url))
    assert graph.query(f"ASK {{ ?service a <{SD}Service> ; <{SD}endpoint> {endpoint} }}")
    # Ranges of the vocabulary (https://www.w3.org/TR/sparql11-service-description/#vocabulary).
    ranges = {"defaultDataset": "Dataset", "defaultGraph": "Graph", "namedGraph": "NamedGraph"}
    for name, wanted in ranges.items():
        wrong = f"ASK {{ ?s <{SD}{name}> ?o FILTER NOT EXISTS {{ ?o a <{SD}{wanted}> }} }}"
        assert not graph.query(wrong), name
        assert graph.query(f"ASK {{ ?s <{SD}{name}> ?o }}"), name
    assert not graph.query(f"ASK {{ ?graph a <{SD}NamedGraph> FILTER NOT EXISTS {{ ?graph <{SD}name> ?name }} }}")
    languages = "SPARQL10Query SPARQL11Query SPARQL11Update"
    known = " ".join(f"<{SD}{name}>" for name in languages.split())
    stray = f"ASK {{ ?s <{SD}supportedLanguage> ?o FILTER (?o NOT IN ({known.replace(' ', ', ')})) }}"
    assert not graph.query(stray)
