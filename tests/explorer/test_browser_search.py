"""In a real browser: what the page finds, and the paths that it shows, are what the served index answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.path_costs import WEIGHTS
from kg.ground.identifiers import DEFAULT_BASE

from .conftest import Explorer, opener
from .graphs import attribute

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GraphOf = Callable[[str], Graph]


@pytest.fixture(scope="module")
def index(graph_of: GraphOf, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The served form of the graph that the page "papers" shows."""
    path = tmp_path_factory.mktemp("search") / "explorer.sqlite"
    write_index(rows_of_graph(graph_of("papers")), path, base=DEFAULT_BASE, title="Papers")
    return Index(path)


@pytest.fixture(scope="module")
def page(browser: Browser, page_of: Callable[[str], Path]) -> Iterator[Explorer]:
    """One page for all tests of this file."""
    with opener(browser, page_of) as opened:
        yield opened("papers")


def asked(page: Explorer, call: str, *given: Any) -> Any:
    """What the page's own source answers to a call."""
    return page.page.evaluate("([call, given]) => paperatlas.source[call](...given)", [call, list(given)])


def test_both_homes_find_the_same_paths(page: Explorer, index: Index, graph_of: GraphOf) -> None:
    chance = random.Random(5)
    nodes = sorted(node for node, kind in attribute(graph_of("papers"), "kind").items() if kind != "result")
    pairs = [chance.sample(nodes, 2) for _ in range(40)]
    different = set()
    for by in WEIGHTS:
        served = [index.path(start, end, by) for start, end in pairs]
        embedded = page.page.evaluate(
            "([pairs, by]) => Promise.all(pairs.map(([from, to]) => paperatlas.source.path(from, to, by)))", [pairs, by]
        )
        for one, other in zip(served, embedded, strict=True):
            assert (one and one["paths"]) == (other and other["paths"])
            assert {each["id"] for each in (one or {}).get("links", ())} == {
                each["id"] for each in (other or {}).get("links", ())
            }
        different.add(str([one and one["paths"] for one in served]))
    assert len(different) == 3


def test_three_paths_are_listed_and_chosen_and_stand_in_the_address(page: Explorer, index: Index) -> None:
    ends = ("paper/2401.00003", "paper/2401.00009")
    found = index.path(*ends)
    assert found is not None
    assert len(found["paths"]) == 3
    page.restart(
        "#path=paper%252F2401.00003,paper%252F2401.00009&more=path%257Cpaper%25252F2401.00003%257Cpaper%25252F2401.00009"
    )
    assert page.ask("focus()") == found["paths"][0]
    ways = page.page.locator(".ways button")
    assert ways.count() == 3
    assert [one.get_attribute("aria-pressed") for one in ways.all()] == ["true", "false", "false"]
    page.page.keyboard.press("Tab")
    ways.nth(1).press("Enter")
    page.wait("way => paperatlas.focus().join() === way", ",".join(found["paths"][1]))
    page.page.wait_for_selector(".ways button:nth-child(2)[aria-pressed=true]")
    assert "way=1" in page.page.url
    assert page.page.locator(".path .links > li").count() == len(found["paths"][1])
    assert page.page.locator(".path .evidence mark").count() >= 1
    page.page.select_option("#path-by", "shortest")
    shortest = index.path(*ends, "shortest")
    assert shortest is not None
    page.wait("way => paperatlas.focus().join() === way", ",".join(shortest["paths"][0]))
    assert "by=shortest" in page.page.url
    page.restart("#" + page.page.url.partition("#")[2])
    assert page.ask("focus()") == shortest["paths"][0]
    assert page.faults == []
