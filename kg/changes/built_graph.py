"""The files of a build that versions are compared by, opened as the build wrote them.

The triples of a build are compressed in members, each of whole subjects (``kg.ground.files.gzip_members``). Two builds
share most of them, to the byte, and what both have need not be unpacked to be compared: of two graphs of half a million
triples that differ in nine thousand, that takes a tenth of the time. A file that is compressed as one piece, as older
builds have it, is unpacked as a whole.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import mmap
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

import orjson

from kg.changes.graph_version import TRIPLES, GraphVersion, find_version, version_in_lines
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.gzip_members import first_line, member_spans
from kg.ground.files.integrity import MANIFEST, damaged, open_checked, place, repair_remedy
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ASSERT_ABOVE

_DATASET = "graph"  # what follows the base IRI in a graph's name of itself
_DIGEST = 16  # bytes of a member's hash


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A build, or a kept version of one, at one moment.

    Attributes:
        folder: where it is. hashes: names of its files to their SHA-256. base: the base IRI of its graph.
        assert_above: the confidence from which it states links as facts, 0 to 1.
    """

    folder: Path
    hashes: Mapping[str, str]
    base: str
    assert_above: float

    def open_file(self, name: str) -> BufferedReader:
        """Open a file of it for reading.

        Raises:
            DamagedError: it is missing or another. OutputError: another build has taken its place meanwhile.
        """
        try:
            return open_checked(self.folder, name, self.hashes.get(name))
        except DamagedError as error:
            if built_graph(self.folder).hashes == self.hashes:
                raise
            problem, remedy = "has been built again since it was opened", "run the same command again"
            raise OutputError(problem, where=self.folder, remedy=remedy) from error

    @contextmanager
    def open_triples(self) -> Iterator[IO[bytes]]:
        """Open its sorted N-Triples for reading; errors as ``open_file``."""
        with _unpacking_faults(self.folder), self.open_file(TRIPLES) as raw, gzip.open(raw, "rb") as file:
            yield cast(IO[bytes], file)

    def version(self) -> GraphVersion:
        """Return the version of its graph.

        Raises:
            DamagedError: the graph is damaged. OutputError: it does not say its version.
        """
        with _unpacking_faults(self.folder), self.open_file(TRIPLES) as raw:
            found = _version_in_members(raw, f"<{self.base}{_DATASET}>".encode())
            if found is None:
                raw.seek(0)
                with gzip.open(raw, "rb") as file:
                    found = find_version(cast(IO[bytes], file))
        if found is None:
            problem = "the graph does not say its version"
            raise OutputError(problem, where=self.folder / TRIPLES, remedy=repair_remedy(self.folder))
        return found


def built_graph(folder: Path) -> BuiltGraph:
    """Read what the manifest of a build says of its files.

    Raises:
        DamagedError: there is no manifest, or it is not what a build wrote.
    """
    try:
        data = orjson.loads(place(folder, MANIFEST).read_bytes())
        bound = float(data.get("assert_above", ASSERT_ABOVE))
        return BuiltGraph(folder, dict(data["files"]), str(data.get("base", DEFAULT_BASE)), bound)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(folder, MANIFEST, "the manifest is not what the build wrote") from error


def version_of_build(folder: Path) -> GraphVersion:
    """Return the version of the graph in a built folder, or in the folder of a kept version.

    Raises:
        DamagedError: the graph or its manifest is damaged. OutputError: it does not say its version.
    """
    return built_graph(folder).version()


@contextmanager
def open_differing_lines(old: BuiltGraph, new: BuiltGraph) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open the sorted N-Triples of two builds, without some of the lines that both have, and all of their subjects.

    Raises:
        DamagedError, OutputError: as ``BuiltGraph.open_file``.
    """
    with ExitStack() as stack:
        stack.enter_context(_unpacking_faults(new.folder))
        raws = [stack.enter_context(build.open_file(TRIPLES)) for build in (old, new)]
        try:
            datas = [stack.enter_context(closing(_mapped(raw))) for raw in raws]
            spans = [list(member_spans(data)) for data in datas]
        except ValueError:  # not in members
            yield stack.enter_context(old.open_triples()), stack.enter_context(new.open_triples())
            return
        digests = [[_digest(data[slice(*span)]) for span in each] for data, each in zip(datas, spans, strict=True)]
        both = set(digests[0]).intersection(digests[1])
        left, right = map(_other_members, datas, spans, digests, (both, both))
        yield cast(IO[bytes], io.BufferedReader(_Pieces(left))), cast(IO[bytes], io.BufferedReader(_Pieces(right)))


def _other_members(
    data: mmap.mmap, spans: Sequence[tuple[int, int]], digests: Sequence[bytes], both: AbstractSet[bytes]
) -> Iterator[bytes]:
    """Unpack the members of a file that are not among those that both files have."""
    for span, digest in zip(spans, digests, strict=True):
        if digest not in both:
            yield gzip.decompress(data[slice(*span)])


def _mapped(raw: BufferedReader) -> mmap.mmap:
    return mmap.mmap(raw.fileno(), 0, access=mmap.ACCESS_READ)


@contextmanager
def _unpacking_faults(folder: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(folder, TRIPLES, f"it cannot be unpacked: {error}") from error


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


def _version_in_members(raw: BufferedReader, subject: bytes) -> GraphVersion | None:
    """Find the version in the one member that holds a graph's description of itself; None where there is none."""
    try:
        with closing(_mapped(raw)) as data:
            spans = list(member_spans(data))

            def first_subject(span: tuple[int, int]) -> bytes:
                return first_line(data[span[0] : span[1]]).partition(b" ")[0]

            number = bisect_right(spans, subject, key=first_subject) - 1
            return version_in_lines(gzip.decompress(data[slice(*spans[number])])) if number >= 0 else None
    except (ValueError, zlib.error):  # not in members
        return None


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a file that is read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)
