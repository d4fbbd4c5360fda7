"""A graph as the nodes and edges that pyvis holds.

Every node of the graph becomes a node of pyvis with its mark, colour and size, and the facts that the details panel
shows; every edge keeps its predicate, confidence and evidence. Nodes and edges beyond the drawing budget are there too,
``hidden``, and are reached by search and expansion. Results are no marks but rows in the panels; authors, venues and
categories are facts of papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import networkx as nx
import numpy as np

from kg.explorer.map.kinds import KIND_BY_NAME, UNDRAWN, kind_of
from kg.explorer.map.overview import LINK_BUDGET, NODE_BUDGET
from kg.explorer.map.region_names import spoken_name
from kg.explorer.map.survey import Links, Map, Nodes, Survey, survey

Graph: TypeAlias = "nx.MultiDiGraph[str]"

_SHOWN_ELSEWHERE = {"kind", "label", "year", "paper_count"}  # columns of their own, not facts


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page is made from: pyvis's nodes and edges, results, and the names of the regions by number."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    results: list[dict[str, object]]
    regions: list[str]

    @property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Where the drawn nodes are."""
        return {node["id"]: (node["x"], node["y"]) for node in self.nodes if not node["hidden"]}

    @property
    def map(self) -> Map:
        """Where the drawn nodes are and in which regions; hand it to the next drawing to keep them there."""
        return Map(self.positions, {node["id"]: node["region"] for node in self.nodes if not node["hidden"]})


def draw(
    graph: Graph,
    *,
    seed: int = 1,
    previous: Map | None = None,
    node_budget: int = NODE_BUDGET,
    link_budget: int = LINK_BUDGET,
) -> Drawing:
    """Draw a graph as ``kg.graph.networks.to_networkx`` makes it; any attribute may be missing.

    Args:
        seed: the layout's. previous: the map of an earlier drawing, to keep.
    """
    kinds = {node: kind_of(node, data) for node, data in graph.nodes(data=True)}
    ids = sorted(node for node, kind in kinds.items() if kind not in UNDRAWN)
    index = {node: place for place, node in enumerate(ids)}
    links = sorted(
        ((str(key), source, target, data) for source, target, key, data in graph.edges(keys=True, data=True)
         if source in index and target in index),
        key=lambda link: (link[1], link[2], _predicate_of_link(link[3]), link[0]),
    )  # fmt: skip
    ends = np.array([(index[source], index[target]) for _, source, target, _ in links], np.int64).reshape(-1, 2)
    sorted_nodes = Nodes(ids, [kinds[node] for node in ids], [_name_of_node(graph.nodes[node], node) for node in ids])
    seen = survey(
        sorted_nodes, Links(ends, [_predicate_of_link(data) for *_, data in links]), seed=seed, previous=previous,
        node_budget=node_budget, link_budget=link_budget,
    )  # fmt: skip
    nodes = [_drawn_node_data(node, graph.nodes[node], kinds[node], seen, place) for place, node in enumerate(ids)]
    edges = [_drawn_edge_data(*link, hidden=not shown) for link, shown in zip(links, seen.drawn.tolist(), strict=True)]
    results = [{"id": node, **graph.nodes[node]} for node in sorted(kinds) if kinds[node] == "result"]
    return Drawing(nodes, edges, results, seen.names)


def _predicate_of_link(data: Mapping[str, object]) -> str:
    return str(data.get("predicate") or "mentions")


def _name_of_node(data: Mapping[str, Any], node: str) -> str:
    return spoken_name(str(data.get("label") or node), [str(each) for each in data.get("alt_labels") or ()])


def _drawn_node_data(node: str, data: Mapping[str, object], kind: str, seen: Survey, place: int) -> dict[str, Any]:
    x, y = seen.places.get(place) or (0.0, 0.0)
    return {
        "id": node, "label": str(data.get("label") or node), "kind": kind, "shape": KIND_BY_NAME[kind].shape,
        "color": KIND_BY_NAME[kind].light, "size": float(seen.measures.sizes[place]),
        "degree": int(seen.measures.degree[place]), "year": year_of(data), "region": int(seen.regions[place]),
        "x": x, "y": y, "hidden": place not in seen.places, "physics": False, "facts": facts_of(data, kind),
    }  # fmt: skip


def facts_of(data: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return what the panel says of a node: its attributes but those that are empty or shown elsewhere."""
    facts = {
        name: value
        for name, value in data.items()
        if name not in _SHOWN_ELSEWHERE and value is not None and value != "" and value != []
    }
    if facts.get("types") == [kind]:
        del facts["types"]
    return facts


def year_of(data: Mapping[str, Any]) -> int | None:
    """Return the year of a node, from its year or its date."""
    year = data.get("year") or str(data.get("date") or "")[:4]
    return int(year) if str(year).isdecimal() else None


def _drawn_edge_data(key: str, source: str, target: str, data: Mapping[str, Any], *, hidden: bool) -> dict[str, Any]:
    return {
        "id": key, "from": source, "to": target, "predicate": _predicate_of_link(data),
        "confidence": data.get("confidence"), "type": data.get("type"), "evidence": list(data.get("evidence") or ()),
        "asserted": data.get("asserted", True),
        "dashes": data.get("predicate") == "mentions" or not data.get("asserted", True), "hidden": hidden,
    }  # fmt: skip
