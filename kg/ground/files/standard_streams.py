"""Standard input and output under the name ``-``, wherever a file is read or written.

A file that is called ``-`` is named by its folder, too: ``./-`` on the command line.
"""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.ground.errors import InputError

#: The path that stands for standard input or output.
STANDARD = Path("-")


@dataclass(frozen=True, slots=True)
class Content:
    """A file that was read whole, for those who need its content more than once: a pipe gives it only once.

    Attributes:
        name: as messages name it. data: its bytes.
    """

    name: str
    data: bytes


def read_content(path: Path | Content, *, remedy: str = "name a file that can be read") -> Content:
    """Read a file, or standard input, whole; what was read already stays as it is.

    Raises:
        InputError: it cannot be read.
    """
    if isinstance(path, Content):
        return path
    try:
        return Content(input_name(path), read_bytes(path))
    except OSError as error:
        raise InputError(str(error.strerror), where=input_name(path), remedy=remedy) from error


def read_bytes(path: Path) -> bytes:
    """Read the bytes of a file, or of standard input.

    Raises:
        OSError: it cannot be read.
    """
    return standard_input().read() if path == STANDARD else path.read_bytes()


def input_name(path: Path) -> str:
    """Say what messages call a file that is read.

    >>> input_name(Path("-")), input_name(Path("a/b.txt"))
    ('standard input', 'a/b.txt')
    """
    return "standard input" if path == STANDARD else str(path)


def output_name(path: Path) -> str:
    """Say what messages call a file that is written.

    >>> output_name(Path("-"))
    'standard output'
    """
    return "standard output" if path == STANDARD else str(path)


def standard_input() -> BinaryIO:
    """Open the bytes of standard input.

    Raises:
        OSError: it is closed.
    """
    return _bytes_of_stream(sys.stdin)


def standard_output() -> BinaryIO:
    """Open standard output for bytes; what was printed before comes first.

    Raises:
        OSError: it is closed.
    """
    if sys.stdout is not None:
        sys.stdout.flush()
    return _bytes_of_stream(sys.stdout)


def _bytes_of_stream(stream: object) -> BinaryIO:
    # None where the process was started with it closed; text alone where another program stands in for it (notebooks).
    buffer: BinaryIO | None = getattr(stream, "buffer", None)
    if buffer is None:
        raise OSError(errno.EBADF, "it is closed")
    return buffer
