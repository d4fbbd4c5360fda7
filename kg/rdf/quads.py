"""TriG and N-Quads: one named graph for each kind of node.

A statement is in the graph of its subject's kind, ``<base>graph/paper`` for papers, ``<base>graph/link`` for links, so
that evidence can be loaded, replaced or left out by graph name; what has no kind is in the default graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.namespaces import KINDS
from kg.rdf.sorting import Block
from kg.rdf.turtle import TermWriter, header, turtle_blocks


def graph_of(subject: str, base: str = DEFAULT_BASE) -> str | None:
    """The term of the named graph of a subject, or None for the default graph.

    >>> graph_of("<https://w3id.org/paperatlas/org/mit>"), graph_of("<https://example.org/x>")
    ('<https://w3id.org/paperatlas/graph/organisation>', None)
    """
    if not subject.startswith(base, 1):
        return None
    rest = subject[len(base) + 1 :]
    path = rest[: rest.find("/") + 1]
    return next((f"<{base}graph/{kind}>" for kind, known in KINDS.items() if known == path), None)


def n_quads(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """N-Quads of sorted blocks, in pieces."""
    for subject, predicates, objects in blocks:
        graph = graph_of(subject, base)
        ending = " .\n" if graph is None else f" {graph} .\n"
        rows = zip(predicates, objects, strict=True)
        yield "".join([f"{subject} {predicate} {value}{ending}" for predicate, value in rows])


def trig(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """TriG of sorted blocks, in pieces."""
    terms = TermWriter(base)
    yield header(base)
    for graph, group in groupby(blocks, key=lambda block: graph_of(block[0], base)):
        if graph is None:
            yield from turtle_blocks(group, terms)
        else:
            yield f"\nGRAPH {terms.forms[graph]} {{\n"
            yield from turtle_blocks(group, terms, indent="    ")
            yield "}\n"
