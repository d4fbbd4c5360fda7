"""In a real browser: what nodes share through papers, sentences of several links, and what the timeline leaves out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.page.offline_page import write_page

from .conftest import Explorer
from .test_browser_answers import (
    _SAME,
    CHOSEN,
    AnswersOf,
    DrawingOf,
    GraphOf,
    answers_of,
    homes,
    open_answer,
    saved,
    texts,
)

pytestmark = pytest.mark.browser
__all__ = ["answers_of", "homes"]  # fixtures


def test_a_similar_papers_sentences_come_by_hover(homes: Explorer) -> None:
    explorer = homes
    explorer.restart(f"#node={CHOSEN[0]}")
    explorer.wait("document.querySelector('.similar li')")
    first = explorer.page.locator(".similar .links > li").first
    assert first.locator(".why-tip").is_hidden()
    first.hover()
    first.locator(".why-tip .evidence").first.wait_for()
    summary = first.locator("summary").inner_text()
    rarest = first.locator(".why-tip > b").first.inner_text()
    assert summary.removeprefix("both: ").startswith(rarest)
    assert rarest in first.locator(".why-tip mark").all_inner_texts()
    explorer.page.mouse.move(5, 5)
    first.locator(".why-tip").wait_for(state="hidden")


def test_what_two_share_through_papers_is_shown_with_papers_and_sentences(homes: Explorer, graph_of: GraphOf) -> None:
    explorer, graph = homes, graph_of("papers")
    pair = ("artifact/gpt-4", "artifact/mmlu")
    open_answer(explorer, "|".join(("common", *pair)))
    found = explorer.page.evaluate(_SAME, ["common", [pair]])
    assert found["through"]
    labels = [graph.nodes[each["node"].split(" ")[0]]["label"] for each in found["through"]]
    assert sorted(texts(explorer, ".through > li > .link-head .name")) == sorted(labels)
    item = explorer.page.locator(".through > li").first
    item.locator("summary").click()
    item.locator(".behind-list .evidence").first.wait_for()
    assert item.locator(".link-head .name").first.inner_text() in item.locator(".behind-list mark").all_inner_texts()
    rows = list(csv.DictReader(io.StringIO(saved(explorer, "csv"))))
    assert {row["how"] for row in rows} >= {"linked"}
    assert sum(row["how"] in ("papers that name both", "different papers") for row in rows) == len(labels)


def test_a_sentence_of_two_links_bears_the_marks_of_both(opened: Callable[..., Explorer], tmp_path: Path) -> None:
    words = "We train Beta on Alpha."
    graph: Graph = nx.MultiDiGraph()
    graph.add_node("paper/2401.00001", kind="paper", label="One", abstract=words, year=2024)
    for name, predicate in (("Alpha", "trainsOn"), ("Beta", "uses")):
        graph.add_node(f"artifact/{name.lower()}", kind="model", label=name)
        start = words.index(name)
        piece = {"field": "abstract", "start": start, "end": start + len(name), "text": name, "sentence_start": 0,
                 "sentence_end": len(words)}  # fmt: skip
        graph.add_edge("paper/2401.00001", f"artifact/{name.lower()}", key=name, predicate=predicate, evidence=[piece])
    path = tmp_path / "shared.html"
    write_page(graph, path)
    explorer = opened("shared", path=path)
    open_answer(explorer, "common|artifact/alpha|artifact/beta")
    assert texts(explorer, ".in-common .evidence") == [words]
    assert texts(explorer, ".in-common mark") == ["Beta", "Alpha"]
    assert texts(explorer, ".in-common .role b") == ["Alpha", "Beta"]
    assert explorer.faults == []


def test_the_timeline_says_how_many_papers_the_map_does_not_draw(
    beyond: Explorer, answers_of: AnswersOf, drawing_of: DrawingOf
) -> None:
    open_answer(beyond, "timeline")
    nodes = drawing_of("beyond").nodes
    papers = [node for node in nodes if node["kind"] == "paper"]
    undrawn = sum(bool(node["hidden"]) for node in papers)
    assert 0 < undrawn <= answers_of("beyond")["timeline"]["outside"]
    said = f"The map draws {len(papers) - undrawn:,} of {len(papers):,} papers, those with most links: the {undrawn:,}"
    assert said in " ".join(texts(beyond, "#answers .hint")).replace("\u202f", ",")
    beyond.page.click("[data-by=families]")
    assert said not in " ".join(texts(beyond, "#answers .hint:visible"))
    beyond.page.click("[data-by=regions]")
