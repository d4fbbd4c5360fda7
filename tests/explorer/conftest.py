"""One browser for all tests of the view, and the pages they open, each written once."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.explorer.map.drawn_graph import Drawing, Graph, draw
from kg.explorer.map.overview import LINK_BUDGET, NODE_BUDGET
from kg.explorer.page.offline_page import render
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.index_format import INDEX
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store
from tests.serve.server import serving

from .graphs import chain_graph, hostile_graph, paper_graph, sized_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

EVERYTHING = "#without=&unlinked="  # the state that shows what is quiet, too
GRAPHS: dict[str, Callable[[], Graph]] = {
    "papers": lambda: paper_graph(60),
    "beyond": lambda: paper_graph(900),  # more nodes than are drawn at first
    "large": lambda: sized_graph(2000, 6000),
    "hostile": hostile_graph,
    "chain": chain_graph,
}


# Nodes and links that are drawn at first, where that is not as many as in earnest: the page's ways are the same.
BUDGETS = {"beyond": (400, 1_200)}


@pytest.fixture(scope="session")
def graph_of() -> Callable[[str], Graph]:
    made: dict[str, Graph] = {}

    def get(name: str) -> Graph:
        if name not in made:
            made[name] = GRAPHS[name]()
        return made[name]

    return get


@pytest.fixture(scope="session")
def drawing_of(graph_of: Callable[[str], Graph]) -> Callable[[str], Drawing]:
    made: dict[str, Drawing] = {}

    def get(name: str) -> Drawing:
        if name not in made:
            nodes, links = BUDGETS.get(name, (NODE_BUDGET, LINK_BUDGET))
            made[name] = draw(graph_of(name), node_budget=nodes, link_budget=links)
        return made[name]

    return get


@pytest.fixture(scope="session")
def page_of(drawing_of: Callable[[str], Drawing], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("pages")

    def get(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_text(render(drawing_of(name), title="PaperAtlas"), encoding="utf-8")
        return path

    return get


@pytest.fixture(scope="session")
def served(
    graph_of: Callable[[str], Graph], drawing_of: Callable[[str], Drawing], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server whose explorer shows the graph "beyond"."""
    folder = tmp_path_factory.mktemp("served")
    rows = rows_of_graph(graph_of("beyond"))
    write_index(rows, folder / INDEX, drawing=drawing_of("beyond"), base=DEFAULT_BASE, title="Served")
    build_store(iter(()), folder / "store")
    with serving(folder / "store", limits={"workers": 1}) as client:
        yield str(client.base_url)


# The page takes up a changed address in a listener of its own, which was there first, and then in microtasks.
_ANOTHER = """address => new Promise(done => {
  if (location.hash.slice(1) === address) return done();
  addEventListener('hashchange', () => setTimeout(done, 0), { once: true });
  location.hash = address;
})"""


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether the page complains; not that tests read its canvas, which it never does itself."""
    return said.type in ("error", "warning") and "willReadFrequently" not in said.text


class Explorer:
    """A page of the explorer in the browser, with what went wrong in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.requests: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: self.faults.append(f"dialog {dialog.message}"))
        page.on("console", lambda said: self.faults.append(said.text) if _is_fault(said) else None)

    def open(self, state: str = "") -> None:
        self.page.goto(f"{self.address}{state}")
        self.page.wait_for_selector("html[data-ready]", timeout=15_000)

    def restart(self, state: str = "") -> None:
        """Another state of the page that is open, as a changed address gives it, from the whole map on."""
        for address in ("", state.removeprefix("#")):
            self.page.evaluate(_ANOTHER, address)
        self.page.evaluate("document.activeElement.blur()")
        self.page.keyboard.press("f")

    def wait(self, expression: str, arg: Any = None) -> None:
        """Waits until an expression or function holds; the page's policy forbids Playwright's own way of polling."""
        for _ in range(250):
            if self.page.evaluate(expression, arg):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"{expression} did not come true for {arg!r}; the page said {self.said()!r}")

    def counts(self) -> tuple[int, int]:
        """Nodes and links in view, as the page says."""
        words = self.page.inner_text("#count").replace(",", "").split()
        return int(words[0]), int(words[4])

    def legend(self, name: str) -> int:
        text = self.page.inner_text(f'[data-name="{name}"] .number').replace(",", "")
        return 0 if text == "off" else int(text.partition(" of ")[0])

    def said(self) -> str:
        return self.page.inner_text("#said")

    def ask(self, expression: str) -> Any:
        """What the page answers, as one text: Playwright wraps each value of thousands of nodes for itself."""
        return json.loads(self.page.evaluate(f"JSON.stringify(paperatlas.{expression})"))

    def nodes(self) -> dict[str, dict[str, Any]]:
        return {node["id"]: node for node in self.ask("nodes()")}

    def choose(self, text: str) -> None:
        """Types into the search and takes the first hit."""
        self.page.fill("#search", text)
        self.page.wait_for_selector("#hits li")
        self.page.press("#search", "Enter")
        self.wait("document.querySelector('#details-title')")

    def wait_selected(self, node: str) -> None:
        self.wait("id => paperatlas.state().selected === id", node)
        # the panel follows the selection a moment later
        self.wait("id => document.querySelector('#details-title')?.dataset.node === id", node)

    def export(self, choice: str) -> bytes:
        with self.page.expect_download() as download:
            self.page.click("#export")
            self.page.click(f"[data-export={choice}]")
        return Path(download.value.path()).read_bytes()


@contextlib.contextmanager
def opener(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Callable[..., Explorer]]:
    """Opens a named page in a context of its own: of a file with the network off, of an address with it on."""
    contexts: list[BrowserContext] = []

    def get(
        name: str, state: str = "", *, path: Path | None = None, address: str | None = None, **options: Any
    ) -> Explorer:
        settings: dict[str, Any] = {"viewport": {"width": 1360, "height": 860}, "offline": not address} | options
        context = browser.new_context(**settings)
        contexts.append(context)
        explorer = Explorer(context.new_page(), address or (path or page_of(name)).as_uri())
        explorer.open(state)
        return explorer

    yield get
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def once(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Callable[..., Explorer]]:
    """Opens pages that a module's tests share."""
    with opener(browser, page_of) as get:
        yield get


@pytest.fixture
def opened(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Callable[..., Explorer]]:
    """Opens pages for one test."""
    with opener(browser, page_of) as get:
        yield get


@pytest.fixture(scope="session")
def opened_once(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Callable[..., Explorer]]:
    """Opens pages for all tests, each once; a test that changes one begins with ``restart``."""
    with opener(browser, page_of) as get:
        yield cache(get)


@pytest.fixture
def papers(opened_once: Callable[..., Explorer]) -> Explorer:
    """The page of 60 papers at its first sight."""
    explorer = opened_once("papers")
    explorer.restart()
    return explorer


@pytest.fixture
def beyond(opened_once: Callable[..., Explorer]) -> Explorer:
    """The page of a graph with more nodes than are drawn, at its first sight."""
    explorer = opened_once("beyond")
    explorer.restart()
    return explorer
