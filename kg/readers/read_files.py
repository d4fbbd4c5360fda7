"""Files → papers: each file is opened, its format recognised by its content, and read one record at a time."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kg.ground.errors import InputError, UnreadFieldsError
from kg.ground.imported_result import ImportedResult
from kg.ground.records import Paper
from kg.readers.base.input_stream import Fault, Page, open_page
from kg.readers.reader_registry import READERS, SCORE_READERS, Reader
from kg.readers.services.artifact_cards import refuse_artifact_cards

_LOG = logging.getLogger("paperatlas")
_Read = TypeVar("_Read", bound=Paper | ImportedResult)
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.I)


def read_papers(
    paths: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,
    record_path: str | None = None,
    strict: bool = False,
    on_fault: Fault | None = None,
    on_read: Callable[[Page], None] | None = None,
) -> Iterator[Paper]:
    """The papers of some files, in the order of the files and of the records in them, not yet merged.

    Args:
        paths: files, plain or packed with gzip; ``-`` is standard input.
        format: a name in ``READERS``; by default each file's content tells.
        record_path: the keys that lead to the records of a JSON file, e.g. ``data.items``; by default they are found.
        strict: whether a fault in one record is raised. on_fault: called with each fault otherwise, while the other
            records still go in; by default faults are logged as warnings.
        on_read: called with each file when its last paper has been taken.

    Raises:
        InputError: a file cannot be read, is of no known format or holds no papers; the format is unknown; or, if
            ``strict``, a record has a fault.
    """
    opened = _open_pages(paths, record_path)
    return _read_each_page(
        opened, recognise, _reader_of_format(format, READERS), _fault_handler(strict, on_fault), on_read
    )


def read_inputs(
    paths: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,
    record_path: str | None = None,
    strict: bool = False,
    on_fault: Fault | None = None,
    on_read: Callable[[Page], None] | None = None,
) -> Iterator[Paper | ImportedResult]:
    """The papers and the scores of some files, for a graph of both; arguments and errors as for ``read_papers``."""
    readers: Mapping[str, Reader[Paper | ImportedResult]] = {**READERS, **SCORE_READERS}
    reader = _reader_of_format(format, readers)
    opened = _open_pages(paths, record_path)
    return _read_each_page(opened, _recognise_input, reader, _fault_handler(strict, on_fault), on_read)


def _reader_of_format(format: str | None, readers: Mapping[str, Reader[_Read]]) -> Reader[_Read] | None:
    if format is not None and format not in readers:
        raise InputError(f"there is no format {format!r}", remedy="name one of " + ", ".join(readers))
    return readers[format] if format else None


def _fault_handler(strict: bool, on_fault: Fault | None) -> Fault:
    return _raise_fault if strict else on_fault or log_fault


def _open_pages(paths: str | Path | Iterable[str | Path], record_path: str | None) -> Iterator[Page]:
    """Open one file after the other, each until the next is asked for."""
    for path in [paths] if isinstance(paths, str | Path) else paths:
        with open_page(path) as page:
            page.record_path = record_path
            yield page


def _read_each_page(
    pages: Iterator[Page],
    recognised: Callable[[Page], Reader[_Read]],
    reader: Reader[_Read] | None,
    fault: Fault,
    on_read: Callable[[Page], None] | None,
) -> Iterator[_Read]:
    for page in pages:
        chosen = reader or recognised(page)
        if page.record_path is not None and not chosen.takes_path:
            remedy = "leave the path out, or name a JSON format with --format"
            problem = f"a path to the records is given, and the file is {chosen.description}"
            raise InputError(problem, where=page.path, remedy=remedy)
        empty = True
        for record in chosen.read(page, fault):
            empty = False
            yield record
        if empty:
            what = "scores" if chosen.name in SCORE_READERS else "papers"
            remedy = f"check that it is {chosen.description}; other formats: {_other_formats(chosen)}"
            raise InputError(f"the file holds no {what}", where=page.path, remedy=remedy)
        if unread := page.unread.report(str(page.path)):
            fault(unread)
        if on_read is not None:
            on_read(page)


def _recognise_input(page: Page) -> Reader[Paper] | Reader[ImportedResult]:
    return next((reader for reader in SCORE_READERS.values() if reader.sniff(page.head)), None) or recognise(page)


def recognise(page: Page) -> Reader[Paper]:
    """The reader of a page of papers, by its first bytes.

    Raises:
        InputError: none knows it, or it holds scores.
    """
    for scores in SCORE_READERS.values():
        if scores.sniff(page.head):
            remedy = "give it to paperatlas build or add, alone or beside papers"
            raise InputError(f"the file holds {scores.description}, and no papers", where=page.path, remedy=remedy)
    refuse_artifact_cards(page)
    for reader in READERS.values():
        if reader.sniff(page.head):
            return reader
    formats = "; ".join(f"{reader.name} ({reader.description})" for reader in READERS.values())
    remedy = f"give one of these, or name its format with --format: {formats}"
    if _HTML.match(page.head):
        remedy = "save the text of the page, not its HTML; " + remedy
    raise InputError("the format of the file is not known", where=page.path, remedy=remedy)


def _other_formats(chosen: Reader[Any]) -> str:
    return ", ".join(name for name in (*READERS, *SCORE_READERS) if name != chosen.name)


def _raise_fault(error: InputError) -> None:
    if isinstance(error, UnreadFieldsError):
        log_fault(error)
    else:
        raise error


def log_fault(error: InputError) -> None:
    """Log a fault as a warning, where nobody else wants to hear of it."""
    _LOG.warning("%s", error)
