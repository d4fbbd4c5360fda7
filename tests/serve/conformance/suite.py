"""The W3C test cases, read from their manifests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
BASE = "https://w3c.github.io/rdf-tests/sparql/"  # where the suite is published; IRIs in it are relative to that
_REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PAPERATLAS_SHARED") or _REPOSITORY.parent / "shared")
FOLDER = SHARED / "w3c" / "sparql"

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Case:
    """A test case.

    Attributes:
        name: suite, folder and name, e.g. ``sparql11/bind/bind01``. kind: local name of its class.
        text: file of the query or update. data, graphs: what is in the default graph and the named graphs before.
        result: file of the expected answer. after, after_graphs: what is in the graphs after an update.
        lax: whether a solution may be there less often than in the expected answer.
    """

    name: str
    kind: str
    text: Path | None = None
    data: tuple[Path, ...] = ()
    graphs: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None
    after: tuple[Path, ...] = ()
    after_graphs: tuple[tuple[str, Path], ...] = ()
    lax: bool = False


@dataclass(slots=True)
class Manifest:
    """A manifest as a graph; paths of the graph are walked with ``all`` and ``one``."""

    path: Path
    store: ox.Store = field(default_factory=ox.Store)

    def __post_init__(self) -> None:
        self.store.load(path=self.path, format=ox.RdfFormat.TURTLE, base_iri=iri_of(self.path))

    def all(self, node: Node, predicate: str) -> list[Node]:
        assert isinstance(node, ox.NamedNode | ox.BlankNode)
        return [quad.object for quad in self.store.quads_for_pattern(node, ox.NamedNode(predicate), None)]

    def one(self, node: Node | None, predicate: str) -> Node | None:
        return next(iter(self.all(node, predicate)), None) if node is not None else None

    def items(self, node: Node | None) -> Iterator[Node]:
        """The members of a list."""
        while node is not None and (first := self.one(node, RDF + "first")) is not None:
            yield first
            node = self.one(node, RDF + "rest")

    def entries(self) -> list[ox.NamedNode]:
        heads = self.store.quads_for_pattern(None, ox.NamedNode(MF + "entries"), None)
        nodes = [node for quad in heads for node in self.items(quad.object)]
        return [node for node in dict.fromkeys(nodes) if isinstance(node, ox.NamedNode)]

    def kind(self, node: Node) -> str:
        kinds = [one.value for one in self.all(node, RDF + "type") if isinstance(one, ox.NamedNode)]
        return next((kind.removeprefix(MF) for kind in kinds if kind.startswith(MF)), "")

    def name(self, node: ox.NamedNode) -> str:
        return f"{self.path.parent.relative_to(FOLDER)}/{node.value.rpartition('#')[2]}"


def iri_of(path: Path) -> str:
    """The IRI that a file of the suite is published under."""
    return BASE + str(path.relative_to(FOLDER))


def path_of(node: Node | None) -> Path | None:
    """The file that an IRI of the suite stands for."""
    return FOLDER / node.value.removeprefix(BASE) if isinstance(node, ox.NamedNode) else None


@cache
def manifests() -> tuple[Path, ...]:
    """The manifests of folders with queries and updates, sorted."""
    apart = {"protocol", "graph-store-protocol", "http-rdf-update", "service-description"}
    return tuple(sorted(path for path in FOLDER.glob("*/*/manifest.ttl") if path.parent.name not in apart))


def cases(path: Path) -> Iterator[Case]:
    """The cases of a manifest, in its order."""
    manifest = Manifest(path)
    for node in manifest.entries():
        kind = manifest.kind(node)
        action, result = manifest.one(node, MF + "action"), manifest.one(node, MF + "result")
        if "Update" in kind and "Syntax" not in kind:
            yield Case(
                manifest.name(node), kind, path_of(manifest.one(action, UT + "request")), _files(manifest, action, UT),
                _graphs(manifest, action, UT), None, _files(manifest, result, UT), _graphs(manifest, result, UT),
            )  # fmt: skip
        elif isinstance(action, ox.NamedNode):
            yield Case(manifest.name(node), kind, path_of(action))
        else:
            yield Case(
                manifest.name(node), kind, path_of(manifest.one(action, QT + "query")), _files(manifest, action, QT),
                _graphs(manifest, action, QT), path_of(result), lax=bool(manifest.all(node, MF + "resultCardinality")),
            )  # fmt: skip


def _files(manifest: Manifest, node: Node | None, namespace: str) -> tuple[Path, ...]:
    found = manifest.all(node, namespace + "data") if node is not None else []
    return tuple(path for path in map(path_of, found) if path is not None)


def _graphs(manifest: Manifest, node: Node | None, namespace: str) -> tuple[tuple[str, Path], ...]:
    found = []
    for graph in manifest.all(node, namespace + "graphData") if node is not None else []:
        path = path_of(graph)
        name = iri_of(path) if path is not None else ""
        if isinstance(graph, ox.BlankNode):
            label = manifest.one(graph, RDFS + "label")
            path = path_of(manifest.one(graph, namespace + "graph"))
            name = label.value if isinstance(label, ox.Literal) else name
        if path is not None:
            found.append((name, path))
    return tuple(found)
