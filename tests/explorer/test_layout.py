"""The layout: the same for the same graph, regions apart, marks apart, old nodes in their places."""

from __future__ import annotations

import random
import time

import networkx as nx
import numpy as np
import pytest

from kg.explorer.map.communities import ISLAND, find_communities, hub_weights
from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.map.layout import UNIT, GroupedLinks, arrange, part
from kg.explorer.map.overview import LINK_BUDGET, NODE_BUDGET, choose_links

from .graphs import paper_graph, sized_graph


def shuffled(graph: Graph) -> Graph:
    """The same graph, nodes and edges in another order."""
    chance = random.Random(5)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    other: Graph = nx.MultiDiGraph()
    other.add_nodes_from(nodes)
    for source, target, key, data in edges:
        other.add_edge(source, target, key=key, **data)
    return other


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    graph = paper_graph(40)
    assert draw(graph) == draw(shuffled(graph)) == draw(graph)


def test_another_seed_gives_another_map() -> None:
    graph = paper_graph(40)
    assert draw(graph, seed=1).positions != draw(graph, seed=2).positions


def test_two_thousand_nodes_are_laid_out_within_three_seconds() -> None:
    graph = sized_graph(2000, 6000)
    start = time.process_time()
    drawing = draw(graph)
    assert time.process_time() - start < 3.0
    assert len(drawing.positions) == 2000


def distances(drawing: Drawing) -> np.ndarray:
    points = np.array(list(drawing.positions.values()))
    gaps: np.ndarray = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, np.inf)
    return gaps


def test_no_marks_lie_on_each_other() -> None:
    drawing = draw(paper_graph(200))
    sizes = np.array([node["size"] for node in drawing.nodes])
    gaps = distances(drawing)
    touching = (gaps < sizes[:, None] + sizes[None]).sum() / 2
    assert touching <= 0.002 * len(sizes)


def test_neighbours_in_the_graph_are_neighbours_on_the_map() -> None:
    drawing = draw(paper_graph(200))
    places = drawing.positions
    linked = [np.hypot(*np.subtract(places[edge["from"]], places[edge["to"]])) for edge in drawing.edges]
    assert np.median(linked) < 0.5 * np.median(distances(drawing))


@pytest.fixture(scope="module")
def usual() -> Drawing:
    return draw(paper_graph(378))


def test_regions_are_apart(usual: Drawing) -> None:
    drawing = usual
    regions = np.array([node["region"] for node in drawing.nodes])
    nearest = distances(drawing).argmin(axis=1)
    own = regions != ISLAND
    assert (regions[nearest] == regions)[own].mean() > 0.95
    assert 8 <= regions.max() + 1 <= 18


def test_the_map_is_wider_than_high(usual: Drawing) -> None:
    points = np.array(list(usual.positions.values()))
    assert points[:, 0].std() >= points[:, 1].std()


def test_old_nodes_stay_when_papers_are_added() -> None:
    before = draw(paper_graph(150))
    after = draw(paper_graph(156), previous=before.map)
    moved = [np.hypot(*np.subtract(after.positions[node], place)) for node, place in before.positions.items()]
    assert len(after.positions) > len(before.positions)
    assert np.median(moved) <= 1.0
    assert np.quantile(moved, 0.95) < 2 * UNIT
    assert {node: after.map.regions[node] for node in before.positions} == before.map.regions
    # New nodes lie in the region that they belong to, as the old do.
    regions = np.array([node["region"] for node in after.nodes])
    assert (regions[distances(after).argmin(axis=1)] == regions).mean() > 0.93


def test_a_graph_that_did_not_change_keeps_its_places_exactly() -> None:
    graph = paper_graph(40)
    first = draw(graph)
    assert draw(graph, previous=first.map) == first


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_graphs_have_places(count: int) -> None:
    graph: Graph = nx.MultiDiGraph()
    graph.add_nodes_from((f"paper/{number}", {"kind": "paper", "label": "x"}) for number in range(count))
    places = draw(graph).positions
    assert len(set(places.values())) == count


def test_no_links_at_all_is_no_fault() -> None:
    places = arrange(
        list("abc"), GroupedLinks(np.zeros((0, 2), np.int64), np.zeros(0), np.full(3, ISLAND)), np.full(3, 5.0)
    )
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == 3


def test_marks_on_one_point_are_parted() -> None:
    parted = part(np.zeros((6, 2)), np.full(6, 0.2), np.ones(6))
    gaps = np.hypot(*(parted[:, None] - parted[None]).transpose(2, 0, 1))[~np.eye(6, dtype=bool)]
    assert gaps.min() > 0.4


def test_communities_are_those_of_two_cliques_and_a_loner() -> None:
    clique = [(i, j) for i in range(15) for j in range(i)]
    ends = np.array([*clique, *((i + 15, j + 15) for i, j in clique), (0, 15)])
    labels = find_communities(31, ends, hub_weights(31, ends), seed=1)
    assert labels[30] == ISLAND
    assert len(set(labels[:15])) == len(set(labels[15:30])) == 1
    assert labels[0] != labels[15]


def test_what_all_regions_use_belongs_to_none(usual: Drawing) -> None:
    regions = {node["id"]: node["region"] for node in usual.nodes}
    near: dict[str, list[int]] = {}
    for edge in usual.edges:
        for end, other in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
            near.setdefault(end, []).append(regions[other])
    assert regions["artifact/gpt-4"] == ISLAND
    assert len(set(near["artifact/gpt-4"])) >= 5
    assert all(region != ISLAND for node, region in regions.items() if node.startswith("paper/"))


def test_a_large_graph_is_drawn_within_the_budget_and_nothing_lies_loose() -> None:
    drawing = draw(paper_graph(1500))
    shown = {node["id"] for node in drawing.nodes if not node["hidden"]}
    links = [edge for edge in drawing.edges if not edge["hidden"]]
    assert len(shown) == NODE_BUDGET
    assert len(links) <= LINK_BUDGET
    assert shown == {end for edge in links for end in (edge["from"], edge["to"])}
    kinds = {node["kind"] for node in drawing.nodes if not node["hidden"]}
    assert {"paper", "model", "topic", "organisation"} <= kinds


def test_links_over_the_budget_never_take_a_nodes_last_one() -> None:
    ends = np.array([(0, leaf) for leaf in range(1, 8)] + [(1, 2), (1, 3), (2, 3)])
    degree = np.bincount(ends.ravel())
    drawn = choose_links(ends, np.ones(len(ends), bool), degree, np.ones(8, bool), budget=7)
    assert drawn.sum() == 7
    assert set(ends[drawn].ravel()) == set(range(8))
