"""What the cases are run against: the endpoint over HTTP, and the engine itself without it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Protocol

import httpx
import pyoxigraph as ox

from tests.serve.conformance.comparing import read_triples
from tests.serve.conformance.suite import iri_of

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"


class Refused(Exception):
    """The text was not taken for SPARQL."""


class Unable(Exception):
    """The text was taken for SPARQL, and the engine cannot do what it says."""


class Target(Protocol):
    """Something that answers queries."""

    def clear(self) -> None: ...
    def load(self, path: Path, graph: str | None) -> None: ...
    def query(self, text: str, accept: str = ACCEPT) -> tuple[bytes, str]: ...
    def update(self, text: str) -> None: ...
    def graphs(self) -> list[str]: ...
    def triples(self, graph: str | None) -> frozenset[ox.Triple]: ...


class Endpoint:
    """A server that may be written: data goes in by the Graph Store Protocol, queries by the SPARQL Protocol."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def clear(self) -> None:
        self.update("DROP ALL")

    def load(self, path: Path, graph: str | None) -> None:
        data, media_type = _body(path)
        parameters = {"graph": graph} if graph is not None else {"default": ""}
        answer = self._client.post(
            "/graphs", params=parameters, content=data, headers={"content-type": media_type}
        )  # fmt: skip
        assert answer.status_code in (201, 204), answer.text

    def query(self, text: str, accept: str = ACCEPT) -> tuple[bytes, str]:
        headers = {"content-type": "application/sparql-query", "accept": accept}
        return _taken(self._client.post("/sparql", content=text.encode(), headers=headers))

    def update(self, text: str) -> None:
        headers = {"content-type": "application/sparql-update"}
        _taken(self._client.post("/sparql", content=text.encode(), headers=headers))

    def graphs(self) -> list[str]:
        body, _ = self.query("SELECT ?g { GRAPH ?g {} }", "text/csv")
        return body.decode().split()[1:]

    def triples(self, graph: str | None) -> frozenset[ox.Triple]:
        parameters = {"graph": graph} if graph is not None else {"default": ""}
        answer = self._client.get("/graphs", params=parameters, headers={"accept": "application/n-triples"})
        assert answer.status_code == 200, answer.text
        return frozenset(quad.triple for quad in ox.parse(io.BytesIO(answer.content), ox.RdfFormat.N_TRIPLES))


class Engine:
    """Oxigraph in this process."""

    def __init__(self) -> None:
        self._store = ox.Store()

    def clear(self) -> None:
        self._store.clear()

    def load(self, path: Path, graph: str | None) -> None:
        data, media_type = _body(path)
        form = ox.RdfFormat.from_media_type(media_type)
        self._store.load(data, form, to_graph=ox.NamedNode(graph) if graph is not None else ox.DefaultGraph())

    def query(self, text: str, accept: str = ACCEPT) -> tuple[bytes, str]:
        try:
            found = self._store.query(text, base_iri="http://localhost/sparql")
            if isinstance(found, ox.QueryTriples):
                return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples"
            form = ox.QueryResultsFormat.from_media_type(accept.partition(",")[0])
            return found.serialize(format=form) or b"", accept.partition(",")[0]
        except SyntaxError as error:
            raise Refused from error
        except (RuntimeError, OSError) as error:
            raise Unable from error

    def update(self, text: str) -> None:
        try:
            self._store.update(text, base_iri="http://localhost/sparql")
        except SyntaxError as error:
            raise Refused from error
        except (RuntimeError, OSError) as error:
            raise Unable from error

    def graphs(self) -> list[str]:
        return [name.value for name in self._store.named_graphs()]

    def triples(self, graph: str | None) -> frozenset[ox.Triple]:
        name = ox.NamedNode(graph) if graph is not None else ox.DefaultGraph()
        return frozenset(quad.triple for quad in self._store.quads_for_pattern(None, None, None, name))


def _taken(answer: httpx.Response) -> tuple[bytes, str]:
    if answer.status_code == 400:
        raise Refused(answer.text)
    if answer.status_code == 422:
        raise Unable(answer.text)
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    return answer.content, answer.headers.get("content-type", "")


def _body(path: Path) -> tuple[bytes, str]:
    """A file as the body of a request, with its own address as its base."""
    if path.suffix == ".ttl":
        return f"@base <{iri_of(path)}> .\n".encode() + path.read_bytes(), "text/turtle"
    return ox.serialize(read_triples(path), format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples"
