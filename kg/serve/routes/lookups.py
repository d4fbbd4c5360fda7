"""The routes for people and for editors: the first page, the query page, search, saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import orjson

from kg.digest.base.feed_address import ATOM_TYPE, feed_path
from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.rdf.query.saved_queries import saved_query
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import HTML, TABLE_TYPES, best
from kg.serve.http.negotiation import citations_form, format_of, result_forms, without_format
from kg.serve.http.pages import render, script
from kg.serve.routes.replies import Reply, body_of, unconditional, whole, with_headers
from kg.serve.routes.resource import page_reply
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import Cite, endpoint, once_each, pairs_of
from kg.serve.tasks.addresses import SERVICE, address, suffix_of_type

if TYPE_CHECKING:
    from starlette.requests import Request

_LIMIT, _MOST, _LONGEST = 20, 100, 500  # results by default and at most; characters of a search
_QUERY = "application/sparql-query"
_QUERY_NAMES = ("rq", "sparql", _QUERY)
_KINDS = ("paper", "artifact", "topic", "organisation")
# What the first page counts: words, and the class as the vocabulary names it.
_SHOWN = (
    ("papers", "schema:ScholarlyArticle"), ("artifacts", "kg:Artifact"), ("topics", "skos:Concept"),
    ("links", "kg:Link"),
)  # fmt: skip


# Questions of the first page: those that need no value, of several sorts.
_FIRST_QUESTIONS = (
    "most-used-benchmarks", "benchmarks-together", "strongest-baselines", "largest-gains", "new-entities", "families",
)  # fmt: skip


class Lookups:
    """``/``, ``/query``, ``/search`` and ``/queries``."""

    def __init__(self, service: Service, cite: Cite) -> None:
        self._service, self._cite = service, cite

    async def home(self, request: Request) -> Reply:
        """Answer with what there is, in short."""
        terms = (await self._json_of_lookup(request, "vocabulary", {}))["terms"]
        counts = {term["name"]: term["count"] for term in terms}
        shown = [(f"{counts[name]:,}", word) for word, name in _SHOWN if counts.get(name)]
        title = self._service.settings.title
        page = render(
            "home.html.jinja", title=title, site=title, here="/", counts=shown, endpoint=f"{request.base_url}sparql",
            questions=[saved_query(name) for name in _FIRST_QUESTIONS], feed=feed_path(""),
            review=self._service.settings.review is not None,
        )  # fmt: skip
        feed = f'</{feed_path("")}>; rel="alternate"; type="{ATOM_TYPE}"'
        return with_headers(page_reply(request, page), (("link", f"{feed}, {SERVICE}"),))

    async def query_page(self, request: Request) -> Reply:
        """Answer with the page with the editor."""
        page = render(
            "query.html.jinja", title="Query", site=self._service.settings.title, here="/", script=script(),
            citations=list(CITATION_FORMATS.values()),
        )  # fmt: skip
        return with_headers(page_reply(request, page, program=script()), (("link", SERVICE),))

    async def vocabulary(self, request: Request) -> Reply:
        """Answer with what the editor completes."""
        return await self._service.look_up(request, "vocabulary", {})

    async def all_saved(self, request: Request) -> Reply:
        """Answer with the saved queries, with their parameters and texts.

        A browser is sent to the editor, which lists them.
        """
        if best(request.headers.get("accept"), ["application/json", HTML]) == HTML:
            return Reply(303, (("location", "/query"), ("vary", "accept"), ("content-length", "0")))
        queries = (await self._json_of_lookup(request, "vocabulary", {}))["queries"]
        return whole(request, orjson.dumps(queries), "application/json", ("link", SERVICE))

    async def saved(self, request: Request) -> Reply:
        """Answer a saved query; with its text for who accepts SPARQL only, with the editor for a browser."""
        name, dot, suffix = request.path_params["name"].partition(".")
        pairs = pairs_of(request)
        wanted = suffix if dot else format_of(pairs)
        values = once_each(without_format(pairs))
        arguments: dict[str, object] = {"name": name, "values": values}
        cited = citations_form(request, wanted)
        if cited:
            return await self._cite(request, {**arguments, "base": endpoint(request)}, cited, quote(name, safe=""))
        kind = wanted or best(request.headers.get("accept"), [*TABLE_TYPES, _QUERY, HTML])
        if kind in _QUERY_NAMES:
            return await self._service.look_up(request, "bind", arguments)
        if kind in ("html", HTML):
            await self._body_of_lookup(request, "bind", arguments)  # a fault is told here, not in the editor
            location = "/query#" + urlencode({"question": name, **values})
            return Reply(303, (("location", location), ("vary", "accept"), ("content-length", "0")))
        table, graph = result_forms(request, wanted)
        more = {"base": endpoint(request), "table": table, "graph": graph}
        reply = await self._service.ask(request, "saved", {**arguments, **more})
        if reply.status != 200:
            return reply
        at = f"/queries/{quote(name)}{suffix_of_type(dict(reply.headers)['content-type'])}"
        where = ("content-location", f"{at}?{urlencode(values)}" if values else at)
        return with_headers(reply, (where, ("link", SERVICE)))

    async def search(self, request: Request) -> Reply:
        """Answer with nodes by name, as JSON, or as a page for people."""
        parameters = once_each(pairs_of(request))
        arguments = {
            "text": parameters.get("q", "")[:_LONGEST], "kind": parameters.get("kind") or None,
            "limit": _checked_limit(parameters.get("limit")),
        }  # fmt: skip
        if arguments["kind"] not in (None, *_KINDS):
            raise Fault(400, f"there is no kind {arguments['kind']!r}", remedy=f"take one of {', '.join(_KINDS)}")
        if best(request.headers.get("accept"), ["application/json", HTML]) != HTML:
            return await self._service.look_up(request, "search", arguments)
        results = (await self._json_of_lookup(request, "search", arguments))["results"] if arguments["text"] else []
        base = self._service.settings.base
        for one in results:
            one["href"] = address(one["iri"], base, "/")
            one.setdefault("matched", "")
        title = f"{len(results)} found" if arguments["text"] else "Search"
        page = render(
            "found.html.jinja", title=title, site=self._service.settings.title, here="/", results=results,
            asked=arguments["text"],
        )  # fmt: skip
        return page_reply(request, page)

    async def _json_of_lookup(self, request: Request, task: str, arguments: dict[str, Any]) -> Any:
        """Ask a worker, for a page made of the answer."""
        return orjson.loads(await self._body_of_lookup(request, task, arguments))

    async def _body_of_lookup(self, request: Request, task: str, arguments: dict[str, object]) -> bytes:
        return await body_of(await self._service.look_up(unconditional(request), task, arguments))


def _checked_limit(text: str | None) -> int:
    if text is None:
        return _LIMIT
    # No number of more digits is allowed, and Python does not read one of thousands.
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= _MOST:
        raise Fault(400, f"limit is a number from 1 to {_MOST}")
    return int(text)
