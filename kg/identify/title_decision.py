"""From hits to one of three answers: it is this one; it is one of these, or none; nothing is like it.

1. What is known besides the title is held against each hit: the signature of the abstract, authors' last names, year.
2. The same work in two files counts once.
3. An abstract that agrees decides, also for hits whose letters alone may not; where several agree, the letters do.
4. Else one strong hit alone is the answer, unless what is known speaks against it. Several are told apart by authors,
   then by year.
5. What is left is told: one of these. A wrong id is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.identify.title_hits import Hit, TitleHits
from kg.identify.titles.abstract_signature import (
    LONG,
    Signatures,
    abstract_beginning,
    agreement,
    agreement_needed,
    signatures,
)
from kg.identify.titles.id_records import (
    Answer,
    Ground,
    Identified,
    IdRecord,
    Match,
    Status,
    encode_id_record,
    is_same_work,
    last_names,
)
from kg.identify.titles.title_keys import match_key

_LISTED = 10  # candidates of an answer
_WEIGHED = 40  # hits whose records are read
# Slots more that must agree where letters do not say the same, and where they are far from it: of some sixty titles
# that share words many share phrases of their abstracts too.
_WEAK, _FAR = 1, 3
_YEARS = 1  # a preprint and its publication lie at most so far apart, nearly always
_SEVERAL_NAMES = 2

# How often an answer was right, of those given to 36,000 noisy queries and 5,000 titles that were not there, among 2.8
# million generated titles (bench/identify.py); lower where what was cut may be of a title that is not there, or where
# answers were few (74 by a head). No record is surer than 0.9995.
_BY_TITLE = {
    Match.EXACT: 0.999, Match.PREFIX: 0.995, Match.CUT: 0.98, Match.HEAD: 0.95, Match.FUZZY: 0.998, Match.PART: 0.3,
}  # fmt: skip
_BY_ABSTRACT, _BY_AUTHORS, _BY_YEAR, _AGAINST = 0.9995, 0.998, 0.98, 0.9
_ONE_OF_THESE = 0.9  # that it is one of those listed


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a paper besides its title.

    Attributes:
        signature: of its abstract, or None. needed: slots that the same abstract has in common with it, at least.
        long: whether the text is long enough for fewer to mean another abstract.
        names: authors' last names. year: or None.
    """

    signature: Signatures | None
    needed: int
    long: bool
    names: frozenset[str]
    year: int | None


def known_facts(abstract: str, authors: Sequence[str], year: int | None) -> Known:
    """Say what is known of a paper, as hits are held against it."""
    letters = abstract_beginning(abstract)
    signature = signatures([letters])[0] if letters else None
    return Known(signature, agreement_needed(letters), len(letters) >= LONG, last_names(tuple(authors)), year)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A hit with its record and what speaks for and against it."""

    hit: Hit
    record: IdRecord
    key: bytes
    slots: int | None
    names: int | None  # last names in common; None where one side has none
    year: bool | None  # whether the years agree

    def has_same_abstract(self, needed: int) -> bool:
        return self.slots is not None and self.slots >= needed

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """The likelier first, as far as letters go; then the same order for the same index."""
        kind = tuple(Match).index(self.hit.match)
        return not self.hit.strong, kind, self.hit.edits, encode_id_record(self.record)


def decide(found: TitleHits, known: Known) -> Answer:
    """Decide on the answer for the hits of a title."""
    weighed = _weighed_hits(found.hits, known)
    chosen = _chosen_by_abstract(weighed, known) if known.signature is not None else None
    chosen = chosen or _chosen_by_title(weighed, found.more, known) or _chosen_by_authors(weighed, known)
    if chosen is not None:
        return Answer(Status.FOUND, (_identified(chosen, known, 1),))
    told = sorted((one for one in weighed if one.hit.near), key=lambda one: one.order)
    if not told:
        return Answer(Status.NONE)
    near = sum(hit.near for hit in found.hits)
    count = max(len(told), near if near > _WEIGHED else 0) + found.more
    listed = tuple(_identified(one, known, count + 1) for one in told[:_LISTED])
    return Answer(Status.SEVERAL, listed, count - len(listed))


def _weighed_hits(hits: Sequence[Hit], known: Known) -> list[_Weighed]:
    """Return the hits that are near by their letters, or whose abstract agrees, with what is known of them; one for a
    work.
    """
    slots = _slots_of_hits(hits, known)
    kept = [(hit, agreeing) for hit, agreeing in zip(hits, slots, strict=True)
            if hit.near or (agreeing or 0) >= known.needed + _FAR]  # fmt: skip
    kept.sort(key=lambda one: (-max(one[1] or 0, known.needed - 1), not one[0].strong, not one[0].near, one[0].edits))
    return _one_a_work([_weigh(hit, agreeing, known) for hit, agreeing in kept[:_WEIGHED]])


def _slots_of_hits(hits: Sequence[Hit], known: Known) -> list[int | None]:
    """Count in how many slots the abstract of each hit agrees; None where it is not known."""
    if known.signature is None:
        return [None] * len(hits)
    found: list[int | None] = []
    for hit in hits:
        own = hit.index.signatures(hit.row, hit.row + 1)
        found.append(int(agreement(known.signature, own)[0]) if own.any() else None)
    return found


def _weigh(hit: Hit, slots: int | None, known: Known) -> _Weighed:
    record = hit.record
    names = len(known.names & last_names(record.authors)) if known.names and record.authors else None
    year = abs(known.year - record.year) <= _YEARS if known.year and record.year else None
    return _Weighed(hit, record, match_key(record.title), slots, names, year)


def _one_a_work(weighed: Sequence[_Weighed]) -> list[_Weighed]:
    """Return one hit for each work; of those of the same work, the likeliest by its letters."""
    works: list[_Weighed] = []
    for one in sorted(weighed, key=lambda one: one.order):
        if not any(is_same_work(held.record, one.record, same_title=held.key == one.key) for held in works):
            works.append(one)
    return works


def _chosen_by_abstract(weighed: Sequence[_Weighed], known: Known) -> _Weighed | None:
    """Return the one whose abstract agrees; of several, the one whose letters are nearer, or which authors or year
    tell.
    """
    same = [
        one for one in weighed
        if one.has_same_abstract(known.needed + (0 if one.hit.strong else _WEAK if one.hit.near else _FAR))
    ]  # fmt: skip
    if len(same) > 1:
        most = max(one.slots or 0 for one in same)
        same = [one for one in same if (one.slots or 0) >= most - 1]
    for tells in (_is_strong, _has_names, _has_year):
        if len(same) > 1:
            same = [one for one in same if tells(one)] or same
    return same[0] if len(same) == 1 else None


def _chosen_by_title(weighed: Sequence[_Weighed], more: int, known: Known) -> _Weighed | None:
    """Return the one strong hit that nothing speaks against; of several, the one that authors or year tell."""
    strong = [one for one in weighed if one.hit.strong]
    if not strong:
        return None
    fewest = min(one.hit.edits for one in strong)
    strong = [one for one in strong if one.hit.edits == fewest]
    if len(strong) > 1 or more:
        told = [one for one in strong if _has_names(one)] or [
            one for one in strong if _has_year(one) and not known.names
        ]
        return told[0] if len(told) == 1 and not more and not _other_abstract(told[0], known) else None
    (one,) = strong
    others_begin_so = any(other.hit.match in (Match.CUT, Match.HEAD) and other is not one for other in weighed)
    if one.hit.match in (Match.CUT, Match.HEAD) and others_begin_so:
        return None
    if one.names == 0:
        return None
    return one if one.names or not _other_abstract(one, known) else None


def _chosen_by_authors(weighed: Sequence[_Weighed], known: Known) -> _Weighed | None:
    """Return the one hit that is near by its letters, by two of the same authors and of the same year."""
    same = [one for one in weighed if one.hit.near and (one.names or 0) >= _SEVERAL_NAMES and one.year is not False]
    return same[0] if len(same) == 1 and not _other_abstract(same[0], known) else None


def _is_strong(one: _Weighed) -> bool:
    return one.hit.strong


def _has_names(one: _Weighed) -> bool:
    return bool(one.names)


def _has_year(one: _Weighed) -> bool:
    return bool(one.year)


def _other_abstract(one: _Weighed, known: Known) -> bool:
    """Tell whether the abstract is another: no slot agrees; or too few, where the text is long enough to tell."""
    return one.slots is not None and (one.slots < known.needed if known.long else not one.slots)


def _identified(one: _Weighed, known: Known, among: int) -> Identified:
    facts = (
        (Ground.ABSTRACT, None if one.slots is None else one.has_same_abstract(known.needed), _BY_ABSTRACT),
        (Ground.AUTHORS, None if one.names is None else one.names > 0, _BY_AUTHORS),
        (Ground.YEAR, one.year, _BY_YEAR),
    )
    grounds = tuple(ground for ground, speaks, _ in facts if speaks)
    against = tuple(ground for ground, speaks, _ in facts if speaks is False)
    sure = max([_BY_TITLE[one.hit.match], *(probability for _, speaks, probability in facts if speaks)])
    if against:
        sure = min(sure, _AGAINST)
    probability = sure if among == 1 else _ONE_OF_THESE * _BY_TITLE[one.hit.match] / among
    return Identified(
        one.record, one.hit.match, round(probability, 4), (Ground.TITLE, *grounds), against, one.hit.edits, one.slots
    )
