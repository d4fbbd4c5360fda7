"""RIS, which reference managers export: a line for each field (``TI  - Title``), and ``ER  -`` after each record.

The format has no standard that programs keep. Read are one or two spaces before the dash, fields that go on in the next
lines, records without their last line, and the tags of EndNote, Zotero, Mendeley, Reference Manager and publishers.
https://en.wikipedia.org/wiki/RIS_(file_format)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.ground.errors import InputError
from kg.ground.records import Paper, Source
from kg.ground.text import tidy
from kg.readers.base.input_stream import MAX_RECORD, Fault, Page
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.papers.author_fields import natural_name
from kg.readers.papers.paper_fields import paper_from_record

NAME = "ris"

_FIELD = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|\s*)")
_FIRST_LINE = re.compile(rb"\s*TY {1,2}- ?[A-Za-z]")
# Fields and their tags, the best first.
_TAGS = {
    "title": ("TI", "T1", "CT", "BT", "ST", "T2"),
    "abstract": ("AB", "N2"),
    "venue": ("JO", "JF", "T2", "BT", "C3", "JA", "J2", "J1"),
    "organisation": ("AD",),
    "doi": ("DO", "DI"),
}
_PREPRINTS = frozenset(("GEN", "UNPB", "MANSCPT", "PREPRINT"))  # types whose publisher is the server
_DATES = ("DA", "PY", "Y1")
_AUTHORS = ("AU", "A1")
_KEYWORDS = ("KW",)
_ADDRESSES = ("UR", "LK", "L2", "L1", "L3")
_ARXIV_PLACES = ("M1", "AN", "C1", "VL", "N1", "PB", "SE", "ID")
_READ = frozenset(
    (*(tag for tags in _TAGS.values() for tag in tags), *_DATES, *_AUTHORS, *_KEYWORDS, *_ADDRESSES, "ID")
)
# What says where and how something was printed, or how the record is kept.
_OF_THE_RECORD = frozenset(
    [
        "TY",
        "VL",
        "IS",
        "CP",
        "SP",
        "EP",
        "SN",
        "PB",
        "CY",
        "PP",
        "ET",
        "LA",
        "DB",
        "DP",
        "AN",
        "CN",
        "C1",
        "C2",
        "C4",
        "C5",
        "C6",
        "C7",
        "C8",
        "M1",
        "M2",
        "M3",
        "U1",
        "U2",
        "U3",
        "U4",
        "U5",
        "Y2",
        "RP",
        "AV",
        "L4",
        "NV",
        "OP",
        "SE",
        "RI",
        "SV",
        "LB",
        "RN",
        "PA",
        "PI",
    ]
)
_ARXIV = re.compile(r"arxiv:\s*(\S+)", re.I)
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def sniff(head: bytes) -> bool:
    """Tell whether the first line names the type of a reference."""
    return _FIRST_LINE.match(head) is not None


def read(page: Page, fault: Fault) -> Iterator[Paper]:
    """Read the records of a file; one without a title is a fault."""
    for position, (line, tags) in enumerate(_records(page, fault), 1):
        where = f"{page.path}:{line}"
        try:
            record = _record_of_tags(tags, page.unread)
            yield paper_from_record(record, Source(page.name, NAME, position), where, fault)
        except InputError as error:
            fault(error)


def _records(page: Page, fault: Fault) -> Iterator[tuple[int, dict[str, list[str]]]]:
    """Yield the first line of each record, and the texts of its tags."""
    tags: dict[str, list[list[str]]] = defaultdict(list)  # of each field its lines
    start = size = 0
    last, cut_end = "", False
    for number, line in page.lines(fault):
        found = _FIELD.fullmatch(line.strip())
        tag = found[1] if found else ""
        tag = "ER" if line.strip() == "ER" else tag
        if tags and tag in ("TY", "ER"):
            yield start, _joined(tags)
            tags, last, size = defaultdict(list), "", 0
        if tag == "ER":
            continue
        size += len(line)
        if size > MAX_RECORD:
            problem = f"a record is longer than {MAX_RECORD >> 20} MiB; the rest of it is left out"
            fault(InputError(problem, where=f"{page.path}:{number}", remedy='end each record with "ER  -"'))
            size, last = -(1 << 62), ""
        if size < 0:
            continue
        if found:
            start = start if tags else number
            tags[tag].append([(found[2] or "").strip()])
            last = tag
        elif last and line.strip():
            tags[last][-1].append(line.strip())
        cut_end = line.strip() == "E"  # of "ER", where the file ends with it
    if tags and last in _TAGS["title"]:
        problem = "the file ends inside a record, which is left out"
        fault(InputError(problem, where=f"{page.path}:{start}", remedy="save it again"))
    elif tags:
        if cut_end and last:
            tags[last][-1].pop()
        yield start, _joined(tags)


def _joined(tags: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    return {tag: [" ".join(lines) for lines in texts] for tag, texts in tags.items()}


def _record_of_tags(tags: dict[str, list[str]], unread: UnreadFields) -> dict[str, object]:
    record: dict[str, object] = {
        field: next(filter(None, (text for tag in names for text in tags.get(tag, ()))), "")
        for field, names in _TAGS.items()
    }
    if record["venue"] == record["title"] or (not record["venue"] and not _PREPRINTS.isdisjoint(tags.get("TY", ()))):
        record["venue"] = next(iter(tags.get("PB", ())), "")
    names = (name for tag, texts in tags.items() if tag in _AUTHORS for name in texts)
    record["authors"] = [{"family": name} for each in names if (name := _natural_order(each))]
    record["keywords"] = [word for text in tags.get("KW", ()) for word in re.split(r"\s*[;\n]\s*", text)]
    record["date"] = _date_of_tags(tags)
    record["url"] = [url for tag in _ADDRESSES for text in tags.get(tag, ()) for url in re.split(r"[\s;]+", text)]
    record["id"] = next(iter(tags.get("ID", ())), "")
    found = (_ARXIV.search(text) for tag in _ARXIV_PLACES for text in tags.get(tag, ()))
    record["arxiv"] = next((match[1] for match in found if match), "")
    if not record["doi"]:
        record["doi"] = next((text for text in tags.get("M3", ()) if _DOI.fullmatch(text)), "")
    for tag, texts in tags.items():
        if tag not in _READ and tag not in _OF_THE_RECORD:
            unread.see(tag, texts)
    return record


def _natural_order(name: str) -> str:
    """Write a name as "First Last Suffix"; RIS writes "Last, First, Suffix", and "Meta, Inc.," what is no person.

    >>> _natural_order("King,Martin Luther,Jr."), _natural_order("Baldwin,S.A."), _natural_order("The LIGO Team")
    ('Martin Luther King Jr.', 'S.A. Baldwin', 'The LIGO Team')
    >>> _natural_order("Sound, Light and Co,")
    'Sound, Light and Co'
    """
    if name.rstrip().endswith(","):
        return tidy(name).removesuffix(",")
    parts = [part for part in map(tidy, name.split(",")) if part]
    if len(parts) == 3:
        return " ".join((parts[1], parts[0], parts[2]))
    return natural_name(name) if len(parts) == 2 else tidy(name)


def _date_of_tags(tags: dict[str, list[str]]) -> str:
    """Return the most exact date: ``1990/2/27``, ``2001/01//``, ``1996///Fall``, or as ``DA`` writes it."""
    dates = [_plain_date(text) for tag in _DATES for text in tags.get(tag, ()) if text]
    return max(dates, key=len, default="")


def _plain_date(text: str) -> str:
    parts = text.split("/")
    numbers = [part.strip() for part in parts[:3]]
    if not re.fullmatch(r"\d{4}", numbers[0]):
        return text
    known = [numbers[0]]
    for number in numbers[1:]:
        if not re.fullmatch(r"0?[1-9]|[12]\d|3[01]", number):
            break
        known.append(f"{int(number):02d}")
    return "-".join(known)
