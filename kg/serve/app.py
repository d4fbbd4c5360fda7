"""The application: every route in one table."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from kg.serve.explorer_routes import Explorer
from kg.serve.faults import Fault
from kg.serve.graphs import Graphs
from kg.serve.lookups import Lookups
from kg.serve.protocol import Protocol
from kg.serve.replies import Endpoint, Handler, Reply
from kg.serve.resources import SUFFIXES, Resources
from kg.serve.service import Service
from kg.serve.shield import Shield

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

_READ, _WRITE = ("GET", "HEAD"), ("PUT", "POST", "DELETE")


def routes(service: Service) -> list[tuple[str, dict[tuple[str, ...], Handler]]]:
    """Path to handlers by method; the first path that fits is taken."""
    protocol, graphs = Protocol(service), Graphs(service)
    resources, lookups = Resources(service), Lookups(service)
    explorer = Explorer(service)
    sparql: dict[tuple[str, ...], Handler] = {_READ: protocol.get, ("POST",): protocol.post}
    store: dict[tuple[str, ...], Handler] = {_READ: graphs.read, _WRITE: graphs.write}
    ontology: dict[tuple[str, ...], Handler] = {_READ: resources.ontology}
    return [
        ("/sparql", sparql),
        ("/sparql/", sparql),
        ("/graphs", store),
        ("/graphs/{path:path}", store),
        ("/", {_READ: lookups.home}),
        ("/query", {_READ: lookups.query_page}),
        ("/explore", {_READ: explorer.page}),
        ("/explore/{call}", {_READ: explorer.call, ("POST",): explorer.post}),
        ("/search", {_READ: lookups.search}),
        ("/vocabulary", {_READ: lookups.vocabulary}),
        ("/queries/{name}", {_READ: lookups.bound}),
        ("/resource", {_READ: resources.any_node}),
        ("/.well-known/void", {_READ: resources.void}),
        *((f"/ontology{suffix}", ontology) for suffix in ("", *SUFFIXES)),
        ("/{path:path}", {_READ: resources.node}),
    ]


def create_app(service: Service) -> ASGIApp:
    """The ASGI application of a server; it starts the service's workers and ends them."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.close()

    table = [Route(path, Endpoint(_by_method(handlers))) for path, handlers in routes(service)]
    return Shield(Starlette(routes=table, lifespan=lifespan), service.settings)


def _by_method(handlers: dict[tuple[str, ...], Handler]) -> Handler:
    known = {method: handler for methods, handler in handlers.items() for method in methods}
    allowed = ", ".join([*known, "OPTIONS"])

    async def choose(request: Request) -> Reply:
        handler = known.get(request.method)
        if handler is not None:
            return await handler(request)
        if request.method == "OPTIONS":
            return Reply(204, (("allow", allowed),))
        raise Fault(405, f"{request.method} does nothing here", headers=(("allow", allowed),))

    return choose
