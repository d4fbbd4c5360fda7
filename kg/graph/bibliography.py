"""What readings say of authors, venues, categories and cited works, as nodes and edges.

1. An author with an ORCID iD, or an id of a service, is one person wherever the id stands. A name alone is a node of
   its own, which says so: it may be that of several people.
2. A venue is what its name means (``kg.catalogue.venues``), whatever the year; a track of a conference is a venue of
   its own, and the conference is a node too. A category of arXiv is a concept of arXiv's own scheme.
3. A cited work is an edge where it is a paper of the graph, whichever of its ids the citing record gives; what lies
   outside the graph stays with the paper's record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.catalogue.categories import archive_of_category, category_names
from kg.catalogue.venues import Venue, venue_of_name
from kg.graph.graph_records import AuthorNode, CategoryNode, Edge, VenueNode, relation_edge
from kg.ground.identifiers import category_id, venue_id
from kg.ground.records import Author, Paper
from kg.ground.schema import Relation
from kg.ground.service_ids import service_id


@dataclass(slots=True)
class Bibliography:
    """Gathers authors, venues, categories and citations while papers pass.

    >>> gathered = Bibliography()
    >>> [edge.target for edge in gathered.edges_of_paper(Paper("On Tides", authors=(Author("Ada Lovelace"),)))]
    ['author/ada-lovelace']
    >>> [node.label for node in gathered.nodes()]
    ['Ada Lovelace']
    """

    authors: dict[str, Author] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    papers: dict[str, str] = field(default_factory=dict)  # id of a service → local id
    references: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def edges_of_paper(self, paper: Paper) -> Iterator[Edge]:
        """Take in a paper, and yield its edges to authors, venue and categories, each once."""
        for author in {author.id: author for author in paper.authors}.values():
            known = self.authors.get(author.id)
            self.authors[author.id] = author if known is None else _agreed_author(known, author)
            yield relation_edge(paper.id, Relation.HAS_AUTHOR, author.id)
        if paper.venue:
            venue = venue_of_name(paper.venue)
            self._see_venue(venue)
            yield relation_edge(paper.id, Relation.PUBLISHED_IN, venue.id)
        for code in paper.categories:
            self.categories.add(code)
            yield relation_edge(paper.id, Relation.IN_CATEGORY, category_id(code))
        self._see_ids(paper)

    def _see_venue(self, venue: Venue) -> None:
        known = self.venues.get(venue.id, venue)
        self.venues[venue.id] = min(known, venue, key=lambda each: each.name)
        if venue.series:
            self._see_venue(venue_of_name(venue.series))

    def _see_ids(self, paper: Paper) -> None:
        for name in _ids_of_paper(paper):
            self.papers[name] = min(self.papers.get(name, paper.id), paper.id)
        if paper.references:
            self.references.append((paper.id, paper.references))

    def nodes(self) -> Iterator[AuthorNode | VenueNode | CategoryNode]:
        """Yield the nodes of all papers taken in, by kind and id."""
        yield from (AuthorNode(identifier, author) for identifier, author in sorted(self.authors.items()))
        yield from (_venue_node(self.venues[identifier]) for identifier in sorted(self.venues))
        names = category_names()
        broader = {archive for code in self.categories if (archive := archive_of_category(code))}
        yield from (CategoryNode(code, names.get(code, code)) for code in sorted(self.categories | broader))

    def edges(self) -> Iterator[Edge]:
        """Yield the edges among categories, and those among papers that were all taken in, by citing paper."""
        for code in sorted(self.categories):
            if archive := archive_of_category(code):
                yield relation_edge(category_id(code), Relation.BROADER, category_id(archive))
        for paper, references in sorted(self.references):
            cited = {self.papers[name] for name in references if name in self.papers}
            yield from (relation_edge(paper, Relation.CITES, other) for other in sorted(cited - {paper}))


def _venue_node(venue: Venue) -> VenueNode:
    series = venue_id(venue.series) if venue.series else None
    return VenueNode(venue.id, venue.name, venue.full_name, venue.track, series)


def organisations_of_paper(paper: Paper) -> Iterator[str]:
    """Yield the names of the organisations that a paper comes from: of its listing, then of its authors."""
    if paper.organisation:
        yield paper.organisation
    for author in paper.authors:
        yield from author.organisations


def _agreed_author(one: Author, other: Author) -> Author:
    """One author as two papers give them, whatever their order."""
    first, second = sorted((one, other), key=lambda author: (-len(author.name), author))
    return Author(first.name, first.orcid or second.orcid, tuple(sorted({*first.identifiers, *second.identifiers})))


def _ids_of_paper(paper: Paper) -> Iterator[str]:
    if paper.arxiv:
        yield "arXiv:" + paper.arxiv
    if paper.doi:
        yield "doi:" + paper.doi
    for name in paper.identifiers:
        known = service_id(name)
        if ":" in known:  # a key of one file names nothing in another
            yield known
