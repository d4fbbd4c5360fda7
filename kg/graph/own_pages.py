"""Papers told by what they introduce: the page that the catalogue gives for a model, dataset, benchmark or method is
that of the paper which introduces it.

1. A paper without an arXiv id introduces an artifact of the catalogue, surely enough and with its name in title and
   abstract; the entry names a page of arXiv. A title alone is not enough: of eight papers that gave a known name to
   something of their own, five had titles that read as the entry's.
2. Nothing contradicts: no other paper of the corpus has that page or claims it, the paper claims no second one, and its
   date lies near the month that the page's number tells.
3. What follows is one more source of the paper, for ``merge_papers``; it says which entry it is from and how surely.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeAlias

from kg.ground.identifiers import record_number
from kg.ground.records import IdentifyingFormat, Link, Paper, Reading, Source
from kg.ground.schema import Role, TextField

_SURE = 0.7  # of the whole link: of 26 on five saved pages one was false
_MONTHS_BEFORE, _MONTHS_AFTER = 2, 14  # a listing or a venue may date a paper later than arXiv, hardly earlier


#: Pages that papers have; claims, and those that people denied: of which page, by which paper and link.
SeenPages: TypeAlias = tuple[frozenset[str], list[tuple[str, Paper, Link]], list[tuple[str, Paper, Link]]]


class OwnPages:
    """Gathers what papers introduce, while readings pass, and says which of them follow to be whose.

    >>> OwnPages(["2303.08774"]).papers()
    []
    """

    def __init__(
        self, pages: Iterable[str | None], denies: Callable[[Paper, str], bool] = lambda paper, page: False
    ) -> None:
        """Start with the pages that the catalogue names.

        Args:
            denies: tells whether people said that a paper is not that of a page. Its claim leaves the page to others;
                it is told all the same, so that the IRI that it may have had leads on.
        """
        self._pages, self._denies = frozenset(pages), denies
        self._taken: set[str] = set()
        self._claims: defaultdict[str, list[tuple[Paper, Link]]] = defaultdict(list)
        self._denied: list[tuple[str, Paper, Link]] = []

    def see(self, reading: Reading) -> None:
        """Take in a reading of the corpus, of whatever paper."""
        if reading.paper.arxiv is not None:
            if reading.paper.arxiv in self._pages:
                self._taken.add(reading.paper.arxiv)
            return
        claims = {link.artifact.arxiv: link for link in reading.links if _is_claim(link, reading.paper)}
        if len(claims) == 1:
            ((page, link),) = claims.items()
            if page is None:
                return
            if self._denies(reading.paper, page):
                self._denied.append((page, reading.paper, link))
            else:
                self._claims[page].append((reading.paper, link))

    def seen(self) -> SeenPages:
        """Return what was gathered, to be joined with what was gathered of other parts of the corpus."""
        claims = [(page, *claim) for page, claims in self._claims.items() for claim in claims]
        return frozenset(self._taken), claims, self._denied

    def take(self, seen: SeenPages) -> None:
        """Take in what was gathered of another part of the corpus."""
        taken, claims, denied = seen
        self._taken |= taken
        for page, paper, link in claims:
            self._claims[page].append((paper, link))
        self._denied += denied

    def papers(self) -> list[Paper]:
        """Return what follows of papers, as papers to be merged with those that were read, by arXiv id."""
        alone = [(page, *claims[0]) for page, claims in self._claims.items() if len(claims) == 1]
        told = [claim for claim in (*alone, *self._denied) if claim[0] not in self._taken]
        ordered = sorted(told, key=lambda one: (one[0], one[1].id))
        return [_identified_paper(page, paper, link) for page, paper, link in ordered]


def _identified_paper(page: str, paper: Paper, link: Link) -> Paper:
    values = (
        ("by", f"introduces {link.artifact.id}"), ("match", "introduces"), ("probability", f"{link.confidence:g}"),
    )  # fmt: skip
    name = IdentifyingFormat.CATALOGUE.value
    # Authors and date are the paper's own, so that the two are merged wherever its title stands again.
    source = Source(name, name, record_number(page), values)
    return Paper(paper.title, arxiv=page, authors=paper.authors, date=paper.date, sources=(source,))


def _is_claim(link: Link, paper: Paper) -> bool:
    artifact = link.artifact
    return (
        link.role is Role.INTRODUCES
        and artifact.known
        and artifact.arxiv is not None
        and link.confidence >= _SURE
        and {piece.field for piece in link.evidence} == set(TextField)
        and _is_near_month(paper, artifact.arxiv)
    )


def _is_near_month(paper: Paper, page: str) -> bool:
    """Tell whether a paper's date agrees with the month in an arXiv id; a paper without a date contradicts nothing."""
    number = page.rpartition("/")[2][:4]
    if not paper.date or not number.isdigit():
        return not paper.date
    year = int(number[:2])
    page_month = (1900 if year > 90 else 2000) * 12 + year * 12 + int(number[2:])
    parts = [int(part) for part in paper.date.split("-")]
    if len(parts) == 1:
        return abs(parts[0] - (page_month - 1) // 12) <= 1
    return -_MONTHS_BEFORE <= parts[0] * 12 + parts[1] - page_month <= _MONTHS_AFTER
