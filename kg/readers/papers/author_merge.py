"""The lists of authors that several sources give of one work become one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.ground.records import Author
from kg.ground.text import title_key


def merged_authors(lists: Iterable[Sequence[Author]]) -> tuple[Author, ...]:
    """Join the lists of authors that several sources give of one work.

    A name that stands once in the chosen list and once in another is the same person in both.

    >>> ada, orcid = Author("Ada Lovelace"), "0000-0002-1825-0097"
    >>> [author.orcid for author in merged_authors([[ada, Author("C. Babbage")], [replace(ada, orcid=orcid)]])]
    ['0000-0002-1825-0097', None]
    """
    ordered = sorted({tuple(names) for names in lists}, key=_fullness_order)
    if len(ordered) < 2:
        return ordered[0] if ordered else ()
    chosen, *others = ordered
    known: defaultdict[str, list[Author]] = defaultdict(list)
    for names in others:
        for key, author in _authors_by_name(names).items():
            known[key].append(author)
    alone = _authors_by_name(chosen)
    return tuple(
        _joined_author(author, known[key]) if (key := _author_key(author.name)) in alone else author
        for author in chosen
    )


def _fullness_order(names: Sequence[Author]) -> tuple[int, int, int, Sequence[Author]]:
    """Return the order of preference: the longest list, that with the most ids, that with the fullest names."""
    return -len(names), -_count_of_ids(names), -sum(len(author.name) for author in names), names


def _count_of_ids(authors: Iterable[Author]) -> int:
    return sum(bool(author.orcid) + len(author.identifiers) + len(author.organisations) for author in authors)


def _author_key(name: str) -> str:
    """Return the name without case, marks and order: "Lovelace, Ada" and "Ada Lovelace" are one."""
    last, comma, first = name.partition(",")
    return title_key(f"{first} {last}" if comma else name)


def _authors_by_name(authors: Iterable[Author]) -> dict[str, Author]:
    """Return the authors whose name no other author of the list has."""
    found: dict[str, Author | None] = {}
    for author in authors:
        key = _author_key(author.name)
        found[key] = None if key in found else author
    return {key: author for key, author in found.items() if author is not None}


def _joined_author(author: Author, others: Sequence[Author]) -> Author:
    identifiers = {*author.identifiers, *(name for each in others for name in each.identifiers)}
    orcids = sorted({each.orcid for each in others if each.orcid})
    return replace(
        author,
        orcid=author.orcid or (orcids[0] if orcids else None),
        identifiers=tuple(sorted(identifiers)),
        organisations=author.organisations or min((each.organisations for each in others), default=()),
    )
