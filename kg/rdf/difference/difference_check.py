"""What differs between two graphs held against the shapes, as far as it can violate them.

1. Looked at are the nodes that differ, and those that point to a node which is gone or has lost a class: nothing else
   can violate a shape now that did not before.
2. They are looked at in a graph that holds, beside them, all nodes that they point to, and the other nodes of the same
   papers. What is said of those is of no account, since what they point to may be missing here.
3. Of a paper that points to such a node, only what is wrong with that node counts: its links to others are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.rdf.difference.graph_difference import GraphDifference
from kg.rdf.difference.old_graph import OldGraph
from kg.rdf.terms.ntriples import term_text
from kg.rdf.validate.validation import Report, validate_blocks
from kg.rdf.write.sorted_triples import Block
from kg.rdf.write.void import classes_of_block


def check_difference(
    difference: GraphDifference, old: OldGraph, store: ox.Store, base: str, folder: Path | None = None
) -> Report:
    """Check a graph that was sound against ``ontology/shapes.ttl`` after it has changed.

    Args:
        old, store: the graph before, twice. base: what the IRIs of the graph's nodes begin with.
        folder: where to put what does not fit into memory.
    """
    weakened = set(_weakened_subjects(difference))
    pointing = set(_pointing_subjects(weakened, store)) - difference.subjects()
    blocks = {**difference.near, **difference.after, **old.blocks(pointing)}
    known = blocks.keys() | difference.subjects()
    blocks.update(old.blocks(set(_nodes_pointed_to(blocks.values(), base)) - known))
    papers = {subject for subject in pointing if subject.startswith(f"<{base}paper/")}

    def counts(node: str, value: str) -> bool:
        return value in weakened if node in papers else node in difference.after or node in pointing

    return validate_blocks([blocks[subject] for subject in sorted(blocks)], counts, folder=folder)


def _weakened_subjects(difference: GraphDifference) -> Iterator[str]:
    """Yield the nodes that are gone or have lost a class."""
    for subject, block in difference.before.items():
        now = difference.after.get(subject)
        if now is None or not set(classes_of_block(block)) <= set(classes_of_block(now)):
            yield subject


def _pointing_subjects(subjects: Iterable[str], store: ox.Store) -> Iterator[str]:
    for subject in subjects:
        for quad in store.quads_for_pattern(None, None, ox.NamedNode(subject[1:-1]), ox.DefaultGraph()):
            yield term_text(quad.subject)


def _nodes_pointed_to(blocks: Iterable[Block], base: str) -> Iterator[str]:
    start = f"<{base}"
    for _, _, objects in blocks:
        yield from (value for value in objects if value.startswith(start))
