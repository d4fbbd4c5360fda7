"""In a real browser: at 200 %, in a narrow window, on paper, in forced colours, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.page.offline_page import write_page
from kg.explorer.page.page_template import render_served

from .conftest import EVERYTHING, Explorer
from .graphs import paper_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
GPT4 = "artifact/gpt-4"
TURNED = "\u202eשלום\u202d עולם (2024)"


@pytest.mark.parametrize("state", ["", f"#node={GPT4}"])
def test_at_200_percent_the_map_keeps_half_of_the_window(opened: Opened, state: str) -> None:
    explorer = opened("papers", state, viewport={"width": 640, "height": 400})  # 1280 x 800, each pixel twice
    if state:
        explorer.wait_selected(GPT4)
    box = explorer.page.locator("#mynetwork").bounding_box()
    assert box
    assert box["width"] * box["height"] >= 640 * 400 / 2
    assert explorer.page.evaluate("document.documentElement.scrollWidth") == 640
    explorer.page.click("#help")  # the last of the bar, which is scrolled to it
    assert explorer.page.locator("#help-dialog").is_visible()


def test_the_thumbs_of_the_years_stand_under_their_bars(papers: Explorer) -> None:
    page = papers.page
    for first, last in ((2019, 2025), (2021, 2023), (2022, 2022)):
        papers.restart(f"#years={first}-{last}")
        off = page.evaluate(
            """years => {
          const bars = [...document.querySelectorAll('#histogram i')].map(each => each.getBoundingClientRect());
          return ['#year-from', '#year-to'].map((name, place) => {
            const slider = document.querySelector(name);
            const [box, thumb] = [slider.getBoundingClientRect(), 16];
            const share = (Number(slider.value) - slider.min) / (slider.max - slider.min);
            const bar = bars[years[place] - slider.min];
            return Math.abs(box.x + thumb / 2 + share * (box.width - thumb) - (bar.x + bar.width / 2));
          });
        }""",
            [first, last],
        )
        assert max(off) < 2.5
    papers.restart()
    for place, step, years in ((0, 2.1, [2021, 2025]), (-1, -2.1, [2021, 2023])):
        bar = page.locator("#histogram i").nth(place)
        bar.scroll_into_view_if_needed()
        over, under = bar.bounding_box(), page.locator(".handles").bounding_box()  # what filters leave may move them
        assert over
        assert under
        x, y = over["x"] + over["width"] / 2, under["y"] + 12
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + step * over["width"], y, steps=3)
        page.mouse.up()
        assert papers.ask("state().years") == years


def test_on_paper_are_title_date_map_legend_and_the_sentences_of_what_is_selected(
    opened: Opened, graph_of: Callable[[str], Graph]
) -> None:
    explorer = opened("papers", f"#node={GPT4}", color_scheme="dark")
    explorer.wait_selected(GPT4)
    page, sheet = explorer.page, explorer.page.locator("#printed")
    assert not sheet.is_visible()
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("body > :visible").count() == 1
    assert sheet.locator("h1").inner_text() == "PaperAtlas"
    assert re.match(r"\w+ \d+, \d{4}\. [\d,]+ of [\d,]+ nodes", sheet.locator("p").first.inner_text())
    picture = page.evaluate(
        "(({ naturalWidth, src }) => [naturalWidth, src.slice(0, 22)])(document.querySelector('#printed img'))"
    )
    assert picture[0] > 1000
    assert picture[1] == "data:image/png;base64,"
    assert "Papers" in sheet.locator(".legend").inner_text()
    wanted = {piece["text"] for *_, data in graph_of("papers").in_edges(GPT4, data=True) for piece in data["evidence"]}
    assert wanted <= set(sheet.locator(".evidence mark").all_inner_texts())
    assert sheet.locator(".evidence").count() == page.locator("#details .evidence").count() > 3
    assert sheet.locator(".actions, .wrong, [id]").count() == 0
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--scheme').trim()") == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert sheet.locator("*").count() == 0
    assert page.get_attribute("html", "data-theme") is None
    assert len(page.pdf()) > 20_000
    assert explorer.faults == []


def test_on_paper_is_the_table_where_it_is_open(papers: Explorer) -> None:
    page, sheet = papers.page, papers.page.locator("#printed")
    page.keyboard.press("t")
    page.click("#table th button:text-is('Year')")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert sheet.locator("img, .legend").count() == 0
    heads = sheet.locator("th").all_text_contents()
    assert heads == ["Name", "Type", "Year", "Papers", "Links", "Community"]
    rows = sheet.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    labels = {node["label"] for node in papers.nodes().values()}
    assert {row[0] for row in rows} == labels
    assert len(rows) == len(papers.nodes())  # more than the window's own rows
    years = [row[2] for row in rows]
    assert years[0] == max(years) == "2025"
    assert years == sorted(years, reverse=True)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.keyboard.press("t")


def test_without_javascript_the_page_says_what_can_be_read(
    browser: Browser, page_of: Callable[[str], Path], tmp_path: Path
) -> None:
    served = tmp_path / "served.html"
    served.write_text(render_served("Served", "explore/", links=(("Query", "query"),)), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path, words in (
        (page_of("papers"), "graph.ttl and graph.json lie in the folder"),
        (served, "a page of this server"),
    ):
        page.goto(path.as_uri())
        assert page.locator("main noscript, main p").first.is_visible()
        assert "switched off" in page.inner_text("main")
        assert words in page.inner_text("main")
    context.close()


def test_forced_colours_leave_what_is_on_and_off_to_be_told_apart(opened: Opened) -> None:
    explorer = opened("papers", f"#node={GPT4}", forced_colors="active")
    explorer.wait_selected(GPT4)
    page = explorer.page
    page.click("[data-name='dataset']")
    page.keyboard.press("t")
    borders = page.evaluate("""['[data-name=dataset]', '[data-name=paper]', '#table-button', '#fit'].map(each => {
      const style = getComputedStyle(document.querySelector(each));
      return [style.borderStyle, style.borderColor, style.textDecorationLine, style.outlineStyle].join(' ');
    })""")
    assert borders[0] != borders[1]
    assert borders[2] != borders[3]
    selected, other = (
        page.locator(row).first.evaluate("each => getComputedStyle(each).outlineStyle")
        for row in ("#table tr.selected", "#table tbody tr[aria-selected=false]")
    )
    assert selected != other


def test_a_title_from_right_to_left_turns_nothing_beside_it(opened: Opened, tmp_path: Path) -> None:
    graph = paper_graph(12)
    paper = "paper/2401.00003"
    graph.nodes[paper]["label"] = TURNED
    write_page(graph, tmp_path / "page.html")
    explorer = opened("turned", EVERYTHING, path=tmp_path / "page.html")
    page = explorer.page
    page.fill("#search", "שלום")
    page.wait_for_selector("#hits li")
    assert explorer.said().endswith(f"\u2068{TURNED}\u2069 first.")
    page.keyboard.press("Enter")
    explorer.wait_selected(paper)
    assert explorer.said().startswith(f"\u2068{TURNED}\u2069, paper")
    page.keyboard.press("a")
    page.keyboard.press("t")
    page.locator("#details .links .name").first.click()
    page.keyboard.press("b")
    bare = page.evaluate(
        """title => {
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const bare = [];
      while (walk.nextNode()) {
        const [text, element] = [walk.currentNode.data, walk.currentNode.parentElement];
        if (!text.includes(title) || text.includes(`\\u2068${title}`) || element.closest('script')) continue;
        const alone = getComputedStyle(element).unicodeBidi;
        if (!alone.includes('isolate') && alone !== 'plaintext') bare.push(element.outerHTML.slice(0, 200));
      }
      return bare;
    }""",
        TURNED,
    )
    assert bare == []
    assert page.locator("#reading-list .entry", has_text=TURNED).count() == 1
