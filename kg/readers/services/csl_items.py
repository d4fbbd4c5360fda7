"""CSL-JSON, which reference managers export and DOI registries answer with.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper
from kg.readers.base.markup_text import plain_text
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

_TYPES = frozenset((
    "article", "article-journal", "paper-conference", "chapter", "book", "thesis", "report", "manuscript", "preprint",
    "speech", "review", "dataset", "document", "webpage", "post", "post-weblog", "software", "journal-article",
    "proceedings-article", "posted-content", "book-chapter",
))  # fmt: skip
_MARKS = frozenset((
    "issued", "container-title", "container-title-short", "citation-key", "citation-label", "event-title",
    "title-short", "archive_location",
))  # fmt: skip
_NAMES = frozenset(("family", "literal", "given"))
_DATES = ("issued", "published", "published-online", "posted", "published-print", "available-date", "submitted")
# Where the copy lies, how it is printed, when somebody looked at it, and names of the work in short.
BOOKKEEPING = frozenset((
    "type", "language", "ISSN", "ISBN", "page", "volume", "issue", "accessed", "publisher-place", "source",
    "title-short", "container-title-short", "journalAbbreviation", "shortTitle", "genre", "number-of-pages", "version",
    "license", "call-number", "citation-key", "citation-label", "event-place", "medium", "edition", "system_id",
    "chapter-number", "journal-abbreviation", "collection-number", "PMID", "PMCID", "event-date", "original-date",
    "number-of-volumes",
))  # fmt: skip
_ARXIV = re.compile(r"arxiv\s*:\s*([\w.-]+(?:/\d{7})?)", re.I)


def is_record(record: Record) -> bool:
    """Tell whether an object is an item of CSL-JSON.

    >>> is_record({"type": "article", "title": "A", "author": [{"family": "Lovelace", "given": "Ada"}]})
    True
    >>> is_record({"title": "A", "author": "Ada Lovelace", "type": "article"})
    False
    """
    if not isinstance(record.get("title"), str):
        return False
    if isinstance(record.get("issued"), Mapping) or not (_MARKS - {"issued"}).isdisjoint(record):
        return True
    author = record.get("author")
    first = author[0] if isinstance(author, list) and author else None
    return text_of(record.get("type")) in _TYPES and isinstance(first, Mapping) and not _NAMES.isdisjoint(first)


def paper_from_csl_item(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of an item.

    Raises:
        InputError: it has no title.
    """
    fields = ServiceFields(record)
    usual = fields_of_item(fields)
    fields.note_unread(place, BOOKKEEPING)
    return paper_of_fields(usual, place)


def fields_of_item(fields: ServiceFields) -> dict[str, object]:
    """Give the fields of an item under their usual names; Crossref's records share most of them."""
    dates = [date for name in _DATES if (date := date_of_parts(fields.take(name)))]
    fields.taken |= {"year", "author"}
    venues = ("container-title", "event-title", "event", "collection-title", "publisher")
    return {
        "title": plain_text(fields.text("title")),
        "abstract": plain_text(" ".join(texts_of(fields.take("abstract")))),
        "date": next(iter(dates), ""),
        "year": fields.record.get("year"),
        "authors": [author_of_name(each) for each in fields.objects("author")],
        "venue": plain_text(next(filter(None, [fields.text(name) for name in venues]), "")),
        "keywords": fields.take("keyword") or fields.take("keywords") or fields.take("categories"),
        "doi": fields.text("DOI", "doi"),
        "arxiv": _arxiv_of_item(fields),
        "identifiers": fields.text("id"),
        "url": fields.text("URL", "url"),
    }


def author_of_name(name: Record) -> dict[str, object]:
    """Give a name of CSL or Crossref as an author with given and family name, ORCID and places."""
    particles = [text_of(name.get(each)) for each in ("dropping-particle", "non-dropping-particle")]
    family = " ".join(filter(None, [*particles, text_of(name.get("family")), text_of(name.get("suffix"))]))
    whole = text_of(name.get("literal")) or text_of(name.get("name"))
    orcid = text_of(name.get("ORCID")) or text_of(name.get("orcid"))
    places = texts_of(name.get("affiliation") or name.get("affiliations"), "name", "id")
    found: dict[str, object] = {"orcid": orcid, "affiliations": places}
    given = text_of(name.get("given"))
    if text_of(name.get("family")):
        return found | {"family": family, "given": given}
    return found | {"family": whole or given}  # a literal name stands as it is read: "Barnes and Noble, Inc."


def _arxiv_of_item(fields: ServiceFields) -> str:
    """Return the arXiv id where managers put it: as a number, in the archive, among the notes."""
    archive = fields.text("archive")
    places = [fields.text(name) for name in ("number", "archive_location", "archive-location")]
    if archive.casefold().startswith("arxiv"):
        places.append(archive)
        places = [*places, *(f"arXiv:{each}" for each in places if arxiv_id(each))]
    notes = fields.text("note")
    found = [match[1].rstrip(".") for text in [*places, notes] for match in _ARXIV.finditer(text)]
    if notes and not found:
        fields.taken.discard("note")
    return next(filter(None, map(arxiv_id, found)), "")


CSL = Service("csl-json", "CSL-JSON, as reference managers export it", is_record, paper_from_csl_item)
