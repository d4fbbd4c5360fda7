"""Works of Crossref: one (``message``), a list (``message.items``), or a part of its yearly public file (``items``).

Titles and abstracts are markup (faces, JATS); a date is the parts of it that are known.
https://api.crossref.org/swagger-ui/index.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.ground.records import Paper
from kg.readers.base.markup_text import plain_text
from kg.readers.services.csl_items import BOOKKEEPING, fields_of_item
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    date_of_parts,
    paper_of_fields,
    text_of,
    texts_of,
)

_MARKS = frozenset((
    "is-referenced-by-count", "references-count", "reference-count", "indexed", "deposited", "content-domain", "member",
    "prefix", "short-container-title",
))  # fmt: skip
# When and by whom the record was made, where copies lie, and what other records are about.
_OF_THE_RECORD = frozenset((
    "indexed", "deposited", "created", "source", "prefix", "member", "score", "resource", "content-domain", "relation",
    "short-container-title", "alternative-id", "archive", "issn-type", "isbn-type", "journal-issue", "assertion",
    "update-policy", "license", "publisher", "subtype", "article-number", "published-other", "content-created",
    "content-updated", "update-to", "updated-by", "short-title", "approved", "accepted", "group-title", "institution",
    "event", "aliases", "is-referenced-by-count", "standards-body", "degree",
))  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is a work of Crossref.

    >>> is_record({"DOI": "10.1000/x", "title": ["A"]}), is_record({"DOI": "10.1000/x", "title": "A"})
    (True, False)
    """
    return "DOI" in record and (isinstance(record.get("title"), list) or not _MARKS.isdisjoint(record))


def paper_from_crossref_work(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of a work.

    Raises:
        InputError: it has no title.
    """
    fields = ServiceFields(record)
    usual = fields_of_item(fields)
    subtitle = plain_text(fields.text("subtitle"))
    title = str(usual["title"])
    if title and subtitle and subtitle.casefold() not in title.casefold():
        usual["title"] = f"{title}: {subtitle}"
    institution = next(iter(texts_of(fields.take("institution"), "name")), "")
    event = text_of(fields.inner("event").get("name"))
    containers = fields.items("container-title")
    if not containers:  # a preprint server is its institution or its group
        usual["venue"] = plain_text(event or institution or fields.text("group-title") or fields.text("publisher"))
    usual["date"] = usual["date"] or date_of_parts(fields.take("created"))
    usual["keywords"] = fields.items("subject")
    usual["references"] = list(_references(fields, place))
    usual["links"] = [text_of(each.get("URL")) for each in fields.objects("link")]
    fields.note_unread(place, _OF_THE_RECORD | BOOKKEEPING)
    return paper_of_fields(usual, place)


def _references(fields: ServiceFields, place: RecordPlace) -> Iterator[str]:
    """Yield the DOIs of the works cited; a work without one has no other trace in the graph, and is told."""
    for each in fields.objects("reference"):
        name = text_of(each.get("DOI"))
        if name:
            yield f"doi:{name.lower()}"
        elif place.unread is not None and isinstance(each, Mapping):
            place.unread.see("reference without DOI", each.get("article-title") or each.get("unstructured"))


CROSSREF = Service(
    "crossref", "works of Crossref, from its API or its public file", is_record, paper_from_crossref_work
)
