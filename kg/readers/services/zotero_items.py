"""Items of Zotero: from its API (``{"data": {…}}``), its translators, or Better BibTeX (``{"items": […]}``).

https://www.zotero.org/support/dev/web_api/v3/types_and_fields
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper
from kg.readers.base.markup_text import plain_text
from kg.readers.services.service_fields import (
    Record,
    RecordPlace,
    Service,
    ServiceFields,
    paper_of_fields,
    text_of,
    texts_of,
)

_PARTS = ("attachment", "note", "annotation")  # item types that belong to another item
_VENUES = ("publicationTitle", "proceedingsTitle", "conferenceName", "bookTitle", "repository", "university",
           "institution", "publisher")  # fmt: skip
_OTHERS = frozenset(("editor", "seriesEditor", "translator", "reviewedAuthor", "contributor", "commenter", "counsel"))
# Where the copy lies, how it is printed, when somebody touched it, and files.
_BOOKKEEPING = frozenset((
    "itemType", "key", "version", "itemID", "itemKey", "libraryID", "library", "links", "uri", "select", "dateAdded",
    "dateModified", "accessDate", "libraryCatalog", "language", "rights", "shortTitle", "journalAbbreviation", "pages",
    "volume", "issue", "ISSN", "ISBN", "place", "series", "seriesTitle", "seriesText", "seriesNumber", "numPages",
    "edition", "callNumber", "archive", "archiveLocation", "attachments", "relations", "genre", "citationKey",
    "citekey", "inPublications", "lastModifiedByUser", "createdByUser", "seeAlso", "parentItem", "numberOfVolumes",
    "thesisType", "reportType", "reportNumber", "section", "websiteType", "websiteTitle", "format", "size", "deleted",
))  # fmt: skip
_KEY = re.compile(r"[A-Z0-9]{8}")  # of a collection, which says no name
_ARXIV = re.compile(r"arxiv(?:\s+id)?\s*:\s*([\w.-]+(?:/\d{7})?)", re.I)
_NAMED = re.compile(r"^\s*(doi|date|issued|original-date|publisher|citation key|pmid|pmcid|issn|tex\.\S+)\s*:\s*(.+)$",
                    re.I | re.M)  # fmt: skip


def is_record(record: Record) -> bool:
    """Tell whether an object is an item of Zotero.

    >>> is_record({"itemType": "preprint", "title": "A"}), is_record({"data": {"itemType": "book"}})
    (True, True)
    """
    inner = record.get("data")
    return isinstance(record.get("itemType"), str) or (isinstance(inner, Mapping) and "itemType" in inner)


def paper_from_zotero_item(record: Record, place: RecordPlace) -> Paper | None:
    """Make a paper of an item; None of an attachment, a note or an annotation.

    Raises:
        InputError: it has no title.
    """
    inner = record.get("data")
    outer = ServiceFields(record if isinstance(inner, Mapping) else {}, taken={"data", "meta"})
    fields = ServiceFields(inner if isinstance(inner, Mapping) else record)
    if fields.take("itemType") in _PARTS:
        fields.taken.add("title")
        fields.note_unread(place, _BOOKKEEPING)
        return None
    extra = fields.text("extra")
    lines = {match[1].casefold(): match[2].strip() for match in _NAMED.finditer(str(fields.record.get("extra") or ""))}
    meta = outer.inner("meta")
    venues = [fields.text(name) for name in _VENUES]
    numbers = [fields.text(name) for name in ("archiveID", "number", "archiveLocation")]
    usual = {
        "title": plain_text(fields.text("title", "caseName", "nameOfAct", "subject")),
        "abstract": plain_text(fields.text("abstractNote")),
        "date": text_of(meta.get("parsedDate")) or _date(fields.text("date") or lines.get("date", "")),
        "authors": _authors(fields, place),
        "venue": plain_text(next(filter(None, venues), lines.get("publisher", ""))),
        "keywords": [*texts_of(fields.take("tags"), "tag"), *_collections(fields)],
        "doi": fields.text("DOI") or lines.get("doi", ""),
        "arxiv": _arxiv(numbers, extra),
        "identifiers": fields.text("key", "itemKey") or outer.text("key"),
        "url": fields.text("url"),
    }
    fields.taken |= {"extra"} if usual["arxiv"] or lines or not extra else set()
    if not (usual["arxiv"] or lines):
        fields.taken.discard("extra")
    for each in (outer, fields):
        each.note_unread(place, _BOOKKEEPING)
    return paper_of_fields(usual, place)


def _authors(fields: ServiceFields, place: RecordPlace) -> list[dict[str, object]]:
    """Whoever made the work, in their order; editors and translators have no place in a paper, and are told."""
    found: list[dict[str, object]] = []
    for each in fields.objects("creators"):
        family, given = text_of(each.get("lastName")), text_of(each.get("firstName"))
        whole, kind = text_of(each.get("name")), text_of(each.get("creatorType"))
        if kind not in _OTHERS:
            found.append({"family": family, "given": given} if family else {"family": whole or given})
        elif place.unread is not None:
            place.unread.see(f"creators of type {kind}", whole or f"{given} {family}".strip())
    return found


def _collections(fields: ServiceFields) -> Iterator[str]:
    return (name for name in texts_of(fields.take("collections"), "name") if not _KEY.fullmatch(name))


def _date(text: str) -> str:
    """Return the date; Zotero keeps one that it understood before the words: ``2024-01-05 January 5, 2024``."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)(?: .*)?$", text)
    return "-".join(part for part in match.groups() if part != "00") if match else text


def _arxiv(numbers: list[str], extra: str) -> str:
    found = [match[1].rstrip(".") for text in (*numbers, extra) for match in _ARXIV.finditer(text)]
    return next(filter(None, map(arxiv_id, found)), "")


ZOTERO = Service("zotero", "items of Zotero, from its API or exported as JSON", is_record, paper_from_zotero_item)
