"""In a real browser: names lie on no mark, papers are named where there is room, and no name turns another."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Drawing, Graph
from kg.explorer.page.offline_page import render, write_page

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


# Lines to names that run through a name of another: of a region or a node.
_CROSSED = """() => {
  const { boxes, nodes, leads } = paperatlas.names();
  const inside = (x, y, [a, b, half, tall]) => Math.abs(x - a) < half - 4 && Math.abs(y - b) < tall - 2;
  const steps = Array.from({ length: 199 }, (_, step) => (step + 1) / 200);
  const through = ([x0, y0, x1, y1], box) =>
    steps.some((part) => inside(x0 + part * (x1 - x0), y0 + part * (y1 - y0), box));
  const names = [...boxes, ...nodes.map(([, box]) => box)];
  return [leads.length, leads.filter((lead) => names.some((box) => through(lead, box)))];
}"""


@pytest.mark.parametrize("size", [(1360, 860), (390, 844)])
def test_no_line_to_a_name_runs_through_another_name(opened: Opened, size: tuple[int, int]) -> None:
    explorer = opened("papers", viewport={"width": size[0], "height": size[1]})
    numbers = []
    for scale in (None, 0.7, 0.9):
        if scale:
            explorer.page.evaluate("scale => paperatlas.setCamera({ ...paperatlas.camera(), scale })", scale)
        number, crossed = explorer.page.evaluate(_CROSSED)
        numbers.append(number)
        assert crossed == []
    assert sum(numbers) > 3


def test_a_region_whose_name_finds_no_room_bears_the_first_part_of_it(
    opened: Opened, drawing_of: Callable[[str], Drawing], tmp_path: Path
) -> None:
    drawing, second = drawing_of("papers"), "what fewer of its papers have in common and takes much room"
    path = tmp_path / "long.html"
    regions = [f"{name} & {second}" for name in drawing.regions]
    path.write_text(render(dataclasses.replace(drawing, regions=regions), title="Long"), encoding="utf-8")
    explorer = opened("", path=path, viewport={"width": 700, "height": 800})
    names = explorer.ask("names()")
    assert set(names["regions"]) <= {name.upper() for name in regions}
    short = [said for said, whole in zip(names["said"], names["regions"], strict=True) if said != whole]
    assert short
    assert set(short) <= {name.upper() for name in drawing.regions}
    assert not any(covered(explorer).values())


def test_a_title_of_thousands_of_letters_is_cut_until_it_is_asked_for(opened: Opened, tmp_path: Path) -> None:
    graph = _small_graph()
    paper = next(node for node in graph if node.startswith("paper/"))
    title = graph.nodes[paper]["label"] = "A very long title of many words " * 62
    write_page(graph, tmp_path / "long.html")
    explorer = opened("", f"#node={paper}", path=tmp_path / "long.html")
    explorer.wait_selected(paper)
    high = "document.querySelector('#details-title').getBoundingClientRect().height"
    assert explorer.page.evaluate(high) < 200
    assert explorer.page.locator("#details-title").text_content() == title  # a screen reader has all of it
    assert explorer.page.locator(".actions").first.is_visible()
    button = explorer.page.locator("#details-title + button")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert explorer.page.evaluate(high) > 600
    button.click()
    assert explorer.page.evaluate(high) < 200
    explorer.page.keyboard.press("o")
    explorer.wait("paperatlas.state().ego")
    other = next(each["ids"][0] for each in explorer.ask("around()"))
    explorer.restart(f"#node={other}")
    explorer.wait_selected(other)
    names = explorer.page.locator("#details-body .name bdi").evaluate_all("all => all.map(one => one.clientHeight)")
    assert max(names) < 100


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
