"""In a real browser: the reading list is kept, annotated, ordered, and taken away."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.export.exporter_registry import EXPORTERS

from .conftest import Explorer

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
PAPERS = ("paper/hostile-0", "paper/2401.00003", "paper/hostile-4")


@pytest.fixture
def explorer(
    opened_once: Opened, page_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Explorer]:
    explorer = opened_once("hostile")
    explorer.restart()
    yield explorer
    explorer.page.evaluate("localStorage.clear()")
    explorer.page.reload()
    explorer.page.wait_for_selector("html[data-ready]")
    assert explorer.faults == []


def fill(explorer: Explorer) -> None:
    """Puts the papers on the list: by the panel, by its key, and in the table."""
    page = explorer.page
    for paper in PAPERS[:2]:
        explorer.restart(f"#node={paper}")
        explorer.wait_selected(paper)
        if paper == PAPERS[0]:
            page.click(".to-list")
        else:
            page.keyboard.press("a")
        explorer.wait("document.querySelector('.to-list').getAttribute('aria-pressed') === 'true'")
    explorer.restart(f"#node={PAPERS[2]}")
    page.keyboard.press("t")
    page.locator("#table tr.selected .star").click()
    page.keyboard.press("t")
    assert page.inner_text("#reading") == "Reading list (3)"


def saved(explorer: Explorer, ending: str) -> str:
    with explorer.page.expect_download() as download:
        explorer.page.click(f"[data-list='{ending}']")
    assert download.value.suggested_filename == f"reading-list.{ending}"
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_papers_are_added_annotated_ordered_removed_and_there_again_tomorrow(
    explorer: Explorer, graph_of: Callable[[str], Graph], tmp_path: Path
) -> None:
    page, graph = explorer.page, graph_of("hostile")
    fill(explorer)
    page.click("#reading")
    names = page.locator("#reading-list .entry .name").all_inner_texts()
    assert names == [graph.nodes[paper]["label"] for paper in PAPERS]
    page.fill("#reading-list li:nth-child(2) textarea", "# see *table* 2\n- and <b>")
    page.click("#reading-list li:nth-child(2) [data-move=up]")
    assert page.evaluate("document.activeElement.closest('li') === document.querySelector('#reading-list li')")
    page.keyboard.press("Escape")

    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.click("#reading")
    assert page.locator("#reading-list .entry .name").all_inner_texts() == [names[1], names[0], names[2]]
    assert page.input_value("#reading-list li textarea") == "# see *table* 2\n- and <b>"
    order = (PAPERS[1], PAPERS[0], PAPERS[2])
    part: nx.MultiDiGraph[str] = graph.subgraph(order).copy()
    for name, ending in (("bibtex", "bib"), ("csl-json", "csl.json")):
        EXPORTERS[name].write(part, tmp_path / ending)
        assert saved(explorer, ending) == (tmp_path / ending).read_text(encoding="utf-8")
    lines = saved(explorer, "md").splitlines()
    assert lines[0] == "# PaperAtlas: reading list"
    assert lines[
        2
    ] == f"1. **{names[1]}**: {graph.nodes[order[0]]['year'] or ''}, <https://arxiv.org/abs/2401.00003>".replace(
        ": , ", ": "
    )
    assert lines[3:5] == [r"   > \# see \*table\* 2", r"   > \- and \<b\>"]
    assert lines[5].startswith(
        r"2. **\<img src=x onerror=window.pwned=1\> images**: 2024, <https://doi.org/10.1/%3Cscript%3E>"
    )
    page.locator("#reading-list [aria-label^=Remove]").first.click()
    assert page.inner_text("#reading") == "Reading list (2)"
    page.locator("#reading-list .entry .name").first.click()
    explorer.wait_selected(PAPERS[0])
    assert page.evaluate("window.pwned") is None


def test_what_the_browser_kept_is_not_trusted(explorer: Explorer) -> None:
    page = explorer.page
    fill(explorer)
    key = page.evaluate("Object.keys(localStorage)[0]")
    good = {"id": PAPERS[0], "label": "<img src=x onerror=window.pwned=1>", "added": "2026-01-02", "note": "n"}
    bad = [
        good,
        {"id": 7},
        {"id": "javascript:1"},
        None,
        [],
        "x",
        {"id": "paper/none", "note": {"a": 1}, "added": "soon"},
    ]
    for text, count in ((json.dumps(bad), 2), ("{", 0), ('{"a": 1}', 0), ("7", 0), (json.dumps([good] * 5000), 1000)):
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
        page.reload()
        page.wait_for_selector("html[data-ready]")
        assert page.inner_text("#reading") == (f"Reading list ({count})" if count else "Reading list")
        if count == 2:
            page.click("#reading")
            assert page.locator("#reading-list textarea").nth(1).input_value() == ""
            page.click("[data-list=bib]")
            explorer.wait("document.querySelector('#reading-list .said').textContent.includes('without 1 paper')")
    assert page.evaluate("window.pwned") is None


def test_lists_of_two_graphs_do_not_mix_and_one_that_cannot_be_kept_says_so(
    explorer: Explorer, opened: Opened, page_of: Callable[[str], Path], tmp_path: Path
) -> None:
    fill(explorer)
    other = Path(shutil.copy(page_of("hostile"), tmp_path / "other.html"))
    second = explorer.page.context.new_page()
    second.goto(other.as_uri())
    second.wait_for_selector("html[data-ready]")
    assert second.inner_text("#reading") == "Reading list"
    second.close()
    again = explorer.page.context.new_page()
    again.goto(explorer.address)
    again.wait_for_selector("html[data-ready]")
    assert again.inner_text("#reading") == "Reading list (3)"
    again.click("#reading")
    again.locator("#reading-list [aria-label^=Remove]").first.click()
    explorer.wait("document.querySelector('#reading').textContent === 'Reading list (2)'")  # in the other window, too
    again.close()

    closed = opened("hostile")
    closed.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    closed.page.reload()
    closed.page.wait_for_selector("html[data-ready]")
    closed.choose("code generation")
    closed.page.keyboard.press("a")
    assert closed.said() == "The reading list is of papers: select one first"
    closed.restart(f"#node={PAPERS[0]}")
    closed.wait_selected(PAPERS[0])
    closed.page.keyboard.press("a")
    assert closed.said().endswith("This browser keeps it only while the page is open")
    closed.page.keyboard.press("b")
    assert "save it before you close the page" in closed.page.inner_text("#reading-list")
    assert closed.faults == []
