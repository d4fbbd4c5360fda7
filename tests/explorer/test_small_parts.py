"""Small parts of a graph: each is laid out by itself, and none lies among another."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.map.small_parts import arrange_parts, ends_within

from .graphs import paper_graph


def separate_parts(parts: int, size: int) -> Graph:
    """A graph of papers that share nothing: each with what it alone uses, in a chain from the third on."""
    graph: Graph = nx.MultiDiGraph()
    for number in range(parts):
        paper = f"paper/{number}"
        graph.add_node(paper, kind="paper", label=f"Paper {number}")
        for place in range(size - 1):
            artifact = f"artifact/{number}-{place}"
            graph.add_node(artifact, kind="method", label=f"Method {number}-{place}")
            source = paper if place < 3 else f"artifact/{number}-{place - 1}"
            graph.add_edge(source, artifact, key=f"link/{number}|{place}", predicate="uses")
    return graph


def gaps(places: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(found, np.inf)
    return found


def lengths_and_spacing(drawing: Drawing) -> tuple[float, float]:
    """The median length of a link, and the median distance of nearest marks."""
    places = drawing.positions
    lengths = [np.hypot(*np.subtract(places[edge["from"]], places[edge["to"]])) for edge in drawing.edges]
    return float(np.median(lengths)), float(np.median(gaps(np.array(list(places.values()))).min(axis=1)))


@pytest.mark.parametrize(("parts", "size"), [(60, 6), (200, 2), (30, 8)])
def test_links_of_separate_parts_are_about_as_long_as_marks_are_apart(parts: int, size: int) -> None:
    drawing = draw(separate_parts(parts, size))
    assert set(drawing.map.regions.values()) == {-1}
    length, spacing = lengths_and_spacing(drawing)
    assert length <= 2.5 * spacing


def test_no_part_lies_among_another() -> None:
    drawing = draw(separate_parts(60, 6))
    ids = [node["id"] for node in drawing.nodes]
    part = np.array([each.partition("/")[2].partition("-")[0] for each in ids])
    nearest = gaps(np.array([drawing.positions[each] for each in ids])).argmin(axis=1)
    assert (part[nearest] == part).all()


def test_small_parts_beside_regions_keep_out_of_them() -> None:
    drawing = draw(nx.MultiDiGraph(nx.union(paper_graph(150), separate_parts(12, 5), rename=(None, "paper/apart-"))))
    regions = np.array([node["region"] for node in drawing.nodes])
    apart = np.array(["apart-" in node["id"] for node in drawing.nodes])
    nearest = gaps(np.array([(node["x"], node["y"]) for node in drawing.nodes])).argmin(axis=1)
    assert (regions[apart] == -1).all()
    assert apart[nearest[apart]].mean() > 0.95


def test_parts_stay_where_an_earlier_map_had_them() -> None:
    before = draw(separate_parts(20, 5))
    after = draw(separate_parts(22, 5), previous=before.map)
    moved = [np.hypot(*np.subtract(after.positions[node], place)) for node, place in before.positions.items()]
    assert np.median(moved) <= 1.0
    assert len(after.positions) == len(before.positions) + 10


@given(st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=20), st.booleans())
def test_all_are_placed_apart_whatever_is_linked(pairs: list[tuple[int, int]], wide: bool) -> None:
    start = np.random.default_rng(3).uniform(-1, 1, (14, 2))
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    places = arrange_parts(start, ends, wide=wide)
    assert np.isfinite(places).all()
    assert gaps(places).min() > 0.2
    graph: nx.Graph[int] = nx.Graph(pairs)
    graph.add_nodes_from(range(14))
    parts = [sorted(part) for part in nx.connected_components(graph)]
    discs = []
    for part in parts:
        middle = (places[part].max(axis=0) + places[part].min(axis=0)) / 2
        discs.append((middle, np.hypot(*(places[part] - middle).T).max()))
    for number, (middle, radius) in enumerate(discs):
        for other, reach in discs[:number]:
            assert np.hypot(*(middle - other)) > radius + reach


def test_links_to_others_are_no_links_within() -> None:
    ends = np.array([(0, 1), (1, 4), (4, 2), (2, 2)])
    assert ends_within(np.array([1, 2, 4]), ends).tolist() == [[0, 2], [2, 1], [1, 1]]
