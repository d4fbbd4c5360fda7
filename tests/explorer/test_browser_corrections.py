"""In a real browser: "Wrong?" on a link makes a line that the next build applies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import kg
from kg.atlas.make.pipeline import build
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.index_format import INDEX
from kg.graph.correction.corrections import COLUMNS, load_corrections
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store
from tests.conftest import SIX_PAPERS
from tests.serve.server import serving

from .conftest import EVERYTHING, Explorer

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
GRAPHS_PAPER = "paper/reading-graphs-with-transformers-5354b9c5"
COUNTS_PAPER = "paper/small-models-can-count-2bd56a04"
SCALING_PAPER = "paper/on-scaling-laws-for-reward-modeling-6a349d04"
#: Paper, the other end, what is chosen, and the value: one of each kind, and a topic.
LINES = (
    (GRAPHS_PAPER, "artifact/t5", "reject", ""),
    (GRAPHS_PAPER, "artifact/bert", "retype", "method"),
    (GRAPHS_PAPER, "artifact/squad", "role", "trainsOn"),
    (COUNTS_PAPER, "artifact/gpt-3.5", "same", "artifact/gpt-4"),
    (COUNTS_PAPER, "artifact/lora", "different", "LoRA radio"),
    (SCALING_PAPER, "topic/reinforcement-learning-from-human-feedback", "reject", ""),
)


@pytest.fixture
def explorer(opened_once: Opened, built: Path) -> Iterator[Explorer]:
    explorer = opened_once("corrections", EVERYTHING, path=built / "graph.html")
    yield explorer
    explorer.page.evaluate("localStorage.clear()")
    reload(explorer)
    assert explorer.faults == []


def reload(explorer: Explorer) -> None:
    explorer.page.reload()
    explorer.page.wait_for_selector("html[data-ready]")


def doubt(explorer: Explorer, paper: str, other: str) -> None:
    """Opens the question what is wrong with a link of a paper."""
    explorer.restart(f"#node={paper}&without=&unlinked=")
    explorer.wait_selected(paper)
    label = explorer.nodes()[other]["label"]
    explorer.page.locator("#details .links > li", has=explorer.page.get_by_text(label, exact=True)).first.locator(
        ".wrong"
    ).click()


def choose(explorer: Explorer, action: str, value: str, who: str = "Ada") -> None:
    page = explorer.page
    page.check(f"#wrong-{action}")
    field = page.locator(f".choice:has(#wrong-{action}) :is(select, input[type=text])")
    if action in ("role", "retype"):
        field.select_option(value)
    elif value:
        field.fill(value)
    page.fill("#wrong-who", who)
    page.locator("#wrong button[type=submit]").click()


def links_of(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    graph: nx.MultiDiGraph[str] = kg.open(folder).graph
    return {(source, target): data for source, target, data in graph.edges(data=True) if source.startswith("paper/")}


def test_each_kind_of_line_changes_its_link_in_the_next_build(explorer: Explorer, built: Path, tmp_path: Path) -> None:
    page = explorer.page
    for paper, other, action, value in LINES:
        doubt(explorer, paper, other)
        choose(explorer, action, value)
        page.click("#corrections .shut")
    assert page.inner_text("#corrected") == "Corrections (6)"
    page.click("#corrected")
    assert page.locator("#corrections .entries li").count() == 6
    with page.expect_download() as download:
        page.click("text=Save corrections.tsv")
    table = tmp_path / "corrections.tsv"
    table.write_bytes(Path(download.value.path()).read_bytes())
    read = {(one.subject, one.object, str(one.action), one.value) for one in load_corrections(table)}
    assert read == set(LINES)
    page.click("#corrections .shut")

    before = links_of(built)
    build([SIX_PAPERS], tmp_path / "out", corrections=table)
    after = links_of(tmp_path / "out")
    assert (GRAPHS_PAPER, "artifact/t5") in before
    assert (GRAPHS_PAPER, "artifact/t5") not in after
    assert before[GRAPHS_PAPER, "artifact/bert"]["type"] == "model"
    assert after[GRAPHS_PAPER, "artifact/bert"]["type"] == "method"
    assert before[GRAPHS_PAPER, "artifact/squad"]["predicate"] == "evaluatesOn"
    assert after[GRAPHS_PAPER, "artifact/squad"]["predicate"] == "trainsOn"
    assert (COUNTS_PAPER, "artifact/gpt-3.5") not in after
    assert (COUNTS_PAPER, "artifact/gpt-4") in after.keys() - before.keys()
    assert (COUNTS_PAPER, "artifact/lora") not in after
    assert (COUNTS_PAPER, "artifact/lora-radio") in after
    assert (SCALING_PAPER, LINES[5][1]) in before.keys() - after.keys()


def test_lines_are_kept_replaced_and_removed_and_what_comes_back_is_checked(explorer: Explorer) -> None:
    page = explorer.page
    paper, other = GRAPHS_PAPER, "artifact/bert"
    for value in ("method", "dataset"):
        doubt(explorer, paper, other)
        choose(explorer, "retype", value)
        page.click("#corrections .shut")
    assert page.inner_text("#corrected") == "Corrections (1)"  # two answers to one question contradict
    doubt(explorer, paper, other)
    assert page.input_value("#wrong-who") == "Ada"
    choose(explorer, "same", "BERT")
    assert "same as itself" in page.inner_text("#wrong .said")
    page.check("#wrong-everywhere")
    choose(explorer, "different", "a\tb\n=1+1")
    line = explorer.page.evaluate("Object.values(localStorage).map(each => JSON.parse(each))[0][1]")
    assert (line["subject"], line["value"]) == ("*", "a b =1+1")
    page.locator("#corrections .entries li button").first.click()
    assert page.inner_text("#corrected") == "Corrections (1)"
    page.click("#corrections .shut")

    key = page.evaluate("Object.keys(localStorage)[0]")
    bad = [
        line, line | {"action": "drop"}, line | {"who": ""}, line | {"when": "soon"}, line | {"object": {}}, 7, None,
        line | {"object": "<img src=x onerror=window.pwned=1>", "subject": paper},
    ]  # fmt: skip
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, json.dumps(bad)])
    reload(explorer)
    assert page.inner_text("#corrected") == "Corrections (2)"
    page.click("#corrected")
    assert "<img src=x" in page.inner_text("#corrections .entries")
    assert page.evaluate("window.pwned") is None
    page.click("#corrections .shut")
    page.evaluate("key => localStorage.setItem(key, '[{')", key)
    reload(explorer)
    assert not page.locator("#corrected").is_visible()


def test_a_link_that_no_line_could_change_has_no_button(explorer: Explorer) -> None:
    explorer.restart("#node=artifact/resnet-50&without=&unlinked=")
    explorer.wait_selected("artifact/resnet-50")
    rows = explorer.page.locator("#details .links > li")
    buttons = [rows.nth(row).locator(".wrong").count() for row in range(rows.count())]
    assert sum(buttons) == 1  # of the paper; of a variant and an organisation there is none
    assert len(buttons) > 2


def test_a_server_that_reviews_takes_the_line(opened: Opened, built: Path, tmp_path: Path) -> None:
    graph = kg.open(built).graph
    write_index(rows_of_graph(graph), tmp_path / INDEX, base=DEFAULT_BASE, title="Reviewed")
    build_store(iter(()), tmp_path / "store")
    table = tmp_path / "corrections.tsv"
    with serving(tmp_path / "store", review=table, limits={"workers": 1}) as client:
        explorer = opened("", EVERYTHING, address=f"{client.base_url}/explore")
        page = explorer.page
        doubt(explorer, *LINES[0][:2])
        choose(explorer, "reject", "")
        explorer.wait(
            "document.querySelector('#corrections .said')?.textContent.startsWith('Written into corrections')"
        )
        (line,) = load_corrections(table)
        assert (line.subject, line.object, line.who) == (*LINES[0][:2], "Ada")
        page.click("#corrections .shut")
        table.write_text(
            "\t".join(COLUMNS) + "\n" + "\t".join(("role", *LINES[2][:2], "uses", "Ben", "2026-01-02", ""))
        )
        doubt(explorer, *LINES[2][:2])
        choose(explorer, "role", "trainsOn")
        explorer.wait("document.querySelector('#corrections .said')?.textContent.includes('only gathered here')")
        assert len(load_corrections(table)) == 1
