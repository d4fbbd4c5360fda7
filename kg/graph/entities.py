"""Entities: a node of a graph as a thing of its own, with its links and the sentences they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from kg.graph.find_nodes import find_one_node
from kg.graph.networks import Network
from kg.graph.node_links import NodeLink, links_of, results_of
from kg.ground.notebook_html import marked, panel, paragraph, table

_FACTS = ("aliases", "alt_labels", "variant_of", "family", "organisation", "date", "arxiv", "hub_id", "definition")
_MOST_LINKS = 8  # of one kind, in a panel


@dataclass(frozen=True, slots=True)
class Entity:
    """A paper, artifact, topic or organisation of a graph.

    Attributes:
        id, iri: local and full. label, kind: its name, and what it is.
        attributes: as ``kg.graph.networks`` names them. links: as seen from it, the surest first.
        results: the figures read of it, on it, or in it.
    """

    id: str
    iri: str
    label: str
    kind: str
    attributes: Mapping[str, Any]
    links: tuple[NodeLink, ...]
    results: tuple[Mapping[str, Any], ...]

    def __repr__(self) -> str:
        counts = f"{len(self.links):,} links" + (f", {len(self.results):,} results" if self.results else "")
        return f"<Entity {self.id}: {self.label!r}, {self.kind}, {counts}>"

    def _repr_html_(self) -> str:
        facts = [(name.replace("_", " "), _words_of_value(self.attributes.get(name))) for name in _FACTS]
        parts = [table([row for row in facts if row[1]])]
        for (outgoing, predicate), group in groupby(self.links, key=lambda link: (link.outgoing, link.predicate)):
            parts.append(_html_of_links(predicate if outgoing else f"{predicate}, seen from here", list(group)))
        if self.results:
            rows = [(each["label"], each["model"], each["on"], each["paper"]) for each in self.results]
            parts.append(table(rows, ("Result", "Model", "On", "Paper")))
        return panel(f"{self.kind} · {self.iri}", self.label, *parts)


def find_entity(graph: Network, name: str, *, base: str) -> Entity:
    """Find the entity that is called so, as ``kg.catalogue.name_resolution`` judges.

    Args:
        name: a name, an alias, an arXiv id, or an id or IRI. base: the base IRI.

    Raises:
        InputError: several are called so, and it names them; or none, and it says whether the catalogue knows the name,
            and which come near.
    """
    node = find_one_node(graph, name, base=base)
    data = graph.nodes[node]
    links, results = tuple(links_of(graph, node)), tuple(results_of(graph, node))
    return Entity(node, base + node, data["label"], data["kind"], dict(data), links, results)


def _html_of_links(heading: str, links: list[NodeLink]) -> str:
    lines = []
    for link in links[:_MOST_LINKS]:
        quote = next(iter(link.quotes), None)
        sentence = marked(quote.sentence, [(quote.start, quote.end)]) if quote else ""
        name = marked(link.label, [])
        sure = f" {link.confidence:.2f}{'' if link.asserted else ' (unsure)'}" if link.confidence is not None else ""
        lines.append(paragraph(f"<b>{name}</b>{sure}<br>{sentence}" if sentence else f"<b>{name}</b>{sure}"))
    more = f"<div>and {len(links) - _MOST_LINKS:,} more</div>" if len(links) > _MOST_LINKS else ""
    return f"<details><summary>{marked(heading, [])} ({len(links):,})</summary>{''.join(lines)}{more}</details>"


def _words_of_value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
