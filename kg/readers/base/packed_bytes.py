"""Files packed with gzip, bzip2, xz or Zstandard, known by their first bytes, unpacked as they are read.

Memory stays bounded whatever the file says: pieces are asked for by their size, the window of xz and Zstandard has a
limit, and an allowance, shared by all that one file holds, stops a file that unpacks to far more than its size.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kg.ground.errors import InputError
from kg.ground.extras import missing_extra

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# JSON and text of papers pack 3 to 10 times. Beyond 100 it is a bomb, once it is too large for a repetitive test file.
MAX_UNPACKING = 100
_UNPACKING_FLOOR = 64 << 20  # bytes
_PIECE = 64 << 10  # bytes of a packed file that are looked at together
_XZ_MEMORY = 256 << 20  # bytes; xz -9 asks for 65 MiB
_ZSTD_WINDOW = 27  # log2 of bytes: 128 MiB, what the zstd program takes without --long=31
_DOWNLOAD = "download it again"


@dataclass(slots=True)
class UnpackingAllowance:
    """How many bytes a file may unpack to, over everything that it holds.

    Attributes:
        where: the file. kind: what it is. packed: tells how many of its bytes have been read.
    """

    where: Path
    kind: str
    packed: Callable[[], int]
    spent: int = 0

    def spend(self, count: int) -> None:
        """Note that so many more bytes came out.

        Raises:
            InputError: they are more than any file of papers unpacks to.
        """
        self.spent += count
        if self.spent > max(_UNPACKING_FLOOR, MAX_UNPACKING * self.packed()):
            problem = f"the {self.kind} unpacks to more than {MAX_UNPACKING} times its size"
            raise InputError(problem, where=self.where, remedy="unpack it yourself if you trust it")


class _PackedReader(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _JoinedStreams:
    """The bytes of one or more compressed streams in a row, as programs write them when they append."""

    def __init__(self, packed: io.BufferedIOBase, make: Callable[[], _Decompressor]) -> None:
        self._packed = packed
        self._make = make
        self._decompressor = make()

    def read(self, size: int) -> bytes:
        """Return at most so many bytes; none at the end.

        Raises:
            EOFError: the last stream is not whole.
        """
        while True:
            given = b""
            if self._decompressor.eof:
                given = (self._decompressor.unused_data or self._packed.read(_PIECE)).lstrip(b"\0")
                if not given:
                    return b""
                self._decompressor = self._make()
            elif self._decompressor.needs_input and not (given := self._packed.read(_PIECE)):
                raise EOFError
            if data := self._decompressor.decompress(given, size):
                return data


def _gzip_reader(packed: io.BufferedIOBase) -> _PackedReader:
    return gzip.GzipFile(fileobj=packed, mode="rb")


def _bzip2_reader(packed: io.BufferedIOBase) -> _PackedReader:
    return _JoinedStreams(packed, bz2.BZ2Decompressor)


def _xz_reader(packed: io.BufferedIOBase) -> _PackedReader:
    return _JoinedStreams(packed, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY))


def zstd_module() -> Any:
    """Return the module of Zstandard: of Python 3.14, or the same for older ones; None where it is not installed."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return import_module(name)
    return None


def _zstd_reader(packed: io.BufferedIOBase) -> _PackedReader:
    zstd = zstd_module()
    if zstd is None:
        raise missing_extra("reading a file packed with Zstandard needs backports.zstd", "formats")
    window = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
    return _JoinedStreams(packed, lambda: zstd.ZstdDecompressor(options=window))


@dataclass(frozen=True, slots=True)
class Packing:
    """A way to pack a file: its first bytes, its name, and the program that unpacks it."""

    magic: bytes
    kind: str
    program: str
    reader: Callable[[io.BufferedIOBase], _PackedReader]


PACKINGS = (
    Packing(b"\x1f\x8b", "gzip", "gunzip", _gzip_reader),
    Packing(b"BZh", "bzip2", "bunzip2", _bzip2_reader),
    Packing(b"\xfd7zXZ\0", "xz", "unxz", _xz_reader),
    Packing(b"\x28\xb5\x2f\xfd", "zstd", "unzstd", _zstd_reader),
)


def packing_of(stream: io.BufferedReader[Any]) -> Packing | None:
    """Tell how the bytes that come next in a stream are packed; None where they are not."""
    head = stream.peek(8)
    return next((packing for packing in PACKINGS if head.startswith(packing.magic)), None)


class UnpackedBytes(io.RawIOBase):
    """The unpacked bytes of a stream, as far as the allowance goes."""

    def __init__(self, packed: io.BufferedReader[Any], packing: Packing, allowance: UnpackingAllowance) -> None:
        self._reader = packing.reader(packed)
        self._kind = packing.kind
        self._allowance = allowance
        self._where = allowance.where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        with memoryview(buffer).cast("B") as view:
            filled = 0
            while filled < len(view) and (data := self._read_some_bytes(len(view) - filled)):
                view[filled : filled + len(data)] = data
                filled += len(data)
        return filled

    def _read_some_bytes(self, size: int) -> bytes:
        try:
            data = self._reader.read(size)
        except InputError:  # of a stream below this one
            raise
        except EOFError:
            raise InputError(f"the {self._kind} file ends early", where=self._where, remedy=_DOWNLOAD) from None
        except (OSError, zlib.error, lzma.LZMAError) as error:
            raise self._damage(error) from None
        except Exception as error:
            if type(error).__name__ != "ZstdError":  # of a module that need not be there
                raise
            raise self._damage(error) from None
        self._allowance.spend(len(data))
        return data

    def _damage(self, error: Exception) -> InputError:
        return InputError(f"the {self._kind} file is damaged ({error})", where=self._where, remedy=_DOWNLOAD)
