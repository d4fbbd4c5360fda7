"""Nodes and edges to a NetworkX ``MultiDiGraph``.

Node attributes: ``kind`` (``paper``, ``topic``, ``organisation``, ``author``, ``venue``, ``category``, ``result``, or
the first type of an artifact), ``label``, ``types`` (a list), and per kind

    papers         abstract, date, year, authors, author_count, organisation, comments, upvotes, submitter, listed,
                   venue, categories, keywords, arxiv, doi, identifiers, code, urls, sources, former
    artifacts      aliases, former (ids that it had before), variant_of, family, organisation, date, hub_id, arxiv, url,
                   known
    topics         alt_labels, definition, candidate
    organisations  aliases, ror, wikidata, part_of (id of another), former
    venues         full_name, track, series (id of another)
    authors        orcid, identifiers, named_only (a name that may be that of several people)
    categories     code (of arXiv)
    results        paper, model, model_role, on, metric, value, low (of a range), unit, bound, kind_of_result,
                   compared_with, condition, higher_is_better, comparable, confidence, evidence

Edge keys are the ids of the links; edge attributes: ``predicate``, ``confidence``, ``type``, ``evidence`` (a list of
dictionaries with field, text and offsets), ``corrections`` (texts), ``parts`` (what the confidence is made of: name,
type and role, or None), ``asserted`` (whether the graph states it as a fact). Values are plain JSON types; what is not
known is None or an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TypeAlias

import networkx as nx

from kg.graph.graph_records import (
    ArtifactNode,
    AuthorNode,
    CategoryNode,
    Edge,
    Node,
    OrganisationNode,
    PaperNode,
    Record,
    ResultNode,
    TopicNode,
    VenueNode,
)
from kg.ground.identifiers import artifact_id
from kg.ground.machine.garbage import collection_paused
from kg.ground.records import Evidence, Source

Network: TypeAlias = "nx.MultiDiGraph[str]"  # a string: the stubs are generic over nodes, the library is not


def to_networkx(records: Iterable[Record]) -> Network:
    """Make the graph of the records, nodes and edges sorted by id, so that equal records give equal graphs.

    The records may come in any order; an edge's ends must both be among them.
    """
    with collection_paused():  # two fifths of the time
        return _network_of_records(records)


def _network_of_records(records: Iterable[Record]) -> Network:
    nodes: dict[str, Node] = {}
    edges: dict[str, Edge] = {}
    for record in records:
        if isinstance(record, Edge):
            edges[record.id] = record
        else:
            nodes[record.id] = record
    graph: Network = nx.MultiDiGraph(name="PaperAtlas")
    for identifier in sorted(nodes):
        graph.add_node(identifier, **node_attributes(nodes[identifier]))
    for identifier in sorted(edges):
        edge = edges[identifier]
        graph.add_edge(edge.source, edge.target, key=identifier, **edge_attributes(edge))
    return graph


def node_attributes(node: Node) -> dict[str, object]:
    """Return the attributes of a node, in the names that the module describes."""
    match node:
        case PaperNode():
            return _paper_attributes(node)
        case ArtifactNode():
            return _artifact_attributes(node)
        case TopicNode():
            return {
                "kind": "topic", "label": node.label, "types": ["topic"], "alt_labels": list(node.alt_labels),
                "definition": node.definition, "candidate": node.candidate,
            }  # fmt: skip
        case OrganisationNode():
            return {
                "kind": "organisation", "label": node.label, "types": ["organisation"], "aliases": list(node.aliases),
                "ror": node.ror, "wikidata": node.wikidata, "part_of": node.part_of, "former": list(node.former),
            }  # fmt: skip
        case AuthorNode():
            return {
                "kind": "author", "label": node.label, "types": ["author"], "orcid": node.author.orcid,
                "identifiers": list(node.author.identifiers), "named_only": node.named_only,
            }  # fmt: skip
        case VenueNode():
            return {
                "kind": "venue", "label": node.label, "types": ["venue"], "full_name": node.full_name,
                "track": node.track, "series": node.series,
            }  # fmt: skip
        case CategoryNode():
            return {"kind": "category", "label": node.label, "types": ["category"], "code": node.code}
        case ResultNode():
            return _result_attributes(node)


def edge_attributes(edge: Edge) -> dict[str, object]:
    """Return the attributes of an edge, in the names that the module describes."""
    return {
        "predicate": str(edge.predicate),
        "confidence": edge.confidence,
        "type": str(edge.type) if edge.type else None,
        "evidence": [_evidence_attributes(piece) for piece in edge.evidence],
        "corrections": list(edge.corrections),
        "parts": asdict(edge.parts) if edge.parts else None,
        "asserted": edge.asserted,
    }


def _paper_attributes(node: PaperNode) -> dict[str, object]:
    paper = node.paper
    return {
        "kind": "paper", "label": paper.title, "types": ["paper"], "abstract": paper.abstract, "date": paper.date,
        "year": paper.year, "authors": [author.name for author in paper.authors], "author_count": paper.author_count,
        "organisation": paper.organisation, "comments": paper.comments, "upvotes": paper.upvotes,
        "submitter": paper.submitter, "listed": paper.listed, "venue": paper.venue,
        "categories": list(paper.categories), "keywords": list(paper.keywords),
        "arxiv": paper.arxiv, "doi": paper.doi, "identifiers": list(paper.identifiers), "code": list(paper.code),
        "urls": sorted({*paper.links, *node.urls}), "former": list(paper.former),
        "sources": [_source_attributes(source) for source in paper.sources],
    }  # fmt: skip


def _source_attributes(source: Source) -> dict[str, object]:
    place: dict[str, object] = {"page": source.page, "format": source.format, "position": source.position}
    return {**place, "values": dict(source.values)} if source.values else place


def _artifact_attributes(node: ArtifactNode) -> dict[str, object]:
    artifact = node.artifact
    return {
        "kind": str(node.types[0]), "label": artifact.name, "types": [str(kind) for kind in node.types],
        "aliases": list(artifact.aliases), "variant_of": _local_artifact_id(artifact.variant_of),
        "family": _local_artifact_id(artifact.family), "organisation": artifact.organisation, "date": artifact.date,
        "hub_id": artifact.hub_id, "arxiv": artifact.arxiv, "url": artifact.url, "known": artifact.known,
        "former": [artifact_id(slug) for slug in node.former],
    }  # fmt: skip


def _result_attributes(node: ResultNode) -> dict[str, object]:
    result = node.result
    return {
        "kind": "result",
        "label": node.label,
        "types": ["result"],
        "paper": node.paper,
        "model": _local_artifact_id(result.model),
        "on": _local_artifact_id(result.on),
        "metric": result.metric,
        "value": result.value,
        "unit": result.unit,
        "kind_of_result": str(result.kind),
        "compared_with": _local_artifact_id(result.compared_with),
        "higher_is_better": result.higher_is_better,
        "low": result.low,
        "bound": result.bound and str(result.bound),
        "model_role": result.model_role and str(result.model_role),
        "condition": result.condition,
        "comparable": result.comparable,
        "confidence": result.confidence,
        "evidence": [_evidence_attributes(result.evidence)],
    }


def _local_artifact_id(slug: str | None) -> str | None:
    """Return the local id of an artifact that a record names by its slug."""
    return artifact_id(slug) if slug else None


def _evidence_attributes(piece: Evidence) -> dict[str, object]:
    return {**asdict(piece), "field": str(piece.field)}
