"""The routes of the SPARQL 1.1 Graph Store HTTP Protocol: ``/graphs?graph=IRI``, ``?default``, and ``/graphs/PATH``."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kg.serve.faults import Fault
from kg.serve.media import GRAPHS, best
from kg.serve.protocol import endpoint, pairs_of
from kg.serve.replies import Reply, read_body
from kg.serve.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request


class Graphs:
    """``/graphs`` names a graph by a parameter, ``/graphs/PATH`` is itself the name of one."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def read(self, request: Request) -> Reply:
        """GET and HEAD."""
        media_type = best(request.headers.get("accept"), list(GRAPHS))
        if media_type is None:
            raise Fault(406, "there is no such form of a graph", remedy="accept text/turtle or another form of RDF")
        arguments = {
            "graph": _graph(request), "form": GRAPHS[media_type], "only_head": request.method == "HEAD"
        }  # fmt: skip
        return await self._service.ask(request, "read-graph", arguments)

    async def write(self, request: Request) -> Reply:
        """PUT, POST and DELETE."""
        self._service.must_write(request)
        body = await read_body(request, self._service.settings.limits.upload)
        location: str | None = None
        graph: str | None
        if request.method == "POST" and request.url.path.rstrip("/").endswith("/graphs") and not request.url.query:
            location = graph = f"{endpoint(request).rstrip('/')}/{uuid.uuid4()}"
        else:
            graph = _graph(request)
        arguments = {
            "method": request.method, "graph": graph, "base": graph or endpoint(request), "location": location,
            "content_type": request.headers.get("content-type", ""),
        }  # fmt: skip
        return await self._service.ask(request, "write-graph", arguments, body)


def _graph(request: Request) -> str | None:
    """The IRI of the graph that a request is about; None for the default graph."""
    if request.path_params.get("path"):
        return endpoint(request)
    pairs = pairs_of(request)
    named = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(named) + len(default) != 1 or any(default):
        raise Fault(400, "the request does not name one graph", remedy="add ?default or ?graph=IRI")
    return named[0] if named else None
