"""Papers as people are told of them: title, authors, where to read them, and what they say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.digest.base.asked_graph import AskedGraph, Row
from kg.digest.base.digest_records import NamedNode, QuotedSentence, ToldPaper
from kg.digest.read_links import ReadLink, links_of_papers, quoted_sentences, statements_of_links
from kg.ground.schema import Relation, Role
from kg.ground.service_ids import ADDRESSES

#: What a paper is told with: what it brings, and what it is measured on.
TOLD_ROLES = (Role.INTRODUCES, Role.EVALUATES_ON)
_ROLES = frozenset(Role)
_AUTHORS_TOLD = 3
_PAPERS = """SELECT ?paper ?title ?date ?arxiv ?doi ?url ?count { VALUES ?paper { NODES } ?paper dcterms:title ?title
  OPTIONAL { ?paper dcterms:issued ?date } OPTIONAL { ?paper fabio:hasArXivId ?arxiv }
  OPTIONAL { ?paper owl:sameAs ?doi } OPTIONAL { ?paper schema:url ?url }
  OPTIONAL { ?paper kg:authorCount ?count } }"""
_AUTHORS = f"""SELECT ?paper ?place ?name {{ VALUES ?paper {{ NODES }} ?paper kg:hasAuthorship ?part .
  ?part schema:position ?place ; kg:nameAsGiven ?name FILTER(?place <= {_AUTHORS_TOLD}) }}"""


def told_papers(graph: AskedGraph, papers: Iterable[str]) -> dict[str, ToldPaper]:
    """Read papers without what they say, by IRI."""
    asked = sorted(set(papers))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in graph.rows_of_nodes(_PAPERS, asked):
        rows[row["paper"]].append(row)
    names: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for row in graph.rows_of_nodes(_AUTHORS, asked):
        names[row["paper"]].add((int(row["place"]), row["name"]))
    return {
        paper: _paper_of_rows(rows[paper], tuple(name for _, name in sorted(names[paper])))
        for paper in asked
        if paper in rows
    }


def _paper_of_rows(rows: Sequence[Row], authors: tuple[str, ...]) -> ToldPaper:
    def least(name: str) -> str | None:
        return min((row[name] for row in rows if name in row), default=None)

    iri, arxiv, count = rows[0]["paper"], least("arxiv"), least("count")
    link = (ADDRESSES["arXiv"] + arxiv if arxiv else None) or least("doi") or least("url") or iri
    return ToldPaper(
        iri, least("title") or iri, least("date"), authors, int(count) if count else len(authors) or None, link
    )  # fmt: skip


def papers_with_statements(
    graph: AskedGraph, papers: Sequence[str], about: Collection[str] = frozenset()
) -> list[ToldPaper]:
    """Tell papers with what they bring and are measured on, in the order given.

    Args:
        about: artifacts of which everything is told.
    """
    told = told_papers(graph, papers)
    held: defaultdict[str, list[ReadLink]] = defaultdict(list)
    for link in links_of_papers(graph, papers):
        held[link.paper].append(link)
    for paper, links in held.items():
        topics = [link for link in links if link.role == Relation.PRIMARY_TOPIC]
        held[paper] = [*topics, *(link for link in links if link.role in TOLD_ROLES or link.node.iri in about)]
    stated = {link.iri: link.role for links in held.values() for link in links if link.role in _ROLES}
    quotes = quoted_sentences(graph, stated)
    return [_with_statements(told[paper], held[paper], quotes) for paper in papers if paper in told]


def _with_statements(paper: ToldPaper, links: Sequence[ReadLink], quotes: Mapping[str, QuotedSentence]) -> ToldPaper:
    topics = sorted({link.node for link in links if link.role == Relation.PRIMARY_TOPIC}, key=node_order)
    stated = statements_of_links([link for link in links if link.role in _ROLES], quotes)
    return replace(paper, topics=tuple(topics), statements=tuple(stated))


def introduced_by(paper: ToldPaper) -> Iterator[NamedNode]:
    """Yield what a paper that is told of introduces."""
    return (node for one in paper.statements if one.role == Role.INTRODUCES for node in one.nodes)


def node_order(node: NamedNode) -> tuple[str, str]:
    """Return what nodes are sorted by: their names, whatever their case."""
    return node.name.casefold(), node.iri
