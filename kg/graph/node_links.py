"""What a graph says of one node: its links, each with the sentences it was read from, and which papers are its own.

The *papers* of a node are the papers that have at least one link to it which the graph states as a fact, whatever the
link says: a benchmark's are those that introduce it, evaluate on it or only mention it, a topic's those about it and
those that touch on it. Each counts once. That is the number which is called "papers" wherever a node is counted: on the
map and in its table, in the report, in the answers of saved queries, by ``show`` and on the pages of nodes; SPARQL says
it as ``COUNT(DISTINCT ?paper) { ?paper a schema:ScholarlyArticle ; ?any ?node }``, of an artifact
``?paper kg:mentions ?artifact``. Where only some of these papers are counted, the words say which ("papers that
evaluate on it").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.ground.schema import PREDICATES

if TYPE_CHECKING:
    from kg.graph.networks import Network

_ORDER = {name: rank for rank, name in enumerate(PREDICATES)}


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence in its sentence: ``sentence[start:end]`` are the words themselves."""

    field: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NodeLink:
    """A link as it is seen from one of its ends.

    Attributes:
        id: local id of the link. outgoing: whether the node is its subject.
        other, label, kind: id, label and kind of the other end.
        asserted: whether the graph states it as a fact.
    """

    id: str
    predicate: str
    outgoing: bool
    other: str
    label: str
    kind: str
    confidence: float | None
    quotes: tuple[Quote, ...]
    corrections: tuple[str, ...] = ()
    asserted: bool = True


def papers_by_node(links: Iterable[tuple[str, str, bool]], papers: Container[str]) -> dict[str, set[str]]:
    """Collect the papers of each node that has any; see the module for what that means.

    Args:
        links: source, target, and whether the graph states the link as a fact. papers: the nodes that are papers.

    >>> links = [("p1", "mmlu", True), ("p1", "mmlu", True), ("p2", "mmlu", False), ("gpt-4o", "gpt-4", True)]
    >>> papers_by_node(links, {"p1", "p2"})
    {'mmlu': {'p1'}}
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source, target, asserted in links:
        if asserted and source in papers and source != target:
            found[target].add(source)
    return dict(found)


def papers_of(graph: Network, node: str) -> set[str]:
    """Return the papers of one node; see the module for what that means."""
    near = ((source, node, data.get("asserted", True)) for source, _, data in graph.in_edges(node, data=True))
    papers = {source for source in graph.predecessors(node) if graph.nodes[source].get("kind") == "paper"}
    return papers_by_node(near, papers).get(node, set())


def links_of(graph: Network, node: str) -> list[NodeLink]:
    """Return the links of a node: outgoing first, by predicate in the order of the vocabulary, the surest first."""
    found = [
        *(_link_seen_from_end(graph, key, data, source, target, outgoing=True)
          for source, target, key, data in graph.out_edges(node, keys=True, data=True)),
        *(_link_seen_from_end(graph, key, data, source, target, outgoing=False)
          for source, target, key, data in graph.in_edges(node, keys=True, data=True)),
    ]  # fmt: skip
    found.sort(key=lambda one: (not one.outgoing, _ORDER.get(one.predicate, 99), -(one.confidence or 0), one.label))
    return found


def results_of(graph: Network, node: str) -> list[dict[str, object]]:
    """Return the results that a paper reports, or that were read of a model or on a benchmark.

    They have labels instead of ids.
    """
    rows = []
    for _, data in graph.nodes(data=True):
        if data["kind"] == "result" and node in (data["paper"], data["model"], data["on"]):
            ends = {name: graph.nodes[data[name]]["label"] if data[name] in graph else None for name in _RESULT_ENDS}
            rows.append({**data, **ends})
    return rows


_RESULT_ENDS = ("paper", "model", "on", "compared_with")


def _link_seen_from_end(
    graph: Network, key: str, data: dict[str, Any], source: str, target: str, *, outgoing: bool
) -> NodeLink:
    other = target if outgoing else source
    return NodeLink(
        key,
        data["predicate"],
        outgoing,
        other,
        graph.nodes[other]["label"],
        graph.nodes[other]["kind"],
        data["confidence"],
        tuple(_quotes_in_paper(graph.nodes[source], data["evidence"])),
        tuple(data.get("corrections", ())),
        data.get("asserted", True),
    )


def _quotes_in_paper(paper: dict[str, Any], evidence: list[dict[str, Any]]) -> Iterator[Quote]:
    for piece in evidence:
        text = paper["label"] if piece["field"] == "title" else paper["abstract"]
        begin, end = piece["sentence_start"], piece["sentence_end"]
        yield Quote(piece["field"], text[begin:end], piece["start"] - begin, piece["end"] - begin)
