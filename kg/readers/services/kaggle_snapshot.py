"""arXiv's metadata snapshot on Kaggle, and mirrors of it: one record a line, 2.8 million of them.

The date of a paper is that of its first version. https://www.kaggle.com/datasets/Cornell-University/arxiv
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.ground.records import Paper
from kg.readers.services.service_fields import Record, RecordPlace, Service, ServiceFields, paper_of_fields, text_of

_MARKS = frozenset(("authors_parsed", "report-no", "journal-ref", "submitter", "update_date"))
_BOOKKEEPING = frozenset(("license", "report-no", "update_date"))


def is_record(record: Record) -> bool:
    """Tell whether an object is a record of the snapshot.

    >>> is_record({"id": "0704.0001", "authors_parsed": [], "versions": [{"version": "v1"}]})
    True
    """
    return "authors_parsed" in record or (
        isinstance(record.get("versions"), list) and "categories" in record and not _MARKS.isdisjoint(record)
    )


def paper_from_snapshot_record(record: Record, place: RecordPlace) -> Paper:
    """Make a paper of one record of the snapshot.

    Raises:
        InputError: it has no title.
    """
    fields = ServiceFields(record)
    first, *dois = re.split(r"[\s,;]+", fields.text("doi")) or [""]
    versions = fields.items("versions")
    usual = {
        "title": fields.text("title"),
        "abstract": fields.text("abstract"),
        "date": next((text_of(each["created"]) for each in versions if isinstance(each, Mapping) and "created" in each),
                     ""),
        "authors": _parsed_authors(fields.take("authors_parsed")) or fields.take("authors"),
        "submitter": fields.text("submitter"),
        "venue": fields.text("journal-ref"),
        "categories": " ".join(part for part in fields.items("categories") if isinstance(part, str)),
        "arxiv": fields.text("id"),
        "doi": first,
        "identifiers": [f"doi:{name}" for name in dois if name],
    }  # fmt: skip
    fields.taken.add("authors")
    fields.note_unread(place, _BOOKKEEPING if usual["date"] else _BOOKKEEPING - {"update_date"})
    return paper_of_fields(usual, place)


def _parsed_authors(value: object) -> list[dict[str, object]]:
    """Return the authors as ``[family, given, suffix, affiliation, …]``."""
    found: list[dict[str, object]] = []
    for parts in value if isinstance(value, list) else []:
        texts = [part if isinstance(part, str) else "" for part in parts] if isinstance(parts, list) else []
        if texts and any(text.strip() for text in texts[:2]):
            family, given, suffix, *places = [*texts, "", "", ""]
            author: dict[str, object] = {"family": f"{family} {suffix}".strip() or given, "given": given}
            if not family.strip():
                author = {"name": given}
            found.append(author | {"affiliations": [place for place in places if place.strip()]})
    return found


KAGGLE = Service("arxiv-kaggle", "the arXiv metadata snapshot of Kaggle", is_record, paper_from_snapshot_record)
