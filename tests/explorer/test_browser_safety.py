"""In a real browser: nothing is asked of a network, and no text of a paper runs or becomes HTML."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Explorer
from .graphs import HOSTILE_TITLES

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]


def test_it_asks_for_nothing_but_itself(opened: Opened) -> None:
    explorer = opened("papers")
    explorer.choose("gpt-4")
    assert explorer.requests == [explorer.address]
    assert explorer.faults == []


@pytest.fixture
def hostile(opened_once: Opened) -> Explorer:
    explorer = opened_once("hostile")
    explorer.restart()
    return explorer


@pytest.mark.parametrize("number", range(len(HOSTILE_TITLES)))
def test_hostile_text_stays_text(hostile: Explorer, number: int) -> None:
    explorer, title = hostile, HOSTILE_TITLES[number]
    page = explorer.page
    page.fill("#search", title)
    page.wait_for_selector("#hits li")
    assert page.text_content("#hits li .hit-name") == title
    page.press("#search", "Enter")
    explorer.wait_selected(f"paper/hostile-{number}")
    marked = page.locator(".evidence", has_text="a sentence on").first
    assert marked.locator("mark").inner_text() == "GPT-4"
    assert "<b>GPT-4</b>" in (marked.text_content() or "")
    page.keyboard.press("t")
    assert title in page.locator("#table td:first-child .name").all_text_contents()
    page.mouse.move(*_place(explorer, f"paper/hostile-{number}"))
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, object, embed, base, form:not(#link-taken)").count() == 0
    assert page.evaluate("[...document.querySelectorAll('a')].every(a => /^https?:/.test(a.href))")
    assert explorer.faults == []


def _place(explorer: Explorer, node: str) -> tuple[float, float]:
    """Where the node lies in the window, once the table is put away."""
    explorer.page.keyboard.press("t")
    place = explorer.page.evaluate("id => paperatlas.onScreen(id)", node)
    return place["x"], place["y"]


def test_a_javascript_address_is_no_link(hostile: Explorer) -> None:
    explorer = hostile
    explorer.choose("hostile-2")
    explorer.wait_selected("paper/hostile-2")
    facts = explorer.page.locator(".facts")
    assert "javascript:window.pwned=1" in facts.inner_text()
    assert facts.locator("a", has_text="javascript:").count() == 0
    assert facts.locator('a[href="https://example.org/ok?a=1&b=2"]').count() == 1


def test_the_policy_stops_what_is_not_the_projects(opened: Opened) -> None:
    explorer = opened("papers")
    explorer.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.pwned = 1'}))"
    )
    assert explorer.page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in fault for fault in explorer.faults)
