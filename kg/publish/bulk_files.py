"""A built graph as a folder of compressed N-Triples, for the bulk loaders of stores.

1. The graph is divided at subjects (``kg/publish/graph_parts.py``); each part is a file, ``part-00001.nt.gz`` and so
   on. Unpacked, one after the other, they are ``graph.nt.gz`` unpacked.
2. ``SHA256SUMS`` lists them; ``sha256sum -c SHA256SUMS`` checks a copy.
3. All is written into a folder beside the target, which takes its name when it is whole. The same graph and size of
   parts give the same bytes.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.ground.errors import OutputError
from kg.ground.files.checksum_list import CHECKSUMS, checksummed_names, write_checksums
from kg.ground.files.durable_files import replace_folder
from kg.ground.files.integrity import sha256
from kg.publish.graph_parts import graph_parts
from kg.publish.publication import PublishedGraph, open_lines

if TYPE_CHECKING:
    from kg.atlas.progress import Progress

#: Bytes of a file, unpacked: loaders take files in parallel, and one is held in memory here.
FILE_SIZE = 64 << 20
_LEVEL = 6  # of gzip, as the build's own file
_NAME = re.compile(r"part-\d{5,}\.nt\.gz")


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What was written: the number of files, and of triples in them."""

    files: int
    triples: int


def write_bulk_files(atlas: PublishedGraph, into: Path, size: int, progress: Progress) -> BulkReport:
    """Write the graph of a built folder as files for bulk loaders, in place of those of an earlier run.

    Args:
        size: bytes of a file, unpacked, at most.

    Raises:
        OutputError: the folder holds something else, or cannot be written. DamagedError: the graph is not what was
            built.
    """
    _check_target(into)
    staged = into.with_name(f".{into.name}.part-{os.getpid()}")
    sums: dict[str, str] = {}
    triples = 0
    try:
        staged.mkdir(parents=True)
        progress.start("files", int(atlas.manifest.counts["triples"]))
        with open_lines(atlas) as lines:
            for number, part in enumerate(graph_parts(lines, size), 1):
                name = f"part-{number:05d}.nt.gz"
                (staged / name).write_bytes(gzip.compress(part.data, _LEVEL, mtime=0))
                sums[name] = sha256(staged / name)
                triples += part.triples
                progress.advance(part.triples)
        write_checksums(staged, sums)
        replace_folder(staged, into)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}"
        raise OutputError(problem, where=into, remedy="free space, or name another folder") from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return BulkReport(len(sums), triples)


def _check_target(into: Path) -> None:
    """Refuse a place where there is anything but such files: they are replaced."""
    if not into.exists():
        return
    try:
        found = {path.name for path in into.iterdir()}
    except OSError:  # a file
        found = {""}
    listed = checksummed_names(into) or frozenset()
    if found and not (found - {CHECKSUMS} <= listed and all(map(_NAME.fullmatch, listed))):
        raise OutputError("here is something else than such files", where=into, remedy="name another folder: --to DIR")
