"""What an older version of a graph has: papers and artifacts, by their local ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.ground.records import Reading


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """An older version: how it was named, and what it has. ``papers`` holds ids that a paper had before, too."""

    name: str
    papers: frozenset[str]
    artifacts: frozenset[str]


def known_version(name: str, readings: Iterable[Reading]) -> KnownVersion:
    """Read the ids of an older version's papers, and of the artifacts that they are linked to, one paper at a time."""
    papers: set[str] = set()
    artifacts: set[str] = set()
    for reading in readings:
        papers.update((reading.paper.id, *reading.paper.former))
        artifacts.update(link.artifact.id for link in reading.links)
    return KnownVersion(name, frozenset(papers), frozenset(artifacts))
