"""Opening what was named: a file, standard input, or the files of an archive.

Steps:

1. Open the file, or standard input for ``-``; a missing or unreadable one and a folder are errors with a remedy. A pipe
   gives its bytes once, so size and hash are taken as they pass.
2. Unpack gzip, bzip2, xz and Zstandard, known by their first bytes and not by the file's name.
3. Where that is a ZIP or tar archive, each of its files is a page, which may be packed as well; else it is one page.
"""

from __future__ import annotations

import io
import shlex
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.ground.errors import InputError, MissingExtraError
from kg.ground.files.standard_streams import STANDARD, input_name, standard_input
from kg.readers.base.archive_members import Member, is_tar, is_zip, members_of_tar, members_of_zip
from kg.readers.base.input_stream import BUFFER, CountedBytes, Page
from kg.readers.base.packed_bytes import UnpackedBytes, UnpackingAllowance, packing_of

_TAR_HEAD = 512  # bytes


@contextmanager
def open_page(path: str | Path, name: str | None = None) -> Iterator[Page]:
    """Open the file as a page, closed afterwards.

    Args:
        name: what sources call it; by default the name of the file.

    Raises:
        InputError: it is missing, a folder, unreadable, empty, binary, damaged, not UTF-8, or an archive.
    """
    with closing(open_pages(path, name)) as pages:
        page = next(pages, None)
        if isinstance(page, InputError):
            raise page
        if page is None or page.path != Path(input_name(Path(path))):
            raise InputError("the file is an archive", where=input_name(Path(path)), remedy="name a file of it")
        yield page


def open_pages(path: str | Path, name: str | None = None) -> Generator[Page | InputError, None, None]:
    """Yield the pages of a file: itself, or the files of an archive, each to be read before the next one is asked for.

    A file of an archive that cannot be opened is given as the error that says why.

    Raises:
        InputError: as for ``open_page``, but for an archive when it is damaged.
    """
    path = Path(path)
    where = Path(input_name(path))
    with _opened(path, where) as file:
        raw = CountedBytes(where, file)
        stream: io.BufferedReader[Any] = io.BufferedReader(raw, BUFFER)
        allowance = UnpackingAllowance(where, "archive", lambda: raw.count)
        if packing := packing_of(stream):
            allowance.kind = f"{packing.kind} file"
            stream = io.BufferedReader(UnpackedBytes(stream, packing, allowance), BUFFER)
        head = stream.peek(_TAR_HEAD)
        if not (is_zip(head) or is_tar(head)):
            yield Page(path, stream, raw, name)
            return
        allowance.kind = "archive"
        members = (
            members_of_zip(stream, None if packing else cast(BinaryIO, file), allowance)
            if is_zip(head)
            else members_of_tar(stream, where)
        )
        for member in members:
            yield _page_of_member(member, where, name or where.name, allowance)


def _page_of_member(member: Member, where: Path, archive: str, allowance: UnpackingAllowance) -> Page | InputError:
    inside = where / member.name
    try:
        raw = CountedBytes(inside, member.open())
        stream: io.BufferedReader[Any] = io.BufferedReader(raw, BUFFER)
        if packing := packing_of(stream):
            stream = io.BufferedReader(UnpackedBytes(stream, packing, allowance), BUFFER)
        return Page(inside, stream, raw, f"{archive}/{member.name}")
    except InputError as error:
        return error
    except MissingExtraError as error:
        return InputError(error.problem, where=inside, remedy=error.remedy)


@contextmanager
def _opened(path: Path, where: Path) -> Iterator[io.BufferedReader]:
    try:
        file = nullcontext(cast(io.BufferedReader, standard_input())) if path == STANDARD else path.open("rb")
    except FileNotFoundError:
        raise InputError("the file does not exist", where=where, remedy="check the path") from None
    except IsADirectoryError:
        raise InputError("this is a folder", where=where, remedy=f"name files in it, e.g. {path}/*") from None
    except PermissionError:
        raise InputError(
            "the file may not be read", where=where, remedy=f"allow it: chmod u+r {shlex.quote(str(path))}"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise InputError(
            f"the file cannot be opened ({getattr(error, 'strerror', None) or error})",
            where=where,
            remedy="check the path",
        ) from None
    with file as opened:
        yield opened
