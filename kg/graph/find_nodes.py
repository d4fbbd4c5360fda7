"""Finding nodes of a graph in memory by what people call them, as ``kg.catalogue.name_resolution`` judges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.catalogue.name_resolution import NamedThing, NameMatch, Resolution, local_id, resolve_name
from kg.catalogue.search_tiers import SearchMatch, SearchTier, search_query, searched_node
from kg.graph.networks import Network
from kg.ground.errors import InputError
from kg.ground.schema import Relation

_FACTS = frozenset((Relation.HAS_AUTHOR, Relation.PUBLISHED_IN, Relation.IN_CATEGORY))


def find_nodes(graph: Network, name: str, *, base: str = "", kind: str = "") -> Resolution:
    """Find the nodes that a name means, or whose names come near it.

    Args:
        base: the base IRI, to find nodes by their IRIs. kind: look among the nodes of this kind alone.
    """
    identifier = local_id(name.strip().removeprefix("<").removesuffix(">"), base)
    if identifier in graph:
        thing = _thing_of_node(identifier, graph.nodes[identifier])
        if not kind or kind in thing.kinds:
            return Resolution(name, (thing,), NameMatch.IDENTIFIER)
    return resolve_name(name, _things_of_graph(graph, kind), base=base)


def find_one_node(graph: Network, name: str, *, base: str = "", kind: str = "") -> str:
    """Find the id of the one node that a name means.

    Raises:
        InputError: nothing is called so, or several nodes are; it says which come near, and what the catalogue knows.
    """
    return the_one_found(find_nodes(graph, name, base=base, kind=kind), kind)


def the_one_found(found: Resolution, kind: str = "") -> str:
    """Return the id of the one node that was found; errors as for ``find_one_node``."""
    from kg.catalogue.layer.known_elsewhere import known_elsewhere  # only who finds nothing waits for its imports

    return found.one(InputError, kind=kind, known_elsewhere=known_elsewhere).id


def search_nodes(graph: Network, text: str, *, base: str = "") -> list[tuple[NamedThing, SearchMatch]]:
    """Find the nodes that answer to some words, the best first, as ``kg.catalogue.search_tiers`` ranks them."""
    query = search_query(text, base)
    searched = [
        searched_node(node, str(attributes.get("label", "")), attributes, str(attributes.get("abstract") or ""))
        for node, attributes in graph.nodes(data=True)
        if attributes.get("kind") != "result"
    ]
    found = [(match, node) for node in searched if (match := query.match(node)) is not None]
    if not any(match.tier <= SearchTier.INSIDE for match, _ in found):
        found = [(match, node) for node in searched if (match := query.match(node, typos=True)) is not None]
    found.sort(key=lambda each: (each[0].tier, -links_on_map(graph, each[1].id), each[1].id))
    return [(_thing_of_node(node.id, graph.nodes[node.id]), match) for match, node in found]


def links_on_map(graph: Network, node: str) -> int:
    """Count the links of a node as the map and searches do: those to authors, venues and categories are none."""
    links = (*graph.out_edges(node, data="predicate"), *graph.in_edges(node, data="predicate"))
    return sum(predicate not in _FACTS for _, _, predicate in links)


def _things_of_graph(graph: Network, kind: str) -> Iterator[NamedThing]:
    """Yield the nodes that have names: results have none."""
    for node, attributes in graph.nodes(data=True):
        if attributes.get("kind") != "result" and (not kind or kind in _kinds_of_node(attributes)):
            yield _thing_of_node(node, attributes)


def _kinds_of_node(attributes: dict[str, Any]) -> tuple[str, ...]:
    return tuple(attributes.get("types") or (attributes.get("kind", "node"),))


def _thing_of_node(node: str, attributes: dict[str, Any]) -> NamedThing:
    # The arXiv id of an artifact is that of its paper.
    own = ("arxiv", "doi") if attributes.get("kind") == "paper" else ("hub_id",)
    identifiers = (attributes.get(name) for name in own)
    return NamedThing(
        node,
        attributes.get("label", ""),
        _kinds_of_node(attributes),
        (*attributes.get("aliases", ()), *attributes.get("alt_labels", ())),
        (*attributes.get("former", ()), *filter(None, identifiers)),
    )
