"""In a real browser: names lie on no mark, papers are named where there is room, and no name turns another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.page.offline_page import write_page

from .conftest import Explorer
from .graphs import attribute, paper_graph

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]

# Marks under names: for each name (of a region or a node) the marks of others in the box of its letters.
_COVERED = """() => {
  const { boxes, regions, nodes } = paperatlas.names();
  const box = document.querySelector('#mynetwork').getBoundingClientRect();
  const marks = paperatlas.nodes().map(({ id }) => {
    const { x, y } = paperatlas.onScreen(id);
    return { id, x: x - box.left, y: y - box.top, radius: paperatlas.radius(id) };
  });
  const names = [...boxes.map((each, row) => [regions[row], null, each[0], each[1], each[2] - 6, each[3]]),
    ...nodes.map(([id, each]) => [id, id, each[0], each[1], each[2] - 3, 6.5])];
  const away = (mark, x, y, half, tall) =>
    Math.hypot(Math.max(0, Math.abs(mark.x - x) - half), Math.max(0, Math.abs(mark.y - y) - tall)) - mark.radius;
  return names.map(([name, own, ...place]) =>
    [name, marks.filter((mark) => mark.id !== own && away(mark, ...place) < -0.5).map((mark) => mark.id)]);
}"""


def covered(explorer: Explorer) -> dict[str, list[str]]:
    return dict(explorer.page.evaluate(_COVERED))


@pytest.mark.parametrize("size", [(1360, 860), (390, 844)])
def test_no_name_covers_a_mark_of_another_node(opened: Opened, size: tuple[int, int]) -> None:
    explorer = opened("papers", viewport={"width": size[0], "height": size[1]})
    names = covered(explorer)
    assert len(names) > 15
    assert {name: marks for name, marks in names.items() if marks} == {}


def test_no_name_covers_a_mark_in_the_first_sight_of_the_example(opened: Opened, built: Path) -> None:
    explorer = opened("", path=built / "graph.html")
    names = covered(explorer)
    assert len(names) > 15
    assert {name: marks for name, marks in names.items() if marks} == {}


def _small_graph() -> Graph:
    whole = paper_graph(30)
    papers = [node for node, kind in attribute(whole, "kind").items() if kind == "paper"][:5]
    near = dict.fromkeys(other for paper in papers for other in whole.successors(paper))
    return nx.MultiDiGraph(whole.subgraph([*papers, *list(near)[:15]]))


def test_papers_are_named_where_there_is_room(opened: Opened, tmp_path: Path) -> None:
    write_page(_small_graph(), tmp_path / "small.html")
    explorer = opened("", path=tmp_path / "small.html")
    named: list[list[Any]] = explorer.ask("names()")["nodes"]
    assert any(node.startswith("paper/") for node, _ in named)
    assert not any(covered(explorer).values())


def test_a_title_from_right_to_left_turns_nothing_beside_it(opened: Opened, tmp_path: Path) -> None:
    graph = _small_graph()
    paper = next(node for node in graph if node.startswith("paper/"))
    graph.nodes[paper]["label"] = "שלום \u202e world"
    write_page(graph, tmp_path / "turned.html")
    explorer = opened("", path=tmp_path / "turned.html")
    written: list[str] = explorer.page.evaluate("""() => {
      const written = [], { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        written.push(text);
        return fillText.call(this, text, ...rest);
      };
      paperatlas.setCamera({ ...paperatlas.nodes().find((node) => node.label.includes('world')), scale: 2 });
      paperatlas.names();
      CanvasRenderingContext2D.prototype.fillText = fillText;
      return written;
    }""")
    turned = [text for text in written if "world" in text]
    assert turned == ["\u2068שלום \u202e world\u2069"]


def test_the_minimap_is_away_while_all_is_in_sight_and_covers_no_mark(papers: Explorer) -> None:
    page, minimap = papers.page, papers.page.locator("#minimap")
    papers.wait("document.querySelector('#minimap').hidden")
    rightmost = max(papers.ask("nodes()"), key=lambda each: each["x"])
    page.evaluate("({ x, y }) => paperatlas.setCamera({ x: x - 150, y: y - 150, scale: 1 })", rightmost)
    papers.wait("!document.querySelector('#minimap').hidden")
    box = minimap.bounding_box()
    assert box
    under = page.evaluate(
        """({ x, y, width, height }) => paperatlas.nodes().map(({ id }) => paperatlas.onScreen(id))
      .filter((at) => at.x > x && at.x < x + width && at.y > y && at.y < y + height).length""",
        box,
    )
    assert under == 0 or "over" in (minimap.get_attribute("class") or "")
