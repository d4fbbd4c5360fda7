"""In a real browser: the explorer that a server sends is the one-file page, over a graph that it holds only in part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.served.explorer_index import write_index
from kg.explorer.served.index_format import INDEX
from kg.explorer.served.rows_aside import EdgeRow, NodeRow
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store
from tests.serve.server import serving

from .conftest import EVERYTHING, Explorer
from .graphs import attribute

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
GraphOf = Callable[[str], Graph]
HUB = "topic/mathematical-reasoning"


@pytest.fixture
def explorer(opened_once: Opened, served: str) -> Iterator[Explorer]:
    found = opened_once("", address=f"{served}/explore")
    found.restart()
    yield found
    assert found.faults == []
    assert {request.partition("/explore")[0] for request in found.requests} == {served}


@pytest.fixture(scope="module")
def unindexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    """Where the index of a server belongs, and the server; a test that needs one there, or none, sees to it."""
    folder = tmp_path_factory.mktemp("unindexed")
    build_store(iter(()), folder / "store")
    with serving(folder / "store", limits={"workers": 1}) as client:
        yield folder / INDEX, client


def test_the_first_sight_is_that_of_the_file(
    explorer: Explorer, drawing_of: Callable[[str], Drawing], graph_of: GraphOf
) -> None:
    places = drawing_of("beyond").positions
    nodes = explorer.nodes()
    assert nodes.keys() <= places.keys()
    assert all(node["x"] == places[key][0] for key, node in nodes.items())
    # A window that is higher than the map is wide has it drawn taller, all of it alike.
    stretch = max(node["y"] for node in nodes.values()) / max(places[key][1] for key in nodes)
    assert 1 <= stretch <= 2
    assert all(node["y"] == pytest.approx(stretch * places[key][1], abs=0.01) for key, node in nodes.items())
    assert f"of {len(drawing_of('beyond').nodes):,} nodes" in explorer.page.inner_text("#count")
    assert f"of {graph_of('beyond').number_of_edges():,} links" in explorer.page.inner_text("#count")


def test_search_evidence_expansion_and_path_over_http(explorer: Explorer, graph_of: GraphOf, served: str) -> None:
    graph = graph_of("beyond")
    drawn = explorer.nodes()
    paper = next(node for node, kind in attribute(graph, "kind").items() if kind == "paper" and node not in drawn)
    explorer.choose(graph.nodes[paper]["label"])
    explorer.wait_selected(paper)
    assert set(graph.successors(paper)) <= explorer.nodes().keys()
    assert explorer.page.locator("#details-body a.page").evaluate("link => link.href") == f"{served}/{paper}"
    assert explorer.page.locator(".abstract").text_content() == graph.nodes[paper]["abstract"]
    marked = explorer.page.locator(".links .evidence mark").all_inner_texts()
    wanted = [piece["text"] for _, _, data in graph.out_edges(paper, data=True) for piece in data["evidence"]]
    assert sorted(marked) == sorted(wanted)

    explorer.choose("mathematical reasoning")
    explorer.wait_selected(HUB)
    before = explorer.nodes().keys()
    near = set(nx.all_neighbors(graph, HUB)) - {HUB}
    explorer.page.click("text=Expand")
    explorer.wait("document.querySelector('#said').textContent.includes('left out')")
    added = explorer.nodes().keys() - before
    assert 0 < len(added) <= 60
    assert added <= near
    assert f"{len(near - explorer.nodes().keys())} of {len(near)} left out" in explorer.said()

    explorer.page.click("text=Path from here")
    explorer.choose("speech recognition")
    explorer.wait_selected("topic/speech-recognition")
    explorer.page.click("text=Path to here")
    explorer.page.wait_for_selector(".path li")
    assert explorer.ask("focus()")[0] == HUB
    explorer.page.select_option("#path-by", "shortest")  # by default it is the one that passes what is rare
    explorer.wait("paperatlas.state().pathBy === 'shortest'")
    length = nx.shortest_path_length(nx.Graph(graph), HUB, "topic/speech-recognition")
    assert len(explorer.ask("focus()")) == length + 1


def test_a_long_group_of_links_is_fetched_in_parts(explorer: Explorer, graph_of: GraphOf) -> None:
    papers = sum(data["predicate"] == "primaryTopic" for *_, data in graph_of("beyond").in_edges(HUB, data=True))
    assert papers > 60
    explorer.choose("mathematical reasoning")
    explorer.wait_selected(HUB)
    heading = explorer.page.locator("#details h3", has_text="Papers about it")
    assert heading.inner_text().casefold() == f"papers about it ({papers:,})"
    explorer.page.click(f"text=Show more, 60 of {papers:,} shown")
    shown = min(120, papers)
    explorer.wait("many => document.querySelectorAll('.links')[0].children.length >= many", shown)


def test_an_address_that_names_a_node_alone_brings_it_in(explorer: Explorer, graph_of: GraphOf) -> None:
    drawn = explorer.nodes()
    paper = next(
        node for node, kind in attribute(graph_of("beyond"), "kind").items() if kind == "paper" and node not in drawn
    )
    explorer.restart(f"#node={paper}")
    explorer.wait_selected(paper)
    assert paper in explorer.nodes()


def test_an_address_can_ask_for_any_nodes(opened: Opened, served: str, graph_of: GraphOf) -> None:
    graph = graph_of("beyond")
    nodes = sorted(node for node, kind in attribute(graph, "kind").items() if kind == "paper")[-3:]
    asked = ",".join([*(DEFAULT_BASE + node for node in nodes), "artifact/gpt-4", "artifact/none"])
    explorer = opened("", f"?show={asked}", address=f"{served}/explore")
    assert {*nodes, "artifact/gpt-4"} == set(explorer.ask("focus()")) <= explorer.nodes().keys()
    assert explorer.said() == "4 nodes of 5 asked for"
    assert "4 of 5" in explorer.page.inner_text("#details").casefold()
    again = opened("", "#" + explorer.page.url.partition("#")[2], address=f"{served}/explore")
    assert again.ask("focus()") == explorer.ask("focus()")


@pytest.mark.parametrize("home", ["beyond", "explorer"])
def test_what_an_expansion_brings_is_linked_to_all_that_was_there(
    home: str, graph_of: GraphOf, request: pytest.FixtureRequest
) -> None:
    explorer: Explorer = request.getfixturevalue(home)
    explorer.restart(EVERYTHING)
    first = explorer.nodes().keys()
    for name in ("speech recognition", "mathematical reasoning"):
        explorer.choose(name)
        explorer.page.click("text=Expand")
        explorer.wait("name => document.querySelector('#said').textContent.includes(`added to ${name}`)", name)
    shown = explorer.nodes().keys()
    wanted = {
        key
        for one, other, key in graph_of("beyond").edges(keys=True)
        if {one, other} <= shown and not {one, other} <= first
    }
    ends = {link["id"]: {link["source"], link["target"]} for link in explorer.ask("links()")}
    assert {link for link, both in ends.items() if not both <= first} == wanted
    # More than the links of the two themselves: those of new papers to what was there, and to one another's names.
    assert sum(not both & {HUB, "topic/speech-recognition"} for link, both in ends.items() if link in wanted) > 20


def test_the_page_never_holds_more_than_five_thousand_nodes_and_makes_room(
    opened: Opened, unindexed: tuple[Path, httpx.Client]
) -> None:
    index, client = unindexed
    rows: list[NodeRow | EdgeRow] = [NodeRow("topic/hub", {"kind": "topic", "label": "hub"})]
    for number in range(6_000):
        rows.append(NodeRow(f"paper/{number}", {"kind": "paper", "label": f"leaf {number}"}))
        rows.append(EdgeRow(f"e{number}", f"paper/{number}", "topic/hub", {"predicate": "primaryTopic"}))
    small: Graph = nx.MultiDiGraph()
    small.add_node("topic/hub", kind="topic", label="hub")
    write_index(rows, index, drawing=draw(small), base=DEFAULT_BASE, title="Star")
    sizes = [500, 500, *[1_000] * 5]
    offsets = [sum(sizes[:place]) for place in range(len(sizes))]
    batches = ",".join(
        f"around%257Ctopic%25252Fhub%257C{size}%257C{at}" for size, at in zip(sizes, offsets, strict=True)
    )
    explorer = opened("", f"#more={batches}", address=f"{client.base_url}/explore")
    full = explorer.nodes().keys()
    assert len(full) == 5_000
    explorer.choose("leaf 0")  # of the first batch, which stays for its sake
    explorer.wait_selected("paper/0")
    explorer.page.keyboard.press("i")
    explorer.choose("leaf 5999")
    explorer.wait_selected("paper/5999")
    assert explorer.said().endswith("To make room, 500 nodes of the earliest expansions went; Undo brings them back.")
    assert {"paper/0", "paper/5999", "topic/hub"} <= explorer.nodes().keys()
    assert len(explorer.nodes()) == 4_502
    explorer.page.keyboard.press("u")
    assert explorer.nodes().keys() == full


def test_an_answer_that_does_not_come_says_so_and_can_be_left(opened: Opened, served: str) -> None:
    explorer = opened("", address=f"{served}/explore")
    explorer.page.route("**/explore/answer*", lambda route: route.abort())
    explorer.page.evaluate("location.hash = 'panel=rising'")
    explorer.wait("document.querySelector('#answers-title')?.textContent === 'This could not be answered'")
    explorer.page.click("#answers-close")
    assert explorer.page.is_hidden("#answers")
    assert not [fault for fault in explorer.faults if "Failed to load" not in fault]


def test_calls_refuse_what_they_cannot_answer(served: str) -> None:
    with httpx.Client(base_url=served, trust_env=False) as client:
        assert client.get("/explore/around", params={"id": "artifact/none"}).status_code == 404
        assert client.get("/explore/around", params={"id": "artifact/gpt-4", "limit": "-1"}).status_code == 400
        assert client.get("/explore/around", params={"id": "artifact/gpt-4", "offset": "9" * 40}).status_code == 400
        assert client.get("/explore/nothing").status_code == 404
        assert client.post("/explore/overview", json={"ids": []}).status_code == 404
        for body in (b"", b"[]", b'{"ids": [1]}', b'{"ids": "x"}', b"\xff"):
            assert client.post("/explore/nodes", content=body).status_code == 400
        assert client.post("/explore/nodes", json={"ids": ["x"] * 5001}).status_code == 400
        assert client.post("/explore/nodes", content=b" " * (3 << 20)).status_code == 413
        assert client.post("/explore/linking", json={"ids": ["x"], "held": ["x"] * 5001}).status_code == 400
        assert client.post("/explore/linking", json={"ids": ["x"], "held": "x"}).status_code == 400
        assert client.post("/explore/linking", json={"ids": ["x"]}).json() == {"links": [], "left": 0}
        first = client.get("/explore/overview")
        again = client.get("/explore/overview", headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code) == (200, 304)


def test_a_store_without_an_index_says_so(unindexed: tuple[Path, httpx.Client]) -> None:
    index, client = unindexed
    index.unlink(missing_ok=True)
    answer = client.get("/explore/overview")
    assert (answer.status_code, "build again" in answer.text) == (404, True)
    index.write_bytes(b"no index")
    assert client.get("/explore/overview").status_code == 503
    write_index([NodeRow("paper/1", {"label": "One"})], index, base=DEFAULT_BASE, title="New")
    assert client.get("/explore/overview").json()["info"]["title"] == "New"
