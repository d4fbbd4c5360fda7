"""Small graphs in folders as a build leaves them, and a store on this machine that keeps what it is sent."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from kg.atlas.atlas import TRIPLES, Atlas
from kg.atlas.manifest import Manifest
from kg.atlas.progress import Silent
from kg.ground.files.integrity import sha256
from kg.publish.publication import PublishReport, PublishSettings, publish
from kg.publish.store_addresses import store_addresses
from tests.local_service import Answer, Asked, FalseClock, LocalService, clock, server, sought

__all__ = ["clock", "server", "sought"]  # fixtures

GRAPH = "https://example.org/graph"
AS_JSON = {"Content-Type": "application/sparql-results+json"}


def lines_of(subjects: int) -> list[bytes]:
    """Sorted N-Triples: each subject has two triples, one with a text that SPARQL could read otherwise."""
    text = r'"\\u0041 \" \\\\U0041 } # é"@en'
    return [
        f"<https://example.org/{number:03d}> <https://example.org/{name}> {value} .\n".encode()
        for number in range(subjects)
        for name, value in (("a", text), ("b", f'"{number}"'))
    ]


def folder_of(folder: Path, lines: list[bytes]) -> Path:
    """Write a graph as a build leaves it, in a folder that has nothing else."""
    folder.mkdir(exist_ok=True)
    (folder / TRIPLES).write_bytes(gzip.compress(b"".join(lines), mtime=0))
    files = {TRIPLES: sha256(folder / TRIPLES)}
    Manifest({}, "https://example.org/", (), {"triples": len(lines)}, files).write(folder)
    return folder


class KeptStore:
    """Answers as a store does, by the Graph Store Protocol and SPARQL."""

    def __init__(self) -> None:
        self.store = ox.Store()

    def __call__(self, asked: Asked) -> Answer:
        if asked.path == "/query":
            found = self.store.query(parse_qs(asked.body.decode())["query"][0])
            assert not isinstance(found, ox.QueryTriples)
            return Answer(found.serialize(format=ox.QueryResultsFormat.JSON) or b"", headers=AS_JSON)
        if asked.path == "/update":
            self.store.update(asked.body.decode())
            return Answer(status=204)
        graph = ox.NamedNode(asked.parameters["graph"]) if "graph" in asked.parameters else ox.DefaultGraph()
        if asked.method == "DELETE":
            known = graph in set(self.store.named_graphs()) or isinstance(graph, ox.DefaultGraph)
            self.store.clear_graph(graph)
            return Answer(status=204 if known else 404)
        assert asked.headers["content-type"] == "application/n-triples"
        self.store.load(asked.body, ox.RdfFormat.N_TRIPLES, to_graph=graph)
        return Answer(status=204)

    def lines(self, graph: str = "") -> set[str]:
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        return {str(quad.triple) for quad in self.store.quads_for_pattern(None, None, None, name)}


def triples_of(lines: list[bytes]) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(b"".join(lines), ox.RdfFormat.N_TRIPLES)}


@pytest.fixture
def kept(server: LocalService) -> KeptStore:
    """The store behind ``server``."""
    store = KeptStore()
    server.answer = store
    return store


Publish = Callable[..., PublishReport]


@pytest.fixture
def send(server: LocalService, clock: FalseClock, tmp_path: Path) -> Publish:
    """Publishes some lines, or what is in ``tmp_path / "graph"``, to the store on this machine."""

    def run(lines: list[bytes] | None = None, graph: str = GRAPH, **settings: Any) -> PublishReport:
        folder = tmp_path / "graph" if lines is None else folder_of(tmp_path / "graph", lines)
        store = store_addresses(
            server.base, "single", graph, query=server.base + "/query", update=server.base + "/update",
            graphs=server.base + "/graphs",
        )  # fmt: skip
        chosen = {"clock": clock, "jitter": lambda: 1.0, **settings}
        return publish(Atlas(folder), store, PublishSettings(**chosen), Silent())

    return run


def written(server: LocalService) -> list[Asked]:
    """The requests that wrote something."""
    return [asked for asked in server.asked if asked.path != "/query"]
