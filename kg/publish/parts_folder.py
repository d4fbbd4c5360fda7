"""A folder of parts, as a build on a Spark cluster writes it: what its manifest says, and its triples for a store."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.atlas.atlas import TRIPLES
from kg.atlas.manifest import PARTS_ENGINE, InputFile, Manifest
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.integrity import MANIFEST, sealed, unsealed

NTRIPLES = "graph.nt"
_FORM = 1  # of the manifest


@dataclass(frozen=True, slots=True)
class PartsManifest:
    """What a build on a cluster made.

    Attributes:
        versions, base, inputs, counts, assert_above: as in the manifest of a local build.
        parts: the parts of each file, in their order, with the size of each in bytes.
        version: of the graph, with a hash of its triples, as it stands in its description.
    """

    versions: Mapping[str, str]
    base: str
    assert_above: float
    inputs: tuple[InputFile, ...]
    counts: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, int]]
    version: str

    def as_local(self) -> Manifest:
        """Return what a manifest of a local build would say, whose one file is the triples."""
        of_triples = hashlib.sha256(repr((self.version, self.parts[NTRIPLES])).encode()).hexdigest()
        files = {TRIPLES: of_triples}
        return Manifest(self.versions, self.base, self.inputs, self.counts, files, self.assert_above)

    def text(self) -> bytes:
        """Write the manifest as JSON."""
        return sealed({"engine": PARTS_ENGINE, "form": _FORM, **asdict(self)})


def parse_parts_manifest(text: bytes) -> PartsManifest | None:
    """Read the manifest of a folder of parts; None where it is of another folder, or of another form."""
    try:
        data = unsealed(text)
        if (data.pop("engine", None), data.pop("form", None)) != (PARTS_ENGINE, _FORM):
            return None
        data["inputs"] = tuple(InputFile(**one) for one in data["inputs"])
        return PartsManifest(**data)
    except (ValueError, KeyError, TypeError):
        return None


class PartsFolder:
    """A folder of parts that is read.

    Attributes:
        folder: where it is. manifest: as that of a local build.
    """

    def __init__(self, folder: Path, parts: PartsManifest) -> None:
        self.folder = folder
        self.manifest = parts.as_local()
        self._parts = parts.parts[NTRIPLES]

    @classmethod
    def opened(cls, folder: Path) -> PartsFolder | None:
        """Open a folder; None where it is no folder of parts."""
        try:
            parts = parse_parts_manifest((folder / MANIFEST).read_bytes())
        except OSError:
            return None
        return cls(folder, parts) if parts is not None else None

    @contextmanager
    def open_lines(self) -> Iterator[Iterator[bytes]]:
        """Open the lines of all parts, one part after the other.

        Raises:
            DamagedError: a part is missing, or has another size.
        """
        yield self._lines()

    def _lines(self) -> Iterator[bytes]:
        for name, size in self._parts.items():
            path = self.folder / NTRIPLES / name
            if path.suffix not in ("", ".gz"):
                remedy = "build again with parts that are plain, or packed by GzipCodec (docs/spark.md)"
                raise OutputError(f"parts packed as {path.suffix} are not read", where=path, remedy=remedy)
            try:
                with path.open("rb") as file:
                    if path.stat().st_size != size:
                        raise _damaged(path, "the part has another size")
                    yield from gzip.GzipFile(fileobj=file) if name.endswith(".gz") else file
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise _damaged(path, f"the part cannot be unpacked: {error}") from error
            except FileNotFoundError as error:
                raise _damaged(path, "the part is missing") from error
            except OSError as error:
                problem, remedy = f"cannot be read: {error.strerror}", "allow this user to read it"
                raise OutputError(problem, where=path, remedy=remedy) from error


def _damaged(path: Path, problem: str) -> DamagedError:
    return DamagedError(problem, where=path, remedy="copy the folder again from the cluster")
