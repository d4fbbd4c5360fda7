"""``kg.view`` for those who know pyvis: it shows itself, takes what pyvis takes, and refuses what it cannot do."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
from pyvis.network import Network as PyvisNetwork

import kg
from kg.explorer.map.drawn_graph import Graph
from kg.explorer.page import notebook_view
from kg.explorer.page.notebook_view import _OPTIONS, PageNetwork
from kg.ground.errors import InputError, OutputError

from .graphs import HOSTILE_TITLES, hostile_graph, paper_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame

GRAPH = paper_graph(12)


@pytest.fixture
def network() -> PageNetwork:
    return kg.view(GRAPH)


def _data(page: str) -> dict[str, Any]:
    match = re.search(r'<script id="atlas-data" type="application/json">(.*?)</script>', page, re.S)
    assert match
    loaded: dict[str, Any] = json.loads(match.group(1))
    return loaded


def _frame(html: str) -> dict[str, str | None]:
    """The attributes of the one element that the text is."""
    found: list[tuple[str, dict[str, str | None]]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))  # type: ignore[method-assign]
    parser.feed(html)
    (tag, attributes), *rest = found
    assert (tag, rest) == ("iframe", [])
    return attributes


def test_it_shows_itself_in_a_frame_that_cannot_leave_its_attribute(tmp_path: Path) -> None:
    network = kg.view(hostile_graph(), title=HOSTILE_TITLES[1], height=420, width="80%")
    frame = _frame(network._repr_html_())
    assert frame["srcdoc"] == network.generate_html()
    assert frame["title"] == HOSTILE_TITLES[1]
    assert (frame["height"], frame["width"]) == ("420", "80%")
    assert "width:80%;height:420px" in str(frame["style"])
    allowed = str(frame["sandbox"]).split()
    assert "allow-scripts" in allowed
    assert "allow-same-origin" not in allowed


def _opened(browser: Browser, path: Path, network: PageNetwork) -> tuple[Frame, list[str]]:
    path.write_text(f"<!DOCTYPE html><title>A notebook</title>{network._repr_html_()}", encoding="utf-8")
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 800}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(path.as_uri())
    page.frame_locator("iframe").locator("html[data-ready]").wait_for(timeout=15_000)
    return page.frames[1], faults


@pytest.mark.browser
def test_the_frame_draws_and_reads_nothing_of_the_notebook(browser: Browser, tmp_path: Path) -> None:
    network = kg.view(GRAPH)
    network.add_node("paper/mine", "My own paper", title="still to be written")
    network.add_edge("paper/mine", "artifact/gsm8k", predicate="uses")
    frame, faults = _opened(browser, tmp_path / "notebook.html", network)
    try:
        assert frame.url == "about:srcdoc"
        assert frame.evaluate("origin") == "null"
        reached = "(() => { try { return parent.document.title } catch (error) { return error.name } })()"
        assert frame.evaluate(reached) == "SecurityError"
        drawn = {node["id"]: node for node in frame.evaluate("paperatlas.nodes()")}
        assert drawn["paper/mine"]["label"] == "My own paper"
        links = frame.evaluate("paperatlas.links()")
        assert [each["predicate"] for each in links if each["source"] == "paper/mine"] == ["uses"]
        assert frame.locator("#copy").is_hidden()
        frame.fill("#search", "My own paper")
        frame.locator("#hits li").first.wait_for()
        frame.press("#search", "Enter")
        frame.locator("#details", has_text="still to be written").wait_for()
        with frame.page.expect_download() as download:
            frame.click("#export")
            frame.click("[data-export=json]")
        assert download.value.failure() is None
        assert faults == []
    finally:
        frame.page.context.close()


def test_what_is_added_is_on_the_page(network: PageNetwork) -> None:
    before = _data(network.generate_html())
    network.add_node("mine/1", "A model", kind="model", title="a note", year=2026)
    network.add_node("mine/2", kind="benchmark", x=3, y=4, size=20, facts={"doi": "10.1000/x"})
    network.add_edge("mine/1", "mine/2", predicate="beats", confidence=0.5)
    network.add_edges([("mine/1", "mine/2"), ("mine/1", "mine/2")])
    data = _data(network.generate_html())
    assert data["nodes"][: len(before["nodes"])] == before["nodes"]
    first, second = data["nodes"][-2:]
    kinds = [kind["name"] for kind in data["kinds"]]
    assert (first[0], first[1], kinds[first[2]], first[5], first[9]) == (
        "mine/1", "A model", "model", 2026, {"definition": "a note"},
    )  # fmt: skip
    assert 0 < (first[7] - 3) ** 2 + (first[8] - 4) ** 2 < 100**2  # beside what it is linked to
    assert second == ["mine/2", "mine/2", kinds.index("benchmark"), 20, 3, None, -1, 3, 4, {"doi": "10.1000/x"}, 0]
    added = [link for link in data["links"] if link[1] == len(data["nodes"]) - 2]
    assert sorted(data["predicates"][link[3]]["name"] for link in added) == ["beats", "mentions", "mentions"]
    assert len({link[0] for link in data["links"]}) == len(data["links"])
    assert len(before["links"]) + 3 == len(data["links"])


def test_nodes_put_into_the_list_need_a_kind_and_get_a_place(network: PageNetwork) -> None:
    network.nodes.append({"id": "mine", "label": "Mine", "kind": "topic"})
    row = _data(network.generate_html())["nodes"][-1]
    assert row[0] == "mine"
    assert None not in row[7:9]
    network.nodes.append({"id": "other", "label": "Other"})
    with pytest.raises(InputError, match=r"has no id or kind; its kind is one of paper, model"):
        network.write_html("never.html")


def test_a_node_that_is_there_stays_as_in_pyvis(network: PageNetwork) -> None:
    known = dict(network.nodes[0])
    network.add_node(known["id"], "Another name", kind="model")
    assert network.nodes[0] == known
    assert network.num_nodes() == len(network.nodes)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda n: n.add_node(7, kind="model"), "the node 7 has no text as its id; give the id as text"),
        (lambda n: n.add_node("x"), "node 'x': it has no kind; say kind=; take one of paper, model"),
        (lambda n: n.add_node("x", kind="star"), "there is no kind 'star'"),
        (lambda n: n.add_node("x", kind="model", shape="star"), 'follow from the kind; give kind="model"'),
        (lambda n: n.add_node("x", kind="model", mass=3), "the page has no 'mass'; leave it out, or"),
        (lambda n: n.add_edge("x", "y"), "edge 'x' to 'y': there is no node 'x'; add it first"),
        (lambda n: n.add_edge(n.nodes[0]["id"], n.nodes[1]["id"], width=3), "the page has no 'width'; leave it out"),
        (lambda n: n.add_edges([("a", "b", 3)]), "links have no width"),
        (lambda n: n.from_nx(nx.path_graph(3)), "what from_nx is for; give kg.view the graph"),
        (lambda n: n.toggle_physics(True), "what toggle_physics is for; leave it out: nothing moves"),
        (lambda n: n.show_buttons(filter_=["physics"]), "the page's own filters are on its left"),
        (lambda n: n.set_options("{}"), "what set_options is for; leave it out"),
    ],
)  # fmt: skip
def test_what_the_page_cannot_do_is_refused(network: PageNetwork, call: Any, words: str) -> None:
    before = network.generate_html()
    with pytest.raises(InputError, match=re.escape(words)):
        call(network)
    assert network.generate_html() == before


def test_every_method_and_option_of_pyvis_is_offered_or_refused() -> None:
    """What pyvis has is the page's own, is refused, or reads the nodes and edges without changing the page."""
    methods = {name for name, value in vars(PyvisNetwork).items() if callable(value) and not name.startswith("_")}
    reading = {"num_nodes", "num_edges", "get_nodes", "get_node", "get_edges", "get_adj_list", "get_network_data"}
    reading |= {"neighbors", "to_json", "prep_notebook", "add_nodes"}  # the last calls add_node
    assert methods - set(vars(PageNetwork)) == reading
    assert set(notebook_view._NOT_HERE) <= methods
    taken = set(PyvisNetwork.__init__.__code__.co_varnames[: PyvisNetwork.__init__.__code__.co_argcount])
    assert taken - {"self"} == {"height", "width", "heading", *_OPTIONS}


def test_options_of_pyvis_users_are_taken_where_they_say_what_the_page_does() -> None:
    options: dict[str, Any] = {
        "notebook": True,
        "select_menu": True,
        "filter_menu": True,
        "cdn_resources": "in_line",
        "directed": True,
    }
    network = kg.view(GRAPH, heading="Mine", **options)
    page = network.generate_html()
    assert "<h1>Mine</h1>" in page
    assert page.replace("<h1>Mine</h1>", "<h1>PaperAtlas</h1>") == kg.view(GRAPH).generate_html()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("cdn_resources", "remote"),
        ("bgcolor", "#222222"),
        ("font_color", "white"),
        ("layout", True),
        ("directed", False),
    ],
)
def test_options_that_the_page_cannot_follow_are_refused(option: str, value: Any) -> None:
    with pytest.raises(InputError, match=rf"kg\.view: the page cannot be drawn with {option}=.*; ."):
        kg.view(GRAPH, **{option: value})


def test_an_option_that_nobody_has_is_a_type_error() -> None:
    with pytest.raises(TypeError, match=r"kg\.view has no option 'colour'; did you mean bgcolor"):
        kg.view(GRAPH, colour="red")


def test_writing_and_showing_as_pyvis_does(
    network: PageNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.chdir(tmp_path)
    page = network.generate_html().encode()
    frame = network.show("a.html")
    assert frame is not None
    assert (frame.src, frame.width, frame.height) == ("a.html", "100%", "600px")
    network.save_graph("b.html")
    assert opened == []
    network.write_html("c.html", open_browser=True)
    assert network.show("d.html", notebook=False) is None
    assert opened == [(tmp_path / name).as_uri() for name in ("c.html", "d.html")]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.html", "b.html", "c.html", "d.html"]
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {page}
    with pytest.raises(OutputError):
        network.write_html(tmp_path)


def test_an_empty_graph_takes_nodes_too() -> None:
    graph: Graph = nx.MultiDiGraph()
    network = kg.view(graph)
    network.add_nodes(["paper/1", "topic/x"], label=["One", "X"])
    network.add_edge("paper/1", "topic/x", predicate="primaryTopic")
    data = _data(network.generate_html())
    assert [(row[1], data["kinds"][row[2]]["name"]) for row in data["nodes"]] == [("One", "paper"), ("X", "topic")]
    assert len({tuple(row[7:9]) for row in data["nodes"]}) == 2
