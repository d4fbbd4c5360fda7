"""The routes of the SPARQL 1.1 Graph Store HTTP Protocol: ``/graphs?graph=IRI``, ``?default``, and ``/graphs/PATH``.

``/graphs`` without a parameter is the whole dataset, as TriG or N-Quads; the protocol leaves that open, Fuseki does so,
too. Only a POST of triples there makes a new graph, which is what the protocol wants (section 5.5).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kg.serve.http.faults import Fault
from kg.serve.http.media_types import DATASET_TYPES
from kg.serve.http.negotiation import dataset_form, format_of, graph_form
from kg.serve.routes.replies import Reply, located, read_body
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import endpoint, pairs_of

if TYPE_CHECKING:
    from starlette.requests import Request


class Graphs:
    """``/graphs`` names a graph by a parameter, ``/graphs/PATH`` is itself the name of one."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def read(self, request: Request) -> Reply:
        """Answer GET and HEAD."""
        wanted = format_of(pairs_of(request))
        if _names_no_graph(request):
            of_all = {"form": dataset_form(request, wanted)}
            return located(request, await self._service.ask(request, "read-dataset", of_all))
        arguments = {
            "graph": _graph_of_request(request),
            "form": graph_form(request, wanted),
            "only_head": request.method == "HEAD",
        }
        return located(request, await self._service.ask(request, "read-graph", arguments))

    async def write(self, request: Request) -> Reply:
        """Answer PUT, POST and DELETE."""
        self._service.must_write(request)
        body = await read_body(request, self._service.settings.limits.upload)
        content_type = request.headers.get("content-type", "")
        dataset = DATASET_TYPES.get(content_type.partition(";")[0].strip().lower())
        if dataset and _names_no_graph(request) and request.method in ("PUT", "POST"):
            of_all = {"method": request.method, "form": dataset, "base": endpoint(request)}
            return await self._service.ask(request, "write-dataset", of_all, body)
        location: str | None = None
        graph: str | None
        if request.method == "POST" and _names_no_graph(request):
            location = graph = f"{endpoint(request).rstrip('/')}/{uuid.uuid4()}"
        else:
            graph = _graph_of_request(request)
        arguments = {
            "method": request.method, "graph": graph, "base": graph or endpoint(request), "location": location,
            "content_type": content_type,
        }  # fmt: skip
        return await self._service.ask(request, "write-graph", arguments, body)


def _names_no_graph(request: Request) -> bool:
    """Check whether a request names no graph, and so is about the whole dataset."""
    named = any(name in ("graph", "default") for name, _ in pairs_of(request))
    return not named and not request.path_params.get("path")


def _graph_of_request(request: Request) -> str | None:
    """Return the IRI of the graph that a request is about; None for the default graph."""
    if request.path_params.get("path"):
        return endpoint(request)
    pairs = pairs_of(request)
    named = [value for name, value in pairs if name == "graph"]
    default = [value for name, value in pairs if name == "default"]
    if len(named) + len(default) != 1 or any(default):
        raise Fault(400, "the request does not name one graph", remedy="add ?default or ?graph=IRI, or send TriG")
    return named[0] if named else None
