"""The files in a ZIP or tar archive, one after the other, each as a stream. Nothing is written to the disk, so the
names in an archive lead nowhere; they only name its files in messages and sources.

A ZIP archive has its table of contents at its end: one that comes through a pipe is put into a temporary file first.
"""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.ground.errors import InputError
from kg.ground.text import tidy
from kg.readers.base.packed_bytes import UnpackingAllowance

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")  # with and without files in it
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
# The parts of an archive that is a document of Word, Excel or LibreOffice.
_OFFICE = frozenset(("[Content_Types].xml", "mimetype"))
# Deflate and bzip2 need little memory; what other methods need stands in the archive, up to 4 GiB.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
MAX_MEMBERS = 100_000
_LONGEST_NAME = 1 << 20  # bytes of the headers in front of a file in a tar archive, which are held as a whole
_SHOWN_PARTS = 8  # the last folders of a name that are kept
_TAR_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name, and what opens it, before the next one is asked for.

    ``open`` raises InputError where the file is encrypted or packed in a way that is not read.
    """

    name: str
    open: Callable[[], io.BufferedReader[Any]]


def is_zip(head: bytes) -> bool:
    """Tell a ZIP archive by its first bytes."""
    return head.startswith(ZIP_MARKS)


def is_tar(head: bytes) -> bool:
    """Tell a tar archive by its first 512 bytes."""
    return head[_TAR_MARK_AT : _TAR_MARK_AT + len(_TAR_MARK)] == _TAR_MARK


def harmless_name(name: str) -> str:
    """Write a path of an archive without what would lead out of it.

    >>> harmless_name("../../etc/passwd"), harmless_name("C:\\\\data\\\\a.json"), harmless_name("/./")
    ('etc/passwd', 'C:/data/a.json', 'file')
    """
    parts = [part for part in tidy(name.replace("\\", "/")).split("/") if part not in ("", ".", "..")]
    return "/".join(parts[-_SHOWN_PARTS:]) or "file"


def members_of_zip(
    stream: io.BufferedReader[Any], file: BinaryIO | None, allowance: UnpackingAllowance
) -> Iterator[Member]:
    """Give the files of a ZIP archive, those that are hidden left out.

    Args:
        stream: its bytes. file: the same as a file, where it is one.

    Raises:
        InputError: it is damaged, a document of an office program, or has too many files.
    """
    where = allowance.where
    with _seekable(stream, file) as whole:
        try:
            archive = zipfile.ZipFile(whole)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise _damage("ZIP", where, error) from None
        with archive:
            infos = archive.infolist()
            if not _OFFICE.isdisjoint(info.filename for info in infos):
                remedy = "save it as CSV (UTF-8) or as text"
                raise InputError("the file is a document of an office program", where=where, remedy=remedy)
            _check_count(len(infos), where)
            for info in infos:
                if not info.is_dir() and not _is_hidden(info.filename):
                    name = harmless_name(info.filename)
                    yield Member(name, _opener_of_zip(archive, info, where / name, allowance))


def _opener_of_zip(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: Path, allowance: UnpackingAllowance
) -> Callable[[], io.BufferedReader[Any]]:
    def opened() -> io.BufferedReader[Any]:
        if info.flag_bits & 1:
            raise InputError("the file is encrypted", where=where, remedy="unpack it with its password first")
        if info.compress_type not in _METHODS:
            problem = f"the file is packed by method {info.compress_type} of ZIP, which is not read"
            raise InputError(problem, where=where, remedy="unpack it first")
        try:
            file = archive.open(info)
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
            raise _damage("ZIP", where, error) from None
        return io.BufferedReader(_MemberBytes(file, where, "ZIP", allowance))

    return opened


def members_of_tar(stream: io.BufferedReader[Any], where: Path) -> Iterator[Member]:
    """Give the files of a tar archive, those that are hidden left out, in the order of the archive.

    Raises:
        InputError: it is damaged, or has too many files.
    """
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=_TAR_BLOCK, tarinfo=_header_reader(where)) as archive:
            while info := archive.next():
                vars(archive)["members"] = []  # it would hold every header to the end
                count += 1
                _check_count(count, where)
                if info.isreg() and not _is_hidden(info.name):
                    name = harmless_name(info.name)
                    yield Member(name, _opener_of_tar(archive, info, where / name))
    except (tarfile.TarError, OSError, ValueError, EOFError, OverflowError) as error:
        raise _damage("tar", where, error) from None
    if stream.read(_TAR_BLOCK).strip(b"\0"):
        raise _damage("tar", where, f"what follows its {count:,} files is no header")


def _opener_of_tar(
    archive: tarfile.TarFile, info: tarfile.TarInfo, where: Path
) -> Callable[[], io.BufferedReader[Any]]:
    def opened() -> io.BufferedReader[Any]:
        if info.issparse():
            raise InputError("the file is stored with holes, which is not read", where=where, remedy="unpack it first")
        file = archive.extractfile(info)
        assert file is not None, "regular files have content"
        return io.BufferedReader(_MemberBytes(file, where, "tar"))

    return opened


def _header_reader(where: Path) -> type[tarfile.TarInfo]:
    """Make what reads the headers of a tar archive, and refuses one that it would have to hold in much memory."""

    class _BoundedHeader(tarfile.TarInfo):
        @classmethod
        def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> _BoundedHeader:
            header = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
            if header.type not in tarfile.REGULAR_TYPES and header.size > _LONGEST_NAME:
                raise _damage("tar", where, f"a header of {header.size:,} bytes")
            return header

    return _BoundedHeader


class _MemberBytes(io.RawIOBase):
    """The bytes of a file in an archive; what goes wrong names it."""

    def __init__(self, file: Any, where: Path, kind: str, allowance: UnpackingAllowance | None = None) -> None:
        self._file = file
        self._where = where
        self._kind = kind
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer).cast("B") as view:
            try:
                data = self._file.read(len(view))
            except (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError) as error:
                raise _damage(self._kind, self._where, error) from None
            if self._allowance is not None:
                self._allowance.spend(len(data))
            view[: len(data)] = data
        return len(data)


@contextmanager
def _seekable(stream: io.BufferedReader[Any], file: BinaryIO | None) -> Iterator[BinaryIO]:
    if file is not None and file.seekable():
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        yield copy


def _is_hidden(name: str) -> bool:
    parts = harmless_name(name).split("/")
    return any(part.startswith(".") for part in parts) or parts[0] == "__MACOSX"


def _check_count(count: int, where: Path) -> None:
    if count > MAX_MEMBERS:
        raise InputError(f"the archive has more than {MAX_MEMBERS:,} files", where=where, remedy="unpack it first")


def _damage(kind: str, where: Path, error: object) -> InputError:
    return InputError(f"the {kind} archive is damaged ({error})", where=where, remedy="download it again")
