"""In a real browser: axe-core finds nothing in any state of the page, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import Explorer, opener

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAPER, BENCHMARK = "paper/2401.00003", "artifact/humaneval"
LINK = "link/paper/2401.00003|evaluatesOn|artifact/fid-30k"
CHOSEN = ("artifact/humaneval", "artifact/wmt14")


def search(page: Page) -> None:
    page.fill("#search", "gpt")
    page.wait_for_selector("#hits li")
    page.keyboard.press("ArrowDown")


def select(node: str) -> Callable[[Page], None]:
    def run(page: Page) -> None:
        page.evaluate("node => { location.hash = `#node=${encodeURIComponent(node)}`; }", node)
        page.wait_for_selector(f"#details-title[data-node='{node}']")

    return run


def at(address: str) -> Callable[[Page], None]:
    """The state of an address."""

    def run(page: Page) -> None:
        page.evaluate("address => { location.hash = address; }", address)
        page.wait_for_selector("#details-title, .path li, #answers:not([hidden]) h2, #tray:not([hidden])")

    return run


def path(page: Page) -> None:
    for end in (BENCHMARK, "topic/speech-recognition"):
        select(end)(page)
        page.keyboard.press("p")
    page.wait_for_selector(".path li")


def doubt(page: Page) -> None:
    select(PAPER)(page)
    page.locator(".wrong").first.click()


def correct(page: Page) -> None:
    doubt(page)
    page.fill("#wrong-who", "Ada")
    page.locator("#wrong button[type=submit]").click()
    page.wait_for_selector("#corrections[open]")


def read(page: Page) -> None:
    select(PAPER)(page)
    page.keyboard.press("a")
    page.keyboard.press("b")


def columns(page: Page) -> None:
    page.keyboard.press("t")
    page.click(".columns summary")


def answers(page: Page) -> None:
    page.keyboard.press("q")
    page.wait_for_selector("#answers:not([hidden]) table, #answers:not([hidden]) ul, #answers:not([hidden]) p")


STATES: dict[str, Callable[[Page], None]] = {
    "first sight": lambda page: None,
    "search": search,
    "export": lambda page: page.keyboard.press("x"),
    "paper": select(PAPER),
    "benchmark": select(BENCHMARK),
    "around": at(f"#node={BENCHMARK}&around={BENCHMARK}"),
    "link": at(f"#link={quote(LINK)}"),
    "path": path,
    "common": at(f"#chosen={','.join(CHOSEN)}&panel=common|{'|'.join(CHOSEN)}"),
    "compare": at(f"#chosen={','.join(CHOSEN)}&panel=compare|{'|'.join(CHOSEN)}"),
    "timeline": at("#panel=timeline"),
    "wrong": doubt,
    "corrections": correct,
    "reading list": read,
    "table": columns,
    "keys": lambda page: page.keyboard.press("?"),
    "answers": answers,
}
NARROW: dict[str, Callable[[Page], None]] = {
    "filters": lambda page: page.click("#menu"),
    "paper": select(PAPER),
    "table": lambda page: page.click("#table-button"),
}


def faults(page: Page, **options: object) -> list[str]:
    """What axe finds, each with the element."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.fixture(scope="module")
def wide(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Explorer]:
    with opener(browser, page_of) as opened:
        yield opened("papers", reduced_motion="reduce")


@pytest.fixture(scope="module")
def phone(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Explorer]:
    options = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    with opener(browser, page_of) as opened:
        yield opened("papers", reduced_motion="reduce", **options)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(state: str, wide: Explorer) -> None:
    wide.page.goto("about:blank")
    wide.open()
    STATES[state](wide.page)
    assert faults(wide.page) == []
    wide.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert faults(wide.page, runOnly=["color-contrast"]) == []
    assert wide.faults == []


@pytest.mark.parametrize("state", NARROW)
def test_axe_finds_nothing_on_a_phone(state: str, phone: Explorer) -> None:
    phone.page.goto("about:blank")
    phone.open()
    NARROW[state](phone.page)
    assert faults(phone.page) == []


def test_axe_would_find_a_fault(wide: Explorer) -> None:
    wide.page.goto("about:blank")
    wide.open()
    wide.page.evaluate("document.querySelector('#help').removeAttribute('aria-label')")
    wide.page.evaluate("document.querySelector('#help').removeAttribute('title')")
    assert [each.partition(":")[0] for each in faults(wide.page)] == ["button-name"]
