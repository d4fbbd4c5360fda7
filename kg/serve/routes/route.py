"""A route: what the server's routing and its OpenAPI description are both made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.serve.routes.replies import Handler


@dataclass(frozen=True, slots=True)
class Route:
    """A path and what is done there.

    Attributes:
        path: with parts in braces, as Starlette has them. handlers: by methods; what one does is its docstring.
        parameters: of the address, by their names in ``kg.serve.routes.openapi``.
        answers: what comes back, by its name in ``kg.serve.routes.openapi``.
    """

    path: str
    handlers: Mapping[tuple[str, ...], Handler]
    answers: str
    parameters: tuple[str, ...] = ()
