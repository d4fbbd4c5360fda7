"""What merging decided, for people to look at: works whose sources disagree, and works joined by less than an id.

``merging.tsv`` in the folder of a graph has a line for each. Sources disagree where two of them give

- titles that differ in letters or digits;
- dates of which none is the beginning of the other (2024 and 2024-05-06 agree);
- two arXiv ids, or two DOIs of publishers (versions aside);
- authors of whom one is in no other list (``kg.readers.papers.author_names`` compares them).

What people said in corrections is no source here, and what an index said joins nothing that is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from kg.ground.records import IdentifyingFormat, Paper
from kg.ground.text import title_key
from kg.readers.papers.author_names import share_author
from kg.readers.papers.merge import MergedWork, is_statement, names_of_authors
from kg.readers.papers.same_work import Evidence, doi_key, is_preprint_doi
from kg.readers.papers.work_forest import joined_records

MERGING = "merging.tsv"
_COLUMNS = ("what", "paper", "title", "by", "values", "sources")
_DISAGREE, _JOINED = "disagree", "joined"
_LONGEST = 200  # characters of a value


@dataclass(slots=True)
class MergeTally:
    """Works by what ``merging.tsv`` says of them.

    Attributes:
        disagreeing: works whose sources disagree. fields: the same, by field. joined: works joined by less than an id,
            by the weakest evidence.
    """

    disagreeing: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    joined: Counter[str] = field(default_factory=Counter)


def write_merge_record(works: Iterable[MergedWork], path: Path) -> MergeTally:
    """Write ``merging.tsv`` of works of several records, sorted by paper, and count what stands in it."""
    tally = MergeTally()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(_COLUMNS) + "\n")
        for work in works:
            if len(work.records) < 2:
                continue
            rows = [*_rows_of_conflicts(work), *_rows_of_joining(work)]
            fields = [row[3] for row in rows if row[0] == _DISAGREE]
            tally.disagreeing += bool(fields)
            tally.fields.update(fields)
            tally.joined.update(row[3] for row in rows if row[0] == _JOINED)
            file.writelines("\t".join(row) + "\n" for row in rows)
    return tally


def disagreements(records: Sequence[Paper]) -> Iterator[tuple[str, list[tuple[str, Paper]]]]:
    """Yield the fields in which the records of one work disagree, with the values and a record that gave each.

    >>> one, other = Paper("Of Tides", date="2024"), Paper("of tides", date="2023-05")
    >>> [(name, [value for value, _ in values]) for name, values in disagreements([one, other])]
    [('date', ['2023-05', '2024'])]
    """
    given = sorted(
        (record for record in records if not _is_correction(record)),
        key=lambda record: (record.sources, record.title, record.date or ""),
    )
    for name, (value_of, agree) in _FIELDS.items():
        values: dict[str, Paper] = {}
        for record in given:
            if value := value_of(record):
                values.setdefault(value, record)
        held = sorted(values.items())
        if any(not agree(one[1], other[1]) for one, other in combinations(held, 2)):
            yield name, held


def _is_correction(record: Paper) -> bool:
    return any(source.format == IdentifyingFormat.CORRECTION for source in record.sources)


def _dates_agree(one: Paper, other: Paper) -> bool:
    first, second = one.date or "", other.date or ""
    return first.startswith(second) or second.startswith(first)


def _dois_agree(one: Paper, other: Paper) -> bool:
    first, second = one.doi or "", other.doi or ""
    return doi_key(first) == doi_key(second) or is_preprint_doi(first) or is_preprint_doi(second)


def _authors_agree(one: Paper, other: Paper) -> bool:
    """Check whether the shorter list has nobody whom the longer one lacks."""
    short, long = sorted((one.authors, other.authors), key=len)
    return all(share_author((author,), long) for author in short)


_FIELDS: dict[str, tuple[Callable[[Paper], str | None], Callable[[Paper, Paper], bool]]] = {
    "title": (lambda paper: paper.title, lambda one, other: title_key(one.title) == title_key(other.title)),
    "date": (lambda paper: paper.date, _dates_agree),
    "authors": (names_of_authors, _authors_agree),
    "arXiv id": (lambda paper: paper.arxiv, lambda one, other: one.arxiv == other.arxiv),
    "DOI": (lambda paper: paper.doi, _dois_agree),
}


def _rows_of_conflicts(work: MergedWork) -> Iterator[tuple[str, ...]]:
    for name, values in disagreements(work.records):
        texts = " | ".join(value[:_LONGEST] for value, _ in values)
        sources = " | ".join(_places((record,)) for _, record in values)
        yield _DISAGREE, work.paper.id, work.paper.title, name, texts, sources


def _rows_of_joining(work: MergedWork) -> Iterator[tuple[str, ...]]:
    """Yield a row where the records that were read are joined by less than an id."""
    read = [record for record in work.records if not is_statement(record)]
    if len(read) < 2:
        return
    evidence = min(evidence for _, evidence in joined_records(read))
    if evidence is not Evidence.IDENTIFIER:
        yield _JOINED, work.paper.id, work.paper.title, evidence.name.lower(), "", _places(read)


def _places(records: Iterable[Paper]) -> str:
    places = sorted({(source.page, source.position) for record in records for source in record.sources})
    return ", ".join(f"{page}:{position}" for page, position in places)
