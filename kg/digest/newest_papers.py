"""The newest papers of a graph, of a topic or of an artifact: what a feed tells of."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from kg.digest.base.asked_graph import AskedGraph, Row
from kg.digest.base.date_period import days_of_date
from kg.digest.base.digest_records import NamedNode, ToldPaper
from kg.digest.new_papers import nodes_below
from kg.digest.told_papers import papers_with_statements
from kg.ground.identifiers import NODE_PATHS
from kg.rdf.terms.ntriples import web_address

_ALL = "SELECT ?paper ?date { ?paper a schema:ScholarlyArticle ; dcterms:issued ?date }"
_OF_NODES = """SELECT DISTINCT ?paper ?date { VALUES ?node { NODES } ?paper kg:mentions|kg:hasTopic ?node ;
  dcterms:issued ?date }"""
_NAME = "SELECT (MIN(?name) AS ?label) { VALUES ?node { NODES } ?node rdfs:label ?name }"
_NEXT = "SELECT ?next { VALUES ?node { NODES } ?node dcterms:isReplacedBy ?next }"


def newest_papers(graph: AskedGraph, about: str | None, most: int) -> list[ToldPaper]:
    """Tell the newest dated papers, the newest first.

    Args:
        about: the IRI of a topic or an artifact whose papers they are, with those of what is narrower or of its family;
            None for all. Of the artifact, and what is of it, everything is told.
    """
    artifact = about is not None and about.startswith(graph.base + NODE_PATHS["artifact"])
    nodes = nodes_below(graph, "artifact" if artifact else "topic", [about]) if about is not None else frozenset()
    # A paper of several of the nodes may come with each batch of them; those of the whole graph come once.
    rows = graph.rows(_ALL) if about is None else _each_once(graph.rows_of_nodes(_OF_NODES, sorted(nodes)))
    dated = ((-days[0].toordinal(), row["paper"]) for row in rows if (days := days_of_date(row["date"])))
    newest = [paper for _, paper in heapq.nsmallest(most, dated)]
    return papers_with_statements(graph, newest, nodes if artifact else frozenset())


def _each_once(rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[str] = set()
    for row in rows:
        if row["paper"] not in seen:
            seen.add(row["paper"])
            yield row


def node_with_name(graph: AskedGraph, iri: str) -> NamedNode | None:
    """Find a node with its name; what another has replaced is that other one. None where there is none."""
    if web_address(iri) != f"<{iri}>":
        return None
    for row in graph.rows_of_nodes(_NEXT, [iri]):
        iri = row["next"]
    for row in graph.rows_of_nodes(_NAME, [iri]):
        if "label" in row:
            return NamedNode(iri, row["label"])
    return None
