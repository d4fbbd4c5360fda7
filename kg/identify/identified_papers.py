"""Papers told who they are: what an index knows of a paper as one more source of it.

1. A paper without an arXiv id is looked up by its title, abstract, authors and year.
2. Where the answer is one record, that becomes a paper of its own, with the same title, so that ``merge_papers`` joins
   the two by its rules; its source says which index, how the titles met, how surely, and by what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.ground.identifiers import record_number
from kg.ground.records import Author, IdentifyingFormat, Paper, Source
from kg.identify.resolver import TitleResolver
from kg.identify.titles.id_records import Answer, Identified
from kg.readers.papers.same_work import evidence_of_same_work, facts_of_records, is_generic_title


def identify_papers(papers: Iterable[Paper], resolver: TitleResolver) -> Iterator[tuple[Paper, Answer | None]]:
    """Yield each paper, in its order, with what an index says of it; None where it has an arXiv id already.

    Raises:
        DamagedError: the index is not what was written.
    """
    for paper in papers:
        if paper.arxiv is not None:
            yield paper, None
            continue
        names = tuple(author.name for author in paper.authors)
        yield paper, resolver.identify(paper.title, paper.abstract, names, paper.year)


def paper_as_identified(paper: Paper, found: Identified, index: str) -> Paper | None:
    """Say what an index says of a paper, as a paper to be merged with it; None where the two contradict each other.

    Args:
        index: the name of the index, for the source.

    >>> from kg.identify.titles.id_records import IdRecord, Match
    >>> found = Identified(IdRecord("Densing Law of LLMs", arxiv="2412.04315"), Match.EXACT, 0.999)
    >>> said = paper_as_identified(Paper("DENSING LAW OF LLMS"), found, "ids")
    >>> said.title, said.arxiv, said.sources[0].values[0]
    ('DENSING LAW OF LLMS', '2412.04315', ('match', 'exact'))
    """
    record = found.record
    if paper.doi and record.doi and paper.doi != record.doi:
        return None
    values = (
        ("match", str(found.match)), ("probability", f"{found.probability:g}"), ("by", ", ".join(found.grounds)),
        ("title", record.title),
    )  # fmt: skip
    number = record_number(record.arxiv or record.doi or record.title)
    return _joining_statement(paper, Paper(
        paper.title, date=record.date, authors=tuple(map(Author, record.authors)),
        author_count=max(record.author_count, len(record.authors)) or None, venue=record.venue,
        categories=record.categories, arxiv=record.arxiv, doi=record.doi,
        sources=(Source(index, IdentifyingFormat.INDEX.value, number, values),),
    ))  # fmt: skip


def _joining_statement(paper: Paper, said: Paper) -> Paper | None:
    """Leave out of a statement what keeps it from being merged with its paper; None where ids do, or the title.

    An abstract may have told who the paper is although its authors are written otherwise or its date is far off.
    """
    own = facts_of_records((paper,))
    for joining in (said, replace(said, date=paper.date), replace(said, date=paper.date, authors=paper.authors)):
        if evidence_of_same_work(own, facts_of_records((joining,)), generic=is_generic_title(paper.title)):
            return joining
    return None
