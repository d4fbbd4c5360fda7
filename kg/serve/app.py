"""The application: the table of routes as ASGI."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING

from kg.serve.http.faults import Fault
from kg.serve.http.middleware import Shield
from kg.serve.routes.replies import Endpoint, Handler, Reply
from kg.serve.routes.route_table import routes
from kg.serve.routes.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp


def create_app(service: Service) -> ASGIApp:
    """Make the ASGI application of a server; it starts the service's workers and ends them."""
    from starlette.applications import Starlette
    from starlette.routing import Route

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.close()

    table = [Route(one.path, Endpoint(_handler_by_method(one.handlers))) for one in routes(service)]
    return Shield(Starlette(routes=table, lifespan=lifespan), service.settings)


def _handler_by_method(handlers: Mapping[tuple[str, ...], Handler]) -> Handler:
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
