"""Which version of a graph something is: its name, its short form, and the id that patches give it.

A graph says itself what version it is (``dcat:version`` of its description, docs/rdf.md): the version of the software,
a plus sign, and a hash of all that it holds. The hash is the short form.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import IO

from kg.rdf.terms.namespaces import VOCABULARIES

#: The file of a build that holds its triples, sorted.
TRIPLES = "graph.nt.gz"
VERSION_TERM = f"<{VOCABULARIES['dcat']}version>"
_MARK = f" {VERSION_TERM} ".encode()
_LINE = re.compile(rb'^<([^<>"\s]*/graph)> <[^<>\s]*> "([^"\\\n]*)" \.$', re.MULTILINE)
_PIECE = 1 << 20  # bytes
_LONGEST = 1 << 16  # bytes of the line that is looked for; it has some 150


@dataclass(frozen=True, slots=True)
class GraphVersion:
    """A version of a graph.

    Attributes:
        dataset: the IRI by which the graph calls itself. name: what it says of its version.

    >>> version = GraphVersion("https://e.org/graph", "0.1.0+00c0ffee00c0ffee")
    >>> version.hash, version.id
    ('00c0ffee00c0ffee', 'urn:uuid:2b3d0c54-6fcb-57ca-b1dd-2f0c6e77f7d0')
    """

    dataset: str
    name: str

    @property
    def hash(self) -> str:
        """The short form, which names its folder among the kept versions."""
        return self.name.rpartition("+")[2]

    @property
    def id(self) -> str:
        """The IRI that patches give it: a UUID of its names (RFC 9562, version 5), the same everywhere."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.dataset} {self.name}").urn


def find_version(triples: IO[bytes]) -> GraphVersion | None:
    """Find what a graph says of its version; its N-Triples are read up to there.

    Returns:
        None where it says nothing.
    """
    rest = b""
    while piece := triples.read(_PIECE):
        lines, _, rest = (rest + piece).rpartition(b"\n")
        found = version_in_lines(lines)
        if found is not None:
            return found
        rest = rest[-_LONGEST:]
    return None


def version_in_lines(lines: bytes) -> GraphVersion | None:
    """Find what some whole lines of N-Triples say of the version of their graph; None where they say nothing."""
    if _MARK in lines:
        for found in _LINE.finditer(lines):
            if found[0].startswith(_MARK, found.end(1) - found.start() + 1):
                return GraphVersion(found[1].decode(errors="replace"), found[2].decode(errors="replace"))
    return None
