"""The routes of linked data pages: every IRI of the graph, by its own path or as ``/resource?iri=…``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from kg.changes.feed.gone_names import version_of_loss
from kg.ground.files.integrity import built_folder
from kg.rdf.terms.namespaces import ONTOLOGY
from kg.rdf.terms.ontology import ontology_terms, ontology_version
from kg.serve.http.faults import Fault
from kg.serve.http.media_types import GRAPHS, HTML, NAMES, TABLES
from kg.serve.http.negotiation import format_of, graph_form, not_accepted, page_form, unknown, without_format
from kg.serve.http.pages import policy, render
from kg.serve.http.service_description import void_query
from kg.serve.routes.replies import Reply, body_of, located, unconditional, whole, with_headers
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import once_each, pairs_of
from kg.serve.tasks.addresses import SERVICE, address, document_headers, suffix_of

if TYPE_CHECKING:
    from starlette.requests import Request

#: Suffix to form; ``here/x.ttl`` is ``here/x`` as Turtle.
SUFFIXES: dict[str, str] = {
    ".html": "html",
    **{form.suffix: name for name, form in GRAPHS.items()},
    **{table.suffix: NAMES[table.names[0]][1] or name for name, table in TABLES.items()},  # of RDF where there is one
}
RDF_SUFFIXES = tuple(suffix for suffix, form in SUFFIXES.items() if form in GRAPHS)
_TOPICS = "SELECT ?topic (MIN(STR(?name)) AS ?label) { ?topic a skos:Concept ; skos:prefLabel ?name } GROUP BY ?topic"
_SCHEME = """CONSTRUCT { ?scheme ?about ?what . ?topic a skos:Concept ; ?says ?value } WHERE {
  { ?scheme a skos:ConceptScheme ; ?about ?what } UNION { ?topic a skos:Concept ; ?says ?value
    FILTER(?says IN (skos:prefLabel, skos:altLabel, skos:broader, skos:definition, skos:inScheme, skos:topConceptOf)) }
}"""


class Resources:
    """Pages of nodes, of the ontology and of the graph as a whole."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def node(self, request: Request) -> Reply:
        """Answer with a node by its path, which is what follows the base IRI."""
        path = request.path_params["path"]
        raw = request.scope.get("raw_path", b"").decode("ascii", errors="replace").partition("?")[0].lstrip("/")
        names = [path, raw, quote(path, safe="/.+_~-:@!$&'()*,;=")]
        iris = [self._service.settings.base + name for name in names]
        suffix = next((each for each in SUFFIXES if path.endswith(each)), "")
        # A name may end as a suffix does ("node.js"), so the whole comes first.
        shorter = [(iri.removesuffix(suffix), SUFFIXES[suffix], suffix) for iri in iris] if suffix else []
        return await self._describe_nodes(request, iris, format_of(pairs_of(request)), shorter)

    async def any_node(self, request: Request) -> Reply:
        """Answer with a node by its IRI, which may be anybody's."""
        pairs = pairs_of(request)
        parameters = once_each(without_format(pairs))
        if not parameters.get("iri"):
            raise Fault(400, "the request names no IRI", remedy="add ?iri=…")
        return await self._describe_nodes(request, [parameters["iri"]], format_of(pairs) or parameters.get("as"))

    async def _describe_nodes(
        self, request: Request, iris: list[str], wanted: str | None, shorter: Sequence[tuple[str, str, str]] = ()
    ) -> Reply:
        form = page_form(request, wanted)
        suffix = suffix_of(form) if wanted and form else ""
        names = dict.fromkeys([*((iri, form, suffix) for iri in iris), *shorter])
        reply = await self._service.ask(request, "resource", {"names": list(names), "here": "/"})
        if reply.status == 404:
            await self._look_for_loss(dict.fromkeys(iri for iri, _, _ in names))
        return as_page(reply) if dict(reply.headers).get("content-type", "").startswith(HTML) else reply

    async def _look_for_loss(self, iris: Iterable[str]) -> None:
        """Look whether earlier versions of the graph had a node.

        Raises:
            Fault: they had (410).
        """
        folder = built_folder(self._service.settings.store)
        for iri in iris:
            version = await asyncio.to_thread(version_of_loss, folder, iri)
            if version is not None:
                raise Fault(410, f"the graph no longer has {iri}", remedy=f"it went with version {version}")

    async def ontology(self, request: Request) -> Reply:
        """Answer with the ontology: its terms for people, its graph for programs."""
        _, dot, suffix = request.url.path.partition(".")
        return await self._ontology_reply(request, dot + suffix)

    async def ontology_version(self, request: Request) -> Reply:
        """Answer with the ontology in one version, that of this server."""
        name, version = request.path_params["version"], ontology_version()
        if not name.startswith(version) or name.removeprefix(version) not in ("", *SUFFIXES):
            raise Fault(404, f"the ontology has no version {name} here", remedy=f"take /ontology/{version}")
        return await self._ontology_reply(request, name.removeprefix(version))

    async def _ontology_reply(self, request: Request, suffix: str) -> Reply:
        form = self._form_of_page(request, suffix)
        headers = document_headers("/ontology", form, described_by="/shapes")
        if form != "html":
            arguments = {"graph": ONTOLOGY, "form": form, "only_head": request.method == "HEAD"}
            return with_headers(await self._service.ask(request, "read-graph", arguments), headers)
        terms = ontology_terms().values()
        sections = [
            ("Classes", [term for term in terms if term.kind == "class"]),
            ("Properties", [term for term in terms if term.kind != "class"]),
        ]
        page = render(
            "ontology.html.jinja", title="Ontology", site=self._service.settings.title, here="/", iri=ONTOLOGY,
            sections=sections, version=ontology_version(),
        )  # fmt: skip
        return with_headers(page_reply(request, page), headers)

    async def topics(self, request: Request) -> Reply:
        """Answer with the scheme of topics: its concepts by name for people, with their places in it for programs."""
        form = self._form_of_page(request, request.url.path.removeprefix("/topic").strip("/"))
        headers = document_headers("/topic", form)
        if form != "html":
            return with_headers(await self._answer_query(request, _SCHEME, graph=form), headers)
        reply = await self._answer_query(unconditional(request), _TOPICS, table="json")
        rows = orjson.loads(await body_of(reply))["results"]["bindings"]
        base = self._service.settings.base
        shown = sorted((row["label"]["value"], address(row["topic"]["value"], base, "/")) for row in rows)
        page = render("topics.html.jinja", title="Topics", site=self._service.settings.title, here="/", topics=shown)
        return with_headers(page_reply(request, page), headers)

    def _form_of_page(self, request: Request, suffix: str) -> str:
        """Choose the form of a page that has no table."""
        form = SUFFIXES[suffix] if suffix else page_form(request, format_of(pairs_of(request)))
        if form is None:
            raise not_accepted()
        if form not in ("html", *GRAPHS):
            raise unknown(form, ("html", *(name.removeprefix(".") for name in RDF_SUFFIXES)))
        return form

    async def _answer_query(
        self, request: Request, text: str, *, table: str | None = None, graph: str | None = None
    ) -> Reply:
        arguments: dict[str, object] = {
            "query": text, "base": str(request.base_url), "default_graphs": [], "named_graphs": [], "table": table,
            "graph": graph,
        }  # fmt: skip
        return await self._service.ask(request, "query", arguments)

    async def void(self, request: Request) -> Reply:
        """Answer with the graph's description of itself (VoID, section 4.2)."""
        form = graph_form(request, format_of(pairs_of(request)), otherwise="turtle")
        text = void_query(self._service.settings.base, str(request.base_url))
        return located(request, with_headers(await self._answer_query(request, text, graph=form), (("link", SERVICE),)))


def as_page(reply: Reply) -> Reply:
    """Add the policy of a page without scripts to a reply."""
    return with_headers(reply, (("content-security-policy", policy()),))


def page_reply(request: Request, page: str, *, program: str = "") -> Reply:
    """Make a page of the server's own; ``program``: its script."""
    headers = ("content-security-policy", policy(program=program))
    return whole(request, page.encode(), "text/html; charset=utf-8", headers)
