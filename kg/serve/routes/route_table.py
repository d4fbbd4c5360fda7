"""Every route in one table; the server's routing and its OpenAPI description are both made of it."""

from __future__ import annotations

from kg.serve.routes.documents import Documents
from kg.serve.routes.explorer import Explorer
from kg.serve.routes.feeds import Feeds
from kg.serve.routes.graph_store import Graphs
from kg.serve.routes.lookups import Lookups
from kg.serve.routes.replies import Handler, Route
from kg.serve.routes.resource import RDF_SUFFIXES, Resources
from kg.serve.routes.review import PATH as REVIEW
from kg.serve.routes.review import Review
from kg.serve.routes.service import Service
from kg.serve.routes.sparql import Protocol

_PAGE_SUFFIXES = ("", ".html", *RDF_SUFFIXES)
READ, WRITE = ("GET", "HEAD"), ("PUT", "POST", "DELETE")


def routes(service: Service) -> list[Route]:
    """List all routes; the first whose path fits is taken."""
    review = Review(service)
    explorer = Explorer(service, review.page_data)
    protocol, graphs = Protocol(service, explorer.cite), Graphs(service)
    resources, lookups = Resources(service), Lookups(service, explorer.cite)
    table: list[Route] = []
    documents = Documents(service, table)
    sparql: dict[tuple[str, ...], Handler] = {READ: protocol.get, ("POST",): protocol.post}
    store: dict[tuple[str, ...], Handler] = {READ: graphs.read, WRITE: graphs.write}
    asked = ("query", "default-graph-uri", "named-graph-uri", "format", "output")
    table += [
        Route("/sparql", sparql, "results", asked),
        Route("/sparql/", sparql, "results", asked),
        Route("/graphs", store, "graphs", ("graph", "default", "format")),
        Route("/graphs/{path:path}", store, "graph", ("format",)),
        Route("/", {READ: lookups.home}, "page"),
        Route("/query", {READ: lookups.query_page}, "page"),
        Route("/explore", {READ: explorer.page}, "page"),
        Route("/explore/{call}", {READ: explorer.call, ("POST",): explorer.post}, "json"),
        Route("/review", {READ: review.page}, "page"),
        Route("/review/queue", {READ: review.queue}, "json", ("ask", "most")),
        Route("/review/decisions", {("POST",): review.decide}, "json"),
        Route("/review/undo", {("POST",): review.undo}, "json"),
        Route(f"/{REVIEW}", {("POST",): review.add}, "json"),
        Route("/search", {READ: lookups.search}, "found", ("q", "kind", "limit")),
        Route("/feeds/{path:path}", {READ: Feeds(service).feed}, "feed"),
        Route("/vocabulary", {READ: lookups.vocabulary}, "json"),
        Route("/queries", {READ: lookups.all_saved}, "found"),
        Route("/queries/{name}", {READ: lookups.saved}, "saved", ("format",)),
        Route("/resource", {READ: resources.any_node}, "node", ("iri", "as", "format")),
        Route("/.well-known/void", {READ: resources.void}, "graph", ("format",)),
        *(Route(f"/ontology{suffix}", {READ: resources.ontology}, "node", ("format",)) for suffix in _PAGE_SUFFIXES),
        Route("/ontology/{version}", {READ: resources.ontology_version}, "node", ("format",)),
        *(Route(f"/shapes{suffix}", {READ: documents.shapes}, "graph", ("format",)) for suffix in ("", *RDF_SUFFIXES)),
        *(Route(f"/topic{suffix}", {READ: resources.topics}, "node", ("format",)) for suffix in ("/", *_PAGE_SUFFIXES)),
        Route("/changes/{file}", {READ: documents.changes}, "changes"),
        Route("/openapi.json", {READ: documents.openapi}, "json"),
        Route("/robots.txt", {READ: documents.robots}, "text"),
        Route("/favicon.ico", {READ: documents.icon}, "image"),
        Route("/{path:path}", {READ: resources.node}, "node", ("format",)),
    ]
    return table
