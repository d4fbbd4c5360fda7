"""Graphs that are compared: builds, kept versions, and files of RDF, each as its sorted triples.

A file of RDF is sorted first, on disk where it is large, and written as N-Triples beside. Blank nodes have no name that
means the same in two files, so a file that has some cannot be compared triple by triple.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from kg.changes.graph_version import TRIPLES, GraphVersion, version_in_lines, version_of_build
from kg.changes.versions import version_folder
from kg.ground.errors import InputError
from kg.ground.files.integrity import check_listed, damaged, place
from kg.ground.files.standard_streams import STANDARD, input_name
from kg.rdf.query.rdf_files import read_triples
from kg.rdf.write.sorted_triples import SortedTriples, n_triples

_BLANK = re.compile(r"_:|<<\(.*\s_:", re.DOTALL)
_DIGITS = 16  # of the hash that stands for the version of a graph that does not say its own


@dataclass(frozen=True, slots=True)
class GraphSource:
    """A graph that can be compared.

    Attributes:
        name: as it was given. folder: of its build; None where it is a file of RDF.
        triples: its file of sorted N-Triples. version: of the graph.
    """

    name: str
    folder: Path | None
    triples: Path
    version: GraphVersion

    @contextmanager
    def open_lines(self) -> Iterator[IO[bytes]]:
        """Open the sorted N-Triples for reading.

        Raises:
            DamagedError: they are not what the build wrote.
        """
        if self.folder is None:
            with self.triples.open("rb") as file:
                yield file
            return
        check_listed(self.triples)
        try:
            with gzip.open(self.triples, "rb") as packed:
                yield cast(IO[bytes], packed)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise damaged(self.folder, TRIPLES, f"it cannot be unpacked: {error}") from error


@contextmanager
def graph_source(output: Path, name: str) -> Iterator[GraphSource]:
    """Find a graph by the name that a user gives it.

    Args:
        output: the folder whose kept versions may be named. name: see ``version_folder``, or the path of a file of RDF.

    Raises:
        OutputError: there is none. InputError: the file is no RDF, or has blank nodes.
    """
    if name == str(STANDARD) or Path(name).is_file():
        with TemporaryDirectory(prefix="paperatlas-") as held:
            yield _sorted_source(Path(name), Path(held))
        return
    folder = version_folder(output, name)
    yield GraphSource(name, folder, place(folder, TRIPLES), version_of_build(folder))


class VersionWatch:
    """Sees the sorted lines of a graph pass, and then knows its version: what it says, or else a hash of all."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._said: GraphVersion | None = None

    def see(self, lines: bytes) -> None:
        """Take in some whole lines."""
        self._hash.update(lines)
        if self._said is None:
            self._said = version_in_lines(lines)

    @property
    def version(self) -> GraphVersion:
        """The version of what has passed."""
        return self._said or GraphVersion("", f"sha256+{self._hash.hexdigest()[:_DIGITS]}")


def _sorted_source(path: Path, held: Path) -> GraphSource:
    """Write the sorted triples of a file of RDF into a folder."""
    target, watch = held / "sorted.nt", VersionWatch()
    with SortedTriples(read_triples(path), folder=held) as triples, target.open("wb") as file:
        for block in triples.blocks():
            if any(_BLANK.match(term) for term in (block[0], *block[2])):
                raise InputError(
                    "a blank node has no name that another graph could have", where=input_name(path),
                    remedy="give each an IRI (skolemisation), or compare the builds that the files are from",
                )  # fmt: skip
            text = "".join(n_triples([block])).encode()
            watch.see(text)
            file.write(text)
    return GraphSource(input_name(path), None, target, watch.version)
