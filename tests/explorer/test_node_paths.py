"""Paths: what they cost, that no cheaper one exists, that the three differ, and that a search ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.node_paths import PathGraph, PathSearch
from kg.explorer.served.path_costs import HUB_SHARE, STEP, passing_cost, tie_break
from kg.ground.errors import InputError
from kg.ground.identifiers import DEFAULT_BASE

from .graphs import attribute, paper_graph

Way = tuple[int, ...]


@dataclass
class EveryPath:
    """All simple paths between two nodes, and the cheapest of them by trying each."""

    ways: Sequence[Way]
    passing: Sequence[int]
    passed: dict[int, int] = field(default_factory=dict)
    direct: bool = True

    def cost(self, way: Way, by_steps: bool) -> int:
        total = STEP * (len(way) - 1)
        for node in way[1:-1]:
            own = tie_break(self.passing[node]) if by_steps else self.passing[node]
            total += own + self.passed.get(node, 0) * (own + STEP)
        return total

    def cheapest(self, closed: Iterable[int], by_steps: bool) -> Way | None:
        open_ways = [way for way in self.ways if not set(way[1:-1]) & set(closed) and (self.direct or len(way) > 2)]
        return min(open_ways, key=lambda way: self.cost(way, by_steps), default=None)

    def first(self, hubs: Iterable[int]) -> Way | None:
        """The cheapest way that a reader of docs/view.md expects."""
        around = self.cheapest(hubs, by_steps=False)
        shortest = self.cheapest((), by_steps=True)
        brief = self.cheapest(hubs, by_steps=True)
        if around is None or shortest is None or brief is None:
            return self.cheapest((), by_steps=False)
        most = 2 * (len(shortest) - 1)
        fitting = [way for way in (around, brief) if len(way) - 1 <= most]
        return fitting[0] if fitting else self.cheapest((), by_steps=False)


def path_graph(
    graph: nx.Graph[int], passing: Sequence[int], hubs: frozenset[int] = frozenset(), busy: int = 0
) -> PathGraph:
    """A graph in memory, as the index gives its own."""
    return PathGraph(
        lambda node: list(graph[node]), lambda node, others: [each for each in others if graph.has_edge(node, each)],
        passing, hubs, busy,
    )  # fmt: skip


EDGES = st.sets(st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda ends: ends[0] < ends[1]), max_size=16)


@given(edges=EDGES, degrees=st.lists(st.integers(1, 900), min_size=9, max_size=9),
       hubs=st.sets(st.integers(1, 8), max_size=2), by_steps=st.booleans(), busy=st.integers(0, 8))  # fmt: skip
def test_the_first_path_is_the_best_of_all_and_no_cheaper_one_differs(
    edges: set[tuple[int, int]], degrees: list[int], hubs: set[int], by_steps: bool, busy: int
) -> None:
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(1, 9))
    kinds = ["paper", "topic", "model"]
    passing = [passing_cost(f"node/{rank}", kinds[rank % 3], degree) for rank, degree in enumerate(degrees)]
    every = EveryPath([tuple(way) for way in nx.all_simple_paths(graph, 1, 2)], passing)
    searched = path_graph(graph, passing, frozenset(hubs), busy)
    found = PathSearch(searched, (1, 2)).find(by_steps=by_steps)
    assert not found.gave_up
    wanted = every.cheapest((), by_steps=True) if by_steps else every.first(hubs - {1, 2})
    if by_steps and busy and wanted:  # any of the shortest
        assert len(found.paths[0]) == len(wanted)
        return
    assert found.paths[:1] == ((wanted,) if wanted else ())
    assert len(set(found.paths)) == len(found.paths) <= 3
    assert all(graph.has_edge(*step) for path in found.paths for step in pairwise(path))
    if len(found.paths) > 1 and (by_steps or not hubs - {1, 2}):  # the second is the best where the first costs more
        every.passed, every.direct = dict.fromkeys(found.paths[0][1:-1], 1), len(found.paths[0]) > 2
        second = every.cheapest((), by_steps)
        while second in found.paths[:1]:
            every.passed = {node: times + 1 for node, times in every.passed.items()}
            second = every.cheapest((), by_steps)
        assert found.paths[1] == second
    if len(every.ways) > 1:
        assert len(found.paths) > 0


def test_what_is_common_costs_more_and_topics_come_last() -> None:
    rare, common, topic = (
        passing_cost("artifact/a", "model", 3), passing_cost("artifact/b", "model", 300),
        passing_cost("topic/c", "topic", 300),
    )  # fmt: skip
    assert rare == pytest.approx(2 * STEP, rel=0.01)
    assert rare < common < topic == pytest.approx(2 * common, rel=0.01)
    assert passing_cost("paper/a", "paper", 7) != passing_cost("paper/b", "paper", 7)
    assert 0 < tie_break(common) < STEP / 64


@pytest.fixture(scope="module")
def graph() -> Graph:
    """Two papers joined by a hub, by three rare names, by a chain of topics, and a third only through the hub."""
    made: Graph = nx.MultiDiGraph()
    for number in range(60):
        made.add_edge(f"paper/{number}", "topic/hub", key=f"h{number}", predicate="primaryTopic")
    for place, name in enumerate(("artifact/one", "artifact/two")):
        for paper in ("paper/0", "paper/1", *(f"paper/{number}" for number in range(10, 12 + 5 * place))):
            made.add_edge(paper, name, key=f"{paper}{name}", predicate="uses")
    for paper, topic in (("paper/0", "topic/small"), ("paper/2", "topic/other")):
        made.add_edge(paper, topic, key=f"{paper}{topic}", predicate="hasTopic")
        made.add_edge(topic, "topic/parent", key=f"{topic}broader", predicate="broader")
    made.add_edge("paper/3", "paper/4", key="cites", predicate="cites")
    for node in made:
        made.nodes[node].update(label=node, kind={"paper": "paper", "topic": "topic"}.get(node.split("/")[0], "method"))
    made.add_node("paper/alone", label="Alone", kind="paper")
    return made


@pytest.fixture(scope="module")
def index(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Index:
    path = tmp_path_factory.mktemp("paths") / "explorer.sqlite"
    write_index(rows_of_graph(graph), path, base=DEFAULT_BASE, title="Paths")
    return Index(path)


def ways(index: Index, start: str, end: str, by: str = "rare") -> list[list[str]]:
    found = index.path(start, end, by)
    assert found is not None
    assert not found["gave_up"]
    paths: list[list[str]] = found["paths"]
    return paths


def test_rare_names_come_before_what_everybody_speaks_of(graph: Graph, index: Index) -> None:
    assert graph.degree("topic/hub") > HUB_SHARE * graph.number_of_edges()
    assert ways(index, "paper/0", "paper/1") == [
        ["paper/0", name, "paper/1"] for name in ("artifact/one", "artifact/two", "topic/hub")
    ]
    assert ways(index, "paper/3", "paper/4")[0] == ["paper/3", "paper/4"]
    assert ways(index, "paper/3", "paper/4")[1:] == [["paper/3", "topic/hub", "paper/4"]]


def test_broader_topics_are_passed_only_when_asked(index: Index) -> None:
    over = ["paper/0", "topic/small", "topic/parent", "topic/other", "paper/2"]
    assert ways(index, "paper/0", "paper/2") == [["paper/0", "topic/hub", "paper/2"]]
    assert ways(index, "paper/0", "paper/2", "broader") == [over, ["paper/0", "topic/hub", "paper/2"]]


def test_the_shortest_path_stays_as_an_option(graph: Graph, index: Index) -> None:
    plain = nx.Graph(graph)
    for end in ("paper/2", "topic/parent", "topic/other", "paper/15"):
        assert len(ways(index, "paper/0", end, "shortest")[0]) == nx.shortest_path_length(plain, "paper/0", end) + 1
    assert index.path("paper/0", "paper/alone") is None
    with pytest.raises(InputError, match="not weighed by 'beauty'"):
        index.path("paper/0", "paper/1", "beauty")
    assert ways(index, "paper/0", "paper/0") == [["paper/0"]]


def test_no_path_of_many_goes_through_a_hub_while_there_is_another(tmp_path: Path) -> None:
    graph = paper_graph(80)
    papers = [node for node, kind in attribute(graph, "kind").items() if kind == "paper"]
    graph.add_node("topic/everything", kind="topic", label="everything")
    for paper in papers:
        graph.add_edge(paper, "topic/everything", key=f"every {paper}", predicate="primaryTopic")
    write_index(rows_of_graph(graph), tmp_path / "i.sqlite", base=DEFAULT_BASE, title="Papers")
    index = Index(tmp_path / "i.sqlite")
    hubs = {node for node, degree in graph.degree() if degree > HUB_SHARE * graph.number_of_edges()}
    assert "topic/everything" in hubs
    plain = nx.Graph((one, other) for one, other, data in graph.edges(data=True) if data["predicate"] != "broader")
    rare = plain.subgraph(set(plain) - hubs)
    around = 0
    for start, end in zip(papers[::2], papers[1::2], strict=True):
        path = ways(index, start, end)[0]
        assert all(plain.has_edge(*step) for step in pairwise(path))
        most = 2 * nx.shortest_path_length(plain, start, end)
        if nx.has_path(rare, start, end) and nx.shortest_path_length(rare, start, end) <= most:
            assert set(path) <= set(rare)
            around += 1
    assert around > 20


def test_a_search_that_would_read_too_much_says_so() -> None:
    graph = nx.relabel_nodes(nx.random_regular_graph(6, 400, seed=1), lambda node: node + 1)
    searched = path_graph(graph, [passing_cost(str(node), "paper", 6) for node in range(401)])
    assert not PathSearch(searched, (1, 400)).find(by_steps=False).gave_up
    assert PathSearch(searched, (1, 400), most_read=30).find(by_steps=False).gave_up
