"""The graph page: how heavy it is, until when it is painted and what dragging it costs, beside pyvis's stock page.

Both show the same nodes and links, in one headless Chromium without a GPU; what is counted is the time of all its
processes. The stock page has its libraries inlined and its links to a CDN cut, or it would show nothing offline.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.harness.contest import Contest, Setting, Side, Tasks
from bench.harness.inputs import built_folder
from bench.harness.resource_usage import family_cpu, family_memory
from bench.measurement import Work
from tests.chromium import FLAGS, chromium_program

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from kg.explorer.map.drawn_graph import Drawing

_PATIENCE = 120  # seconds until something must be painted
_LINKS_A_NODE = 3
_STEPS = 60  # of a drag
_INK = """() => {
  const canvas = document.querySelector('#mynetwork canvas');
  if (!canvas || !canvas.width) return false;
  const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 3; i < data.length; i += 16) if (data[i] > 200) return true;
  return false;
}"""
_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def own_page(setting: Setting) -> Tasks:
    """The offline page: map, regions, evidence, answers, all in one file."""
    from kg.explorer.page.offline_page import render

    return _tasks(setting, render, _drawn(setting))


def stock_page(setting: Setting) -> Tasks:
    """What pyvis writes by itself for the drawn nodes and links."""
    return _tasks(setting, _stock_html, _drawn(setting))


def _drawn(setting: Setting) -> Drawing:
    """What is drawn: so many nodes, and the links between them."""
    import kg
    from kg.explorer.map.drawn_graph import draw

    graph = kg.open(built_folder(setting, setting.sizes.graph)).graph
    nodes = setting.sizes.nodes
    return draw(graph, node_budget=nodes, link_budget=_LINKS_A_NODE * nodes)


def _stock_html(drawing: Drawing) -> str:
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.nodes = [
        {"id": node["id"], "label": node["label"], "shape": "dot", "title": node["label"]}
        for node in drawing.nodes
        if not node["hidden"]
    ]
    network.node_ids = [node["id"] for node in network.nodes]
    network.edges = [{"from": edge["from"], "to": edge["to"]} for edge in drawing.edges if not edge["hidden"]]
    page = network.generate_html()
    return re.sub(r"<(?:script|link)[^>]*https?://[^>]*>(?:\s*</script>)?", "", page)


def _tasks(setting: Setting, render: Callable[[Drawing], str], drawing: Drawing) -> Tasks:
    from playwright.sync_api import sync_playwright

    path = setting.scratch / "page.html"
    read = {
        "nodes": sum(not node["hidden"] for node in drawing.nodes),
        "links": sum(not edge["hidden"] for edge in drawing.edges),
    }

    def write(number: int) -> Work:
        path.write_text(render(drawing), encoding="utf-8")
        return Work(read, {"bytes": path.stat().st_size})

    write(0)
    playwright = setting.stack.enter_context(sync_playwright())
    browser = playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)
    setting.stack.callback(browser.close)
    shown = partial(_shown, browser, path, read)
    return {"write": write, "paint": partial(shown, dragged=False), "drag": partial(shown, dragged=True)}


def _shown(browser: Browser, path: Path, read: dict[str, int], number: int, *, dragged: bool) -> Work:
    """Open the page until it is painted, or drag it then."""
    from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

    page = browser.new_context(viewport={"width": 1360, "height": 860}, offline=True).new_page()
    page.set_default_timeout(_PATIENCE * 1000)
    begin, used = time.perf_counter(), _browser_cpu()
    page.goto(path.as_uri(), wait_until="commit")
    try:
        page.wait_for_function(_INK, polling=50)
    except PlaywrightTimeoutError as error:
        raise TimeoutError("nothing is painted") from error
    if dragged:
        page.wait_for_load_state("load")
        begin, used = time.perf_counter(), _browser_cpu()
        _drag(page)
    lasted, cpu = time.perf_counter() - begin, _browser_cpu() - used
    heap = int(page.evaluate("performance.memory.usedJSHeapSize"))
    memory = family_memory(os.getpid())
    page.context.close()
    found = {"bytes": path.stat().st_size, "bytes of heap": heap}
    clock = {"ms a frame": 1000 * lasted / _STEPS} if dragged else {"s until it is painted": lasted}
    return Work(read, found, cpu, memory, clocks=clock)


def _drag(page: Page) -> None:
    page.mouse.move(640, 60)
    page.mouse.down()
    for step in range(_STEPS):
        page.mouse.move(640 + 5 * step, 60 + 4 * step)
        page.evaluate(_FRAME)
    page.mouse.up()


def _browser_cpu() -> float:
    """CPU seconds of this process and of all that it has started: little of it is not the browser's."""
    return family_cpu(os.getpid())


PAGE = Contest(
    "page",
    "The graph page of the same nodes and links: written, painted, dragged by 60 steps.",
    Side("paperatlas", own_page, ("browser", "playwright")),
    (
        Side(
            "pyvis, stock page",
            stock_page,
            ("pyvis", "browser", "playwright"),
            "has no evidence, regions, search or answers; its places are still moving when it is painted",
        ),
    ),
    rounds=3,
    clock=True,
)
