"""The same work from several pages and sources becomes one paper.

Steps:

1. Papers with the same arXiv id, or the same DOI, are one work, whatever their titles (titles change between versions;
   that is reported). Versions of an arXiv id or of a preprint's DOI are one.
2. Works with the same title (letters and digits, case folded) are one where ``kg.readers.papers.same_work`` finds so:
   by abstract, author and year, or by the title alone where nothing contradicts.
3. The fields of one work are merged by rules on their contents alone, so the order of the input never shows. What is
   merged are records as they were read, never merged papers: these have one date and one list of authors each, and so
   no longer tell what contradicts. Where records of one title agree in authors and years, and no identifier stood for
   two titles, merging again changes nothing:

   ============================  ==========================================================================
   title and abstract            of the paper with the fullest abstract (most letters and digits); of equals
                                 the shorter text, then the first in alphabetical order
   date                          the most precise; of equals the earliest, which is nearest to the first version
   authors                       the longest list; of equals that with the most ids, then with the fullest names. What
                                 other lists know of the same name is added. The author count is the largest that any
                                 source gives
   comments, upvotes             the largest, which is the latest
   listed                        the earliest
   organisation, venue           the longest name; of equals the first in alphabetical order
   submitter                     the first in alphabetical order
   arXiv id, DOI                 the first in alphabetical order, a publisher's DOI before a preprint's; others become
                                 identifiers
   categories                    the longest list; of equals the first in alphabetical order
   all others                    all that any source gives
   ============================  ==========================================================================

   Where a work was read from several sources, each source keeps what it gave (``Source.values``).
4. Of several works of one title without ids, all but the earliest are told apart in their local ids
   (``Paper.homonym``).

An ``id`` that one file gives to two titles is reported, and both papers are kept. The ids of different files are not
compared: two files that number their papers have nothing in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.ground.errors import InputError
from kg.ground.records import IdentifyingFormat, Paper, Source
from kg.ground.text import title_key
from kg.readers.base.input_stream import Fault
from kg.readers.papers.author_merge import merged_authors
from kg.readers.papers.homonyms import tell_homonyms_apart
from kg.readers.papers.merge_blocks import own_ids
from kg.readers.papers.same_work import Evidence, doi_key, is_preprint_doi
from kg.readers.papers.work_forest import NOTHING_SETTLED, SettledWorks, joined_records

# The fields that a paper has one value of, whatever its sources say; the abstract, which is long, aside.
_SINGLE_FIELDS = (
    "arxiv", "author_count", "comments", "date", "doi", "listed", "organisation", "submitter", "title", "upvotes",
    "venue",
)  # fmt: skip
_SHOWN = 80  # characters of a title that a message quotes


@dataclass(frozen=True, slots=True)
class MergedWork:
    """A work: its paper, the records that it was read from, and the weakest evidence that these are one.

    Attributes:
        evidence: ``IDENTIFIER`` where ids alone joined them, or there is one record.
    """

    paper: Paper
    records: tuple[Paper, ...]
    evidence: Evidence


def merge_papers(papers: Iterable[Paper], *, on_fault: Fault | None = None) -> list[Paper]:
    """Merge to one paper for each work, sorted by id, the same for any order of the input.

    Args:
        on_fault: called, in a fixed order, for each identifier that stands for two titles.

    >>> a = Paper("A Study of X", "Short.", date="2024")
    >>> b = Paper("A study of X.", "A longer abstract.", date="2024-05", arxiv="2405.00001")
    >>> [(paper.id, paper.abstract, paper.date) for paper in merge_papers([a, b])]
    [('paper/2405.00001', 'A longer abstract.', '2024-05')]
    """
    return [work.paper for work in merge_works(papers, on_fault=on_fault)]


def merge_works(
    papers: Iterable[Paper], *, on_fault: Fault | None = None, settled: SettledWorks = NOTHING_SETTLED
) -> list[MergedWork]:
    """Merge as ``merge_papers`` does, and give the records of each work as well.

    Args:
        settled: what people said is one work, or are two.
    """
    joined = [
        (_merged_paper(records), records, evidence)
        for records, evidence in joined_records(list(set(papers)), settled)
        if not all(map(is_statement, records))  # whom it is about is not there
    ]
    if on_fault is not None:
        for fault in shared_identifiers(record for _, records, _ in joined for record in records):
            on_fault(fault)
    merged = tell_homonyms_apart([paper for paper, _, _ in joined])
    works = [MergedWork(paper, records, evidence) for paper, (_, records, evidence) in zip(merged, joined, strict=True)]
    return sorted(works, key=lambda work: work.paper.id)


def is_statement(record: Paper) -> bool:
    """Check whether a record only says who a paper is, and was read nowhere."""
    return bool(record.sources) and all(source.identifies for source in record.sources)


def _merged_paper(papers: Sequence[Paper]) -> Paper:
    """Step 3."""
    text = min(papers, key=_fullness_order)
    arxiv = sorted({paper.arxiv for paper in papers if paper.arxiv})
    dois = sorted({paper.doi for paper in papers if paper.doi}, key=lambda name: (is_preprint_doi(name), name))
    authors = merged_authors([paper.authors for paper in papers])
    counts = [paper.author_count for paper in papers if paper.author_count is not None]
    identifiers = {name for paper in papers for name in paper.identifiers} | set(arxiv[1:]) | set(dois[1:])
    return Paper(
        title=text.title,
        abstract=text.abstract,
        date=min((paper.date for paper in papers if paper.date), key=lambda date: (-len(date), date), default=None),
        authors=authors,
        author_count=max([*counts, len(authors)]) if counts or authors else None,
        organisation=_longest_text(paper.organisation for paper in papers),
        comments=max((paper.comments for paper in papers if paper.comments is not None), default=None),
        upvotes=max((paper.upvotes for paper in papers if paper.upvotes is not None), default=None),
        submitter=min((paper.submitter for paper in papers if paper.submitter), default=None),
        listed=min((paper.listed for paper in papers if paper.listed), default=None),
        venue=_longest_text(paper.venue for paper in papers),
        categories=min((paper.categories for paper in papers), key=lambda codes: (-len(codes), codes)),
        keywords=_union_of(paper.keywords for paper in papers),
        arxiv=arxiv[0] if arxiv else None,
        doi=dois[0] if dois else None,
        identifiers=tuple(sorted(identifiers)),
        references=_union_of(paper.references for paper in papers),
        links=_union_of(paper.links for paper in papers),
        code=_union_of(paper.code for paper in papers),
        former=_union_of(paper.former for paper in papers),
        sources=_sources_with_values(papers),
    )


def _longest_text(texts: Iterable[str | None]) -> str | None:
    return min({text for text in texts if text}, key=lambda text: (-len(text), text), default=None)


def _union_of(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({text for texts in lists for text in texts}))


def _sources_with_values(papers: Sequence[Paper]) -> tuple[Source, ...]:
    """Return every source, each with what it gave; a paper that was merged before has sources that know."""
    sources: set[Source] = set()
    for paper in papers:
        if len(paper.sources) == 1 and not paper.sources[0].values and len(papers) > 1:
            sources.add(replace(paper.sources[0], values=values_of_paper(paper)))
        else:
            sources.update(paper.sources)
    return tuple(sorted(sources))


def values_of_paper(paper: Paper) -> tuple[tuple[str, str], ...]:
    """Return the names and texts of the fields of which a paper has one each, and its authors, as its source gave them.

    >>> values_of_paper(Paper("A Study of X", date="2024", upvotes=3))
    (('date', '2024'), ('title', 'A Study of X'), ('upvotes', '3'))
    >>> from kg.ground.records import Author
    >>> values_of_paper(Paper("A Study of X", authors=(Author("Ada Byron"), Author("Ben Ode"))))[0]
    ('authors', 'Ada Byron; Ben Ode')
    """
    given: dict[str, object] = {name: getattr(paper, name) for name in _SINGLE_FIELDS}
    given["authors"] = names_of_authors(paper) or None
    return tuple((name, str(value)) for name, value in sorted(given.items()) if value is not None)


def names_of_authors(paper: Paper) -> str:
    """Write the authors of a paper in their order, as its source names them."""
    return "; ".join(author.name for author in paper.authors)


def _fullness_order(paper: Paper) -> tuple[int, int, str, str]:
    """Return the order of preference of texts; scraped copies have more spaces, not more letters."""
    letters = sum(map(str.isalnum, paper.abstract))
    return -letters, len(paper.abstract), paper.abstract, paper.title


def shared_identifiers(papers: Iterable[Paper]) -> list[InputError]:
    """Make an error for each identifier that stands for two titles, in the order of ``fault_order``."""
    titles: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)  # (kind, place, name) → title key → title
    for paper in papers:
        if any(source.format == IdentifyingFormat.CORRECTION for source in paper.sources):
            continue  # people know what they join
        uses = [("arXiv id", "", paper.arxiv), ("DOI", "", paper.doi and doi_key(paper.doi))]
        uses += [("id", page, name) for page, name in own_ids(paper)]
        for kind, place, name in uses:
            if name:
                known = titles[kind, place, name]
                key = title_key(paper.title)
                known[key] = min(known.get(key, paper.title), paper.title)
    faults = []
    for (kind, place, name), known in titles.items():
        if len(known) > 1:
            shown = " and ".join(repr(title[:_SHOWN]) for _, title in sorted(known.items()))
            fate = "both are kept" if kind == "id" else "they are kept as one paper"
            problem = f"the {kind} {name!r} stands for {shown}; {fate}"
            faults.append(InputError(problem, where=place or None, remedy="give each paper its own"))
    return sorted(faults, key=fault_order)


def fault_order(fault: InputError) -> tuple[str, str]:
    """Return the key by which errors about records are sorted, whatever the order of these."""
    return fault.problem, str(fault.where or "")
