"""The map: places of nodes, beside NetworkX's layouts of the same graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder
from bench.measurement import Work

if TYPE_CHECKING:
    import networkx as nx


def mapped_graph(setting: Setting) -> nx.Graph[str]:
    """The nodes of the graph with the most links, and the links between them, each pair once."""
    import networkx as nx

    import kg

    whole = nx.Graph(kg.open(built_folder(setting, setting.sizes.graph)).graph)
    ranked = sorted(whole, key=lambda node: (-whole.degree(node), node))
    graph: nx.Graph[str] = nx.Graph()
    kept = sorted(ranked[: setting.sizes.nodes])
    graph.add_nodes_from(kept)
    graph.add_edges_from(sorted(whole.subgraph(kept).edges))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def _work(graph: nx.Graph[str], placed: int) -> Work:
    return Work({"nodes": placed, "links": graph.number_of_edges()})


def own_layout(setting: Setting) -> Tasks:
    """Communities found, each laid out by itself, marks parted."""
    import numpy as np

    from kg.explorer.map.communities import find_communities, hub_weights
    from kg.explorer.map.layout import GroupedLinks, arrange

    graph = mapped_graph(setting)
    ids = list(graph)
    index = {node: place for place, node in enumerate(ids)}
    ends = np.array([(index[one], index[other]) for one, other in graph.edges], np.int64).reshape(-1, 2)
    sizes = np.full(len(ids), 6.0)

    def place(number: int) -> Work:
        weights = hub_weights(len(ids), ends)
        regions = find_communities(len(ids), ends, weights, seed=number)
        return _work(graph, len(arrange(ids, GroupedLinks(ends, weights, regions), sizes, seed=number)))

    return {"": place}


def spring(setting: Setting) -> Tasks:
    """``networkx.spring_layout`` with its defaults."""
    import networkx as nx

    graph = mapped_graph(setting)
    return {"": lambda number: _work(graph, len(nx.spring_layout(graph, seed=number)))}


def force_atlas(setting: Setting) -> Tasks:
    """``networkx.forceatlas2_layout`` with its defaults."""
    import networkx as nx

    graph = mapped_graph(setting)
    return {"": lambda number: _work(graph, len(nx.forceatlas2_layout(graph, seed=number)))}


LAYOUT = Contest(
    "layout",
    "Places for the nodes of the graph with the most links.",
    Side("paperatlas", own_layout),
    (
        Side(
            "spring_layout",
            spring,
            ("networkx", "scipy"),
            "50 rounds; no regions, and marks may cover each other",
        ),
        Side(
            "forceatlas2_layout",
            force_atlas,
            ("networkx",),
            "100 rounds; no regions, and marks may cover each other",
        ),
    ),
    unit="nodes",
    rounds=3,
    warm=False,
)
