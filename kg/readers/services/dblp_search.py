"""Answers of DBLP's search as JSON: ``result.hits.hit[].info``. DBLP knows no abstracts.

https://dblp.org/faq/How+to+use+the+dblp+search+API.html
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.ground.records import Paper
from kg.readers.base.markup_text import plain_entities
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    as_list,
    paper_of_fields,
    text_of,
    texts_of,
)

_MARKS = frozenset(("key", "ee", "venue", "authors"))
_INFO = frozenset(("title", "key", "type"))  # of what a hit holds, where people keep only that
# The number of the hit, where the work is printed, and what kind of work it is.
_BOOKKEEPING = frozenset((
    "@score", "@id", "url", "type", "access", "pages", "number", "publisher", "isbn", "@status", "text", "editors",
))  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a hit of DBLP's search for publications.

    >>> is_record({"@id": "1", "info": {"title": "A.", "key": "conf/x/A24"}})
    True
    """
    info = record.get("info")
    if isinstance(info, Mapping):
        return "title" in info and not _MARKS.isdisjoint(info)
    return _INFO.issubset(record) and ("ee" in record or "venue" in record)


def paper_from_hit(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of a hit.

    Raises:
        InputError: it has no title.
    """
    inner = record.get("info")
    hit = ServiceFields(record if isinstance(inner, Mapping) else {}, taken={"info"})
    info = ServiceFields(inner if isinstance(inner, Mapping) else record)
    given = info.take("authors")
    authors = given.get("author") if isinstance(given, Mapping) else given
    addresses = texts_of(info.take("ee"))
    volume, key = info.text("volume"), info.text("key")
    usual = {
        "title": plain_entities(info.text("title")).removesuffix("."),
        "year": info.take("year"),
        "authors": [_author(each) for each in as_list(authors)],
        "venue": plain_entities(next(iter(texts_of(info.take("venue"))), "")),
        "doi": info.text("doi"),
        "arxiv": volume.removeprefix("abs/") if volume.startswith("abs/") else "",  # CoRR counts by arXiv ids
        "identifiers": f"dblp:{key}" if key else "",
        "url": [*addresses, info.text("url")],
    }
    hit.note_unread(place, _BOOKKEEPING)
    info.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def _author(author: object) -> dict[str, object]:
    name = plain_entities(text_of(author))
    pid = text_of(author.get("@pid")) if isinstance(author, Mapping) else ""
    return {"name": name, "id": f"https://dblp.org/pid/{pid}" if pid else ""}


DBLP = Service("dblp-json", "answers of DBLP's search, as JSON", is_record, paper_from_hit, True)
