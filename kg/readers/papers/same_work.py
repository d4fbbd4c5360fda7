"""Whether records of one title are one work: the rule, and what follows of it for all records of a title.

1. ``evidence_of_same_work`` weighs two of them by their ids, abstracts, authors and years.
2. Those that share an abstract or an author are joined first, then those of which nothing but the title is known.
3. A record that fits two works which are not one (a bare title, and two authors' works of that title) is joined with
   neither of them; such records are one work among themselves where nothing contradicts.

All of it is the same in any order of the records.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import combinations

from kg.ground.records import Author, Paper
from kg.ground.text import title_key
from kg.readers.papers.author_names import author_keys, person_name, share_author

_YEARS_OF_AUTHORS = 5  # a preprint and its journal; longer, and it is a later work of the same name
_YEARS_OF_TITLE = 2  # as ``kg.identify.titles.id_records`` holds records of one title for one work
_ABSTRACT_LETTERS = 100  # compared from the beginning; an abstract of fewer than half tells nothing
_ABSTRACT_READ = 4 * _ABSTRACT_LETTERS  # characters, marks and formulas among them
_MANY = 100  # works of one title, from which on a title tells nothing
# https://www.crossref.org/documentation/research-nexus/posted-content-includes-preprints/: prefixes of preprint servers
_PREPRINT_LIST = """
    10.48550 10.1101 10.64898 10.2139 10.5281 10.20944 10.21203 10.26434 10.31219 10.31234 10.31235 10.35542 10.36227
    10.22541 10.33774 10.12688 10.14293 10.31223 10.32942 10.32388 10.55277
"""
_PREPRINT_SERVERS = frozenset(_PREPRINT_LIST.split())
_VERSION = re.compile(r"(?:[./]v\d+)$")
#: Titles that many works have.
_GENERIC_LIST = (
    "introduction", "editorial", "preface", "foreword", "prologue", "epilogue", "afterword", "conclusion",
    "conclusions", "summary", "abstract", "abstracts", "overview", "discussion", "commentary", "comment", "comments",
    "reply", "response", "erratum", "errata", "corrigendum", "correction", "retraction", "index", "contents",
    "table of contents", "front matter", "back matter", "frontmatter", "backmatter", "title page", "acknowledgments",
    "acknowledgements", "proceedings", "invited talk", "keynote", "book review", "book reviews", "letter to the editor",
    "guest editorial", "untitled", "author index", "subject index", "notes", "news", "obituary", "in memoriam",
)  # fmt: skip
_GENERIC_TITLES = frozenset(map(title_key, _GENERIC_LIST))


class Evidence(IntEnum):
    """What speaks for two records being one work, the weakest last; ``AGAINST``: they are two."""

    IDENTIFIER = 4
    ABSTRACT = 3
    AUTHORS = 2
    TITLE = 1
    AGAINST = 0


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What is known of a work, over its records.

    Attributes:
        arxiv: ids without version. published: DOIs of publishers. preprints: DOIs of preprint servers, without
            version. authors: of all records. years: of all dates. abstracts: beginnings, letters and digits alone.
    """

    arxiv: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()
    preprints: frozenset[str] = frozenset()
    authors: tuple[Author, ...] = ()
    years: frozenset[int] = frozenset()
    abstracts: frozenset[str] = frozenset()

    @property
    def persons(self) -> tuple[Author, ...]:
        """Its authors without teams."""
        return tuple(author for author in self.authors if person_name(author.name) is not None)

    @property
    def is_bare(self) -> bool:
        """Whether neither ids nor authors nor abstract are known."""
        return not (self.arxiv or self.published or self.preprints or self.authors or self.abstracts)


def facts_of_records(papers: Iterable[Paper]) -> WorkFacts:
    """Gather what is known of one work from its records."""
    papers = list(papers)
    dois = {doi_key(paper.doi) for paper in papers if paper.doi}
    preprints = frozenset(name for name in dois if is_preprint_doi(name))
    abstracts = (title_key(paper.abstract[:_ABSTRACT_READ])[:_ABSTRACT_LETTERS] for paper in papers if paper.abstract)
    return WorkFacts(
        frozenset(paper.arxiv for paper in papers if paper.arxiv),
        frozenset(dois) - preprints,
        preprints,
        tuple(dict.fromkeys(author for paper in papers for author in paper.authors)),
        frozenset(paper.year for paper in papers if paper.year),
        frozenset(text for text in abstracts if 2 * len(text) >= _ABSTRACT_LETTERS),
    )


@lru_cache(maxsize=1 << 16)
def doi_key(name: str) -> str:
    """Return what a DOI is compared by: of a preprint without its version.

    >>> doi_key("10.21203/rs.3.rs-1234/v2"), doi_key("10.1000/abc.v2")
    ('10.21203/rs.3.rs-1234', '10.1000/abc.v2')
    """
    return _VERSION.sub("", name) if is_preprint_doi(name) else name


def is_preprint_doi(name: str) -> bool:
    """Check whether a DOI is of a server for preprints."""
    return name.partition("/")[0] in _PREPRINT_SERVERS


def evidence_of_same_work(one: WorkFacts, other: WorkFacts, *, generic: bool = False) -> Evidence:
    """Weigh whether two records of one title are one work.

    ============================================================  ==================================================
    what is known of the two                                      one work?
    ============================================================  ==================================================
    two arXiv ids; two publishers' DOIs; two DOIs of one server   no
    an arXiv id or a preprint's DOI, and a publisher's DOI        nothing against it
    abstracts that begin alike                                    yes (``ABSTRACT``)
    both name persons, and share one, at most 5 years apart       yes (``AUTHORS``)
    both name persons, and share none, or lie further apart       no
    one names no persons, at most 2 years apart                   yes, by title alone (``TITLE``)
    the same of a title such as "Introduction"                    no, unless nothing but title and date is known
    ============================================================  ==================================================

    Where a record has no date, years say nothing. The first row that holds decides.

    Args:
        generic: whether many works have the title.
    """
    if _ids_contradict(one, other):
        return Evidence.AGAINST
    if one.abstracts & other.abstracts:
        return Evidence.ABSTRACT
    apart = min((abs(a - b) for a in one.years for b in other.years), default=0)
    if share_author(one.authors, other.authors):
        return Evidence.AUTHORS if apart <= _YEARS_OF_AUTHORS else Evidence.AGAINST
    if (one.persons and other.persons) or apart > _YEARS_OF_TITLE:
        return Evidence.AGAINST
    return Evidence.AGAINST if generic and not (one.is_bare and other.is_bare) else Evidence.TITLE


def is_generic_title(title: str) -> bool:
    """Check whether a title is one of those that many works have.

    >>> is_generic_title("Introduction."), is_generic_title("Introduction to Tides")
    (True, False)
    """
    return title_key(title) in _GENERIC_TITLES


def _ids_contradict(one: WorkFacts, other: WorkFacts) -> bool:
    def differ(first: frozenset[str], second: frozenset[str]) -> bool:
        return bool(first and second) and first.isdisjoint(second)

    servers = {_server(name) for name in one.preprints} & {_server(name) for name in other.preprints}
    return (
        differ(one.arxiv, other.arxiv)
        or differ(one.published, other.published)
        or any(differ(_of_server(one, server), _of_server(other, server)) for server in servers)
    )


def _server(name: str) -> str:
    return name.partition("/")[0]


def _of_server(work: WorkFacts, server: str) -> frozenset[str]:
    return frozenset(name for name in work.preprints if _server(name) == server)


@dataclass(frozen=True, slots=True)
class JoinedRecords:
    """Places of records that are one work, sorted, and the weakest evidence for it."""

    places: tuple[int, ...]
    evidence: Evidence


def works_of_title(
    facts: Sequence[WorkFacts], *, generic: bool = False, apart: Callable[[int, int], bool] | None = None
) -> list[JoinedRecords]:
    """Part records of one title into works; those of one record are left out.

    Args:
        facts: of each record. apart: whether people said that two records, by their places, are two works.
    """
    weighed: dict[tuple[int, int], Evidence] = {}

    def evidence(one: int, other: int) -> Evidence:
        pair = (one, other) if one < other else (other, one)
        if pair not in weighed:
            found = evidence_of_same_work(facts[pair[0]], facts[pair[1]], generic=generic or len(facts) > _MANY)
            weighed[pair] = Evidence.AGAINST if apart is not None and apart(*pair) else found
        return weighed[pair]

    def are_two(one: Sequence[int], other: Sequence[int]) -> bool:
        return any(evidence(a, b) is Evidence.AGAINST for a in one for b in other)

    records = _without_repetitions(facts) if apart is None else [(place,) for place in range(len(facts))]
    sure = _joined_where(records, _likely_pairs(facts, records), are_two, lambda one, other: (
        evidence(one[0], other[0]) > Evidence.TITLE
    ))  # fmt: skip
    open_ones = [at for at, work in enumerate(sure) if len(sure) <= _MANY or facts[work[0]].is_bare]
    works = _joined_where(sure, combinations(open_ones, 2), are_two, lambda one, other: not are_two(one, other))
    surely_joined = set(sure)
    return [
        JoinedRecords(work, _weakest_evidence(work, evidence) if work in surely_joined else Evidence.TITLE)
        for work in works
        if len(work) > 1
    ]


def _weakest_evidence(work: Sequence[int], evidence: Callable[[int, int], Evidence]) -> Evidence:
    """Return the weakest of what joins each record of a work to the others."""
    return min(max(evidence(one, other) for other in work if other != one) for one in work)


def _without_repetitions(facts: Sequence[WorkFacts]) -> list[tuple[int, ...]]:
    """Gather the records of which nothing but the title and the same years are known."""
    alike: defaultdict[object, list[int]] = defaultdict(list)
    for place, work in enumerate(facts):
        alike[work.years if work.is_bare else place].append(place)
    return [tuple(places) for places in alike.values()]


def _likely_pairs(facts: Sequence[WorkFacts], records: Sequence[tuple[int, ...]]) -> Iterable[tuple[int, int]]:
    """Return the pairs that share a word of an author's name, or the beginning of an abstract."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for at, (first, *_) in enumerate(records):
        for key in {*facts[first].abstracts, *(key for one in facts[first].authors for key in author_keys(one))}:
            holders[key].add(at)
    return {pair for places in holders.values() for pair in combinations(sorted(places), 2)}


def _joined_where(
    works: Sequence[tuple[int, ...]],
    pairs: Iterable[tuple[int, int]],
    are_two: Callable[[Sequence[int], Sequence[int]], bool],
    are_one: Callable[[Sequence[int], Sequence[int]], bool],
) -> list[tuple[int, ...]]:
    """Join works, given by the places of their records, and return them all, sorted.

    One that is joined with two which are not one belongs to neither; such ones are asked again among themselves.

    Args:
        pairs: of works that may be one, by their places among the works.
    """
    linked: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        if are_one(works[one], works[other]):
            linked[one].add(other)
            linked[other].add(one)

    def agree(members: Iterable[int]) -> bool:
        return not any(are_two(works[a], works[b]) for a, b in combinations(sorted(members), 2))

    found: list[tuple[int, ...]] = []
    waiting = set(range(len(works)))
    while waiting:
        torn = {at for at in waiting if not agree(linked[at] & waiting)}
        for group in _connected_groups(waiting - torn, linked):
            joined = [group] if agree(group) else [(at,) for at in group]
            found += (tuple(sorted(place for at in members for place in works[at])) for members in joined)
        if torn == waiting:
            found += (works[at] for at in torn)
            break
        waiting = torn
    return sorted(found)


def _connected_groups(members: set[int], linked: Mapping[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Yield the groups that links join, those of one member too."""
    waiting = set(members)
    while waiting:
        group, edge = set(), {waiting.pop()}
        while edge:
            group |= edge
            edge = {near for at in edge for near in linked[at] & members} - group
        waiting -= group
        yield tuple(sorted(group))
