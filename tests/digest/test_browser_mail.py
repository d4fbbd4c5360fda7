"""In a real browser: a mail is read without images and without its head, light and dark, wide and narrow."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from kg.digest.forms.digest_blocks import blocks_of_digest
from kg.digest.forms.html_digest import mail_page
from tests import samples
from tests.digest.news import digest_of, node, readings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
# Landmarks and headings in order are of pages; a mail is one text, and starts below what the mail program shows.
_OF_PAGES = ("region", "landmark-one-main", "heading-order", "page-has-heading-one")


@pytest.fixture(scope="module")
def page() -> str:
    digest = digest_of(readings(), watched=(node(samples.GPT_4),), most=4)
    long = replace(digest.papers[1], title="Antidisestablishmentarianism" * 8)
    return mail_page("News", blocks_of_digest(replace(digest, papers=(digest.papers[0], long))))


@pytest.mark.parametrize(
    ("width", "scheme", "with_head"),
    [(600, "light", True), (390, "light", False), (600, "dark", False), (390, "dark", True)],
)
def test_a_mail_is_read(browser: Browser, page: str, width: int, scheme: str, with_head: bool) -> None:
    shown = page if with_head else re.sub(r"<style>.*?</style>|<meta name=[^>]*>", "", page, flags=re.DOTALL)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    try:
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.set_content(shown)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate("document.images.length + document.scripts.length") == 0
        ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(22, 24, 27)" if with_head and scheme == "dark" else "rgb(255, 255, 255)")
        found = [one["id"] for one in Axe().run(tab).response["violations"] if one["id"] not in _OF_PAGES]
        assert found == []
    finally:
        context.close()
    assert asked == []
