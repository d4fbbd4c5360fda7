"""In a real browser: a name that two nodes have shows as one, with a hint that leads to the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.explorer.page.offline_page import write_page

from .conftest import Explorer
from .graphs import paper_graph

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page on which "GPT-4" is a topic, too, and "MMLU" a node without links beside the one with links."""
    graph = paper_graph(30)
    graph.add_node("topic/gpt-4", kind="topic", label="gpt 4")
    graph.add_edge(
        "paper/2401.00003", "topic/gpt-4", key="link/same", predicate="primaryTopic", confidence=0.9, evidence=[]
    )
    graph.add_node("topic/mmlu", kind="topic", label="Mmlu")
    graph.add_node("topic/unlinked", kind="topic", label="unlinked")
    path = tmp_path_factory.mktemp("namesakes") / "page.html"
    write_page(graph, path)
    return path


def test_a_name_that_two_nodes_have_shows_as_one_with_a_hint(page: Path, opened: Callable[..., Explorer]) -> None:
    explorer = opened("namesakes", path=page)
    shown = explorer.nodes().keys()
    assert {"artifact/mmlu", "artifact/gpt-4", "topic/gpt-4", "topic/unlinked"} <= shown
    assert "topic/mmlu" not in shown  # it has nothing of its own to show
    explorer.page.fill("#search", "gpt-4")
    explorer.page.wait_for_selector("#hits li")
    names = explorer.page.locator("#hits .hit-name").all_inner_texts()
    assert [name.lower().replace("-", " ") for name in names].count("gpt 4") == 1
    assert explorer.page.inner_text("#hits li .number").endswith("; also a topic")
    explorer.page.press("#search", "Enter")
    explorer.wait_selected("artifact/gpt-4")
    explorer.wait("!document.querySelector('#namesakes').hidden")
    assert explorer.page.text_content("#namesakes") == "Also a topic of the same name: gpt 4"
    explorer.page.click("#namesakes button")
    explorer.wait_selected("topic/gpt-4")
    explorer.wait("!document.querySelector('#namesakes').hidden")
    assert (explorer.page.text_content("#namesakes") or "").endswith("of the same name: GPT-4")
    explorer.choose("MMLU")
    explorer.wait("!document.querySelector('#namesakes').hidden")
    explorer.page.click("#namesakes button")
    explorer.wait_selected("topic/mmlu")
    assert "topic/mmlu" in explorer.nodes()  # what is chosen is there
    explorer.choose("unlinked")
    explorer.wait_selected("topic/unlinked")
    assert explorer.page.locator("#namesakes").is_hidden()
    assert explorer.faults == []
