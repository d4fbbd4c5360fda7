"""A folder of fetched pages, and the files in it that say what is there and where each series goes on.

1. A page is written under another name and takes its place whole; then the state of its series is written, also whole
   (``kg/ground/files/durable_files.py``). A run that is stopped between the two fetches that page once more.
2. A page counts as there while its file has the hash that the state names. Of a series the pages up to the first that
   is missing or changed are kept, and fetching goes on from there.
3. A state has the address without the key, and nothing of what the pages say but counts. States lie in a folder whose
   name begins with a dot, as those of unfinished pages do, so that a build of the folder passes over them. Each series
   has a file of its own: ten thousand ids would otherwise write a file of megabytes ten thousand times.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from kg.fetch.page_series import PageContent
from kg.ground.errors import OutputError
from kg.ground.files.durable_files import put_in_place
from kg.ground.files.integrity import sealed, sha256, unsealed

STATES = ".paperatlas-fetch"
_FORM = 1
_LARGEST = 256 << 20  # bytes of a state; that of 100,000 pages has some 30 MiB
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,150}")
_DAMAGED = "delete it; the pages are then fetched again"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that is there.

    Attributes:
        name: of its file; "" where it has no papers, and so no file, which a build would refuse.
        sha256: of its bytes, hexadecimal. size: bytes. papers: on it.
        following: the position of the page after it, None where it is the last.
    """

    name: str
    sha256: str
    size: int
    papers: int
    following: str | None = None


@dataclass(frozen=True, slots=True)
class SeriesState:
    """What is there of a series.

    Attributes:
        service, request: which service was asked for what; for people. updated: when, in seconds since 1970.
        pages: in order. total: the papers that the service has, where it says. lacking: whether it has no such thing.
        stale: names of files of an earlier run, until they are replaced.
    """

    service: str
    request: str
    updated: float
    pages: tuple[FetchedPage, ...] = ()
    total: int | None = None
    lacking: bool = False
    stale: tuple[str, ...] = ()

    @property
    def papers(self) -> int:
        return sum(page.papers for page in self.pages)

    @property
    def is_whole(self) -> bool:
        """Whether nothing follows."""
        return self.lacking or bool(self.pages and self.pages[-1].following is None)


@dataclass(frozen=True, slots=True)
class FetchedFolder:
    """A folder of pages.

    Attributes:
        path: the folder; ``make`` makes it.
    """

    path: Path

    def make(self) -> None:
        """Make the folder where it is not there.

        Raises:
            OutputError: it cannot be made.
        """
        try:
            (self.path / STATES).mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise OutputError("this is a file", where=self.path, remedy="name a folder for the pages") from error
        except OSError as error:
            problem = f"the folder cannot be made: {error.strerror or error}"
            raise OutputError(problem, where=self.path, remedy="name another") from error

    def state(self, key: str) -> SeriesState | None:
        """Say what is there of a series; pages count up to the first that is missing or changed.

        Raises:
            OutputError: the state is not what was written.
        """
        path = self.path / STATES / f"{key}.json"
        try:
            with path.open("rb") as file:
                data = unsealed(file.read(_LARGEST))
            known = msgspec.convert(data["state"], SeriesState)
            if data["form"] != _FORM or not all(_NAME.fullmatch(page.name) for page in known.pages if page.name):
                raise ValueError
        except FileNotFoundError:
            return None
        except OSError as error:
            raise OutputError(f"cannot be read: {error.strerror or error}", where=path, remedy="allow it") from error
        except (ValueError, KeyError, msgspec.ValidationError) as error:
            raise OutputError("the state is not what a fetch wrote", where=path, remedy=_DAMAGED) from error
        return replace(known, pages=tuple(itertools.takewhile(self._is_intact, known.pages)))

    def _is_intact(self, page: FetchedPage) -> bool:
        path = self.path / page.name
        if not page.name:
            return True
        try:
            return path.is_file() and path.stat().st_size == page.size and sha256(path) == page.sha256
        except OSError:
            return False

    def keep(self, key: str, state: SeriesState) -> None:
        """Write what is there now of a series.

        Raises:
            OutputError: the state cannot be written.
        """
        with self._faults():
            self._write_whole(f"{key}.json", sealed({"form": _FORM, "state": msgspec.to_builtins(state)}))

    def last_asked(self, service: str) -> float | None:
        """Say when a service was asked last from this folder, in seconds since 1970; None where that is not known."""
        try:
            return float((self.path / STATES / f"{service}.last").read_text(encoding="ascii"))
        except (OSError, ValueError):  # then it is asked at once
            return None

    def keep_last_asked(self, service: str, moment: float) -> None:
        """Note when a service was asked last.

        Raises:
            OutputError: it cannot be written.
        """
        with self._faults():
            (self.path / STATES / f"{service}.last").write_text(repr(moment), encoding="ascii")

    def _write_whole(self, name: str, data: bytes) -> None:
        part = self.path / STATES / f".{name}-{secrets.token_hex(4)}.part"
        try:
            part.write_bytes(data)
            put_in_place(part, self.path / STATES / name)
        finally:
            part.unlink(missing_ok=True)

    @contextmanager
    def unfinished(self, name: str) -> Iterator[Path]:
        """Give the path under which a page is written before it is whole; nothing is left there."""
        part = self.path / f".{name}-{secrets.token_hex(4)}.part"
        try:
            with self._faults():
                yield part
        finally:
            part.unlink(missing_ok=True)

    def place_page(self, part: Path, name: str, content: PageContent) -> FetchedPage:
        """Put a page that is whole in its place; one without papers is only noted.

        Raises:
            OutputError: it cannot be.
        """
        with self._faults():
            page = FetchedPage(
                name if content.papers else "", sha256(part), part.stat().st_size, content.papers, content.following
            )
            if page.name:
                put_in_place(part, self.path / name)
        return page

    def remove(self, names: Iterable[str]) -> None:
        """Remove pages of an earlier run that nothing has replaced."""
        for name in filter(_NAME.fullmatch, names):
            (self.path / name).unlink(missing_ok=True)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"the folder cannot be written: {error.strerror or error}", where=self.path,
                remedy="free space or allow it; what is there stays, run the same command again to resume",
            ) from error  # fmt: skip


def series_key(service: str, request: str) -> str:
    """Return the name of a series in its state and in the names of its files: a hash of what is asked.

    >>> series_key("arxiv", "GET https://export.arxiv.org/api/query")
    '8855c66ecb'
    """
    return hashlib.sha256(f"{service} {request}".encode()).hexdigest()[:10]
