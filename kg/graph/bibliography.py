"""What readings say of authors, venues, categories and cited works, as nodes and edges.

1. An author with an ORCID iD, or an id of a service, is one person wherever the id stands. A name alone is a node of
   its own, which says so: it may be that of several people.
2. A venue is what its name means (``kg.catalogue.venues``), whatever the year; a track of a conference is a venue of
   its own, and the conference is a node too. A category of arXiv is a concept of arXiv's own scheme.
3. What an organisation's name means is settled by ``kg.catalogue.organisations``: Ai2 and the Allen Institute for AI
   are one node. What it is part of is a node too, and ids that its other names had lead to it.
4. A cited work is an edge where it is a paper of the graph, whichever of its ids the citing record gives; what lies
   outside the graph stays with the paper's record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from kg.catalogue.categories import archive_of_category, category_names
from kg.catalogue.organisations import (
    Organisation,
    canonical_organisation_id,
    known_organisation,
    known_organisations,
    larger_organisations,
)
from kg.catalogue.venues import Venue, venue_of_name
from kg.graph.graph_records import AuthorNode, CategoryNode, Edge, OrganisationNode, VenueNode, relation_edge
from kg.ground.files.grouped_values import key_of_line, line_key
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.identifiers import category_id, organisation_id, venue_id
from kg.ground.records import Author, Paper
from kg.ground.schema import Relation
from kg.ground.service_ids import service_id


@dataclass(slots=True)
class Bibliography:
    """Gathers authors, venues and categories while papers pass.

    >>> gathered = Bibliography()
    >>> gathered.see_nodes(Paper("On Tides", authors=(Author("Ada Lovelace"),)))
    >>> [node.label for node in gathered.nodes()]
    ['Ada Lovelace']
    """

    authors: dict[str, Author] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)

    def see_nodes(self, paper: Paper) -> None:
        """Take in the authors, the venue and the categories of a paper."""
        for author in {author.id: author for author in paper.authors}.values():
            self.see_author(author)
        if paper.venue:
            self.see_venue(venue_of_name(paper.venue))
        self.categories.update(paper.categories)

    def see_author(self, author: Author) -> None:
        """Take in an author as one paper gives them, or as several do together."""
        known = self.authors.get(author.id)
        self.authors[author.id] = author if known is None else agreed_author(known, author)

    def see_venue(self, venue: Venue) -> None:
        """Take in a venue, and the one that it is a track of."""
        known = self.venues.get(venue.id, venue)
        self.venues[venue.id] = min(known, venue, key=lambda each: (each.name, repr(each)))
        if venue.series:
            self.see_venue(venue_of_name(venue.series))

    def nodes(self) -> Iterator[AuthorNode | VenueNode | CategoryNode]:
        """Yield the nodes of all papers taken in, by kind and id."""
        yield from (AuthorNode(identifier, author) for identifier, author in sorted(self.authors.items()))
        yield from (_venue_node(self.venues[identifier]) for identifier in sorted(self.venues))
        names = category_names()
        broader = {archive for code in self.categories if (archive := archive_of_category(code))}
        yield from (CategoryNode(code, names.get(code, code)) for code in sorted(self.categories | broader))

    def edges(self) -> Iterator[Edge]:
        """Yield the edges among categories."""
        for code in sorted(self.categories):
            if archive := archive_of_category(code):
                yield relation_edge(category_id(code), Relation.BROADER, category_id(archive))


class Citations:
    """Gathers who cites whom while papers pass, on disk where they are many.

    Args:
        folder: a folder of its own, which is made; it is the caller's to remove.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     gathered = Citations(Path(folder) / "citations")
    ...     gathered.see(Paper("On Tides", arxiv="2401.00001"))
    ...     gathered.see(Paper("On Waves", references=("arXiv:2401.00001", "doi:10.9/outside")))
    ...     [edge.target for edge in gathered.edges()]
    ['paper/2401.00001']
    """

    def __init__(self, folder: Path, *, most_held: int = 64 << 20) -> None:
        self._pairs = folder / "pairs"
        self._pairs.mkdir(parents=True)
        self._most_held = most_held
        self._lines = SortedLines(folder, most_held=most_held)
        self._any = False

    def see(self, paper: Paper) -> None:
        """Take in the names that a paper may be cited by, and those that it cites."""
        for name in cited_names(paper):
            self._lines.add(b"%b\t0%b" % (line_key(name), line_key(paper.id)))
        for name in paper.references:
            self._any = True
            self._lines.add(b"%b\t1%b" % (line_key(name), line_key(paper.id)))

    def edges(self) -> Iterator[Edge]:
        """Yield the edges among papers that were all taken in, by citing paper, each once; asked once."""
        pairs = SortedLines(self._pairs, most_held=self._most_held)
        rows = (line.partition(b"\t") for line in self._lines.sorted()) if self._any else iter(())
        for _, group in groupby(rows, key=itemgetter(0)):
            cited = None
            for _, _, row in group:
                kind, paper = row[:1], row[1:]
                if kind == b"0":
                    cited = cited or paper  # the first: those that one name means are sorted
                elif cited is not None and cited != paper:
                    pairs.add(paper + b"\t" + cited)
        for pair, _ in groupby(pairs.sorted()):
            paper, _, cited = pair.partition(b"\t")
            yield relation_edge(key_of_line(paper), Relation.CITES, key_of_line(cited))


def bibliographic_edges(paper: Paper) -> Iterator[Edge]:
    """Yield the edges of a paper to its authors, venue and categories, each once.

    >>> [edge.target for edge in bibliographic_edges(Paper("On Tides", authors=(Author("Ada Lovelace"),)))]
    ['author/ada-lovelace']
    """
    for identifier in {author.id: None for author in paper.authors}:
        yield relation_edge(paper.id, Relation.HAS_AUTHOR, identifier)
    if paper.venue:
        yield relation_edge(paper.id, Relation.PUBLISHED_IN, venue_of_name(paper.venue).id)
    for code in paper.categories:
        yield relation_edge(paper.id, Relation.IN_CATEGORY, category_id(code))


def _venue_node(venue: Venue) -> VenueNode:
    series = venue_id(venue.series) if venue.series else None
    return VenueNode(venue.id, venue.name, venue.full_name, venue.track, series)


def organisations_of_paper(paper: Paper) -> Iterator[str]:
    """Yield the names of the organisations that a paper comes from: of its listing, then of its authors."""
    if paper.organisation:
        yield paper.organisation
    for author in paper.authors:
        yield from author.organisations


def agreed_author(one: Author, other: Author) -> Author:
    """Join one author as two papers give them, whatever their order."""
    first, second = sorted((one, other), key=lambda author: (-len(author.name), author))
    return Author(first.name, first.orcid or second.orcid, tuple(sorted({*first.identifiers, *second.identifiers})))


def cited_names(paper: Paper) -> Iterator[str]:
    """Yield the names under which other papers may cite a paper: its ids, with the service that gave each."""
    if paper.arxiv:
        yield "arXiv:" + paper.arxiv
    if paper.doi:
        yield "doi:" + paper.doi
    for name in paper.identifiers:
        known = service_id(name)
        if ":" in known:  # a key of one file names nothing in another
            yield known


@dataclass(slots=True)
class OrganisationSightings:
    """Gathers the names of organisations while papers and artifacts pass.

    >>> seen = OrganisationSightings()
    >>> seen.see("Ai2"), seen.see("The Allen Institute for AI")
    ('org/allen-institute-for-ai', 'org/allen-institute-for-ai')
    >>> [node.label for node in seen.nodes()]
    ['Allen Institute for AI']
    """

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, name: str) -> str:
        """Take in a name, and return the local id of the organisation that it means."""
        identifier = canonical_organisation_id(name)
        self.names[identifier].add(name)
        known = known_organisation(name)
        for larger in larger_organisations(known.slug) if known else ():
            self.names[known_organisations()[larger].id]  # a node although no paper names it
        return identifier

    def nodes(self) -> Iterator[OrganisationNode]:
        """Yield the nodes of all names taken in, by id."""
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for identifier, names in self.names.items():
            for old in former_organisation_ids(identifier, names) - self.names.keys():
                owners[old].add(identifier)
        former: defaultdict[str, list[str]] = defaultdict(list)
        for old, owned_by in sorted(owners.items()):
            if len(owned_by) == 1:  # an id leads to one node or to none
                former[min(owned_by)].append(old)
        for identifier, names in sorted(self.names.items()):
            known = known_organisations().get(identifier.removeprefix("org/"))
            node = _known_node(known) if known else OrganisationNode(identifier, min(names))
            yield replace(node, former=tuple(former[identifier]))


def former_organisation_ids(identifier: str, names: set[str]) -> set[str]:
    """List the ids that the names of an organisation of the table had as names alone."""
    known = known_organisations().get(identifier.removeprefix("org/"))
    if known is None:
        return set()
    ids = {organisation_id(name) for name in (*names, known.name, *known.aliases)}
    return {each for each in ids if each.removeprefix("org/") not in known_organisations()}


def _known_node(known: Organisation) -> OrganisationNode:
    larger = known_organisations()[known.part_of].id if known.part_of else None
    return OrganisationNode(known.id, known.name, known.aliases, (), known.ror, known.wikidata, larger)
