"""The ACL Anthology: XML of its repository, or its whole bibliography.

https://aclanthology.org/faq/api/: the metadata are in ``data/xml`` of https://github.com/acl-org/acl-anthology, one
file a collection, whose ids https://aclanthology.org/info/ids/ explains: ``2024.acl`` since 2020, ``P19`` before. The
whole bibliography is https://aclanthology.org/anthology+abstracts.bib.gz (named on its first page).

1. The Anthology has no search. A query is the names of venues, each asked for in every year from ``--from`` to
   ``--to``; a year without that venue is noted.
2. Ids of papers, volumes and collections give the files of their collections.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from kg.fetch.page_content import count_bibtex, count_xml
from kg.fetch.page_series import PageContent, PageRequest, PageSeries, Service, Wanted
from kg.fetch.wanted_terms import understood_ids
from kg.ground.errors import InputError
from kg.ground.text import one_line

_BASE = "https://raw.githubusercontent.com"
_FOLDER = "/acl-org/acl-anthology/master/data/xml"
_BIBLIOGRAPHY = "https://aclanthology.org"
_NEW = re.compile(r"(?:https://aclanthology\.org/(?:volumes/)?)?(\d{4}\.[a-z0-9_]+)(?:-[a-z0-9_]+(?:\.\d+)?)?/?", re.I)
_OLD = re.compile(r"(?:https://aclanthology\.org/(?:volumes/)?)?([A-Z]\d{2})(?:-\d{1,4})?/?", re.I)
_VENUE = re.compile(r"[a-z0-9_]+")
_FIRST = 2020  # the first year whose collections bear the names of venues
_FORMS = "ids of papers, volumes or collections, as 2024.acl-long.12, P19-1001 or 2024.acl"


def _plan(wanted: Wanted, _: bool) -> Sequence[PageSeries]:
    if bool(wanted.query) + bool(wanted.ids) + wanted.whole != 1:
        raise InputError(
            "the Anthology is asked by venues, by ids, or whole",
            remedy="give one of them: venues with --from and --to, --ids, or --bib",
        )
    if wanted.whole:
        request = PageRequest("/anthology+abstracts.bib.gz")
        whole = PageSeries("bibliography", _BIBLIOGRAPHY, ".bib.gz", lambda position, left: request, _read_bibliography)
        return [whole]
    collections = understood_ids(wanted.ids, _collection, _FORMS) if wanted.ids else _collections_of_venues(wanted)
    return [_collection_series(one) for one in collections]


def _collection(text: str) -> str | None:
    """Return the collection of a paper, volume or collection.

    >>> _collection("2024.acl-long.12"), _collection("P19-1001"), _collection("2022.naacl"), _collection("naacl")
    ('2024.acl', 'P19', '2022.naacl', None)
    """
    new, old = _NEW.fullmatch(text), _OLD.fullmatch(text)
    if new:
        return new[1].lower()
    return old[1].upper() if old else None


def _collections_of_venues(wanted: Wanted) -> tuple[str, ...]:
    first, last = wanted.since or wanted.until, wanted.until or wanted.since
    if first is None or last is None:
        raise InputError("the years are not said", remedy="give --from and --to, as --from 2022 --to 2024")
    if first > last:
        raise InputError(f"{first.year} is after {last.year}", remedy="give --from before --to")
    venues = wanted.query.lower().replace(",", " ").split()
    for venue in venues:
        if not _VENUE.fullmatch(venue):
            problem = f"{one_line(venue, 80)!r} is no venue"
            raise InputError(problem, remedy="write it as in https://aclanthology.org/venues/, e.g. emnlp")
    years = range(first.year, min(last.year, datetime.date.max.year) + 1)
    if first.year < _FIRST:
        raise InputError(
            f"collections before {_FIRST} do not bear the names of venues", remedy="give their --ids, as P19, or --bib"
        )
    return tuple(f"{year}.{venue}" for year in years for venue in dict.fromkeys(venues))


def _collection_series(collection: str) -> PageSeries:
    request = PageRequest(f"{_FOLDER}/{collection}.xml")
    return PageSeries(
        collection, _BASE, ".xml", lambda position, left: request, _read_collection, may_lack=True
    )  # fmt: skip


def _read_collection(path: Path, _: str) -> PageContent:
    return PageContent(count_xml(path, frozenset({"collection"}), frozenset()).counts.get("paper", 0))


def _read_bibliography(path: Path, _: str) -> PageContent:
    return PageContent(count_bibtex(path))


SERVICE = Service(
    "acl", "the ACL Anthology", 1.0, frozenset({"raw.githubusercontent.com", "aclanthology.org"}), _plan,
    largest=256 << 20, lasting=1800.0,
)  # fmt: skip
