"""In a real browser: the window on the map: where it looks, what mouse and fingers do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Explorer

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
NODE = "artifact/gpt-4"


def where(explorer: Explorer, node: str = NODE) -> tuple[float, float]:
    place = explorer.page.evaluate("id => paperatlas.onScreen(id)", node)
    return place["x"], place["y"]


def middle(explorer: Explorer) -> tuple[float, float]:
    box = explorer.page.locator("#mynetwork").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def look_at(explorer: Explorer, node: str = NODE, scale: float = 1.5) -> None:
    explorer.page.evaluate(
        "([id, scale]) => paperatlas.setCamera({ ...paperatlas.nodes().find(node => node.id === id), scale })",
        [node, scale],
    )


def near(one: tuple[float, float], abs: float = 1.0) -> Any:
    return pytest.approx(one, abs=abs)


def test_the_window_looks_where_it_is_told(papers: Explorer) -> None:
    look_at(papers, scale=2)
    node = papers.nodes()[NODE]
    assert papers.ask("camera()") == pytest.approx({"x": node["x"], "y": node["y"], "scale": 2}, abs=0.01)
    assert where(papers) == near(middle(papers))
    papers.page.evaluate("paperatlas.setCamera({ x: NaN, y: 0, scale: 1e9 })")
    assert papers.ask("camera().scale") == 2


def test_the_wheel_comes_nearer_to_what_is_under_it(papers: Explorer) -> None:
    page, scale = papers.page, papers.ask("camera().scale")
    before = where(papers)
    page.mouse.move(*before)
    page.mouse.wheel(0, -300)
    papers.wait("scale => paperatlas.camera().scale > 1.3 * scale", scale)
    assert where(papers) == near(before)
    for _ in range(12):
        page.mouse.wheel(0, 100_000)
    papers.wait("paperatlas.camera().scale === 0.02")


def test_dragging_the_ground_moves_the_map_with_the_mouse(papers: Explorer) -> None:
    page, before, scale = papers.page, where(papers), papers.ask("camera().scale")
    page.mouse.move(300, 80)  # beside all marks
    page.mouse.down()
    page.mouse.move(340, 110, steps=3)
    page.mouse.up()
    assert where(papers) == near((before[0] + 40, before[1] + 30))
    assert papers.ask("camera().scale") == scale
    assert papers.ask("state().pins") == {}
    assert papers.ask("state().selected") is None


def test_a_double_click_expands_a_mark_and_comes_nearer_on_the_ground(papers: Explorer) -> None:
    page, scale = papers.page, papers.ask("camera().scale")
    page.mouse.dblclick(300, 80)
    assert papers.ask("camera().scale") == pytest.approx(1.6 * scale)
    assert papers.ask("state().selected") is None
    look_at(papers)
    page.mouse.dblclick(*middle(papers))
    papers.wait("/added to GPT-4/.test(document.querySelector('#said').textContent)")


def test_a_click_selects_and_a_click_beside_lets_go(papers: Explorer) -> None:
    look_at(papers)
    papers.page.mouse.click(*middle(papers))
    papers.wait_selected(NODE)
    papers.page.evaluate("paperatlas.setCamera({ x: 1e5, y: 1e5, scale: 1 })")
    x, y = middle(papers)
    papers.page.mouse.click(x + 60, y)  # another place: no double click
    papers.wait("paperatlas.state().selected === null")


def test_plus_and_minus_keep_the_middle(papers: Explorer) -> None:
    before = papers.ask("camera()")
    papers.page.keyboard.press("+")
    assert papers.ask("camera()") == pytest.approx(before | {"scale": 1.25 * before["scale"]})
    papers.page.keyboard.press("-")
    assert papers.ask("camera()") == pytest.approx(before)


# The share of the canvas' pixels that are not as they were kept. Where lines are cut off decides how their pixels are
# rounded, so a few differ by a little.
_DIFFERENT = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  window.kept ??= data;
  let different = 0;
  for (let at = 0; at < data.length; at++) if (Math.abs(data[at] - window.kept[at]) > 24) different++;
  return different / data.length;
}"""


def test_the_map_is_painted_sharp_again_when_the_camera_rests(papers: Explorer) -> None:
    """What is shown while it moves is a shifted picture: afterwards it is the very picture that is painted there."""
    page = papers.page
    page.mouse.move(300, 80)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(300 + 9 * step, 80 + 5 * step)
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_timeout(400)
    camera = papers.ask("camera()")
    assert page.evaluate(_DIFFERENT) == 0
    page.evaluate("paperatlas.setCamera({ x: 0, y: 0, scale: 3 })")
    papers.wait(f"({_DIFFERENT})() > 0.02")
    page.evaluate("camera => paperatlas.setCamera(camera)", camera)
    papers.wait(f"({_DIFFERENT})() < 0.001")


def fingers(session: CDPSession, kind: str, *places: tuple[float, float]) -> None:
    points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_fingers_move_and_pinch_the_map_and_leave_its_marks_where_they_are(opened: Opened) -> None:
    explorer = opened("papers", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    session = explorer.page.context.new_cdp_session(explorer.page)
    look_at(explorer)
    x, y = middle(explorer)
    fingers(session, "touchStart", (x, y))
    for step in range(1, 5):
        fingers(session, "touchMove", (x + 10 * step, y + 10 * step))
    fingers(session, "touchEnd")
    assert where(explorer) == near((x + 40, y + 40))
    assert explorer.ask("state().pins") == {}
    look_at(explorer)
    fingers(session, "touchStart", (x - 40, y), (x + 40, y))
    for step in range(1, 5):
        fingers(session, "touchMove", (x - 40 - 10 * step, y), (x + 40 + 10 * step, y))
    fingers(session, "touchEnd")
    assert explorer.ask("camera().scale") == pytest.approx(3, rel=0.05)
    assert where(explorer) == near((x, y), abs=3)
    assert explorer.faults == []
