"""Files that a user names to be written, whatever stands under the name.

1. ``-`` is standard output.
2. ``/dev/stdout`` and ``/dev/fd/63`` (what ``>(…)`` of a shell is) stand for what this process has open: it is written
   on, from where it is.
3. What is no plain file (named pipe, terminal, device) is written in place.
4. A symbolic link is followed: the file that it leads to is written, the link stays.
5. A plain file is replaced when all is written: the new one lies beside it until then, and takes its mode and, where
   the system allows, its owner. A fault leaves the old one as it was.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.ground.errors import OutputError
from kg.ground.files.durable_files import put_in_place
from kg.ground.files.standard_streams import STANDARD, output_name, standard_output

_MOST_LINKS = 40  # one after the other, as Linux follows them (path_resolution(7))
_PART = ".part"
_REMEDY = "name a file that can be written"


@contextmanager
def open_target(path: str | Path) -> Iterator[BinaryIO]:
    """Open what a user named for writing bytes; a plain file is replaced when the block ends without an error.

    Raises:
        OutputError: it cannot be written. BrokenPipeError: the reader of a pipe has enough.
    """
    path = Path(path)
    where = output_name(path)
    try:
        with ExitStack() as stack:  # within: where the disk is full, closing fails, too
            yield _entered_target(stack, path, where)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None and Path(error.filename).suffix != _PART:  # of another file
            raise
        raise _fault_of_writing(error, where) from error


def _entered_target(stack: ExitStack, path: Path, where: str) -> BinaryIO:
    try:
        return stack.enter_context(_opened_target(path))
    except FileNotFoundError as error:
        folder = Path(os.path.realpath(path)).parent
        raise OutputError(f"there is no folder {folder}", where=where, remedy="make it first") from error
    except OSError as error:
        raise _fault_of_writing(error, where) from error


def _fault_of_writing(error: OSError, where: str) -> OutputError:
    return OutputError(f"cannot be written: {error.strerror or error}", where=where, remedy=_REMEDY)


def _opened_target(path: Path) -> AbstractContextManager[BinaryIO]:
    if path == STANDARD:
        return _flushed_stream(standard_output())
    number = _descriptor_of_path(path)
    if number is not None:
        return _written_on_descriptor(number)
    try:
        status = path.stat()
    except FileNotFoundError:  # new, or a link that leads nowhere yet
        status = None
    if status is not None and stat.S_ISDIR(status.st_mode):
        raise OutputError("this is a folder", where=path, remedy="name a file in it")
    if status is not None and not stat.S_ISREG(status.st_mode):
        return path.open("wb")
    return _replaced_file(Path(os.path.realpath(path)), status)


def _descriptor_of_path(path: Path) -> int | None:
    """Find the number of the open file of this process that a path stands for, through however many links."""
    folders = {os.path.realpath("/dev/fd"), os.path.realpath("/proc/self/fd")}
    place = path.absolute()
    for _ in range(_MOST_LINKS):
        if place.name.isdecimal() and os.path.realpath(place.parent) in folders:
            return int(place.name)
        try:
            place = place.parent / place.readlink()
        except OSError:  # no link
            return None
    return None


@contextmanager
def _flushed_stream(file: BinaryIO) -> Iterator[BinaryIO]:
    yield file
    file.flush()


@contextmanager
def _written_on_descriptor(number: int) -> Iterator[BinaryIO]:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()  # what was printed before comes first
    with os.fdopen(os.dup(number), "wb") as file:
        yield file


@contextmanager
def _replaced_file(path: Path, status: os.stat_result | None) -> Iterator[BinaryIO]:
    """Open a file beside a plain one, in whose place it is put when the block ends without an error."""
    if status is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    part = path.with_name(f".paperatlas-{secrets.token_hex(8)}{_PART}")
    try:
        file = part.open("xb")
    except OSError:
        if status is None:
            raise
        file, part = path.open("wb"), path  # its folder takes no more files, but the file itself may be written
    try:
        with file:
            yield file
        if part != path:
            _put_part_in_place(part, path, status)
    finally:
        if part != path:
            part.unlink(missing_ok=True)


def _put_part_in_place(part: Path, path: Path, status: os.stat_result | None) -> None:
    if status is not None:
        if hasattr(os, "chown"):
            with suppress(PermissionError):
                os.chown(part, status.st_uid, status.st_gid)
        part.chmod(stat.S_IMODE(status.st_mode))
    try:
        put_in_place(part, path)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        shutil.copyfile(part, path)  # a single file mounted into a container cannot be replaced, only written
