"""Graphs that are compared: builds, kept versions, and files of RDF, each as its sorted triples.

A file of RDF is sorted first, on disk where it is large, and written as N-Triples beside. Blank nodes have no name that
means the same in two files, so a file that has some cannot be compared triple by triple.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from kg.changes.built_graph import BuiltGraph, built_graph, open_differing_lines
from kg.changes.graph_version import GraphVersion, version_in_lines
from kg.changes.versions import version_folder
from kg.ground.errors import InputError, OutputError
from kg.ground.files.integrity import MANIFEST, place
from kg.ground.files.standard_streams import STANDARD, input_name
from kg.rdf.query.rdf_files import read_triples
from kg.rdf.write.sorted_triples import SortedTriples, n_triples

_BLANK = re.compile(r"_:|<<\(.*\s_:", re.DOTALL)
_DIGITS = 16  # of the hash that stands for the version of a graph that does not say its own


@dataclass(frozen=True, slots=True)
class GraphSource:
    """A graph that can be compared.

    Attributes:
        name: as it was given. version: of the graph. build: that it is of; None where it is a file of RDF.
        sorted_file: N-Triples of the file of RDF, sorted; None where it is of a build.
    """

    name: str
    version: GraphVersion
    build: BuiltGraph | None = None
    sorted_file: Path | None = None

    @contextmanager
    def open_lines(self) -> Iterator[IO[bytes]]:
        """Open the sorted N-Triples for reading.

        Raises:
            DamagedError: they are not what the build wrote. OutputError: another build has taken its place.
        """
        with ExitStack() as stack:
            if self.build is not None:
                yield stack.enter_context(self.build.open_triples())
            elif self.sorted_file is not None:
                yield stack.enter_context(self.sorted_file.open("rb"))


@contextmanager
def graph_source(output: Path, name: str | None = None) -> Iterator[GraphSource]:
    """Find a graph by the name that a user gives it.

    Args:
        output: the folder whose kept versions may be named. name: see ``version_folder``, or the path of a file of RDF;
            None for the graph in the folder itself.

    Raises:
        OutputError: there is none. InputError: the file is no RDF, or has blank nodes.
    """
    if name is not None and (name == str(STANDARD) or Path(name).is_file()):
        with TemporaryDirectory(prefix="paperatlas-") as held:
            yield _sorted_source(Path(name), Path(held))
        return
    folder = output if name is None else version_folder(output, name)
    if not place(folder, MANIFEST).is_file():
        raise OutputError("there is no graph here", where=folder, remedy="name the folder of a build: -o DIR")
    build = built_graph(folder)
    yield GraphSource(name or str(output), build.version(), build)


@contextmanager
def open_differing(old: GraphSource, new: GraphSource) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open the sorted N-Triples of two graphs to compare them; what both have is left out where that is known.

    Raises:
        DamagedError: they are not what the build wrote. OutputError: another build has taken its place.
    """
    if old.build is not None and new.build is not None:
        with open_differing_lines(old.build, new.build) as pair:
            yield pair
        return
    with old.open_lines() as left, new.open_lines() as right:
        yield left, right


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
    return GraphSource(input_name(path), watch.version, sorted_file=target)
