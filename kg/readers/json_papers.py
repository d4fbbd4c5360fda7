"""Papers of JSON files: one way through lines and documents for all services, and for records of nobody's making.

1. The first values of the file tell whose records they are (``SERVICES``, the surest marks first) and where they lie.
2. Each record is read by the service that the file is of; a record that is another's is read by that one. One that is
   no paper costs itself and is a fault, named by file and line.
3. Keys and texts around the records that say something of them (a day, an id) go into the record where it has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from kg.ground.errors import InputError, shown_names
from kg.ground.identifiers import arxiv_id, doi
from kg.ground.records import Paper, Source
from kg.readers.base.field_names import plain_key
from kg.readers.base.input_stream import Fault, Page
from kg.readers.base.iso_dates import parse_date
from kg.readers.json import json_kind, json_lines
from kg.readers.json.json_documents import cut_records
from kg.readers.json.json_head import values_of_head
from kg.readers.json.record_search import (
    FoundRecord,
    Path,
    find_records,
    has_title,
    path_of_text,
    record_paths,
    rows_of_columns,
    text_of_path,
)
from kg.readers.papers.paper_fields import paper_from_record
from kg.readers.services.crossref_works import CROSSREF
from kg.readers.services.csl_items import CSL
from kg.readers.services.datacite_records import DATACITE
from kg.readers.services.dblp_search import DBLP
from kg.readers.services.hub_records import HUB
from kg.readers.services.kaggle_snapshot import KAGGLE
from kg.readers.services.openalex_records import OPENALEX
from kg.readers.services.openreview_notes import OPENREVIEW
from kg.readers.services.semantic_scholar import S2
from kg.readers.services.service_fields import Record, RecordPlace, Service
from kg.readers.services.zotero_items import ZOTERO

#: The services whose records are known, in the order of asking: the surest marks first.
SERVICES: tuple[Service, ...] = (
    OPENALEX, KAGGLE, HUB, S2, ZOTERO, OPENREVIEW, DBLP, DATACITE, CROSSREF, CSL,
)  # fmt: skip
LINES, DOCUMENT = "jsonl", "json"  # of records that are no service's

_LOOKED_AT = 5  # records of the head that are asked whose they are
_DEEPEST_KEY = 3  # dots in a key that a message names
_PATIENCE = 5_000  # records without a paper among them, after which a file is given up
# Texts around records that say how they were asked for or when they were written, or are used (the day).
_ENVELOPE = frozenset((
    "uri", "url", "status", "version", "source", "generatedat", "fetchedat", "updatedat", "lastupdated", "timestamp",
    "generated", "createdat", "query", "messagetype", "messageversion", "date", "day", "next", "cursor", "@context",
    "translatorid", "apiversion", "request", "time", "@id", "format", "sort", "token", "license",
    "title", "homepageurl", "feedurl",
))  # fmt: skip
_DAYS = ("date", "day")


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """A row for the table of readers.

    Attributes:
        name, description, sniff, read: as for every reader (see ``kg.readers.reader_registry``).
    """

    name: str
    description: str
    sniff: Callable[[bytes], bool]
    read: Callable[[Page, Fault], Iterator[Paper]]


def is_any_record(record: Record) -> bool:
    """Tell whether an object is a paper by a service's marks, or has a title."""
    return has_title(record) or any(service.is_record(record) for service in SERVICES)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the first bytes of a file tell: lines, a document or neither; whose records; where they lie."""

    lines: bool
    document: bool
    service: Service | None
    paths: Sequence[Path]


@lru_cache(maxsize=4)
def _shape_of_head(head: bytes) -> _Shape:
    found = (each for value in values_of_head(head) for each in find_records(value, is_any_record))
    known = (service_of_record(each.record) for _, each in zip(range(_LOOKED_AT), found, strict=False))
    return _Shape(
        json_kind.is_lines(head, is_any_record),
        json_kind.is_document(head, is_any_record),
        next(filter(None, known), None),
        record_paths(values_of_head(head), is_any_record) or [()],
    )


def service_of_head(head: bytes) -> Service | None:
    """Tell whose records a file holds by its first bytes; None where they are nobody's, or none."""
    return _shape_of_head(head).service


def service_of_record(record: Record, usual: Service | None = None) -> Service | None:
    """Tell whose record it is: the usual one's where it may be."""
    if usual is not None and usual.is_record(record):
        return usual
    return next((service for service in SERVICES if service.is_record(record)), None)


def is_lines(head: bytes) -> bool:
    """Tell whether a file is JSON lines of records that are no service's."""
    shape = _shape_of_head(head)
    return shape.lines and shape.service is None


def has_lines(head: bytes) -> bool:
    """Tell whether a file is JSON lines, of whoever's records."""
    return _shape_of_head(head).lines


def is_document(head: bytes) -> bool:
    """Tell whether a file is a JSON document of records that are no service's."""
    shape = _shape_of_head(head)
    return shape.document and shape.service is None


def read_json(page: Page, fault: Fault, *, name: str, usual: Service | None) -> Iterator[Paper]:
    """Read the papers of a file.

    Args:
        name: of the format, for the sources of records that are nobody's. usual: whose records they mostly are.

    Raises:
        InputError: none of many records is a paper, or nothing stands where the user said that they are.
    """
    keys: dict[str, None] = {}
    problem, papers = "", 0
    for position, (where, found) in enumerate(_records_of_page(page, fault), 1):
        service = service_of_record(found.record, usual) or (None if usual is None or usual.wrapped else usual)
        place = RecordPlace(Source(page.name, service.name if service else name, position), where, fault, page.unread)
        try:
            if service is None and usual is not None and len(found.record) == 1:
                raise InputError(_NO_TITLE, where=where, remedy='give it a "title"')  # a part of a record that is cut
            record = _with_surroundings(found, place, service)
            paper = service.paper(record, place) if service else _plain_paper(record, place)
        except InputError as error:
            fault(error)
            problem = problem or error.problem
            keys |= dict.fromkeys(_keys_seen(found.record) if error.problem == _NO_TITLE else ())
        else:
            if paper is not None:
                papers += 1
                page.count_at(text_of_path(found.path))
                yield paper
        page.records = position
        if position >= _PATIENCE and not papers and not page.hints.part_of_file:
            break
    if not papers and not page.hints.part_of_file and (problem or page.hints.record_path is not None):
        seen = f"the file holds no papers: {_what_was_seen(page, problem, keys)}"
        remedy = _REMEDY if keys or not problem else "mend what the messages name, or give another file"
        raise InputError(seen, where=page.path, remedy=remedy)


_NO_TITLE = "the record has no title"
_REMEDY = "say where they lie, e.g. --path data.items, or give each a title"


def _what_was_seen(page: Page, problem: str, keys: Mapping[str, None]) -> str:
    if problem and not keys:
        return problem
    if not keys:
        keys = dict.fromkeys(key for value in values_of_head(page.head) for key in _keys_seen(value))
    shown = shown_names(keys)
    where = f"at {page.hints.record_path!r} stands no object with a title" if page.hints.record_path is not None else ""
    return f"{where or 'none of its objects has a title'}; the keys are {shown or 'none'}"


def _keys_seen(value: object, before: str = "") -> Iterator[str]:
    """Yield the keys of an object, those of objects inside under theirs: ``rows``, ``rows.name``."""
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, Mapping) and before.count(".") < _DEEPEST_KEY:
        for key, each in first.items():
            if key != _NO_OBJECT:
                yield before + str(key)
                yield from _keys_seen(each, f"{before}{key}.")


def _plain_paper(record: Record, place: RecordPlace) -> Paper:
    return paper_from_record(record, place.source, place.where, place.fault, place.unread)


def _records_of_page(page: Page, fault: Fault) -> Iterator[tuple[str, FoundRecord]]:
    """Yield the records of lines or of a document, with the places where they begin; others are faults."""
    chosen = path_of_text(page.hints.record_path) if page.hints.record_path is not None else None
    if _shape_of_head(page.head).lines:
        yield from _records_of_lines(page, fault, chosen)
    else:
        yield from _records_of_document(page, fault, chosen)


def _records_of_lines(page: Page, fault: Fault, chosen: Path | None) -> Iterator[tuple[str, FoundRecord]]:
    for where, text in json_lines.rows(page, fault):
        try:
            for value in json_lines.values_of_line(text, where):
                for found in _records_in(value, where, chosen):
                    yield where, found
        except InputError as error:
            yield from _broken(error, where)


def _records_of_document(page: Page, fault: Fault, chosen: Path | None) -> Iterator[tuple[str, FoundRecord]]:
    paths = _shape_of_head(page.head).paths if chosen is None else [chosen]
    for cut in cut_records(page, fault, paths, beside=chosen is None):
        try:
            value = json_lines.parse(cut.text, cut.where)
        except InputError as error:
            yield from _broken(error, cut.where)
            continue
        around = cut.around or {}
        if isinstance(value, Mapping) and (is_any_record(value) or chosen is not None):
            yield cut.where, FoundRecord(value, cut.path, around)
            continue
        inner = [FoundRecord(each.record, (*cut.path, *each.path), {**around, **each.around})
                 for each in find_records(value, is_any_record)]  # fmt: skip
        inner = inner or [FoundRecord(row, cut.path, around) for row in rows_of_columns(value)]
        if not inner and cut.sure and isinstance(value, Mapping):
            inner = [FoundRecord(value, cut.path, around)]
        yield from ((cut.where, each) for each in inner)


def _records_in(value: object, where: str, chosen: Path | None) -> Iterator[FoundRecord]:
    """Yield the records in the value of a line; where there are none, the value itself, which is then told."""
    if chosen is not None:
        yield from _at_path(value, chosen, chosen)
        return
    if isinstance(value, Mapping) and is_any_record(value):
        yield FoundRecord(value, (), {})
        return
    found = None
    for found in find_records(value, is_any_record):
        yield found
    for row in rows_of_columns(value) if found is None else ():
        found = FoundRecord(row, (), {})
        yield found
    if found is None:
        yield FoundRecord(value if isinstance(value, Mapping) else {_NO_OBJECT: value}, (), {})


_NO_OBJECT = "\0"  # the key under which a value that is no object goes to where that is told


def _broken(error: InputError, where: str) -> Iterator[tuple[str, FoundRecord]]:
    """Yield a record that cannot be parsed, which goes to where that is told, and counts as one."""
    yield where, FoundRecord({_NO_OBJECT: error}, (), {})


def _at_path(value: object, rest: Sequence[str], path: Path) -> Iterator[FoundRecord]:
    if isinstance(value, list):
        for each in value:
            yield from _at_path(each, rest, path)
    elif isinstance(value, Mapping) and not rest:
        yield FoundRecord(value, path, {})
    elif isinstance(value, Mapping):
        for each in value.values() if rest[0] == "*" else (value.get(rest[0]),):
            yield from _at_path(each, rest[1:], path)


def _with_surroundings(found: FoundRecord, place: RecordPlace, service: Service | None) -> Record:
    """Return the record with what its keys and its surroundings say of it.

    Raises:
        InputError: it is no record at all.
    """
    record = found.record
    if _NO_OBJECT in record:
        value = record[_NO_OBJECT]
        if isinstance(value, InputError):
            raise value
        raise InputError("the record is no JSON object", where=place.where, remedy='write {"title": …, "abstract": …}')
    if not is_any_record(record):
        raise InputError(_NO_TITLE, where=place.where, remedy='give it a "title"')
    if not (found.path or found.around) or (service is not None and service is not HUB):
        return record
    listed = "submittedOnDailyAt" if service is HUB else "listed"
    names = {plain_key(name) for name in record}
    added: dict[str, object] = {}
    day = next((date for key in reversed(found.path) if len(key) > len("2024") and (date := parse_date(key))), None)
    if day:
        added[listed] = day
        if service is None and names.isdisjoint(("date", "published", "publishedat", "publicationdate", "year")):
            added["date"] = day
    for key in found.path:
        if "id" not in names and (arxiv_id(key) or doi(key)):
            added["id"] = key
    for name, value in found.around.items():
        plain = plain_key(name)
        if plain in _DAYS and parse_date(value):
            added.setdefault(listed, value)
        elif plain not in _ENVELOPE and place.unread is not None:
            place.unread.see(name, value)
    return {**added, **record}


def _format_of_service(service: Service) -> JsonFormat:
    return JsonFormat(
        service.name,
        service.description,
        lambda head: service_of_head(head) is service,
        partial(read_json, name=service.name, usual=service),
    )


#: Rows for the table of readers.
JSON_FORMATS: tuple[JsonFormat, ...] = (
    JsonFormat(LINES, "JSON lines, one paper a line", is_lines, partial(read_json, name=LINES, usual=None)),
    JsonFormat(
        DOCUMENT,
        "JSON with papers in an array, in a map by date or id, or anywhere inside",
        is_document,
        partial(read_json, name=DOCUMENT, usual=None),
    ),
    *map(_format_of_service, SERVICES),
)
