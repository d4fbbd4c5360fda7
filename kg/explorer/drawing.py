"""A graph as the nodes and edges that pyvis holds.

Every node of the graph becomes a vis-network node with its mark, colour and size, and the facts that the details panel
shows; every edge keeps its predicate, confidence and evidence. Nodes and edges beyond the drawing budget are there too,
``hidden``, and are reached by search and expansion. Results are no marks: they are rows in the panels.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np

from kg.explorer.communities import ISLAND, find_communities, hub_weights, name_regions
from kg.explorer.kinds import KIND_BY_NAME, PREDICATES, kind_of
from kg.explorer.layout import arrange
from kg.explorer.overview import LINK_BUDGET, NODE_BUDGET, choose_links, choose_nodes

Graph: TypeAlias = "nx.MultiDiGraph[str]"
Positions = Mapping[str, tuple[float, float]]

_SHOWN_ELSEWHERE = {"kind", "label", "year", "paper_count"}  # columns of their own, not facts
_PAPER_SIZE, _PAPER_GROWTH = 4.6, 0.22  # radius in pixels and its growth with the root of the links
_SIZE, _GROWTH, _LARGEST = 3.4, 2.0, 30.0
_TOPIC_GROWTH = 1.45  # topics are many, and their names say more than their marks
_PULLS = {predicate.name: predicate.pull for predicate in PREDICATES}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page is made from: pyvis's nodes and edges, results, and the names of the regions by number."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    results: list[dict[str, Any]]
    regions: list[str]

    @property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Where the drawn nodes are; hand it to the next drawing to keep them there."""
        return {node["id"]: (node["x"], node["y"]) for node in self.nodes if not node["hidden"]}


def draw(
    graph: Graph,
    *,
    seed: int = 1,
    previous: Positions | None = None,
    node_budget: int = NODE_BUDGET,
    link_budget: int = LINK_BUDGET,
) -> Drawing:
    """The drawing of a graph as ``kg.graph.networks.to_networkx`` makes it; any attribute may be missing.

    Args:
        seed: the layout's. previous: positions of an earlier drawing, to keep.
    """
    kinds = {node: kind_of(node, data) for node, data in graph.nodes(data=True)}
    ids = sorted(node for node, kind in kinds.items() if kind != "result")
    index = {node: place for place, node in enumerate(ids)}
    links = sorted(
        ((str(key), source, target, data) for source, target, key, data in graph.edges(keys=True, data=True)
         if source in index and target in index),
        key=lambda link: (link[1], link[2], link[0]),
    )  # fmt: skip
    ends = np.array([(index[source], index[target]) for _, source, target, _ in links], np.int64).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=len(ids))
    chosen = choose_nodes(ends, degree, np.array([kinds[node] == "paper" for node in ids], bool), node_budget)
    drawn = choose_links(ends, degree, chosen, link_budget)
    sizes = np.array([_size(kinds[node], int(count)) for node, count in zip(ids, degree, strict=True)])
    pulls = np.array([_PULLS.get(str(data.get("predicate")), 1.0) for *_, data in links], float)
    regions, names, places = _map(graph, ids, kinds, ends[drawn], pulls[drawn], chosen, sizes, seed, previous)
    nodes = [
        _node(node, graph.nodes[node], kinds[node], int(degree[place]), float(sizes[place]),
              places.get(node), int(regions[place]))
        for place, node in enumerate(ids)
    ]  # fmt: skip
    edges = [_edge(*link, hidden=not shown) for link, shown in zip(links, drawn.tolist(), strict=True)]
    results = [{"id": node, **graph.nodes[node]} for node in sorted(kinds) if kinds[node] == "result"]
    return Drawing(nodes, edges, results, names)


def _map(
    graph: Graph, ids: list[str], kinds: dict[str, str], ends: np.ndarray, pulls: np.ndarray, chosen: np.ndarray,
    sizes: np.ndarray, seed: int, previous: Positions | None,
) -> tuple[np.ndarray, list[str], dict[str, tuple[float, float]]]:  # fmt: skip
    """The region of every node, the regions' names, and the positions of the chosen nodes."""
    shown = np.flatnonzero(chosen)
    compact = np.full(len(ids), -1)
    compact[shown] = np.arange(len(shown))
    pairs, of_pair = np.unique(np.sort(compact[ends], axis=1), axis=0, return_inverse=True)
    strongest = np.zeros(len(pairs))
    np.maximum.at(strongest, of_pair.ravel(), pulls)  # of several links of one pair the strongest counts
    proper = pairs[:, 0] != pairs[:, 1]
    inner = pairs[proper]
    weights = hub_weights(len(shown), inner, strongest[proper])
    labels = find_communities(len(shown), inner, weights, seed)
    own = [ids[place] for place in shown]
    names = name_regions(labels, inner, [kinds[node] for node in own], [_label(graph, node) for node in own])
    places = arrange(own, inner, weights, labels, sizes[shown], seed=seed, previous=previous)
    regions = np.full(len(ids), ISLAND)
    regions[shown] = labels
    positions = {node: (float(x), float(y)) for node, (x, y) in zip(own, places, strict=True)}
    return regions, names, positions


def _size(kind: str, links: int) -> float:
    """The radius of a mark in pixels: papers small and alike, all else by the root of its links."""
    if kind == "paper":
        return round(_PAPER_SIZE + _PAPER_GROWTH * math.sqrt(links), 1)
    return round(min(_LARGEST, _SIZE + (_TOPIC_GROWTH if kind == "topic" else _GROWTH) * math.sqrt(links)), 1)


def _label(graph: Graph, node: str) -> str:
    return str(graph.nodes[node].get("label") or node)


def _node(
    node: str, data: Mapping[str, Any], kind: str, degree: int, size: float,
    place: tuple[float, float] | None, region: int,
) -> dict[str, Any]:  # fmt: skip
    facts = {
        name: value
        for name, value in data.items()
        if name not in _SHOWN_ELSEWHERE and value is not None and value != "" and value != []
    }
    if facts.get("types") == [kind]:
        del facts["types"]
    x, y = place or (0.0, 0.0)
    return {
        "id": node, "label": str(data.get("label") or node), "kind": kind, "shape": KIND_BY_NAME[kind].shape,
        "color": KIND_BY_NAME[kind].light, "size": size, "degree": degree, "year": _year(data), "region": region,
        "x": x, "y": y, "hidden": place is None, "physics": False, "facts": facts,
    }  # fmt: skip


def _year(data: Mapping[str, Any]) -> int | None:
    year = data.get("year") or str(data.get("date") or "")[:4]
    return int(year) if str(year).isdecimal() else None


def _edge(key: str, source: str, target: str, data: Mapping[str, Any], *, hidden: bool) -> dict[str, Any]:
    return {
        "id": key, "from": source, "to": target, "predicate": str(data.get("predicate") or "mentions"),
        "confidence": data.get("confidence"), "type": data.get("type"), "evidence": list(data.get("evidence") or ()),
        "dashes": data.get("predicate") == "mentions", "hidden": hidden,
    }  # fmt: skip
