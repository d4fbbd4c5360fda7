"""Files where the cluster keeps them: a folder of this machine, HDFS, an object store, by Hadoop's own file systems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.ground.errors import OutputError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.I).match


def address_of(place: str | Path) -> str:
    """Return the address of a place: as it is where it names a file system, else that of a path of this machine.

    >>> address_of("s3a://papers/2024"), address_of(Path("/data/out"))
    ('s3a://papers/2024', 'file:///data/out')
    """
    text = str(place)
    return text if _HAS_SCHEME(text) else Path(text).absolute().as_uri()


def is_address(place: str | Path) -> bool:
    """Tell whether a place names a file system of the cluster."""
    return bool(_HAS_SCHEME(str(place)))


@dataclass(frozen=True, slots=True)
class ClusterFile:
    """A file: its address, its size in bytes, and when it was changed (milliseconds since 1970)."""

    address: str
    size: int
    changed: int

    @property
    def name(self) -> str:
        """The name without its folder."""
        return self.address.rpartition("/")[2]

    @property
    def mark(self) -> str:
        """What tells it from a file that took its place."""
        return f"{self.size}:{self.changed}"


class ClusterFolder:
    """A folder of some file system, which need not exist yet."""

    def __init__(self, session: SparkSession, address: str) -> None:
        self.address = address.rstrip("/")
        self._session = session
        context = session.sparkContext
        self._path_class: Any = context._jvm.org.apache.hadoop.fs.Path  # type: ignore[union-attr]
        self._stream: Any = context._jvm.org.apache.commons.io.IOUtils  # type: ignore[union-attr]
        self._system: Any = self._path_class(address).getFileSystem(context._jsc.hadoopConfiguration())

    def at(self, name: str) -> str:
        """Return the address of a file or folder in it."""
        return f"{self.address}/{name}"

    def exists(self, name: str) -> bool:
        """Tell whether there is a file or folder of this name."""
        return bool(self._system.exists(self._path(name)))

    def files(self, name: str = "", *, deep: bool = False) -> list[ClusterFile]:
        """List the files of a folder in it, sorted by address, without those that are hidden."""
        found: list[ClusterFile] = []
        listed = self._system.listFiles(self._path(name), deep)
        while listed.hasNext():
            status = listed.next()
            file = _file_of_status(status)
            if not file.name.startswith((".", "_")):
                found.append(file)
        return sorted(found, key=lambda file: file.address)

    def matching(self) -> list[tuple[ClusterFile, str]]:
        """List the files that the address stands for: itself, those below it, or those that it is a pattern of; each
        with its name, of a file below a folder the way from there.
        """
        found: list[tuple[ClusterFile, str]] = []
        for status in self._system.globStatus(self._path("")) or ():
            top = str(status.getPath().toString())
            if status.isDirectory():
                inside = ClusterFolder(self._session, top).files(deep=True)
                found += [(file, file.address.removeprefix(top).lstrip("/")) for file in inside]
            else:
                file = _file_of_status(status)
                found.append((file, file.name))
        return sorted(found, key=lambda one: one[0].address)

    def read(self, name: str) -> bytes:
        """Read a small file."""
        stream = self._system.open(self._path(name))
        try:
            return bytes(self._stream.toByteArray(stream))
        finally:
            stream.close()

    def write(self, name: str, data: bytes) -> None:
        """Write a small file, over one that may be there."""
        stream = self._system.create(self._path(name), True)
        try:
            stream.write(bytearray(data))
        finally:
            stream.close()

    def names(self) -> list[str]:
        """List what is in the folder, sorted, without what Spark keeps for itself."""
        found = (str(status.getPath().getName()) for status in self._system.listStatus(self._path("")))
        return sorted(name for name in found if not name.startswith("_") and not name.endswith(".crc"))

    def inside(self, name: str) -> ClusterFolder:
        """Return a folder in it."""
        return ClusterFolder(self._session, self.at(name))

    def is_there(self) -> bool:
        """Tell whether the folder exists."""
        return bool(self._system.exists(self._path("")))

    def is_folder(self) -> bool:
        """Tell whether it is a folder, and no file."""
        return self.is_there() and bool(self._system.getFileStatus(self._path("")).isDirectory())

    def is_empty(self) -> bool:
        """Tell whether nothing is in it."""
        return not list(self._system.listStatus(self._path("")))

    def rename(self, address: str) -> None:
        """Give the folder another address in the same file system, which nothing has.

        Raises:
            OutputError: the file system refuses.
        """
        if not self._system.rename(self._path(""), self._path_class(address)):
            raise OutputError(f"{self.address} cannot be moved there", where=address, remedy="move it by hand")

    def remove(self, name: str) -> None:
        """Remove a file or a folder with all in it, if it is there."""
        self._system.delete(self._path(name), True)

    def make(self) -> None:
        """Make the folder, if it is not there."""
        self._system.mkdirs(self._path(""))

    def _path(self, name: str) -> Any:
        return self._path_class(self.at(name) if name else self.address)


def _file_of_status(status: Any) -> ClusterFile:
    return ClusterFile(str(status.getPath().toString()), int(status.getLen()), int(status.getModificationTime()))
