"""BibTeX and BibLaTeX, read a part of a file at a time.

1. Lines are gathered up to the beginning of an entry behind some 256 KiB; bibtexparser splits what was gathered. It
   goes on behind an entry that is broken, where others give up the file, and that entry is a fault.
2. ``@string`` is remembered. What an entry takes over from another (``crossref``) is known where that one came before;
   the entries whose ``crossref`` has not come yet wait for it, to the end of the file at most.
3. Each entry becomes a record with the usual names of fields: LaTeX is written as plain text, the arXiv id is found
   where reference managers put it.

A volume (``@proceedings``) is no paper; it only gives what others take from it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.ground.errors import InputError, UnreadFieldsError
from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import MAX_RECORD, Fault, Page
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.bibliography.latex_values import (
    author_names,
    month_number,
    plain_address,
    plain_latex,
    resolved_value,
    unglued_fields,
)
from kg.readers.papers.paper_fields import paper_from_record

if TYPE_CHECKING:
    from bibtexparser.model import Block, Entry, ParsingFailedBlock

NAME = "bibtex"

_PART = 256 << 10  # characters that are split together
_MOST_WAITING = 50_000  # entries that wait for what they take over; each is some 2 kB
_ENTRY_LINE = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")
_FIRST_ENTRY = re.compile(
    rb"^[ \t]*@[ \t]*(?:string[ \t]*[{(][ \t]*[^\s=]+[ \t]*="
    rb"|[A-Za-z]+[ \t]*[{(]\s*[^\s{}(),=\"]*\s*,\s*[A-Za-z][\w+-]*\s*=)",
    re.I | re.M,
)
_VOLUMES = frozenset(("proceedings", "mvproceedings", "periodical", "collection", "mvcollection", "set", "xdata"))
_PREPRINTS = frozenset(("misc", "unpublished", "online", "preprint"))  # their publisher is the server
_BOOKS = frozenset(("book", "mvbook"))
# What an entry takes over, and under which name.
_TAKEN_OVER = (
    ("title", "booktitle"), ("booktitle", "booktitle"), ("year", "year"), ("month", "month"), ("date", "date"),
)  # fmt: skip
_TOO_LONG = f"what strings stand for is longer than {MAX_RECORD >> 20} MiB altogether"
_SHOWN, _REASON = 60, 120  # characters that a message quotes
_MONTHS = {name: name for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}
# Fields and the names that ``paper_from_record`` knows them by; the first that holds something wins.
_TEXTS = (
    ("abstract", ("abstract", "annotation")),
    ("venue", ("journal", "journaltitle", "booktitle", "eventtitle", "maintitle")),
    ("organisation", ("school", "institution", "organization", "affiliation")),
)
_KEYWORDS = ("keywords", "keyword")
_ADDRESSES = ("url", "pdf", "ee", "howpublished", "bdsk-url-1", "bdsk-url-2", "opturl", "link")
_ARXIV_PLACES = ("journal", "note", "howpublished", "number", "volume", "pages", "eprint", "publisher")
_ARXIV = re.compile(
    r"(?:arxiv:\s*|arxiv\s+(?:preprint\s+)?|abs/)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?)", re.I
)
_READ = {"title", "author", "doi", "arxivid", "arxiv", *_KEYWORDS, *_ADDRESSES}.union(*(names for _, names in _TEXTS))
# What says how something was printed or is kept, not what it says or who wrote it.
_OF_THE_RECORD = frozenset(
    """
    address location publisher series edition volume number issue pages numpages pagetotal articleno chapter type isbn
    issn eissn lccn urldate lastchecked language langid file local-url date-added date-modified timestamp added-at
    biburl bibsource interhash intrahash owner bdsk-file-1 bdsk-file-2 month day year date key crossref xref
    archiveprefix eprinttype eprintclass primaryclass eprint archive copyright rights shorttitle shortjournal hal_id
    mendeley-groups acmid pmid pmcid mrnumber mrclass zmnumber fjournal issue_date subtitle bibkey groups priority
    citation-key creationdate modificationdate ids urn
    """.split()  # noqa: SIM905
)


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file hold the beginning of an entry with its key and first field.

    >>> sniff(b"% Encoding: UTF-8\\n@article{a1,\\n title={A}}"), sniff(b"@alice, see {this, a = b}")
    (True, False)
    """
    return _FIRST_ENTRY.search(head) is not None


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a file; an entry that is broken, or has no title, is a fault."""
    entries = _BibliographyEntries(page, fault)
    for entry in entries.complete():
        source = Source(page.name, NAME, entry.position)
        where = f"{page.path}:{entry.line}"
        try:
            yield paper_from_record(_record_of_entry(entry, page.unread), source, where, fault)
        except InputError as error:
            fault(error)
    if entries.volumes:
        problem = f"whole volumes (@proceedings) are no papers; {entries.volumes:,} left out"
        fault(UnreadFieldsError(problem, where=str(page.path), remedy="call what is a paper @misc"))


@dataclass(slots=True)
class _BibliographyEntry:
    line: int
    position: int
    kind: str  # in small letters, e.g. "article"
    key: str
    fields: dict[str, str]  # by names in small letters


@dataclass(slots=True)
class _BibliographyEntries:
    """The entries of a file, each with what it takes over from others."""

    page: Page
    fault: Fault
    _strings: dict[str, str] = field(default_factory=lambda: dict(_MONTHS))
    _given: dict[str, dict[str, str]] = field(default_factory=dict)  # what entries give to those that name them
    _waiting: list[_BibliographyEntry] = field(default_factory=list)
    _count: int = 0
    _size: int = 0  # characters of all strings
    volumes: int = 0

    def complete(self) -> Iterator[_BibliographyEntry]:
        for line, text in _parts_of_file(self.page, self.fault):
            for entry in self._entries_of_part(text, line):
                parent = entry.fields.get("crossref", "").strip().casefold()
                if parent and parent not in self._given and len(self._waiting) < _MOST_WAITING:
                    self._waiting.append(entry)
                else:
                    yield self._with_taken_over(entry, parent)
        for entry in self._waiting:
            parent = entry.fields["crossref"].strip().casefold()
            if parent not in self._given:
                problem = f"the entry {entry.key!r} refers to {parent!r}, which the file does not have"
                self.fault(InputError(problem, where=f"{self.page.path}:{entry.line}", remedy="add that entry"))
            yield self._with_taken_over(entry, parent)

    def _with_taken_over(self, entry: _BibliographyEntry, parent: str) -> _BibliographyEntry:
        entry.fields = self._given.get(parent, {}) | entry.fields
        return entry

    def _entries_of_part(self, text: str, line: int) -> Iterator[_BibliographyEntry]:
        from bibtexparser import model

        for block in _blocks_of_text(text):
            where = line + max(0, block.start_line or 0)
            while isinstance(block, model.ParsingFailedBlock) and block.ignore_error_block is not None:
                block = block.ignore_error_block  # a key, or a field, that is there twice
            try:
                if isinstance(block, model.ParsingFailedBlock):
                    self._report_broken(block, where)
                elif isinstance(block, model.String):
                    self._take_string(block.key.casefold(), resolved_value(block.value, self._strings))
                elif isinstance(block, model.Entry) and (entry := self._entry_of_block(block, where)) is not None:
                    yield entry
            except InputError as error:
                self.fault(InputError(error.problem, where=f"{self.page.path}:{where}", remedy=error.remedy))

    def _take_string(self, name: str, value: str) -> None:
        size = self._size + len(value) - len(self._strings.get(name, ""))
        if size > MAX_RECORD:
            raise InputError(_TOO_LONG, remedy="write what the strings stand for")
        self._size, self._strings[name] = size, value

    def _entry_of_block(self, block: Entry, line: int) -> _BibliographyEntry | None:
        fields: dict[str, str] = {}
        size = 0
        for each in block.fields:
            for name, value in unglued_fields(each.key, str(each.value)):
                resolved = resolved_value(value, self._strings)
                fields.setdefault(name.strip().casefold(), resolved)
                size += len(resolved)
                if size > MAX_RECORD:
                    raise InputError(_TOO_LONG, remedy="write what the strings stand for")
        kind = block.entry_type.strip().casefold()
        if kind in _VOLUMES or kind in _BOOKS:
            given = {name: fields[own] for own, name in _TAKEN_OVER if own in fields}
            self._given[block.key.strip().casefold()] = given
        if kind in _VOLUMES:
            self.volumes += 1
            return None
        self._count += 1
        return _BibliographyEntry(line, self._count, kind, block.key.strip(), fields)

    def _report_broken(self, block: ParsingFailedBlock, line: int) -> None:
        first = (block.raw or "").strip().split("\n")[0][:_SHOWN]
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split()).rstrip(".")
        problem = f"the entry {first!r} is broken ({reason[:_REASON]})"
        remedy = "close its braces and part its fields by commas"
        self.fault(InputError(problem, where=f"{self.page.path}:{line}", remedy=remedy))


def _parts_of_file(page: Page, fault: Fault) -> Iterator[tuple[int, str]]:
    """Parts of the file that end in front of an entry, and their first lines."""
    lines: list[str] = []
    start, size = 1, 0
    for number, line in page.lines(fault):
        if size > _PART and _ENTRY_LINE.match(line):
            yield start, "\n".join(lines)
            lines, start, size = [], number, 0
        lines.append(line)
        size += len(line) + 1
        if size > MAX_RECORD:
            problem = f"an entry is longer than {MAX_RECORD >> 20} MiB and is left out"
            fault(InputError(problem, where=f"{page.path}:{start}", remedy="begin each entry on a line of its own"))
            lines, start, size = [], number + 1, 0
    if lines:
        yield start, "\n".join(lines)


def _blocks_of_text(text: str) -> list[Block]:
    from bibtexparser.splitter import Splitter

    log = logging.getLogger("bibtexparser")
    log.disabled = logging.getLogger("bibtexparser.splitter").disabled = True  # what it would say becomes a fault
    return Splitter(text).split().blocks


def _record_of_entry(entry: _BibliographyEntry, unread: UnreadFields) -> dict[str, object]:
    """Return the entry under the usual names of fields; what is not read is noted."""
    fields = entry.fields
    title = plain_latex(fields.get("title", ""))
    subtitle = plain_latex(fields.get("subtitle", ""))
    record: dict[str, object] = {
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "authors": author_names(fields.get("author", "")),
        "date": _date_of_fields(fields),
        "keywords": [
            word for name in _KEYWORDS for word in re.split(r"\s*[,;\n]\s*", plain_latex(fields.get(name, "")))
        ],
        "arxiv": _arxiv_of_fields(fields),
        "doi": plain_address(fields.get("doi", "")),
        "url": list(dict.fromkeys(url for name in _ADDRESSES for url in plain_address(fields.get(name, "")).split())),
        "id": entry.key,
    }
    for name, others in _TEXTS:
        record[name] = next(filter(None, (plain_latex(fields.get(other, "")) for other in others)), "")
    if not record["venue"] and entry.kind in _PREPRINTS:
        record["venue"] = plain_latex(fields.get("publisher", ""))
    if record["arxiv"]:
        record["categories"] = " ".join(fields.get(name, "") for name in ("primaryclass", "eprintclass"))
    for name, value in fields.items():
        if name not in _READ and name not in _OF_THE_RECORD:
            unread.see(name, plain_latex(value))
    return record


def _date_of_fields(fields: dict[str, str]) -> str:
    """Return the date: BibLaTeX's ``date`` (the beginning of a period), else year, month and day."""
    given = plain_latex(fields.get("date", "")).split("/")[0].rstrip("~?%")
    if given:
        return given
    year = plain_latex(fields.get("year", ""))
    if (found := re.fullmatch(r"\D{0,4}(\d{4})[a-z]?", year)) is None:  # "c1998", "2006a"
        return year
    month, day = month_number(fields.get("month", "")), plain_latex(fields.get("day", ""))
    if month is None:
        return found[1]
    return f"{found[1]}-{month:02d}" + (f"-{int(day):02d}" if re.fullmatch(r"[0-9]{1,2}", day) else "")


def _arxiv_of_fields(fields: dict[str, str]) -> str:
    """Return the arXiv id, as BibLaTeX, arXiv, DBLP, Google Scholar and Mendeley each write it."""
    kind = fields.get("archiveprefix") or fields.get("eprinttype") or fields.get("archive") or ""
    eprint = plain_address(fields.get("eprint", ""))
    for given in (plain_address(fields.get("arxivid", "")), plain_address(fields.get("arxiv", "")), eprint):
        of_arxiv = given is not eprint or not kind or "arxiv" in kind.casefold()
        if given and of_arxiv and (known := arxiv_id(given.split()[0])):
            return known
    found = (_ARXIV.search(plain_address(fields.get(name, ""))) for name in _ARXIV_PLACES)
    return next((match[1] for match in found if match), "")
