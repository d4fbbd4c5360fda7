"""What is kept of the new papers' links, which are read once: of each name what says most, and what is watched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.digest.base.asked_graph import AskedGraph
from kg.digest.base.digest_records import NamedNode, QuotedSentence, ToldPaper, ToldStatement
from kg.digest.new_papers import FAMILY
from kg.digest.read_links import ReadLink, links_of_papers, quoted_sentences, statements_of_links
from kg.digest.told_papers import told_papers

_NEWEST = 3  # links that are kept of each name, from which those of a rise are told
_HELD = 200  # links that are kept of each watched thing; all are counted
_UNDATED = "9"  # as a date: later than any


@dataclass(slots=True)
class NameNews:
    """What new papers say of one name: the link that says most, of several the earliest, and the newest links."""

    node: NamedNode
    best: ReadLink
    newest: list[ReadLink] = field(default_factory=list)


class GatheredNews:
    """What the links of new papers say.

    Attributes:
        asked: what is watched. strongest: of each paper the rank of the strongest thing that it does.
        names: by the IRI of the node. watched: links by the IRI of what is watched; ``watched_counts``: how many.
    """

    def __init__(self, graph: AskedGraph, dates: Mapping[str, str | None], watched: Sequence[NamedNode]) -> None:
        """Read the links of papers, which are given with their dates."""
        self._dates, self.asked = dates, tuple(watched)
        self.strongest: dict[str, int] = {}
        self.names: dict[str, NameNews] = {}
        self.watched: dict[str, list[ReadLink]] = {node.iri: [] for node in watched}
        self.watched_counts: Counter[str] = Counter()
        meant: defaultdict[str, set[str]] = defaultdict(set)
        for row in graph.rows_of_nodes(FAMILY, self.watched):
            meant[row["node"]].add(row["asked"])
        for link in links_of_papers(graph, sorted(dates)):
            self._take_link(link, meant.get(link.node.iri, ()))

    def _take_link(self, link: ReadLink, watched: Iterable[str]) -> None:
        self.strongest[link.paper] = min(link.rank, self.strongest.get(link.paper, link.rank))
        news = self.names.setdefault(link.node.iri, NameNews(link.node, link))
        news.best = min(news.best, link, key=lambda one: (one.rank, self._dates[one.paper] or _UNDATED, one.iri))
        news.newest = self.newest([*news.newest, link])[:_NEWEST]
        for iri in watched:
            self.watched_counts[iri] += 1
            held = self.watched[iri]
            held.append(link)
            if len(held) > 2 * _HELD:
                self.watched[iri] = self.most_telling(held)[:_HELD]

    def newest(self, links: Iterable[ReadLink]) -> list[ReadLink]:
        """Sort links by the dates of their papers, the newest first."""
        ordered = sorted(links, key=lambda link: (link.paper, link.iri))
        return sorted(ordered, key=lambda link: self._dates[link.paper] or "", reverse=True)

    def most_telling(self, links: Iterable[ReadLink]) -> list[ReadLink]:
        """Sort links by what they say, the strongest first; of the same the newest first."""
        return sorted(self.newest(links), key=lambda link: link.rank)


class ToldLinks:
    """Links as statements, each of its paper and with its sentence; all are read at once."""

    def __init__(self, graph: AskedGraph, links: Iterable[ReadLink]) -> None:
        asked = {link.iri: link for link in links}
        self._papers: dict[str, ToldPaper] = told_papers(graph, (link.paper for link in asked.values()))
        self._quotes: Mapping[str, QuotedSentence] = quoted_sentences(
            graph, {iri: link.role for iri, link in asked.items()}
        )

    def tell(self, links: Iterable[ReadLink]) -> tuple[ToldStatement, ...]:
        """Write links as statements, those of a paper together, in the order in which the papers come."""
        of_papers: dict[str, list[ReadLink]] = {}
        for link in links:
            of_papers.setdefault(link.paper, []).append(link)
        return tuple(
            ToldStatement(self._papers[paper], statement)
            for paper, some in of_papers.items()
            if paper in self._papers
            for statement in statements_of_links(some, self._quotes)
        )

    def quoted(self, link: ReadLink) -> bool:
        """Check whether there is a sentence that says what a link does; topics may follow from narrower ones."""
        return link.iri in self._quotes
