"""RDF Patch, the format of Apache Jena for what changes in a graph (https://jena.apache.org/documentation/rdf-patch).

A patch that is written here has, line by line:

1. a header: ``id`` and ``prev`` name the versions after and before (``GraphVersion.id``), as a patch log has them, so
   that a patch fits behind another where its ``prev`` is the other's ``id``; ``dataset``, ``from`` and ``to`` are the
   same for people;
2. one transaction, from ``TX`` to ``TC``: the triples that go (``D``), sorted, then those that come (``A``), sorted.

Two graphs have one patch, to the byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from kg.changes.graph_version import GraphVersion
from kg.changes.line_differences import LineDifference
from kg.rdf.terms.ntriples import literal

#: The suffix of a patch, and its media type (not registered; Jena's own).
SUFFIX, MEDIA_TYPE = ".rdfp", "application/rdf-patch"
_IN_MEMORY = 8 << 20  # bytes of triples that come, which wait until those that go are written


@dataclass(frozen=True, slots=True)
class PatchCounts:
    """How many triples a patch takes away and adds."""

    deleted: int
    added: int


def write_patch(
    differences: Iterable[LineDifference], old: GraphVersion, new: GraphVersion, file: IO[bytes]
) -> PatchCounts:
    """Write the patch that makes one version of a graph the other.

    Args:
        differences: of the two, as ``line_differences`` yields them.

    >>> import io
    >>> made, one, other = io.BytesIO(), GraphVersion("https://e.org/graph", "1+0a"), GraphVersion("", "1+0b")
    >>> write_patch([LineDifference(True, b'<a:s> <a:p> "1" .\\n', True)], one, other, made)
    PatchCounts(deleted=0, added=1)
    >>> print(made.getvalue().decode().partition("TX")[2], end="")
     .
    A <a:s> <a:p> "1" .
    TC .
    """
    file.write(patch_header(old, new).encode() + b"TX .\n")
    deleted = added = 0
    with SpooledTemporaryFile(_IN_MEMORY) as coming:
        for each in differences:
            if each.added:
                added += 1
                coming.write(b"A " + each.line)
            else:
                deleted += 1
                file.write(b"D " + each.line)
        coming.seek(0)
        shutil.copyfileobj(coming, file, 1 << 20)
    file.write(b"TC .\n")
    return PatchCounts(deleted, added)


def patch_header(old: GraphVersion, new: GraphVersion) -> str:
    """Write the header of a patch from one version to another.

    >>> print(patch_header(GraphVersion("https://e.org/graph", "1+0a"), GraphVersion("https://e.org/graph", "1+0b")))
    H id <urn:uuid:1f3d75ba-c77c-5042-a995-cfc12c9bf474> .
    H prev <urn:uuid:0e35ea7a-952d-5c1e-81f3-1134074c4314> .
    H dataset <https://e.org/graph> .
    H from "1+0a" .
    H to "1+0b" .
    <BLANKLINE>
    """
    dataset = f"H dataset <{new.dataset}> .\n" if new.dataset else ""
    return (
        f"H id <{new.id}> .\nH prev <{old.id}> .\n{dataset}"
        f"H from {literal(old.name)} .\nH to {literal(new.name)} .\n"
    )  # fmt: skip
