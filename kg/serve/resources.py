"""The routes of linked data pages: every IRI of the graph, by its own path or as ``/resource?iri=…``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.rdf.namespaces import ONTOLOGY
from kg.rdf.ontology import ontology_terms
from kg.serve.description import void_query
from kg.serve.faults import Fault
from kg.serve.media import GRAPHS, HTML, best
from kg.serve.pages import policy, render
from kg.serve.protocol import pairs_of
from kg.serve.replies import Reply, whole
from kg.serve.service import Service

if TYPE_CHECKING:
    from starlette.requests import Request

#: Suffix to form; ``here/x.ttl`` is ``here/x`` as Turtle.
SUFFIXES = {
    ".ttl": "turtle", ".jsonld": "json-ld", ".nt": "n-triples", ".rdf": "rdf-xml", ".html": "html",
}  # fmt: skip
_OFFERS = {HTML: "html", **GRAPHS}


class Resources:
    """Pages of nodes, of the ontology and of the graph as a whole."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def node(self, request: Request) -> Reply:
        """A node by its path, which is what follows the base IRI."""
        path = request.path_params["path"]
        raw = request.scope.get("raw_path", b"").decode("ascii", errors="replace").partition("?")[0].lstrip("/")
        names = [path, raw, quote(path, safe="/.+_~-:@!$&'()*,;=")]
        iris = [self._service.settings.base + name for name in names]
        suffix = next((each for each in SUFFIXES if path.endswith(each)), "")
        if suffix:
            iris = [iri.removesuffix(suffix) for iri in iris] + iris
        return await self._describe(request, iris, suffix)

    async def any_node(self, request: Request) -> Reply:
        """A node by its IRI, which may be anybody's."""
        parameters = dict(pairs_of(request))
        if not parameters.get("iri"):
            raise Fault(400, "the request names no IRI", remedy="add ?iri=…")
        wanted = parameters.get("as")
        if wanted is not None and f".{wanted}" not in SUFFIXES:
            raise Fault(400, f"there is no form {wanted!r}", remedy="take ttl, jsonld, nt, rdf or html")
        return await self._describe(request, [parameters["iri"]], f".{wanted}" if wanted else "")

    async def _describe(self, request: Request, iris: list[str], suffix: str) -> Reply:
        form = SUFFIXES[suffix] if suffix else _form(request)
        arguments = {"iris": list(dict.fromkeys(iris)), "form": form, "suffix": suffix, "here": "/"}
        reply = await self._service.ask(request, "resource", arguments)
        return as_page(reply) if form == "html" else reply

    async def ontology(self, request: Request) -> Reply:
        """The ontology: its terms for people, its graph for programs."""
        path = request.url.path
        form = next((form for suffix, form in SUFFIXES.items() if path.endswith(suffix)), None) or _form(request)
        if form != "html":
            arguments = {"graph": ONTOLOGY, "form": form, "only_head": request.method == "HEAD"}
            return await self._service.ask(request, "read-graph", arguments)
        terms = ontology_terms().values()
        sections = [
            ("Classes", [term for term in terms if term.kind == "class"]),
            ("Properties", [term for term in terms if term.kind != "class"]),
        ]
        page = render(
            "ontology.html.jinja", title="Ontology", site=self._service.settings.title, here="/", iri=ONTOLOGY,
            sections=sections,
        )  # fmt: skip
        return page_reply(request, page)

    async def void(self, request: Request) -> Reply:
        """The graph's description of itself (VoID, section 4.2)."""
        media_type = best(request.headers.get("accept"), list(GRAPHS))
        address = str(request.base_url)
        arguments: dict[str, Any] = {
            "query": void_query(self._service.settings.base, address), "base": address, "default_graphs": [],
            "named_graphs": [], "table": None, "graph": GRAPHS[media_type] if media_type else "turtle",
        }  # fmt: skip
        return await self._service.ask(request, "query", arguments)


def _form(request: Request) -> str:
    media_type = best(request.headers.get("accept"), list(_OFFERS))
    if media_type is None:
        raise Fault(406, "there is no such form of a page", remedy="accept text/html or text/turtle")
    return _OFFERS[media_type]


def as_page(reply: Reply) -> Reply:
    """A reply with the policy of a page without scripts."""
    return replace(reply, headers=(*reply.headers, ("content-security-policy", policy(scripted=False))))


def page_reply(request: Request, page: str, *, scripted: bool = False) -> Reply:
    """A page that the server has made itself."""
    headers = ("content-security-policy", policy(scripted=scripted))
    return whole(request, page.encode(), "text/html; charset=utf-8", headers)
