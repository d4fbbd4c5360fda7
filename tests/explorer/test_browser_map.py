"""In a real browser: the window on the map: where it looks, what mouse and fingers do to it."""

from __future__ import annotations

import pytest

from .conftest import Explorer

pytestmark = pytest.mark.browser


def test_the_window_looks_where_it_is_told(papers: Explorer) -> None:
    explorer = papers
    node = max(explorer.ask("nodes()"), key=lambda each: each["x"])
    explorer.page.evaluate("({ x, y }) => paperatlas.setCamera({ x, y, scale: 2 })", node)
    assert explorer.ask("camera()") == pytest.approx({"x": node["x"], "y": node["y"], "scale": 2}, abs=0.01)
    box = explorer.page.locator("#mynetwork").bounding_box()
    place = explorer.page.evaluate("id => paperatlas.onScreen(id)", node["id"])
    assert box
    assert place["x"] == pytest.approx(box["x"] + box["width"] / 2, abs=1)
    assert place["y"] == pytest.approx(box["y"] + box["height"] / 2, abs=1)
