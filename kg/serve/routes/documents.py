"""The routes of what is the same for every graph: shapes, OpenAPI, and what browsers and crawlers look for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import orjson
import pyoxigraph as ox

from kg.ground.files.ontology_folder import ontology_path
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.write.rdf_formats import stream_triples
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS
from kg.serve.http.negotiation import format_of, graph_form
from kg.serve.http.pages import ICON
from kg.serve.routes.openapi import openapi
from kg.serve.routes.replies import Reply, Route, whole
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import pairs_of
from kg.serve.tasks.addresses import SERVICE, suffix_of

if TYPE_CHECKING:
    from starlette.requests import Request

# Pages are for all; what works for each call is not for those who call everything.
_ROBOTS = "".join(
    ["User-agent: *\n", *(f"Disallow: /{path}\n" for path in (
        "sparql", "graphs", "search", "queries/", "resource", "explore/", "vocabulary"
    ))]
)  # fmt: skip
_DAY = ("cache-control", "public, max-age=86400")


class Documents:
    """Files and descriptions."""

    def __init__(self, service: Service, table: Sequence[Route]) -> None:
        self._title, self._table = service.settings.title, table

    async def openapi(self, request: Request) -> Reply:
        """Answer with this description of all calls, as OpenAPI."""
        document = openapi(self._table, saved_queries().values(), self._title)
        return whole(request, orjson.dumps(document), "application/json")

    async def shapes(self, request: Request) -> Reply:
        """Answer with the SHACL shapes that every graph fits."""
        suffix = request.url.path.partition(".")[2]
        form = graph_form(request, suffix or format_of(pairs_of(request)), otherwise="turtle")
        headers = (("content-location", "/shapes" + suffix_of(form)), ("link", SERVICE))
        return whole(request, shapes(form), CONTENT_TYPES[form], *headers)

    async def robots(self, request: Request) -> Reply:
        """Answer with what crawlers are asked to leave out."""
        return whole(request, _ROBOTS.encode(), "text/plain; charset=utf-8", _DAY)

    async def icon(self, request: Request) -> Reply:
        """Answer with the picture of this site's pages in a browser."""
        return whole(request, ICON.encode(), "image/svg+xml", _DAY)


@cache
def shapes(form: str) -> bytes:
    """Write the shapes in a form of RDF; as Turtle the file itself, with its comments."""
    path = ontology_path("shapes.ttl")
    if form == "turtle":
        return path.read_bytes()
    file = io.BytesIO()
    triples = (quad.triple for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    stream_triples(triples, file, GRAPHS[form].oxigraph, DEFAULT_BASE)
    return file.getvalue()
