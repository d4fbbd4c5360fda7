"""Which papers are new, and which stand before them to compare with.

1. Of a period: new is what is dated in it, before is what is dated in the period of as many days before it. A paper
   without a date, or whose date may be a day outside, is in neither, and counted.
2. Of an older version: new is what that does not have, before is what it has. No date is needed.
3. A scope keeps papers of a topic or narrower ones, papers that name an artifact or what is of it, and papers that
   share at least two artifacts or topics with another paper.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from kg.digest.base.asked_graph import AskedGraph, some_at_a_time
from kg.digest.base.date_period import Period, days_of_date
from kg.digest.base.digest_records import DigestScope, NamedNode
from kg.digest.base.known_version import KnownVersion
from kg.explorer.map.kinds import GENERAL
from kg.ground.identifiers import paper_id

SHARED = 2  # artifacts or topics that make papers alike; one alone, such as a much used benchmark, says little
_DATED = """SELECT ?paper ?date { ?paper a schema:ScholarlyArticle ; dcterms:issued ?date
  FILTER(STR(?date) >= "FIRST" && STR(?date) <= "LAST") }"""
_ALL = "SELECT ?paper ?date { ?paper a schema:ScholarlyArticle OPTIONAL { ?paper dcterms:issued ?date } }"
_UNDATED = """SELECT (COUNT(?paper) AS ?count) {
  ?paper a schema:ScholarlyArticle FILTER NOT EXISTS { ?paper dcterms:issued ?date } }"""
# A paper's id changes where an arXiv id or a DOI of it becomes known: it had one made of its title before.
_OTHER_IDS = """SELECT ?paper ?title ?old { VALUES ?paper { NODES } ?paper dcterms:title ?title
  OPTIONAL { ?old dcterms:isReplacedBy ?paper } }"""
_NODES = "SELECT ?paper ?node { VALUES ?paper { NODES } ?paper kg:mentions|kg:hasTopic ?node }"
_NARROWER = "SELECT ?node { VALUES ?topic { NODES } ?node skos:broader* ?topic }"
#: What an artifact is replaced by, and all that is a variant or a member of that.
FAMILY = """SELECT ?asked ?node { VALUES ?asked { NODES } ?asked dcterms:isReplacedBy* ?now .
  ?node (kg:variantOf|kg:memberOfFamily|skos:broader)* ?now }"""
_COUNT_OF_NODES = """SELECT ?node (COUNT(DISTINCT ?paper) AS ?count) {
  VALUES ?node { NODES } ?paper kg:mentions|kg:hasTopic ?node } GROUP BY ?node"""


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """What a digest is asked for.

    Attributes:
        title: of the graph. period: the days whose papers are new; None to compare with an older version.
        known: the older version, or None. until: papers that are later are left aside.
        watched: what somebody watches. most: papers that are told of, and artifacts seen for the first time.
    """

    title: str
    period: Period | None
    known: KnownVersion | None = None
    until: date | None = None
    scope: DigestScope = field(default_factory=DigestScope)
    watched: tuple[NamedNode, ...] = ()
    most: int = 50

    @property
    def known_papers(self) -> frozenset[str]:
        """The local ids of the papers of the older version."""
        return self.known.papers if self.known else frozenset()

    @property
    def known_artifacts(self) -> frozenset[str]:
        """The local ids of its artifacts."""
        return self.known.artifacts if self.known else frozenset()


@dataclass(slots=True)
class PaperSplit:
    """The papers of a graph as a digest sees them.

    Attributes:
        new: IRI to date. before: IRIs. undated, inexact: how many papers are in neither for want of a date.
    """

    new: dict[str, str | None] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    undated: int = 0
    inexact: int = 0


def split_papers(graph: AskedGraph, request: DigestRequest) -> PaperSplit:
    """Find the new papers, and those before them."""
    if request.period is not None:
        return _split_by_date(graph, request.period)
    return _split_by_version(graph, request.known_papers, request.until)


def _split_by_date(graph: AskedGraph, period: Period) -> PaperSplit:
    split, before = PaperSplit(), period.before()
    bounds = {"FIRST": f"{before.first.year:04d}", "LAST": str(period.last)}  # "2026" comes before all days of 2026
    for row in graph.rows(_DATED.replace("FIRST", bounds["FIRST"]).replace("LAST", bounds["LAST"])):
        dated = row["date"]
        if period.holds(dated):
            split.new[row["paper"]] = dated
        elif before.holds(dated):
            split.before.append(row["paper"])
        elif period.touches(dated):
            split.inexact += 1
    split.undated = sum(int(row["count"]) for row in graph.rows(_UNDATED))
    return split


def _split_by_version(graph: AskedGraph, known: Container[str], until: date | None) -> PaperSplit:
    split = PaperSplit()
    for row in graph.rows(_ALL):
        paper, dated = row["paper"], row.get("date")
        if is_later(dated, until):
            continue
        if paper.removeprefix(graph.base) in known:
            split.before.append(paper)
        else:
            split.new[paper] = dated
    for row in graph.rows_of_nodes(_OTHER_IDS, sorted(split.new)):
        others = [paper_id(title=row["title"])]
        others += [row["old"].removeprefix(graph.base)] if "old" in row else []
        if row["paper"] in split.new and any(other in known for other in others):
            del split.new[row["paper"]]
            split.before.append(row["paper"])
    split.undated = sum(dated is None for dated in split.new.values())
    return split


def is_later(dated: str | None, until: date | None) -> bool:
    """Check whether a date is surely later than a day."""
    days = days_of_date(dated)
    return until is not None and days is not None and days[0] > until


def nodes_of_papers(graph: AskedGraph, papers: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield papers, in their order, each with the artifacts and topics that it is linked to."""
    for some in some_at_a_time(papers):
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in graph.rows_of_nodes(_NODES, some):
            found[row["paper"]].add(row["node"])
        yield from ((paper, found[paper]) for paper in some)


def nodes_below(graph: AskedGraph, kind: str, named: Iterable[str]) -> frozenset[str]:
    """Find some topics and those narrower (``topic``), or some artifacts and all that is of them (``artifact``)."""
    text = _NARROWER if kind == "topic" else FAMILY
    return frozenset(row["node"] for row in graph.rows_of_nodes(text, named))


class PaperScope:
    """Which papers a digest is about. ``artifacts``: those that are named, and what is of them."""

    def __init__(self, graph: AskedGraph, scope: DigestScope) -> None:
        self._topics = nodes_below(graph, "topic", [node.iri for node in scope.topics])
        self.artifacts = nodes_below(graph, "artifact", [node.iri for node in scope.artifacts])
        self._like: defaultdict[str, set[str]] = defaultdict(set)
        references = [node.iri for node in scope.like]
        for paper, nodes in nodes_of_papers(graph, references):
            for node in nodes:
                if node.removeprefix(graph.base) not in GENERAL:
                    self._like[node].add(paper)
        self._references = frozenset(references)
        rows = graph.rows_of_nodes(_COUNT_OF_NODES, sorted(self._like))
        self._weights = {row["node"]: 1 / int(row["count"]) for row in rows}
        self._asked = tuple(bool(part) for part in (scope.topics, scope.artifacts, scope.like))

    def fits(self, paper: str, nodes: Collection[str]) -> bool:
        """Check whether a paper that is linked to some nodes is one of those that are asked for."""
        found = (
            not self._topics.isdisjoint(nodes), not self.artifacts.isdisjoint(nodes),
            paper not in self._references and self._is_alike(nodes),
        )  # fmt: skip
        return all(here for asked, here in zip(self._asked, found, strict=True) if asked)

    def _is_alike(self, nodes: Collection[str]) -> bool:
        shared: defaultdict[str, int] = defaultdict(int)
        for node in nodes:
            for paper in self._like.get(node, ()):
                shared[paper] += 1
        return max(shared.values(), default=0) >= SHARED

    def likeness(self, nodes: Collection[str]) -> float:
        """Measure how like those that were named a paper is, as the saved query ``similar-papers`` does.

        What is shared counts the more, the fewer papers have it. 0 where no paper was named.
        """
        return sum(self._weights.get(node, 0.0) for node in sorted(nodes))
