"""The query page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(client: httpx.Client, browser: Browser) -> Iterator[Page]:
    """The page, open; whatever it complains of or asks elsewhere fails the tests."""
    complaints: list[str] = []
    found = browser.new_page()
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("request", lambda request: _note(complaints, request.url, str(client.base_url)))
    found.goto(f"{client.base_url}/query")
    found.wait_for_selector("#saved button")
    yield found
    found.close()
    # Queries that are refused on purpose are told by the browser too.
    assert [line for line in complaints if "400 (Bad Request)" not in line] == []


def _note(complaints: list[str], url: str, own: str) -> None:
    if not url.startswith((own, "blob:")):
        complaints.append(f"asked {url}")


def write(page: Page, text: str) -> None:
    page.fill("#text", "")
    page.click("#text")
    page.keyboard.type(text)


def run(page: Page, text: str, view: str = "table") -> None:
    page.fill("#text", text)
    page.select_option("#view", view)
    page.keyboard.press("Control+Enter")


def test_an_answer_is_shown_as_a_table_that_sorts_and_downloads(page: Page) -> None:
    run(page, "SELECT ?model ?label { ?model a kg:Model ; rdfs:label ?label } ORDER BY ?label")
    page.wait_for_selector("#results tbody tr:nth-child(3)")
    assert page.locator("#results tbody tr td:last-child").all_inner_texts() == ["GPT", "GPT-4", "GPT-4o"]
    for _ in range(2):
        page.click("#results th:last-child button")
    assert page.locator("#results tbody tr td:last-child").all_inner_texts() == ["GPT-4o", "GPT-4", "GPT"]
    with page.expect_download() as download:
        page.click("#download")
    assert download.value.path().read_bytes().startswith(b"model,label\r\nhttps://")
    assert page.get_attribute("#results tbody a", "href") == "/artifact/gpt-4o"


def test_truths_and_graphs_are_shown(page: Page) -> None:
    run(page, "ASK { ?model a kg:Model }")
    page.wait_for_selector(".truth")
    assert page.inner_text(".truth") == "Yes"
    run(page, "CONSTRUCT WHERE { artifact:gpt-4 rdfs:label ?label }")
    page.wait_for_selector("pre.raw")
    assert 'rdfs:label "GPT-4"' in page.inner_text("pre.raw")


def test_properties_nodes_and_variables_are_completed(page: Page) -> None:
    write(page, "SELECT ?paper { ?pa")
    assert page.locator("#offers li span:first-child").all_inner_texts() == ["?paper"]
    page.keyboard.press("Tab")
    page.keyboard.type(" kg:introd")
    page.wait_for_selector("#offers li")
    page.keyboard.press("Enter")
    page.keyboard.type(" massive")
    page.wait_for_selector("#offers >> text=artifact:mmlu")
    page.keyboard.press("Enter")
    assert page.input_value("#text") == "SELECT ?paper { ?paper kg:introduces artifact:mmlu"


def test_a_fault_marks_its_line(page: Page) -> None:
    run(page, "SELECT ?x {\n  ?x kg:uses }")
    page.wait_for_selector("#said.bad")
    assert "line 2" in page.inner_text("#said")
    assert page.locator("#painted .fault").evaluate("mark => mark.style.getPropertyValue('--line')") == "1"


def test_what_is_typed_stays_text(page: Page) -> None:
    run(page, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) {} # <script>alert(2)</script>")
    page.wait_for_selector("#results td")
    assert page.inner_text("#results td") == "<img src=x onerror=alert(1)>"
    assert page.locator("#results img, #painted script").count() == 0


def test_pages_of_nodes_are_shown_without_a_complaint(client: httpx.Client, browser: Browser) -> None:
    """Their policy allows no script; what they say in schema.org is none."""
    complaints: list[str] = []
    shown = browser.new_page()
    shown.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    shown.on("request", lambda request: _note(complaints, request.url, str(client.base_url)))
    for path in ("/", "/paper/2405.00001", "/artifact/gpt-4o", "/ontology", "/topic/"):
        shown.goto(f"{client.base_url}{path}")
    shown.goto(f"{client.base_url}/artifact/gpt-4o")
    said = shown.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert said["name"] == "GPT-4o"
    shown.close()
    assert complaints == []
