"""In a real browser: the table of the nodes in view, in a wide and in a narrow window."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .conftest import EVERYTHING, Explorer, opener

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
LETTERS = 8  # of each column on a line, as wide as the average letter


@pytest.fixture(scope="module")
def wide(opened_once: Opened) -> Explorer:
    """The table of 2,000 nodes."""
    explorer = opened_once("large", EVERYTHING)
    explorer.page.keyboard.press("t")
    return explorer


@pytest.fixture(scope="module")
def phone(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Explorer]:
    with opener(browser, page_of) as opened:
        explorer = opened("hostile", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        explorer.page.click("#table-button")
        yield explorer


@pytest.fixture
def table(wide: Explorer) -> Iterator[Explorer]:
    """The table at its top, sorted by links."""
    page = wide.page
    page.locator(".scroller").evaluate("each => { each.scrollTop = 0; each.dispatchEvent(new Event('scroll')); }")
    while page.get_attribute("th:has-text('Links')", "aria-sort") != "descending":
        page.click("th >> text=Links")
    yield wide
    assert wide.faults == []


def column(explorer: Explorer, name: str) -> list[str]:
    """The cells of a column that are in the page."""
    heads = explorer.page.locator("#table th").all_inner_texts()
    return explorer.page.locator(f"#table td:nth-child({heads.index(name) + 1})").all_inner_texts()


def focused(explorer: Explorer) -> tuple[int, str]:
    row, text = explorer.page.evaluate(
        "[document.activeElement.closest('tr')?.ariaRowIndex, document.activeElement.textContent]"
    )
    return int(row), text


def test_only_the_rows_in_the_window_are_in_the_page(table: Explorer) -> None:
    page = table.page
    rows = page.locator("#table tbody tr[aria-rowindex]")
    assert 20 < rows.count() < 80
    assert page.get_attribute("#table table", "aria-rowcount") == str(table.counts()[0] + 1) == "2001"
    assert page.inner_text("#table .tools .number") == "2,000 rows"
    degrees = [int(each) for each in column(table, "Links")]
    assert degrees == sorted(degrees, reverse=True)
    whole = page.evaluate(
        "[...document.querySelectorAll('#table tbody tr')].reduce((sum, e) => sum + e.offsetHeight, 0)"
    )
    assert whole == pytest.approx(2000 * rows.first.bounding_box()["height"], rel=0.001)  # type: ignore[index]
    names = set[str]()
    for top in range(0, whole + 1, whole // 12):
        page.locator(".scroller").evaluate(
            "(each, top) => { each.scrollTop = top; each.dispatchEvent(new Event('scroll')); }", top
        )
        seen = page.evaluate("""() => {
          const box = document.querySelector('.scroller').getBoundingClientRect();
          const row = document.elementFromPoint(box.x + 60, box.y + box.height / 2).closest('tr');
          return [Number(row.ariaRowIndex), row.querySelector('.name').textContent];
        }""")
        assert abs(seen[0] - top / whole * 2000) < 40
        names.add(seen[1])
    assert len(names) > 8


def test_the_keys_go_through_all_rows_and_one_is_reached_by_tab(table: Explorer) -> None:
    page = table.page
    page.evaluate("document.querySelector('#table tbody .name').focus()")
    assert focused(table)[0] == 2
    for key, row in (("ArrowDown", 3), ("End", 2001), ("ArrowUp", 2000), ("Home", 2), ("ArrowUp", 2)):
        page.keyboard.press(key)
        assert focused(table)[0] == row
        inside = page.evaluate("""() => {
          const box = document.querySelector('.scroller').getBoundingClientRect();
          const line = document.activeElement.closest('tr').getBoundingClientRect();
          return line.top >= box.top && line.bottom <= box.bottom + 1;
        }""")
        assert inside, key
    page.keyboard.press("PageDown")
    row, name = focused(table)
    assert row > 12
    assert (
        page.evaluate("[...document.querySelectorAll('#table tbody button')].filter(e => e.tabIndex === 0).length") <= 2
    )
    page.keyboard.press("Enter")
    table.wait("name => document.querySelector('#details-title')?.textContent === name", name)
    assert page.get_attribute("#table tr.selected", "aria-selected") == "true"
    page.keyboard.press("Escape")


def test_it_sorts_and_what_is_not_known_stands_last(table: Explorer) -> None:
    page = table.page
    page.click("th >> text=Name")
    assert page.get_attribute("th:has-text('Name')", "aria-sort") == "ascending"
    names = [each.casefold() for each in column(table, "Name")]
    assert names[0] <= names[len(names) // 2] <= names[-1]
    page.click("th >> text=Year")
    years = column(table, "Year")
    assert years[0] == max(years)
    page.click("th >> text=Year")
    assert column(table, "Year")[0] == str(min(node["year"] for node in table.ask("nodes()") if node["year"]))
    page.click("th >> text=Papers")
    papers = [int(each) for each in column(table, "Papers")]
    assert papers == sorted(papers, reverse=True)


def test_columns_are_chosen_and_the_table_is_saved_as_it_stands(table: Explorer) -> None:
    page = table.page
    page.click(".columns summary")
    page.uncheck(".columns >> text=Community")
    page.check(".columns >> text=Identifier")
    page.keyboard.press("Escape")
    assert not page.locator(".columns fieldset").is_visible()
    with page.expect_download() as download:
        page.click("text=Save table")
    read = csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"), newline=""))
    head, *rows = list(read)
    assert (
        head == page.locator("#table th").all_inner_texts() == ["Name", "Type", "Year", "Papers", "Links", "Identifier"]
    )
    assert len(rows) == 2000
    assert [row[0] for row in rows[:20]] == column(table, "Name")[:20]
    assert sorted(row[0] for row in rows) == sorted(node["label"] for node in table.ask("nodes()"))
    page.click(".columns summary")
    page.check(".columns >> text=Community")
    page.uncheck(".columns >> text=Identifier")
    page.keyboard.press("Escape")


WIDTHS = """() => {
  const context = document.createElement('canvas').getContext('2d');
  return [...document.querySelectorAll('#table tr:nth-child(2) td, #table th, .results td')]
    .filter(each => each.checkVisibility()).map(each => {
      const style = getComputedStyle(each);
      context.font = style.font;
      const width = each.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return [each.textContent, width / (context.measureText('abcdefghijklmnopqrstuvwxyz').width / 26)];
    });
}"""


def test_on_a_phone_every_column_has_room_for_eight_letters(phone: Explorer) -> None:
    page = phone.page
    narrow = [(text, room) for text, room in page.evaluate(WIDTHS) if room < LETTERS]
    assert narrow == []
    assert page.evaluate("document.querySelector('.scroller').scrollWidth") <= 390
    assert column(phone, "Community")
    titles = page.locator("#table .name span")
    assert titles.first.get_attribute("dir") == "auto"
    page.locator("#table td", has_text="GPT-4").first.locator("button").click()
    phone.wait("document.querySelector('.results')?.checkVisibility()")
    words = [(text, room) for text, room in page.evaluate(WIDTHS) if room < LETTERS and len(text) > room]
    assert words == []
    assert phone.faults == []
