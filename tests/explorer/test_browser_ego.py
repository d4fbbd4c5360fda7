"""In a real browser: the view around a node draws all that it is linked to, by role, and gives the map back."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph

from .conftest import Explorer
from .contrast import channels, contrast

pytestmark = pytest.mark.browser
GraphOf = Callable[[str], Graph]
MOST = 80  # as MOST_AROUND in kg/explorer/js/data/sectors.js


@pytest.fixture(scope="module")
def explorer(once: Callable[..., Explorer]) -> Explorer:
    return once("papers", reduced_motion="reduce")


@pytest.fixture(scope="module")
def many(once: Callable[..., Explorer]) -> Explorer:
    """A page with more nodes than are drawn."""
    return once("beyond", reduced_motion="reduce")


def _neighbours(graph: Graph, node: str) -> set[str]:
    return set(nx.all_neighbors(graph, node)) - {node}


def _around(explorer: Explorer) -> list[dict[str, Any]]:
    sectors: list[dict[str, Any]] = explorer.ask("around()")
    return sectors


def _go(explorer: Explorer, node: str) -> None:
    explorer.restart(f"#node={node}")
    explorer.wait_selected(node)
    explorer.page.keyboard.press("o")
    explorer.wait("id => paperatlas.state().ego === id", node)


def test_each_neighbour_of_a_chosen_artifact_is_in_the_window_or_has_an_arrow(many: Explorer) -> None:
    many.restart()
    links = many.ask("links()")
    degree = Counter(end for link in links for end in (link["source"], link["target"]))
    chosen = [node for node, number in degree.most_common() if node.startswith("artifact/") and number >= 4][:30]
    assert len(chosen) == 30
    arrows = 0
    for near, led, inside in many.page.evaluate(_LOOK_AT_EACH, chosen):
        assert len(near) >= 4
        assert set(near) == {*led, *inside}
        arrows += len(led)
    assert arrows > 30


# Chooses nodes by the address; of each, once as it is brought into view and once nearer: its neighbours in view, what
# arrows lead to, and what is in the window.
_LOOK_AT_EACH = """async ids => {
  const found = [];
  const { left, top, right, bottom } = document.querySelector('#mynetwork').getBoundingClientRect();
  const seen = ({ x, y }) => x >= left && x <= right && y >= top && y <= bottom;
  for (const id of ids) {
    location.hash = `node=${id}`;
    while (paperatlas.state().selected !== id) await new Promise(done => setTimeout(done, 0));
    const ends = paperatlas.links().map(({ source, target }) => [source, target]).filter(pair => pair.includes(id));
    const near = ends.flat().filter(each => each !== id);
    for (const scale of [paperatlas.camera().scale, 3]) {
      paperatlas.setCamera({ ...paperatlas.camera(), scale });
      found.push([near, paperatlas.rim(), near.filter(each => seen(paperatlas.onScreen(each)))]);
    }
  }
  return found;
}"""


def test_the_arrows_have_names_and_lead_there_by_keyboard(explorer: Explorer) -> None:
    explorer.restart("#node=artifact/gpt-4")
    explorer.wait_selected("artifact/gpt-4")
    page = explorer.page
    page.evaluate("paperatlas.setCamera({ ...paperatlas.camera(), scale: 3 })")
    led = set(explorer.ask("rim()"))
    arrows = page.locator("#rim button").all()
    assert sum(
        1 + int(each.inner_text().rpartition("+")[2] if "+" in each.inner_text() else "0") for each in arrows
    ) == len(led)
    assert all(" of the window" in (each.get_attribute("aria-label") or "") for each in arrows)
    several = page.locator("#rim button", has_text="+").first
    names = set((several.get_attribute("title") or "").split("\n"))
    several.focus()
    page.keyboard.press("Enter")  # shows them with the chosen node
    labels = {node["label"] for node in explorer.nodes().values() if node["id"] in explorer.ask("rim()")}
    assert names
    assert not names & labels
    page.evaluate("paperatlas.setCamera({ x: 1e5, y: 1e5, scale: 1 })")
    assert "artifact/gpt-4" in explorer.ask("rim()")  # the chosen node itself is out of sight
    page.keyboard.press("o")
    explorer.wait("paperatlas.state().ego")
    assert explorer.ask("rim()") == []


@pytest.mark.parametrize("node", ["artifact/humaneval", "artifact/gpt-4", "paper/2401.00003", "topic/code-generation"])
def test_it_draws_every_neighbour_once_in_the_sector_of_a_role_it_has(
    explorer: Explorer, graph_of: GraphOf, node: str
) -> None:
    graph = graph_of("papers")
    _go(explorer, node)
    near = _neighbours(graph, node)
    assert 2 < len(near) <= MOST
    sectors = _around(explorer)
    drawn = [each for sector in sectors for each in sector["ids"]]
    assert sorted(drawn) == sorted(near)
    assert explorer.nodes().keys() == {node, *near}
    assert not any(sector["more"] for sector in sectors)
    for sector in sectors:
        for other in sector["ids"]:
            ends = (node, other) if sector["forward"] else (other, node)
            roles = {data["predicate"] for data in graph.get_edge_data(*ends).values()}
            assert sector["predicate"] in roles


@pytest.mark.parametrize("node", ["artifact/humaneval", "artifact/gpt-4", "topic/mathematical-reasoning"])
def test_all_of_it_is_in_the_window_and_no_names_touch(explorer: Explorer, node: str) -> None:
    _go(explorer, node)
    written = explorer.ask("aroundNames()")
    headings = [each["text"] for each in written if not each["id"]]
    assert len(headings) == len(_around(explorer))
    wide, high = explorer.page.evaluate(
        "(({ clientWidth: a, clientHeight: b }) => [a, b])(document.querySelector('#mynetwork'))"
    )
    for place, each in enumerate(written):
        x, y, half, tall = each["box"]
        assert half <= x + 1, each
        assert x + half <= wide + 1, each
        assert tall <= y + 1, each
        assert y + tall <= high + 1, each
        for other in written[:place]:
            a, b, other_half, other_tall = other["box"]
            assert abs(a - x) >= half + other_half - 2 or abs(b - y) >= tall + other_tall - 2, (each, other)
    named = {each["id"] for each in written if each["id"]}
    assert named == explorer.nodes().keys()


def test_a_heading_has_the_colour_of_its_links(explorer: Explorer) -> None:
    _go(explorer, "artifact/gpt-4")
    sectors, white = _around(explorer), channels("#ffffff")
    headings = [each for each in explorer.ask("aroundNames()") if not each["id"]]
    groups = {each["name"]: each["group"] for each in explorer.ask("info().predicates")}
    colours = {each["name"]: each["light"] for each in explorer.ask("info().groups")}
    for each, heading in zip(sectors, headings, strict=True):
        own = colours[groups[each["predicate"]]]
        assert contrast(channels(heading["colour"]), white) >= 4.5
        assert heading["colour"] == own or contrast(channels(own), white) < 4.5
    assert len({heading["colour"] for heading in headings}) == len({groups[each["predicate"]] for each in sectors}) > 1


def test_a_heading_leads_to_the_list_of_all_its_links(many: Explorer) -> None:
    hub = "topic/mathematical-reasoning"
    _go(many, hub)
    page = many.page
    row, sector = next((row, each) for row, each in enumerate(_around(many)) if each["more"])
    headings = [each for each in many.ask("aroundNames()") if not each["id"]]
    page.keyboard.press("ArrowRight")  # another node's details are shown
    many.wait("hub => paperatlas.state().selected !== hub", hub)
    box = page.locator("#mynetwork").bounding_box()
    assert box is not None
    x, y = box["x"] + headings[row]["box"][0], box["y"] + headings[row]["box"][1]
    page.mouse.move(x, y)
    assert "over-node" in (page.get_attribute("#mynetwork", "class") or "")
    page.mouse.click(x, y)
    many.wait_selected(hub)
    many.wait("document.activeElement.dataset.group")
    assert (
        page.evaluate("document.activeElement.dataset.group")
        == f"{sector['predicate']} {str(sector['forward']).lower()}"
    )
    assert f"({sector['total']:,})" in page.evaluate("document.activeElement.textContent")
    assert f"{sector['total']:,} links" in many.said()


def test_escape_and_back_give_the_map_back_as_it_was(explorer: Explorer) -> None:
    explorer.restart()
    page = explorer.page
    page.keyboard.press("+")
    explorer.choose("humaneval")
    page.keyboard.press("-")
    camera, nodes, counts = explorer.ask("camera()"), explorer.nodes(), explorer.counts()
    ways: list[Callable[[], object]] = [
        lambda: page.keyboard.press("Escape"), lambda: page.go_back(), lambda: page.click("#around-close"),
        lambda: page.keyboard.press("u"), lambda: page.keyboard.press("o"),
    ]  # fmt: skip
    for back in ways:
        page.keyboard.press("o")
        explorer.wait("paperatlas.state().ego")
        assert explorer.said().startswith("Around HumanEval: ")
        assert page.is_visible("#around")
        assert explorer.nodes() != nodes
        back()
        explorer.wait("!paperatlas.state().ego")
        assert explorer.ask("state().selected") == "artifact/humaneval"
        assert explorer.nodes() == nodes
        assert explorer.counts() == counts
        now = explorer.ask("camera()")
        assert now == pytest.approx(camera, abs=0.2)
        assert page.is_hidden("#around")
    page.keyboard.press("Escape")
    assert explorer.ask("state().selected") is None


def test_a_neighbour_is_selected_there_and_walked_to(explorer: Explorer) -> None:
    _go(explorer, "artifact/humaneval")
    page = explorer.page
    page.locator("#mynetwork").focus()
    page.keyboard.press("ArrowRight")
    explorer.wait("paperatlas.state().selected !== 'artifact/humaneval'")
    other = explorer.ask("state().selected")
    assert explorer.ask("state().ego") == "artifact/humaneval"
    assert set(explorer.ask("focus()")) == {"artifact/humaneval", other}
    page.keyboard.press("Enter")
    explorer.wait("id => paperatlas.state().ego === id", other)
    page.go_back()
    explorer.wait("paperatlas.state().ego === 'artifact/humaneval'")
    # A click on a name is one on its mark.
    name = next(each for each in explorer.ask("aroundNames()") if each["id"] == other)
    box = page.locator("#mynetwork").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + name["box"][0], box["y"] + name["box"][1])
    explorer.wait("id => paperatlas.state().selected === id", other)
    assert explorer.ask("state().ego") == "artifact/humaneval"
    explorer.choose("mathematical reasoning")  # not among the neighbours: back to the map
    explorer.wait("paperatlas.state().selected === 'topic/mathematical-reasoning'")
    assert explorer.ask("state().ego") is None


def test_filters_hold_there_and_its_address_opens_it(explorer: Explorer, once: Callable[..., Explorer]) -> None:
    _go(explorer, "artifact/gpt-4")
    explorer.page.locator("#confidence").fill("0.75")
    few = explorer.nodes()
    assert len(few) > 2
    state = "#" + explorer.page.url.partition("#")[2]
    other = once("papers", state, reduced_motion="reduce", viewport={"width": 1100, "height": 700})
    assert other.nodes().keys() == few.keys()
    assert other.ask("state()") == explorer.ask("state()")
    other.page.keyboard.press("Escape")
    assert len(other.nodes()) > len(few)
    explorer.page.locator("#confidence").fill("0")
    assert explorer.nodes().keys() > few.keys()


def test_of_many_neighbours_it_draws_the_first_of_each_role_and_says_how_many_there_are_more(
    many: Explorer, graph_of: GraphOf
) -> None:
    graph, node = graph_of("beyond"), "artifact/gpt-4"
    explorer = many
    explorer.restart(f"#node={node}")
    explorer.wait_selected(node)
    before = explorer.nodes()
    explorer.page.keyboard.press("o")
    explorer.wait("paperatlas.state().ego")
    sectors = _around(explorer)
    assert sum(len(sector["ids"]) for sector in sectors) == MOST
    assert sum(len(sector["ids"]) + sector["more"] for sector in sectors) == len(_neighbours(graph, node))
    assert all(sector["ids"] for sector in sectors)
    headings = [each["text"] for each in explorer.ask("aroundNames()") if not each["id"]]
    assert [f"{sector['more']} more" in text for sector, text in zip(sectors, headings, strict=True)] == [
        sector["more"] > 0 for sector in sectors
    ]
    _assert_surest_within(explorer, graph, node, max(sectors, key=lambda sector: len(sector["ids"])))
    explorer.page.keyboard.press("Escape")
    assert explorer.nodes() == before  # what was drawn there has not come onto the map


def _assert_surest_within(explorer: Explorer, graph: Graph, node: str, sector: dict[str, Any]) -> None:
    """The links of a sector are the surest that there are of its role, the surest nearest to the middle."""
    links = {
        source: round(data["confidence"] * 10)
        for source, _, data in graph.in_edges(node, data=True)
        if data["predicate"] == sector["predicate"]
    }
    sure = [links[other] for other in sector["ids"]]
    assert sure == sorted(links.values(), reverse=True)[: len(sure)]
    nodes = explorer.nodes()
    away = [math.dist(*((nodes[each]["x"], nodes[each]["y"]) for each in (node, other))) for other in sector["ids"]]
    half = len(away) // 2
    assert statistics.mean(away[:half]) < statistics.mean(away[half:])
