"""The routes of the SPARQL 1.1 Protocol: ``/sparql`` takes queries, and updates where the graph may be written."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl

from kg.serve.http.faults import Fault
from kg.serve.http.media_types import GRAPHS
from kg.serve.http.negotiation import Pairs, citations_form, format_of, page_form, result_forms
from kg.serve.http.service_description import service_description
from kg.serve.routes.replies import Reply, located, read_body, whole
from kg.serve.routes.service import Service
from kg.serve.tasks.addresses import SERVICE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from kg.export.citations.citation_formats import CitationFormat

_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_MANY = 1000  # parameters of one request


#: Answers with the papers of a query: its request, the query's arguments, the form, and the name of the file.
Cite: TypeAlias = "Callable[[Request, Mapping[str, object], CitationFormat, str], Awaitable[Reply]]"


class Protocol:
    """``/sparql``."""

    def __init__(self, service: Service, cite: Cite) -> None:
        self._service, self._cite = service, cite

    async def get(self, request: Request) -> Reply:
        """Answer a query in the address; without one with the service's description, or the query page for people."""
        pairs = pairs_of(request)
        if _values_of_parameter(pairs, "update"):
            raise Fault(405, "an update must be sent by POST", headers=(("allow", "POST"),))
        if not _values_of_parameter(pairs, "query"):
            return self._describe_service(request, format_of(pairs))
        return located(request, await self._answer_query(request, pairs))

    async def post(self, request: Request) -> Reply:
        """Answer a query or an update, in a form or as it is."""
        content_type = request.headers.get("content-type", "")
        media_type, _, parameters = content_type.partition(";")
        media_type = media_type.strip().lower()
        if media_type not in (_FORM, _QUERY, _UPDATE):
            raise Fault(415, f"{media_type or 'a body without Content-Type'} is no query", remedy=f"send {_QUERY}")
        if "charset" in parameters.lower() and "utf-8" not in parameters.lower().replace("utf8", "utf-8"):
            raise Fault(415, "text must be sent as UTF-8")
        text = _text_of_body(await read_body(request, self._service.settings.limits.body))
        pairs = pairs_of(request)
        if media_type == _FORM:
            pairs = [*pairs, *parse_pairs(text)]
        else:
            pairs = [*pairs, ("query" if media_type == _QUERY else "update", text)]
        queries, updates = _values_of_parameter(pairs, "query"), _values_of_parameter(pairs, "update")
        if queries and updates:
            raise Fault(400, "a request is a query or an update, not both")
        return await (self._answer_update(request, pairs) if updates else self._answer_query(request, pairs))

    async def _answer_query(self, request: Request, pairs: Pairs) -> Reply:
        wanted = format_of(pairs)
        cited = citations_form(request, wanted)
        table, graph = (None, None) if cited else result_forms(request, wanted)
        arguments = {
            "query": _one_parameter(pairs, "query"),
            "base": endpoint(request),
            "default_graphs": _values_of_parameter(pairs, "default-graph-uri"),
            "named_graphs": _values_of_parameter(pairs, "named-graph-uri"),
        }
        if cited:
            return await self._cite(request, arguments, cited, "papers")
        return await self._service.ask(request, "query", {**arguments, "table": table, "graph": graph})

    async def _answer_update(self, request: Request, pairs: Pairs) -> Reply:
        self._service.must_write(request)
        arguments = {
            "update": _one_parameter(pairs, "update"),
            "base": endpoint(request),
            "using": _values_of_parameter(pairs, "using-graph-uri"),
            "using_named": _values_of_parameter(pairs, "using-named-graph-uri"),
        }
        return await self._service.ask(request, "update", arguments)

    def _describe_service(self, request: Request, wanted: str | None) -> Reply:
        form = page_form(request, wanted, data_first=True)
        if form not in ("html", *GRAPHS):
            raise Fault(400, "the request has no query", remedy="add ?query=…")
        if form == "html":
            return Reply(303, (("location", "/query"), ("vary", "accept"), ("content-length", "0")))
        body, content_type = service_description(endpoint(request), str(form), self._service.settings)
        return located(request, whole(request, body, content_type, ("link", SERVICE)))


def endpoint(request: Request) -> str:
    """Return the address of the endpoint as the client knows it, without parameters.

    Relative IRIs are relative to it.
    """
    return str(request.url.replace(query="", fragment=""))


def pairs_of(request: Request) -> Pairs:
    """Read the parameters in the address."""
    return parse_pairs(request.scope["query_string"].decode("ascii", errors="replace"))


def once_each(pairs: Pairs) -> dict[str, str]:
    """Map parameters to values, each named once.

    Raises:
        Fault: one is given twice.
    """
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise Fault(400, f"the request has the parameter {name!r} twice", remedy="give it once")
    return dict(pairs)


def parse_pairs(text: str) -> Pairs:
    """Read parameters in the form of the web.

    Raises:
        Fault: they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MANY)
    except UnicodeDecodeError as error:
        raise Fault(400, "a parameter is not UTF-8", remedy="percent-encode its UTF-8 bytes") from error
    except ValueError as error:
        raise Fault(400, "the request has too many parameters") from error


def _values_of_parameter(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _one_parameter(pairs: Pairs, name: str) -> str:
    values = _values_of_parameter(pairs, name)
    if len(values) != 1:
        raise Fault(400, f"the request has {len(values) or 'no'} parameters {name!r}", remedy="give exactly one")
    return values[0]


def _text_of_body(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Fault(400, "the text is not UTF-8", remedy="send it as UTF-8") from error
