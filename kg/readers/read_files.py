"""Files → papers: each file is opened, its format recognised by its content, and read one record at a time.

A file that was named has to be readable. Of a folder or an archive only one file has to: the others are faults.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kg.ground.errors import InputError, LeftOutFileError, MissingExtraError, UnreadFieldsError, offer_of_names
from kg.ground.files.standard_streams import input_name
from kg.ground.imported_result import Imported, InputRecord
from kg.ground.records import Paper
from kg.readers.artifacts.artifact_cards import refuse_artifact_cards
from kg.readers.base.input_paths import files_of_folder, is_folder, named_paths
from kg.readers.base.input_stream import Fault, Page, ReadingHints
from kg.readers.base.open_files import open_pages
from kg.readers.nearest_formats import nearest_formats
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS, Reader

_LOG = logging.getLogger("paperatlas")
_Read = TypeVar("_Read", bound=InputRecord)
_LISTING = "paperatlas formats"
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.I)


def read_papers(
    paths: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,
    record_path: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    on_fault: Fault | None = None,
    on_read: Callable[[Page], None] | None = None,
) -> Iterator[Paper]:
    """Yield the papers of some files, in the order of the files and of the records in them, not yet merged.

    Args:
        paths: files, plain or packed with gzip, bzip2, xz or Zstandard; ZIP and tar archives, folders and patterns
            (``*.json``); ``-`` is standard input.
        format: a name in ``READERS``; by default each file's content tells.
        record_path: the keys that lead to the records of a JSON file, e.g. ``data.items``; by default they are found.
        columns: fields of a paper and the columns of tables that hold them, e.g. ``{"title": "Name"}``, where their
            names do not tell.
        strict: whether a fault in one record is raised. on_fault: called with each fault otherwise, while the other
            records still go in; by default faults are logged as warnings.
        on_read: called with each file when its last paper has been taken.

    Raises:
        InputError: a file cannot be read, is of no known format or holds no papers; the format is unknown; or, if
            ``strict``, a record has a fault.
    """
    reader = _reader_of_format(format, READERS)
    hints = ReadingHints(record_path, columns or {})
    return _read_each_file(paths, recognise, reader, hints, _fault_handler(strict, on_fault), on_read)


def read_inputs(
    paths: str | Path | Iterable[str | Path],
    *,
    format: str | None = None,
    record_path: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    on_fault: Fault | None = None,
    on_read: Callable[[Page], None] | None = None,
    name: str | None = None,
) -> Iterator[InputRecord]:
    """Yield the papers, the scores and the described artifacts of some files, for a graph of all; arguments and errors
    as for ``read_papers``.

    Args:
        name: what sources call the one file that is given, by default its name without folder.
    """
    readers: Mapping[str, Reader[InputRecord]] = {**READERS, **SCORE_READERS, **CARD_READERS}
    reader = _reader_of_format(format, readers)
    hints = ReadingHints(record_path, columns or {})
    return _read_each_file(paths, recognise_input, reader, hints, _fault_handler(strict, on_fault), on_read, name)


def _reader_of_format(format: str | None, readers: Mapping[str, Reader[_Read]]) -> Reader[_Read] | None:
    if format is not None and format not in readers:
        remedy = offer_of_names(format, readers, listing=_LISTING)
        raise InputError(f"there is no format {format!r}", remedy=remedy)
    return readers[format] if format else None


def _fault_handler(strict: bool, on_fault: Fault | None) -> Fault:
    return _raise_fault if strict else on_fault or log_fault


def _read_each_file(
    paths: str | Path | Iterable[str | Path],
    recognised: Callable[[Page], Reader[_Read]],
    reader: Reader[_Read] | None,
    hints: ReadingHints,
    fault: Fault,
    on_read: Callable[[Page], None] | None,
    name: str | None = None,
) -> Iterator[_Read]:
    for path in named_paths(paths):
        yield from _Input(path, recognised, reader, hints, fault, on_read, name).records()


@dataclass(slots=True)
class _Input(Generic[_Read]):
    """One thing that was named: a file, an archive or a folder."""

    path: Path
    recognised: Callable[[Page], Reader[_Read]]
    reader: Reader[_Read] | None
    hints: ReadingHints
    fault: Fault
    on_read: Callable[[Page], None] | None
    name: str | None = None
    whole: int = 0  # files of it that were read
    left_out: int = 0

    def records(self) -> Iterator[_Read]:
        """Yield the records of its files, in their order."""
        folder = is_folder(self.path)
        last: InputError | None = None
        for page in _pages_of_folder(self.path) if folder else open_pages(self.path, self.name):
            try:
                if isinstance(page, InputError):
                    raise page
                yield from self._records_of_page(page)
                self.whole += 1
            except (InputError, MissingExtraError) as error:
                if not folder and isinstance(page, Page) and page.path == Path(input_name(self.path)):
                    raise
                last = LeftOutFileError(error.problem, where=error.where, remedy=error.remedy)
                self.left_out += 1
                self.fault(last)
        if last is not None and not self.whole:
            what = "folder" if folder else "archive"
            problem = f"none of the {self.left_out:,} files of the {what} can be read, the last because {last.problem}"
            raise InputError(problem, where=self.path, remedy=last.remedy)
        if not self.whole:
            raise InputError("the archive holds no files", where=self.path, remedy="download it again")

    def _records_of_page(self, page: Page) -> Iterator[_Read]:
        page.hints = self.hints
        chosen = self.reader or self.recognised(page)
        if page.hints.record_path is not None and not chosen.takes_path:
            remedy = "leave the path out, or name a JSON format with --format"
            problem = f"a path to the records is given, and the file is {chosen.description}"
            raise InputError(problem, where=page.path, remedy=remedy)
        empty = True
        for record in chosen.read(page, self.fault):
            empty = False
            yield record
        if empty:
            what = "scores" if chosen.name in SCORE_READERS else "artifact" if chosen.name in CARD_READERS else "papers"
            others = [name for name, _ in nearest_formats(page.path, page.head) if name != chosen.name]
            other = f", or name another format with --format, e.g. {' or '.join(others)}" if others else ""
            remedy = f"check that it is {chosen.description}{other}; {_LISTING} lists all"
            raise InputError(f"the file holds no {what}", where=page.path, remedy=remedy)
        if unread := page.unread.report(str(page.path)):
            self.fault(unread)
        if self.on_read is not None:
            self.on_read(page)


def _pages_of_folder(folder: Path) -> Iterator[Page | InputError]:
    """Yield the pages of all files of a folder, those of archives among them; what cannot be opened as an error."""
    for path, name in files_of_folder(folder):
        try:
            yield from open_pages(path, name)
        except InputError as error:
            yield error
        except MissingExtraError as error:
            yield InputError(error.problem, where=path, remedy=error.remedy)


def recognise_input(page: Page) -> Reader[Paper] | Reader[Imported]:
    """Return the reader of a page of papers, scores or a described artifact; errors as for ``recognise``."""
    beside_papers = (*SCORE_READERS.values(), *CARD_READERS.values())
    return next((reader for reader in beside_papers if reader.sniff(page.head)), None) or recognise(page)


def recognise(page: Page) -> Reader[Paper]:
    """Return the reader of a page of papers, by its first bytes.

    Raises:
        InputError: none knows it, or it holds scores or describes an artifact.
    """
    for scores in SCORE_READERS.values():
        if scores.sniff(page.head):
            remedy = "give it to paperatlas build or add, alone or beside papers"
            raise InputError(f"the file holds {scores.description}, and no papers", where=page.path, remedy=remedy)
    refuse_artifact_cards(page)
    for reader in READERS.values():
        if reader.sniff(page.head):
            return reader
    near = "; ".join(f"{name} ({reason})" for name, reason in nearest_formats(page.path, page.head))
    problem = "the format of the file is not known" + (f"; the nearest are {near}" if near else "")
    remedy = f"name one with --format; {_LISTING} lists all"
    if _HTML.match(page.head):
        remedy = f"save the page as text where it is no listing page of papers, or {remedy}"
    raise InputError(problem, where=page.path, remedy=remedy)


def _raise_fault(error: InputError) -> None:
    if isinstance(error, UnreadFieldsError):
        log_fault(error)
    else:
        raise error


def log_fault(error: InputError) -> None:
    """Log a fault as a warning, where nobody else wants to hear of it."""
    _LOG.warning("%s", error)
