"""The files of a graph written again with what differs."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from kg.ground.files.targets import open_target
from kg.rdf.difference.graph_difference import GraphDifference
from kg.rdf.difference.old_graph import OldGraph
from kg.rdf.difference.turtle_changes import TurtleFile
from kg.rdf.write.rdf_formats import piece_of_block


def write_changed_triples(old: OldGraph, path: Path, difference: GraphDifference) -> None:
    """Write ``graph.nt.gz``: the bytes that ``write_graph`` gives of the whole new graph.

    Raises:
        OutputError: the file cannot be written.
    """
    changes = {
        subject.encode(): None if block is None else piece_of_block(block)[1]
        for subject, block in difference.by_subject().items()
    }
    with open_target(path) as file:
        old.members.write_changed(changes, file)


def write_changed_turtle(old: IO[bytes], path: Path, difference: GraphDifference, base: str) -> None:
    """Write ``graph.ttl``, as ``write_changed_triples``.

    Args:
        old: the file before, open for reading.

    Raises:
        OutputError: the file cannot be written; ValueError: the old file is another.
    """
    turtle = TurtleFile(old, base)
    try:
        with open_target(path) as file:
            turtle.write_changed(difference.by_subject(), file)
    finally:
        turtle.close()
