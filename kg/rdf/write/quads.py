"""TriG and N-Quads: one named graph for each source, and one for what the sources share.

1. What is said of a paper, and of its links, evidence and results, is in the graph of the source that the paper was
   read from; the graph has the source's IRI. A paper that was read from two sources is in both graphs, and what tells
   where it was read is only in the graph of that source. So a source can be dropped or replaced by its graph's name,
   and what the others say of the same papers stays.
2. Everything else (artifacts, topics, organisations, metrics, builds, the description of the graph, papers without a
   source) is in the graph ``<base>graph/shared``.
3. The blocks are gone through twice: once to see which sources each paper has, once to sort them by graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.terms.namespaces import KG, VOCABULARIES
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.sorted_triples import Block, SortedTriples
from kg.rdf.write.turtle import TermWriter, header, turtle_blocks

_SOURCE_OF_PAPER = f"<{VOCABULARIES['prov']}wasDerivedFrom>"
_SOURCE_OF_LISTING = f"<{VOCABULARIES['dcterms']}isPartOf>"
_LISTED_AS = f"<{KG}listedAs>"
# From a link, from evidence and from a result to its paper.
_PAPER_OF = (f"<{VOCABULARIES['rdf']}subject>", f"<{VOCABULARIES['prov']}wasQuotedFrom>", f"<{KG}reportedIn>")


def n_quads(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield N-Quads of sorted blocks, which must be there to be gone through twice, in pieces."""
    for graph, group in _blocks_by_graph(blocks, base):
        for subject, predicates, objects in group:
            rows = zip(predicates, objects, strict=True)
            yield "".join([f"{subject} {predicate} {value} {graph} .\n" for predicate, value in rows])


def trig(blocks: Iterable[Block], base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield TriG of sorted blocks, which must be there to be gone through twice, in pieces."""
    terms = TermWriter(base)
    yield header(base)
    for graph, group in _blocks_by_graph(blocks, base):
        yield f"\nGRAPH {terms.forms[graph]} {{\n"
        yield from turtle_blocks(group, terms, indent="    ")
        yield "}\n"


def _blocks_by_graph(blocks: Iterable[Block], base: str) -> Iterator[tuple[str, Iterator[Block]]]:
    """Yield each graph's name and its sorted blocks; a block is in each graph that it belongs to."""
    if iter(blocks) is blocks:  # what is left of it after the first time would be silently nothing
        raise TypeError("blocks are gone through twice: give a sequence, or something that begins anew each time")
    graphs = _GraphsOfBlocks(blocks, base)
    # Sorted as subjects, graph and subject together are sorted by graph, on disk where there are many.
    keyed = (
        (f"{graph} {subject}", predicate, value)
        for block in blocks
        for graph, (subject, predicate, value) in graphs.quads(block)
    )
    with SortedTriples(keyed) as by_graph:
        for graph, group in groupby(by_graph.blocks(), key=lambda block: block[0].partition(" ")[0]):
            start = len(graph) + 1
            yield graph, ((subject[start:], predicates, objects) for subject, predicates, objects in group)


class _GraphsOfBlocks:
    """Which graphs the statements of a block are in.

    Args:
        blocks: all blocks, which are gone through once.
    """

    def __init__(self, blocks: Iterable[Block], base: str) -> None:
        self._shared = (f"<{base}graph/shared>",)
        source, paper, listing = (f"<{base}{kind}/" for kind in ("source", "paper", "listing"))
        self._source = source
        # Papers and listings with the sources that they are of; equal tuples are one object.
        self._sources: dict[str, tuple[str, ...]] = {}
        known: dict[tuple[str, ...], tuple[str, ...]] = {}
        for subject, predicates, objects in blocks:
            if subject.startswith((paper, listing)):
                way = _SOURCE_OF_PAPER if subject.startswith(paper) else _SOURCE_OF_LISTING
                rows = zip(predicates, objects, strict=True)
                found = tuple(value for predicate, value in rows if predicate == way and value.startswith(source))
                self._sources[subject] = known.setdefault(found, found) or self._shared

    def quads(self, block: Block) -> Iterator[tuple[str, Triple]]:
        """Yield the graph of each statement of a block, once for each graph, and the statement."""
        subject, predicates, objects = block
        graphs = (
            (subject,) if subject.startswith(self._source) else self._graphs_of_subject(subject, predicates, objects)
        )
        for predicate, value in zip(predicates, objects, strict=True):
            if predicate == _LISTED_AS:
                where = self._sources.get(value, graphs)
            else:
                where = (value,) if predicate == _SOURCE_OF_PAPER and value in graphs else graphs
            for graph in where:
                yield graph, (subject, predicate, value)

    def _graphs_of_subject(
        self, subject: str, predicates: tuple[str, ...], objects: tuple[str, ...]
    ) -> tuple[str, ...]:
        if subject in self._sources:
            return self._sources[subject]
        for way in _PAPER_OF:
            if way in predicates:
                return self._sources.get(objects[predicates.index(way)], self._shared)
        return self._shared
