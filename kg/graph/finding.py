"""Finding nodes by what people call them.

1. An id, an IRI, an arXiv id or a DOI names one node, also one that a node had before.
2. Else labels, aliases and alternative labels are compared in their folded form; several nodes may share a name.
3. Else nodes whose names contain all the words are offered, the most linked first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.graph.networks import Network
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.text import fold, title_key


@dataclass(frozen=True, slots=True)
class Found:
    """Nodes that a name may mean. ``exact``: they are called so; otherwise their names only contain it."""

    nodes: tuple[str, ...]
    exact: bool


def find_nodes(graph: Network, name: str, *, base: str = "", limit: int = 10) -> Found:
    """The nodes that a name means, the most linked first.

    Args:
        base: the base IRI, to find nodes by their IRIs. limit: how many of the inexact ones are given.
    """
    wanted = name.strip().removeprefix("<").removesuffix(">")
    identifier = wanted.removeprefix(base) if base else wanted
    if identifier in graph:
        return Found((identifier,), exact=True)
    key, numbers = fold(wanted), {arxiv_id(wanted) or "", doi(wanted) or ""} - {""}
    exact, near = [], []
    words = [word for word in map(title_key, wanted.split()) if word]
    for node, attributes in graph.nodes(data=True):
        names = list(_names(attributes))
        called = identifier in _ids(node, attributes) or key in map(fold, names)
        if called or numbers & {attributes.get("arxiv"), attributes.get("doi")}:
            exact.append(node)
        elif words and any(all(word in title_key(one) for word in words) for one in names):
            near.append(node)
    found = exact or near
    found.sort(key=lambda node: (-graph.degree(node), node))
    return Found(tuple(found if exact else found[:limit]), exact=bool(exact))


def _ids(node: str, attributes: dict[str, Any]) -> Iterator[str]:
    """The ids that a node has and had, with and without their kind."""
    for each in (node, *attributes.get("former", ())):
        yield each
        yield each.partition("/")[2]


def _names(attributes: dict[str, Any]) -> Iterator[str]:
    yield attributes.get("label", "")
    yield from attributes.get("aliases", ())
    yield from attributes.get("alt_labels", ())
