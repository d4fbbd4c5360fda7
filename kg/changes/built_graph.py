"""The files of a build that versions are compared by, opened as the build wrote them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

import orjson

from kg.changes.graph_version import TRIPLES
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.integrity import MANIFEST, damaged, open_checked, place
from kg.ground.schema import ASSERT_ABOVE


@dataclass(frozen=True, slots=True)
class BuiltGraph:
    """A build, or a kept version of one, at one moment.

    Attributes:
        folder: where it is. hashes: names of its files to their SHA-256.
        assert_above: the confidence from which it states links as facts, 0 to 1.
    """

    folder: Path
    hashes: Mapping[str, str]
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
        try:
            with self.open_file(TRIPLES) as raw, gzip.open(raw, "rb") as file:
                yield cast(IO[bytes], file)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise damaged(self.folder, TRIPLES, f"it cannot be unpacked: {error}") from error


def built_graph(folder: Path) -> BuiltGraph:
    """Read what the manifest of a build says of its files.

    Raises:
        DamagedError: there is no manifest, or it is not what a build wrote.
    """
    try:
        data = orjson.loads(place(folder, MANIFEST).read_bytes())
        return BuiltGraph(folder, dict(data["files"]), float(data.get("assert_above", ASSERT_ABOVE)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(folder, MANIFEST, "the manifest is not what the build wrote") from error
