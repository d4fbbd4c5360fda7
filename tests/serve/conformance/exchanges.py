"""Cases that are written down as requests and what must be answered: SPARQL Protocol and Graph Store Protocol."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox

from tests.serve.conformance.comparing import same
from tests.serve.conformance.suite import CNT, HT, MF, Manifest, Node

_STATUS = "http://www.w3.org/2011/http-statusCodes#"
_STATUSES = {"OK": (200,), "Created": (201,), "NoContent": (204,), "NotFound": (404,)}
_CLASSES = {f"StatusCode{digit}xx": range(digit * 100, digit * 100 + 100) for digit in (2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what must be answered; None where it is left open.

    Attributes:
        statuses: numbers that are right. truth: of an ASK query. form: ``boolean``, ``tabular`` or ``RDF``.
        answer_type: media type. graph: a graph that the answer must be isomorphic to. location: name of the template
            variable that stands for the answer's ``Location`` in later requests.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[int]
    truth: bool | None
    form: str | None
    answer_type: str | None
    graph: str | None
    location: str | None


def exchanges(path: Path) -> Iterator[tuple[str, list[Exchange]]]:
    """The cases of a manifest: name and requests in their order."""
    manifest = Manifest(path)
    for node in manifest.entries():
        requests = manifest.one(manifest.one(node, MF + "action"), HT + "requests")
        yield manifest.name(node), [_exchange(manifest, request) for request in manifest.items(requests)]


def run(client: httpx.Client, parts: list[Exchange]) -> str | None:
    """What is wrong with a server's answers, or None."""
    places: dict[str, str] = {}
    for number, part in enumerate(parts):
        path = part.path
        for name, place in places.items():
            path = path.replace(name, quote(place, safe=""))
        if path.startswith("/gsp"):
            path = "/graphs" + path.removeprefix("/gsp")
        answer = client.request(part.method, path, headers=part.headers, content=part.body or None)
        fault = _fault(part, answer)
        if fault is not None:
            return f"request {number + 1}: {fault}"
        if part.location is not None:
            places[part.location] = answer.headers["location"]
    return None


def _fault(part: Exchange, answer: httpx.Response) -> str | None:
    if answer.status_code not in part.statuses:
        return f"status {answer.status_code} and not one of {sorted(part.statuses)[:3]}: {answer.text}"
    if part.truth is not None and answer.json()["boolean"] is not part.truth:
        return f"{answer.text} and not {part.truth}"
    content_type = answer.headers.get("content-type", "")
    if part.form == "RDF" and ox.RdfFormat.from_media_type(content_type) is None:
        return f"{content_type} is no RDF"
    if part.form in ("boolean", "tabular") and ox.QueryResultsFormat.from_media_type(content_type) is None:
        return f"{content_type} is no form of results"
    if part.answer_type is not None and content_type != part.answer_type:
        return f"the content type is {content_type} and not {part.answer_type}"
    if part.location is not None and not answer.headers.get("location"):
        return "it has no Location"
    if part.graph is not None:
        graphs = [
            frozenset(quad.triple for quad in ox.parse(io.BytesIO(data), ox.RdfFormat.TURTLE))
            for data in (part.graph.encode(), answer.content)
        ]
        if not same(*graphs):
            return f"another graph: {answer.text}"
    return None


def _exchange(manifest: Manifest, request: Node) -> Exchange:
    response = manifest.one(request, HT + "resp")
    assert response is not None
    codes = [
        str(getattr(one, "value", "")).removeprefix(_STATUS) for one in manifest.all(response, MF + "expectedStatus")
    ]
    body, content = manifest.one(request, HT + "body"), manifest.one(response, HT + "body")
    truth = manifest.one(response, MF + "expectedBoolean")
    encoding = _text(manifest, body, CNT + "characterEncoding") or "UTF-8"
    return Exchange(
        _text(manifest, request, HT + "methodName") or "GET",
        _text(manifest, request, HT + "absolutePath") or "",
        dict(_headers(manifest, request)),
        (_text(manifest, body, CNT + "chars") or "").encode(encoding),
        frozenset(status for code in codes for status in (_STATUSES.get(code) or _CLASSES[code])),
        None if truth is None else truth == ox.Literal(True),
        _text(manifest, response, MF + "expectedFormat"),
        dict(_headers(manifest, response)).get("content-type"),
        _text(manifest, content, CNT + "chars"),
        _text(manifest, response, MF + "expectedLocation"),
    )


def _headers(manifest: Manifest, node: Node) -> Iterator[tuple[str, str]]:
    for header in manifest.items(manifest.one(node, HT + "headers")):
        yield _text(manifest, header, HT + "fieldName") or "", _text(manifest, header, HT + "fieldValue") or ""


def _text(manifest: Manifest, node: Node | None, predicate: str) -> str | None:
    value = manifest.one(node, predicate)
    return value.value if isinstance(value, ox.Literal) else None
