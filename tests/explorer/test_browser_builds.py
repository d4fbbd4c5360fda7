"""In a real browser: a page never joins answers of two builds, and says what keeps it from its server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kg.explorer.map.drawn_graph import draw
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.index_format import INDEX
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store
from tests.serve.server import serving

from .conftest import Explorer
from .graphs import paper_graph

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
BUILD = "paperatlas-build"
NOTICE = "!document.querySelector('#notice').hidden"


def _build(folder: Path, papers: int) -> None:
    """Writes the index of a graph beside the others and puts it in their place, as a build does."""
    graph, made = paper_graph(papers), folder / "made.sqlite"
    write_index(rows_of_graph(graph), made, drawing=draw(graph), base=DEFAULT_BASE, title="Built")
    made.replace(folder / INDEX)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, httpx.Client]]:
    folder = tmp_path_factory.mktemp("built")
    build_store(iter(()), folder / "store")
    _build(folder, 8)
    with serving(folder / "store", limits={"workers": 1}) as client:
        yield folder, client


@pytest.fixture
def page(built: tuple[Path, httpx.Client], opened: Opened) -> Explorer:
    """The page of a graph of eight papers that a server sends."""
    folder, client = built
    _build(folder, 8)
    return opened("", address=f"{client.base_url}/explore")


def test_every_answer_names_the_build_that_it_was_read_from(built: tuple[Path, httpx.Client]) -> None:
    folder, client = built
    asked = {"q": "gpt"}
    first = client.get("/explore/search", params=asked)
    same = client.get("/explore/search", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (same.status_code, same.headers[BUILD]) == (304, first.headers[BUILD])
    sent = client.post("/explore/nodes", json={"ids": []})
    missing = client.get("/explore/describe", params={"id": "paper/none"})
    assert (missing.status_code, missing.headers[BUILD]) == (404, sent.headers[BUILD])
    unknown = client.get("/explore/path", params={"from": "no such thing", "to": "GPT-4"})
    assert (unknown.status_code, unknown.headers[BUILD]) == (404, first.headers[BUILD])
    assert BUILD not in client.get("/explore/nothing").headers  # no call, so nothing of a build

    # The same words of another build are another answer: a browser must not take them from its store.
    _build(folder, 9)
    again = client.get("/explore/search", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.headers[BUILD] != first.headers[BUILD]


def test_a_page_takes_nothing_of_the_next_build_and_is_loaded_anew_with_its_choice(
    built: tuple[Path, httpx.Client], page: Explorer
) -> None:
    page.choose("GPT-4")
    page.wait_selected("artifact/gpt-4")
    before = page.nodes()
    _build(built[0], 12)
    page.page.fill("#search", "evaluation")
    page.wait(NOTICE)
    said = page.page.inner_text("#notice p >> nth=0")
    assert said.startswith("This graph has been built anew since the page was loaded")
    assert page.page.locator("#hits li").count() == 0
    assert page.page.inner_text("#hits-more") == "no answer"

    # Neither by search nor by what the map holds: of another node's details nothing is shown, least of all another's.
    page.page.fill("#search", "")
    other = next(node for node in before if node.startswith("paper/"))
    asked = len(page.requests)
    page.page.evaluate("id => { location.hash = `node=${id}`; }", other)
    page.wait_selected(other)
    assert "built anew" in page.page.inner_text("#details-body")
    assert page.page.locator("#details-body .evidence").count() == 0
    assert page.nodes().keys() <= set(paper_graph(8))
    assert len(page.requests) == asked  # it knows, and does not ask

    with page.page.expect_navigation():
        page.page.click("#notice button")
    page.page.wait_for_selector("html[data-ready]")
    page.wait_selected(other)
    assert page.page.is_hidden("#notice")
    assert len(page.nodes()) > len(before)
    assert page.faults == []


def test_a_server_that_is_gone_is_named_once_and_what_failed_comes_when_it_is_back(page: Explorer) -> None:
    page.choose("GPT-4")
    page.wait_selected("artifact/gpt-4")
    browser = page.page
    browser.route("**/explore/*", lambda route: route.abort())
    other = next(node for node in page.nodes() if node.startswith("paper/"))
    browser.evaluate("id => { location.hash = `node=${id}`; }", other)
    page.wait(NOTICE)
    words = browser.inner_text("#notice p >> nth=0")
    assert words == "The server does not answer. It may have stopped: start it again (paperatlas serve), then try again"
    assert "does not answer" in browser.inner_text("#details-body")
    browser.fill("#search", "gpt")
    page.wait("document.querySelector('#hits-more').textContent === 'no answer'")
    browser.click("#notice button")
    page.wait("document.querySelector('#notice .hint').textContent.includes('no answer yet')")
    assert browser.locator("#notice").get_attribute("role") == "status"

    browser.unroute("**/explore/*")
    browser.click("#notice button")
    page.wait("document.querySelector('#notice').hidden")
    page.wait("document.querySelector('#hits').children.length > 0")  # what was typed is asked for again
    browser.locator("#details-body .evidence").first.wait_for()
    assert not [fault for fault in page.faults if "Failed to load" not in fault]


def test_a_fault_of_the_server_is_named_with_its_own_remedy(page: Explorer) -> None:
    fault = {"title": "Service Unavailable", "status": 503, "detail": "the server is busy", "remedy": "try again soon"}
    page.page.route("**/explore/answer*", lambda route: route.fulfill(status=503, json=fault))
    page.page.keyboard.press("q")
    page.page.click("[data-answer=rising]")
    page.wait("document.querySelector('#answers-title')?.textContent === 'This could not be answered'")
    said = "The server answered 503 to “answer”: the server is busy. Try again soon"
    assert page.page.inner_text("#answers .hint") == page.page.inner_text("#notice p >> nth=0") == said
    page.page.unroute("**/explore/answer*")
    page.page.click("#notice button")
    page.wait("document.querySelector('#answers').dataset.answer === 'rising'")
    assert page.page.is_hidden("#notice")
