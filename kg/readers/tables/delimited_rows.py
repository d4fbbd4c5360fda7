"""CSV, TSV and what spreadsheets of other countries write: rows of a text, parted by commas, semicolons, tabs or bars.

1. The first row names the columns. The sign that parts most names, among them one for titles, parts all rows.
2. Lines are put together to rows where a quotation mark is open. One that is never closed would take the rest of the
   file with it: after some hundred lines the row is a fault, and reading goes on at its second line.
3. A row with more cells than the first has lost its quotation marks: it is a fault. One with fewer is read.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.readers.base.input_stream import Fault, Page
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.tables.table_columns import columns_of_header, has_title

NAME = "csv"

_DELIMITERS = ",;\t|"
_SAID = re.compile(r"sep=(.)\s*", re.I)  # Excel's own first line
_MOST_LINES = 300  # of one row; an abstract with line ends has some ten
_LONGEST_NAME = 60  # characters of the name of a column
_MOST_COLUMNS = 300


def sniff(head: bytes) -> bool:
    """Tell whether the first row of a file names columns, one of them the titles.

    >>> sniff(b"Title;Authors;Year\\nA;B;2024\\n"), sniff(b"A title, of a page\\nand its abstract")
    (True, False)
    """
    lines = head.decode("utf-8", "replace").splitlines()
    return bool(lines) and not lines[0].lstrip().startswith(("{", "[", "<", "@")) and _delimiter(lines) is not None


def _delimiter(lines: list[str]) -> str | None:
    """Return the sign that parts the names of the columns; None where they are no such names."""
    said = _SAID.fullmatch(lines[0])
    header = lines[1] if said and len(lines) > 1 else lines[0]
    best, most = None, 1
    for sign in said[1] if said else _DELIMITERS:
        cells = _cells(header, sign)
        names = [cell.strip() for cell in cells]
        if most < len(names) <= _MOST_COLUMNS and has_title(names) and max(map(len, names)) <= _LONGEST_NAME:
            best, most = sign, len(names)
    return best


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the papers of a table; a row that is broken, or has no title, is a fault.

    Raises:
        InputError: no column is the title.
    """
    lines = page.head.decode("utf-8", "replace").splitlines() or [""]
    said = _SAID.fullmatch(lines[0])
    sign = _delimiter(lines) or _most_frequent(lines[1] if said and len(lines) > 1 else lines[0])
    rows = _rows(page, fault, sign)
    if said:
        next(rows, None)
    header = [cell.strip() for cell in next(rows, (1, [""]))[1]]
    columns, note = columns_of_header(header, page)
    if note is not None:
        fault(note)
    position = 0
    for line, cells in _without_cut_end(rows, len(header), page, fault):
        where = f"{page.path}:{line}"
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            problem = f"the row has {len(cells):,} cells, and the table {len(header):,} columns"
            fault(InputError(problem, where=where, remedy="put cells that hold the sign between them into quotes"))
            continue
        record = columns.record(cells)
        if columns.own and record.pop("kind", "paper") != "paper":
            continue
        position += 1
        try:
            yield paper_from_record(record, Source(page.name, NAME, position), where, fault, page.unread)
        except InputError as error:
            fault(error)


def _without_cut_end(
    rows: Iterator[tuple[int, list[str]]], width: int, page: Page, fault: Fault
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows without a last one that the end of the file cuts off: it is short, and no other is."""
    held: tuple[int, list[str]] | None = None
    whole = True
    for row in rows:
        if held is not None:
            yield held
            whole = whole and len(held[1]) >= width
        held = row
    if held is not None and whole and len(held[1]) < width:
        problem = "the file ends inside a row, which is left out"
        fault(InputError(problem, where=f"{page.path}:{held[0]}", remedy="save it again"))
    elif held is not None:
        yield held


def _most_frequent(header: str) -> str:
    """Return the sign that parts the columns where the user says that it is a table."""
    return max(_DELIMITERS, key=header.count)


def _cells(text: str, sign: str) -> list[str]:
    """Return the cells of a row, which may have line ends in quotes."""
    try:
        return next(csv.reader([text], delimiter=sign, skipinitialspace=sign != "\t"), [])
    except csv.Error:  # a cell above its limit of 128 Ki characters
        return []


def _rows(page: Page, fault: Fault, sign: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, and their first lines."""
    quotes = _OpenQuotes(sign)
    for start, lines in _joined_lines(page, fault, quotes):
        text = "\n".join(lines)
        if not text.strip(f"{sign} \"'"):
            continue
        cells = _cells(text, sign)
        if cells:
            yield start, cells
        else:
            problem = f"a cell is longer than {csv.field_size_limit():,} characters; the row is left out"
            fault(InputError(problem, where=f"{page.path}:{start}", remedy="check its quotation marks"))


def _joined_lines(page: Page, fault: Fault, quotes: _OpenQuotes) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines of each row, joined where a quotation mark is open."""
    source = page.lines(fault)
    again: deque[tuple[int, str]] = deque()  # lines behind a quotation mark that nothing closes
    while (first := again.popleft() if again else next(source, None)) is not None:
        held = [first]
        is_open = quotes.after(first[1], False)
        while is_open and len(held) < _MOST_LINES and (line := again.popleft() if again else next(source, None)):
            held.append(line)
            is_open = quotes.after(line[1], True)
            if quotes.sloppy:  # the mark that closes it is one that opens another cell
                is_open = True
                break
        if is_open:
            problem = "a quotation mark is not closed; the row is left out"
            fault(InputError(problem, where=f"{page.path}:{first[0]}", remedy="close it, or double it inside a cell"))
            again.extendleft(reversed(held[1:]))
        else:
            yield first[0], [text for _, text in held]


class _OpenQuotes:
    """Tells whether a cell in quotation marks goes on behind a line."""

    def __init__(self, sign: str) -> None:
        space = "" if sign == "\t" else " *"
        other = re.escape(sign)
        self._rest = re.compile(r'(?:[^"]|"")*+"')
        self._plain = re.compile(rf'[^{other}]*+(?:{other}{space}(?!")[^{other}]*+)*+')
        self._cell = re.compile(rf"{other}{space}\"")
        self._end = re.compile(rf" *(?:{other}|$)")
        self.sloppy = False
        self._first = re.compile(rf"{space}\"")

    def after(self, line: str, is_open: bool) -> bool:
        """Tell whether a quotation mark is open behind the line; ``is_open``: whether one was before it.

        Afterwards ``sloppy`` says whether a cell went on behind the mark that closed it.
        """
        place, self.sloppy = 0, False
        if not is_open:
            start = self._first.match(line)
            is_open, place = start is not None, start.end() if start else 0
        while True:
            if is_open:
                closed = self._rest.match(line, place)
                if closed is None:
                    return True
                place = closed.end()
                self.sloppy = self.sloppy or self._end.match(line, place) is None
            skipped = self._plain.match(line, place)
            opened = self._cell.match(line, skipped.end() if skipped else place)
            if opened is None:
                return False
            place, is_open = opened.end(), True
