"""The review page in a real browser: questions answered by keys and by clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.graph.correction.corrections import CORRECTIONS, Correction, load_corrections
from kg.ground.codec import encode_record
from tests.review.made import new, reading
from tests.review.test_review_session import readings
from tests.serve.conftest import make_store
from tests.serve.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_store(tmp_path / "store")
    hostile = reading(8, (new("<img src=x onerror=alert(1)>"), (0.8, 0.5, 0.5)))
    found = [*readings(), hostile]
    (tmp_path / "readings.jsonl").write_bytes(b"".join(encode_record(one) + b"\n" for one in found))
    return tmp_path


@pytest.fixture
def page(folder: Path, browser: Browser) -> Iterator[Page]:
    with serving(folder / "store", review=folder / CORRECTIONS) as client:
        made = browser.new_page(viewport={"width": 390, "height": 844})
        faults: list[str] = []
        made.on("pageerror", lambda error: faults.append(str(error)))
        made.on("dialog", lambda dialog: faults.append(dialog.message))
        made.goto(f"{client.base_url}/review")
        made.locator("#question h1").wait_for()
        yield made
        made.close()
    assert faults == []


def said(folder: Path) -> list[Correction]:
    path = folder / CORRECTIONS
    return list(load_corrections(path)) if path.exists() else []


def heading(page: Page) -> str:
    return page.locator("#question h1").inner_text()


def test_questions_are_answered_by_keys_and_clicks(page: Page, folder: Path) -> None:
    hostile = heading(page)
    assert hostile == "It uses <img src=x onerror=alert(1)>, a model", "a name is text"
    assert page.locator("mark").all_inner_texts() == ["<img src=x onerror=alert(1)>"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "no wider than a phone"
    page.keyboard.press("r")
    page.locator("#said.bad", has_text="Say who you are").wait_for()
    assert said(folder) == []
    page.locator("#who").fill("Ada rtu")
    page.locator("#who").blur()
    page.keyboard.press("r")
    page.locator("#said", has_text="reject").wait_for()
    assert [(one.action, one.object, one.who) for one in said(folder)] == [("reject", hostile[8:-9], "Ada rtu")]
    second = heading(page)
    assert second != hostile
    page.keyboard.press("o")
    page.locator("#more button", has_text="compares with").click()
    page.locator("#said", has_text="role comparesWith").wait_for()
    page.locator("#undo").click()
    page.locator("#said", has_text="Undone").wait_for()
    assert heading(page) == second, "what is taken back is asked again"
    page.keyboard.press("t")
    page.keyboard.press("4")
    page.locator("#said", has_text="retype method").wait_for()
    assert [one.value for one in said(folder)] == ["method", ""]


def test_pairs_are_merged_and_homonyms_get_a_name_of_their_own(page: Page, folder: Path) -> None:
    page.locator("#who").fill("Ada")
    page.locator("#ask").select_option("pair")
    page.locator("#question h1", has_text="TideNet and TideNet: one thing?").wait_for()
    page.locator("#answers button", has_text="Next").click()
    page.locator("#question h1", has_text="SandFormer and SandForner").wait_for()
    assert page.locator(".sides section").count() == 2
    page.locator("#answers button", has_text="One thing").click()
    page.locator("#said", has_text="merge").wait_for()
    page.locator("#ask").select_option("homonym")
    page.locator("#question h1", has_text="SAM: one thing in all papers?").wait_for()
    page.locator("#question").focus()
    page.keyboard.press("s")
    assert page.locator("#more input").get_attribute("placeholder") == "Sharpness-Aware Minimisation"
    page.keyboard.type("SAM (sharp)")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="split SAM (sharp)").wait_for()
    assert page.locator("#question h1").inner_text() == "Nothing is left to ask"
    assert [(one.action, one.value) for one in said(folder)] == [("same", "SandFormer"), ("different", "SAM (sharp)")]
