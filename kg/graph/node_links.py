"""What a graph says of one node: its links, each with the sentences it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.graph.networks import Network
from kg.ground.schema import PREDICATES

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
