"""What an index knows of a paper, and the answers that it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.ground.text import tidy
from kg.identify.titles.title_keys import match_key

MOST_AUTHORS = 40  # names that are kept of a paper; some of physics have three thousand
_YEARS_APART = 2  # of a preprint and its publication
_FIELD, _PART = "\x1f", "\x1e"  # ``tidy`` leaves neither in a text
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class IdRecord:
    """One work as an index has it.

    Attributes:
        title: as the snapshot writes it. arxiv: arXiv id without version. doi: lower-case DOI.
        date: ISO 8601, of the first version where the snapshot says. authors: names, at most ``MOST_AUTHORS``;
            ``author_count`` is that of all. categories: of arXiv. venue: where it was published, as written there.

    Raises:
        InputError: the title is empty.
    """

    title: str
    arxiv: str | None = None
    doi: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    author_count: int = 0
    categories: tuple[str, ...] = ()
    venue: str | None = None

    def __post_init__(self) -> None:
        if not self.title:
            raise InputError("a record of an index has no title")

    @property
    def year(self) -> int | None:
        """The year of ``date``, or None."""
        return int(self.date[:4]) if self.date else None


class Match(StrEnum):
    """How a title met that of a record.

    EXACT: the same letters and digits. PREFIX: it ends in an ellipsis, and is the beginning. CUT: the beginning,
    without a sign that more stood there. HEAD: what stands before the subtitle. FUZZY: with one or two
    slips of the pen. PART: some of its letters, or with other words; that alone is no answer.
    """

    EXACT = "exact"
    PREFIX = "prefix"
    CUT = "cut"
    HEAD = "head"
    FUZZY = "fuzzy"
    PART = "part"


class Ground(StrEnum):
    """What an answer rests on besides letters of the title."""

    TITLE = "title"
    ABSTRACT = "abstract"
    AUTHORS = "authors"
    YEAR = "year"


class Status(StrEnum):
    """FOUND: it is this one. SEVERAL: one of these, or none of them. NONE: no title is like it."""

    FOUND = "found"
    SEVERAL = "several"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Identified:
    """A record that a title may be of.

    Attributes:
        match: how the titles met. edits: letters that differ, of a fuzzy match; else 0.
        probability: that it is this one, from 0 to 1, two decimals below certainty kept.
        grounds: what speaks for it, the title first. against: what speaks against it.
        slots: of the eight of the abstract's signature, those that agree; None where one side has no abstract.
    """

    record: IdRecord
    match: Match
    probability: float
    grounds: tuple[Ground, ...] = (Ground.TITLE,)
    against: tuple[Ground, ...] = ()
    edits: int = 0
    slots: int | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise InputError(f"a record of an index has the probability {self.probability}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an index says of a title.

    Attributes:
        candidates: the one that it is, those of which it may be one (the likeliest first), or none.
        more: how many others begin with the same words and are not listed.
    """

    status: Status
    candidates: tuple[Identified, ...] = ()
    more: int = 0

    @property
    def found(self) -> Identified | None:
        """The one that it is, or None where the answer is another."""
        return self.candidates[0] if self.status is Status.FOUND else None


def record_of_paper(paper: Paper) -> IdRecord:
    """Say what an index keeps of a paper that a reader gave."""
    names = tuple(author.name for author in paper.authors)
    title, doi, venue, categories = paper.title, paper.doi, paper.venue, paper.categories
    if _CONTROL.search("".join((title, doi or "", venue or "", *names, *categories))):  # readers tidy; others may not
        title, doi, venue = tidy(title), tidy(doi or ""), tidy(venue or "")
        names, categories = (tuple(filter(None, map(tidy, given))) for given in (names, categories))
    return IdRecord(
        title, paper.arxiv, doi or None, paper.date, names[:MOST_AUTHORS], max(len(names), paper.author_count or 0),
        tuple(name for name in categories if " " not in name), venue or None,
    )  # fmt: skip


def encode_id_record(record: IdRecord) -> str:
    """Write a record as one line without its end.

    >>> decode_id_record(encode_id_record(IdRecord("A Title", "2405.13729"))) == IdRecord("A Title", "2405.13729")
    True
    """
    count = str(record.author_count) if record.author_count > len(record.authors) else ""
    return _FIELD.join(
        (record.title, record.arxiv or "", record.doi or "", record.date or "", _PART.join(record.authors), count,
         " ".join(record.categories), record.venue or "")
    )  # fmt: skip


def facts_of_line(line: bytes) -> tuple[str, tuple[bool, bool, bool, bool]]:
    """Return the title of a record that ``encode_id_record`` wrote, and whether it has a date, arXiv id, DOI and
    authors.
    """
    title, arxiv, doi, date, authors, _ = line.split(_FIELD.encode(), 5)
    return title.decode(), (bool(date), bool(arxiv), bool(doi), bool(authors))


def decode_id_record(line: str) -> IdRecord:
    """Read the record that ``encode_id_record`` wrote.

    Raises:
        ValueError: it is none.
    """
    title, arxiv, doi, date, authors, count, categories, venue = line.split(_FIELD)
    names = tuple(authors.split(_PART)) if authors else ()
    return IdRecord(
        title, arxiv or None, doi or None, date or None, names, int(count) if count else len(names),
        tuple(categories.split()), venue or None,
    )  # fmt: skip


def merge_id_records(one: IdRecord, other: IdRecord) -> IdRecord:
    """Merge to one record of a work that two snapshots have; the same in either order.

    The title and the ids are those of the first by arXiv id, DOI and title; the date is the more precise, of equals the
    earlier; of authors, categories and venues the longest.
    """
    first, second = sorted((one, other), key=lambda each: (not each.arxiv, each.arxiv or "", encode_id_record(each)))
    dates = [each.date for each in (first, second) if each.date]
    return replace(
        first,
        arxiv=first.arxiv or second.arxiv,
        doi=min((each.doi for each in (first, second) if each.doi), default=None),
        date=min(dates, key=lambda date: (-len(date), date), default=None),
        authors=min((first.authors, second.authors), key=lambda names: (-len(names), names)),
        author_count=max(first.author_count, second.author_count),
        categories=min((first.categories, second.categories), key=lambda names: (-len(names), names)),
        venue=min((each.venue or "" for each in (first, second)), key=lambda name: (-len(name), name)) or None,
    )


def is_same_work(one: IdRecord, other: IdRecord, *, same_title: bool) -> bool:
    """Tell whether two records are of one work.

    An id that both have decides. Without one, records of the same title are one work where they share an author's last
    name, or where one names no authors, and lie at most two years apart: a preprint and its publication.
    """
    if one.arxiv and other.arxiv:
        return one.arxiv == other.arxiv
    if one.doi and other.doi:
        return one.doi == other.doi
    if not same_title:
        return False
    if one.year and other.year and abs(one.year - other.year) > _YEARS_APART:
        return False
    return not one.authors or not other.authors or bool(last_names(one.authors) & last_names(other.authors))


def last_names(authors: tuple[str, ...]) -> frozenset[str]:
    """Return the last names of some authors, as keys that are the same for "Lovelace, Ada" and "Ada Lovelace".

    >>> last_names(("Lovelace, Ada", "Charles Babbage")) == {"lovelace", "babbage"}
    True
    """
    given = (name.partition(",")[0] if "," in name else name.split()[-1] for name in authors if name.strip(" ,"))
    return frozenset(match_key(name).decode() for name in given) - {""}
