"""Several works of one title without ids: all but the earliest get an ending in their local ids.

The earliest, by date and then by its authors, keeps the id that the title gives it, so a later work of the same title
moves nothing. The others end in the first author's name and the year, as far as they are known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.ground.identifiers import digest, slug
from kg.ground.records import Paper
from kg.readers.papers.author_names import family_name

_UNDATED = "9999"


def tell_homonyms_apart(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers, in their order, each with a local id of its own.

    >>> one, other = Paper("Tides", date="2001"), Paper("Tides", date="2017")
    >>> [paper.id.partition("~")[2] for paper in tell_homonyms_apart([other, one])]
    ['2017', '']
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, paper in enumerate(papers):
        places[paper.id].append(at)
    told = list(papers)
    for homonyms in places.values():
        if len(homonyms) == 1:
            continue
        _, *later = sorted(homonyms, key=lambda at: _age(papers[at]))
        endings = {at: _ending(papers[at]) for at in later}
        shared = Counter(endings.values())
        for at in later:
            alone = endings[at] and shared[endings[at]] == 1
            ending = endings[at] if alone else "-".join(filter(None, (endings[at], _fingerprint(papers[at]))))
            told[at] = replace(papers[at], homonym=ending)
    return told


def _age(paper: Paper) -> tuple[str, tuple[str, ...], str]:
    return paper.date or _UNDATED, tuple(author.name for author in paper.authors) or ("\U0010ffff",), repr(paper)


def _ending(paper: Paper) -> str:
    first = slug(family_name(paper.authors[0])) if paper.authors else ""
    return "-".join(filter(None, (first, str(paper.year or ""))))


def _fingerprint(paper: Paper) -> str:
    """Return letters that stay where the same records are read again."""
    names = "; ".join(author.name for author in paper.authors)
    places = "; ".join(f"{source.page}:{source.position}" for source in paper.sources)
    return digest(names, paper.date or "", paper.abstract or places)[:8]
