"""Measures the view against pyvis's stock page on the same graph, in one browser without a GPU, in one run.

    python -m tests.explorer.bench_view [nodes] [links]

Prints file size, time to the first picture, frames while panning and heap. All nodes and links are drawn, however many.
Frames are measured twice: as a person sees them, and as the time that the page's thread works, which other programs do
not change. The stock page has its libraries inlined and its links to a CDN cut, or it would show nothing offline; where
it paints nothing in time, that is printed.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.page.offline_page import render
from tests.conftest import FLAGS

from .graphs import sized_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

PATIENCE = 120  # seconds
_INK = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  if (!canvas || !canvas.width) return 0;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < data.length; i += 16) if (data[i] > 200) ink++;
  return ink;
}"""
_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_RECORD = """() => { window.times = []; const step = time => { window.times.push(time); requestAnimationFrame(step); };
  requestAnimationFrame(step); }"""


def stock_page(graph: Graph, path: Path) -> None:
    """What pyvis writes for the graph by itself, made to work offline."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = [
        {"id": node, "label": str(data["label"]), "shape": "dot", "title": str(data["label"])}
        for node, data in graph.nodes(data=True)
    ]
    network.node_ids = list(graph)
    network.edges = [{"from": source, "to": target} for source, target in graph.edges()]
    page = network.generate_html()
    path.write_text(re.sub(r"<(?:script|link)[^>]*https?://[^>]*>(?:\s*</script>)?", "", page), encoding="utf-8")


def measure(browser: Browser, path: Path) -> str:
    page = browser.new_context(viewport={"width": 1360, "height": 860}, offline=True).new_page()
    page.set_default_timeout(PATIENCE * 1000)
    begun = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    while not page.evaluate(_INK):
        if time.perf_counter() - begun > PATIENCE:
            return f"{path.stat().st_size / 1e6:.2f} MB, nothing painted within {PATIENCE} s"
        page.wait_for_timeout(20)
    painted = time.perf_counter() - begun
    frames = pan(page)
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    page.context.close()
    return f"{path.stat().st_size / 1e6:.2f} MB, painted in {painted:.2f} s, {frames}, heap {heap:.0f} MB"


def pan(page: Page) -> str:
    """Milliseconds a frame while the map is dragged, seen and worked."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(_RECORD)
    page.mouse.move(640, 60)
    page.mouse.down()
    page.evaluate("window.times = []")
    worked = [_seconds(session)]
    for step in range(60):
        page.mouse.move(640 + 5 * step, 60 + 4 * step)
        page.evaluate(_FRAME)
        worked.append(_seconds(session))
    times: list[float] = page.evaluate("window.times")
    page.mouse.up()
    return f"{_spread(times)} seen, {_spread([1000 * each for each in worked])} worked"


def _seconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def _spread(times: list[float]) -> str:
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return f"{statistics.median(gaps):.0f} (95 %: {gaps[int(0.95 * len(gaps))]:.0f}) ms a frame"


def main(nodes: int = 2000, links: int = 6000) -> None:
    from playwright.sync_api import sync_playwright

    graph = sized_graph(nodes, links)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours, stock = Path(folder, "view.html"), Path(folder, "stock.html")
        begun = time.perf_counter()
        ours.write_text(render(draw(graph, node_budget=nodes, link_budget=links)), encoding="utf-8")
        print(f"{nodes} nodes, {links} links; laid out and written in {time.perf_counter() - begun:.2f} s")
        stock_page(graph, stock)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        print("paperatlas:", measure(browser, ours))
        print("pyvis stock:", measure(browser, stock))
        browser.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
