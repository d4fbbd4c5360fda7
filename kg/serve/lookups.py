"""The routes for people and for editors: the first page, the query page, search, saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from kg.serve.faults import Fault, out_of_memory
from kg.serve.media import HTML, best
from kg.serve.pages import render, script
from kg.serve.protocol import pairs_of
from kg.serve.replies import Reply
from kg.serve.resources import page_reply
from kg.serve.service import Service
from kg.serve.spooling import Broken

if TYPE_CHECKING:
    from starlette.requests import Request

_LIMIT, _MOST, _LONGEST = 20, 100, 500  # results by default and at most; characters of a search
_KINDS = ("paper", "artifact", "topic", "organisation")
# What the first page counts: words, and the class as the vocabulary names it.
_SHOWN = (
    ("papers", "schema:ScholarlyArticle"), ("artifacts", "kg:Artifact"), ("topics", "skos:Concept"),
    ("links", "kg:Link"),
)  # fmt: skip


class Lookups:
    """``/``, ``/query``, ``/search`` and ``/queries``."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def home(self, request: Request) -> Reply:
        """What there is, in short."""
        terms = (await self._json(request, "vocabulary", {}))["terms"]
        counts = {term["name"]: term["count"] for term in terms}
        shown = [(f"{counts[name]:,}", word) for word, name in _SHOWN if counts.get(name)]
        title = self._service.settings.title
        page = render(
            "home.html.jinja", title=title, site=title, here="/", counts=shown, endpoint=f"{request.base_url}sparql"
        )
        return page_reply(request, page)

    async def query_page(self, request: Request) -> Reply:
        """The page with the editor."""
        page = render("query.html.jinja", title="Query", site=self._service.settings.title, here="/", script=script())
        return page_reply(request, page, scripted=True)

    async def vocabulary(self, request: Request) -> Reply:
        """What the editor completes."""
        return await self._service.look_up(request, "vocabulary", {})

    async def bound(self, request: Request) -> Reply:
        """A saved query, its parameters filled in."""
        arguments = {"name": request.path_params["name"], "values": dict(pairs_of(request))}
        return await self._service.look_up(request, "bind", arguments)

    async def search(self, request: Request) -> Reply:
        """Nodes by name, as JSON, or as a page for people."""
        parameters = dict(pairs_of(request))
        arguments = {
            "text": parameters.get("q", "")[:_LONGEST], "kind": parameters.get("kind") or None,
            "limit": _limit(parameters.get("limit")),
        }  # fmt: skip
        if arguments["kind"] not in (None, *_KINDS):
            raise Fault(400, f"there is no kind {arguments['kind']!r}", remedy=f"take one of {', '.join(_KINDS)}")
        if best(request.headers.get("accept"), ["application/json", HTML]) != HTML:
            return await self._service.look_up(request, "search", arguments)
        results = (await self._json(request, "search", arguments))["results"] if arguments["text"] else []
        base = self._service.settings.base
        for one in results:
            one["href"] = "/" + quote(one["iri"].removeprefix(base), safe="/+~:@!$&'()*,;=%")
            one.setdefault("matched", "")
        title = f"{len(results)} found" if arguments["text"] else "Search"
        page = render(
            "found.html.jinja", title=title, site=self._service.settings.title, here="/", results=results,
            asked=arguments["text"],
        )  # fmt: skip
        return page_reply(request, page)

    async def _json(self, request: Request, task: str, arguments: dict[str, Any]) -> Any:
        """The answer of a worker, for a page made of it."""
        import gzip

        reply = await self._service.look_up(request, task, arguments)
        try:
            body = reply.body if isinstance(reply.body, bytes) else b"".join([piece async for piece in reply.body])
        except Broken as error:
            raise out_of_memory() from error
        if reply.status != 200:
            raise Fault(reply.status, "the server failed at this request")
        return orjson.loads(gzip.decompress(body) if ("content-encoding", "gzip") in reply.headers else body)


def _limit(text: str | None) -> int:
    if text is None:
        return _LIMIT
    # No number of more digits is allowed, and Python does not read one of thousands.
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= _MOST:
        raise Fault(400, f"limit is a number from 1 to {_MOST}")
    return int(text)
