"""Finding nodes by what people call them.

1. An id, an IRI, an arXiv id or a DOI names one node, also one that a node had before.
2. Else labels, aliases and alternative labels are compared in their folded form; several nodes may share a name.
3. Else nodes whose names contain all the words are offered, the most linked first.
4. A name that stays without a node is looked up in the catalogue: it may be known, and in no paper of the graph.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.graph.networks import Network
from kg.ground.errors import InputError
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.text import fold, title_key

_NEAR = 5  # names told where none is exact
_ALIKE = 0.8  # of difflib: "SWE-bench pro" has "SWE-bench" near, "Tencent" has not "ResNet"


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
        names = list(_names_of_node(attributes))
        called = identifier in _ids_of_node(node, attributes) or key in map(fold, names)
        if called or numbers & {attributes.get("arxiv"), attributes.get("doi")}:
            exact.append(node)
        elif words and any(all(word in title_key(one) for word in words) for one in names):
            near.append(node)
    found = exact or near
    found.sort(key=lambda node: (-graph.degree(node), node))
    return Found(tuple(found if exact else found[:limit]), exact=bool(exact))


def absent_fault(graph: Network, name: str, found: Found) -> InputError:
    """The fault of a name that nothing in a graph is called exactly: what it is elsewhere, and what comes near."""
    from kg.catalogue.known_elsewhere import known_elsewhere  # only who finds nothing waits for its imports

    known = known_elsewhere(name)
    labels = [graph.nodes[node]["label"] for node in found.nodes] or _labels_spelt_alike(graph, name)
    problem = f"nothing is called {name!r}" if not found.nodes else f"nothing is called exactly {name!r}"
    if known:
        problem = f"{name!r} is {known}"
    near = f"did you mean {', '.join(labels[:_NEAR])}?" if labels else ""
    return InputError(
        problem, remedy=near or ("add a paper that names it" if known else "try a shorter or another name")
    )


def _labels_spelt_alike(graph: Network, name: str) -> list[str]:
    """The labels that are spelt most like a name, best first."""
    labels = {fold(attributes.get("label", "")): attributes["label"] for _, attributes in graph.nodes(data=True)}
    return [labels[key] for key in difflib.get_close_matches(fold(name), labels, n=_NEAR, cutoff=_ALIKE)]


def _ids_of_node(node: str, attributes: dict[str, Any]) -> Iterator[str]:
    """The ids that a node has and had, with and without their kind."""
    for each in (node, *attributes.get("former", ())):
        yield each
        yield each.partition("/")[2]


def _names_of_node(attributes: dict[str, Any]) -> Iterator[str]:
    yield attributes.get("label", "")
    yield from attributes.get("aliases", ())
    yield from attributes.get("alt_labels", ())
