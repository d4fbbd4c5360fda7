"""The routes of files and descriptions: shapes, OpenAPI, what browsers and crawlers look for, the feed of changes."""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
from collections.abc import AsyncIterator, Sequence
from functools import cache
from typing import IO, TYPE_CHECKING

import orjson
import pyoxigraph as ox

from kg.changes.feed.change_feed import CHANGES, INDEX, is_patch_name, open_feed_file
from kg.changes.patches.rdf_patch import MEDIA_TYPE
from kg.ground.files.integrity import built_folder
from kg.ground.files.ontology_folder import ontology_path
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.write.rdf_formats import stream_triples
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import CONTENT_TYPES, GRAPHS
from kg.serve.http.negotiation import format_of, graph_form
from kg.serve.http.pages import ICON
from kg.serve.routes.openapi import openapi
from kg.serve.routes.replies import Reply, Route, tag_of, unchanged, whole
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
_PIECE = 1 << 16  # bytes of a patch that are sent at a time
_DAY = ("cache-control", "public, max-age=86400")


class Documents:
    """Files and descriptions."""

    def __init__(self, service: Service, table: Sequence[Route]) -> None:
        self._title, self._table, self._settings = service.settings.title, table, service.settings

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

    async def changes(self, request: Request) -> Reply:
        """Answer with a file of the feed of changes: its index, or an RDF Patch."""
        name = request.path_params["file"]
        is_index = name == INDEX
        try:
            if not is_index and not is_patch_name(name):
                raise FileNotFoundError
            file = await asyncio.to_thread(open_feed_file, built_folder(self._settings.store), name)
        except OSError:
            remedy = "a build with --changes begins one" if is_index else f"/{CHANGES}/{INDEX} names its patches"
            raise Fault(404, f"there is no {CHANGES}/{name} here", remedy=remedy) from None
        if is_index:
            with file:
                return whole(request, await asyncio.to_thread(file.read), "application/json")
        return self._patch_reply(request, file)

    def _patch_reply(self, request: Request, file: IO[bytes]) -> Reply:
        """Send a patch piece by piece, however large it is."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(file)
            status = os.fstat(file.fileno())
            tag = tag_of(request.path_params["file"], status.st_size, status.st_mtime_ns)
            same = unchanged(request, tag)
            if same is not None:
                return same
            headers = (("content-type", MEDIA_TYPE), ("content-length", str(status.st_size)), ("etag", tag))
            if request.method == "HEAD":
                return Reply(200, headers)
            stack.pop_all()
        limits = self._settings.limits
        return Reply(200, headers, _pieces_of_file(file), (limits.seconds, limits.seconds * limits.reading))

    async def robots(self, request: Request) -> Reply:
        """Answer with what crawlers are asked to leave out."""
        return whole(request, _ROBOTS.encode(), "text/plain; charset=utf-8", _DAY)

    async def icon(self, request: Request) -> Reply:
        """Answer with the picture of this site's pages in a browser."""
        return whole(request, ICON.encode(), "image/svg+xml", _DAY)


async def _pieces_of_file(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece


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
