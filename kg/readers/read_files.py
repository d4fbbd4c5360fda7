"""Files → papers: each file is opened, its format recognised by its content, and read one record at a time."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.input_stream import Fault, Page, open_page
from kg.readers.reader_registry import READERS, Reader

_LOG = logging.getLogger("paperatlas")
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.I)


def read_papers(
    paths: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,
    strict: bool = False,
    on_fault: Fault | None = None,
    on_read: Callable[[Page], None] | None = None,
) -> Iterator[Paper]:
    """The papers of some files, in the order of the files and of the records in them, not yet merged.

    Args:
        paths: files, plain or packed with gzip; ``-`` is standard input.
        format: a name in ``READERS``; by default each file's content tells.
        strict: whether a fault in one record is raised. on_fault: called with each fault otherwise, while the other
            records still go in; by default faults are logged as warnings.
        on_read: called with each file when its last paper has been taken.

    Raises:
        InputError: a file cannot be read, is of no known format or holds no papers; the format is unknown; or, if
            ``strict``, a record has a fault.
    """
    if format is not None and format not in READERS:
        raise InputError(f"there is no format {format!r}", remedy="name one of " + ", ".join(READERS))
    files = [paths] if isinstance(paths, str | Path) else paths
    return _read_each_file(
        files, READERS[format] if format else None, _raise_fault if strict else on_fault or log_fault, on_read
    )


def _read_each_file(
    paths: Iterable[str | Path], reader: Reader | None, fault: Fault, on_read: Callable[[Page], None] | None
) -> Iterator[Paper]:
    for path in paths:
        with open_page(path) as page:
            chosen = reader or recognise(page)
            empty = True
            for paper in chosen.read(page, fault):
                empty = False
                yield paper
            if empty:
                remedy = f"check that it is {chosen.description}; other formats: {_other_formats(chosen)}"
                raise InputError("the file holds no papers", where=page.path, remedy=remedy)
            if on_read is not None:
                on_read(page)


def recognise(page: Page) -> Reader:
    """The reader of a page, by its first bytes.

    Raises:
        InputError: none knows it.
    """
    for reader in READERS.values():
        if reader.sniff(page.head):
            return reader
    formats = "; ".join(f"{reader.name} ({reader.description})" for reader in READERS.values())
    remedy = f"give one of these, or name its format with --format: {formats}"
    if _HTML.match(page.head):
        remedy = "save the text of the page, not its HTML; " + remedy
    raise InputError("the format of the file is not known", where=page.path, remedy=remedy)


def _other_formats(chosen: Reader) -> str:
    return ", ".join(name for name in READERS if name != chosen.name)


def _raise_fault(error: InputError) -> None:
    raise error


def log_fault(error: InputError) -> None:
    """Log a fault as a warning, where nobody else wants to hear of it."""
    _LOG.warning("%s", error)
