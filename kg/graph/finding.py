"""Finding nodes by what people call them.

1. An id, an IRI, an arXiv id or a DOI names one node.
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
        bare = node.partition("/")[2]
        if bare == wanted or numbers & {attributes.get("arxiv"), attributes.get("doi")} or key in map(fold, names):
            exact.append(node)
        elif words and any(all(word in title_key(one) for word in words) for one in names):
            near.append(node)
    found = exact or near
    found.sort(key=lambda node: (-graph.degree(node), node))
    return Found(tuple(found if exact else found[:limit]), exact=bool(exact))


def _names(attributes: dict[str, Any]) -> Iterator[str]:
    yield attributes.get("label", "")
    yield from attributes.get("aliases", ())
    yield from attributes.get("alt_labels", ())
