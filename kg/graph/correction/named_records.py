"""Which records a line of the corrections means by a paper, among those that were read.

A paper is named, as everywhere, by its id in the graph, its IRI, arXiv id, DOI, another id of its record, or its title;
and by the place where it was read (``listing/page.txt-5``), for two records that share all of these.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.catalogue.name_resolution import NamedThing, asked_name, is_called
from kg.ground.identifiers import paper_id, slug
from kg.ground.records import Paper
from kg.ground.text import title_key
from kg.readers.papers.merge import MergedWork


class NamedRecords:
    """The records of a build, to be found by what a paper is called."""

    def __init__(self, works: Sequence[MergedWork], base: str) -> None:
        """Take the works as they are without corrections."""
        self._base = base
        self._work_of_record = {record: at for at, work in enumerate(works) for record in work.records}
        self._works = works
        self._by_work = {work.paper.id.casefold(): frozenset(work.records) for work in works}
        self._by_id: defaultdict[str, set[Paper]] = defaultdict(set)
        self._by_title: defaultdict[str, set[Paper]] = defaultdict(set)
        for record in self._work_of_record:
            self._by_title[title_key(record.title)].add(record)
            for name in _ids_of_record(record):
                self._by_id[name.casefold()].add(record)

    def find(self, name: str) -> frozenset[Paper]:
        """Find the records that are called so: by an id of theirs, by that of their work, or by their title."""
        asked = asked_name(name, self._base)
        for held in (self._by_id, self._by_work):
            if found := frozenset(record for key in asked.ids for record in held.get(key, ())):
                return found
        return frozenset(self._by_title.get(asked.title, ()))

    def works(self, records: Iterable[Paper]) -> list[MergedWork]:
        """Return the works, without corrections, that some records belong to, by id."""
        places = {self._work_of_record[record] for record in records}
        return sorted((self._works[at] for at in places), key=lambda work: work.paper.id)

    def whole(self, records: Iterable[Paper]) -> frozenset[Paper]:
        """Return all records of the works that some records belong to."""
        return frozenset(record for work in self.works(records) for record in work.records)


class NamesOfPapers:
    """What lines of the corrections call papers, to see quickly which records they can mean."""

    def __init__(self, names: Iterable[str], base: str) -> None:
        """Take the names."""
        asked = [asked_name(name, base) for name in names]
        self._ids = frozenset(each.partition("~")[0] for one in asked for each in one.ids)
        self._titles = frozenset(one.title for one in asked)

    def may_name(self, record: Paper) -> bool:
        """Check whether one of the names can be that of a record; of those that are, none is left out."""
        ids = {name.casefold().partition("~")[0] for name in (*_ids_of_record(record), *ids_in_graph(record))}
        return not ids.isdisjoint(self._ids) or title_key(record.title) in self._titles


def _ids_of_record(record: Paper) -> Iterable[str]:
    yield from filter(None, (record.arxiv, record.doi, *record.identifiers))
    if record.arxiv or record.doi:
        yield record.id
    for source in record.sources:
        yield f"listing/{slug(source.page)}-{source.position}"


def ids_in_graph(record: Paper) -> set[str]:
    """Return the local ids that a paper may have by one of its records: of its arXiv id, its DOI and its title."""
    ids = {paper_id(title=record.title)}
    if record.arxiv:
        ids.add(paper_id(title=record.title, arxiv=record.arxiv))
    if record.doi:
        ids.add(paper_id(title=record.title, doi_name=record.doi))
    return ids


def names_paper(name: str, paper: Paper, base: str) -> bool:
    """Check whether a name is that of a paper, as it is now or was before."""
    identifiers = (*paper.identifiers, *paper.former, paper.arxiv, paper.doi)
    thing = NamedThing(paper.id, paper.title, ("paper",), (), tuple(filter(None, identifiers)))
    return is_called(name, thing, base=base)
