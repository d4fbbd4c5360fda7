"""In a real browser: numbers are of the whole graph, in the same words everywhere; roles take their papers along."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.explorer.map.drawn_graph import Graph

from .conftest import EVERYTHING, Explorer
from .graphs import attribute

pytestmark = pytest.mark.browser
GraphOf = Callable[[str], Graph]


def test_papers_without_a_role_that_is_left_go_and_the_status_says_how_many(
    papers: Explorer, graph_of: GraphOf
) -> None:
    graph, explorer = graph_of("papers"), papers
    explorer.restart(EVERYTHING)
    every = {node for node, kind in attribute(graph, "kind").items() if kind == "paper"}
    assert explorer.legend("paper") == len(every)
    assert "hidden" not in explorer.page.inner_text("#count")
    explorer.page.click('[data-name="evaluatesOn"]', modifiers=["Shift"])
    linked = {source for source, _, data in graph.edges(data=True) if data["predicate"] == "evaluatesOn"}
    assert 0 < len(linked) < len(every)
    assert explorer.legend("paper") == len(linked)
    assert explorer.nodes().keys() & every == linked
    gone = len(every) - len(linked)
    assert f"{gone} papers without such links are hidden" in explorer.page.inner_text("#count")
    explorer.page.click('[data-name="evaluatesOn"]', modifiers=["Shift"])
    assert explorer.legend("paper") == len(every)
    # What is chosen stays, whatever it is linked to.
    lone = min(every - linked)
    explorer.restart(f"{EVERYTHING}&node={lone}")
    explorer.page.click('[data-name="evaluatesOn"]', modifiers=["Shift"])
    assert lone in explorer.nodes()
    assert f"{gone - 1} papers" in explorer.page.inner_text("#count")


def test_a_filter_alone_leaves_papers_without_links_where_they_are(papers: Explorer, graph_of: GraphOf) -> None:
    explorer = papers
    explorer.restart(f"{EVERYTHING}&confidence=0.99")
    every = {node for node, kind in attribute(graph_of("papers"), "kind").items() if kind == "paper"}
    assert explorer.nodes().keys() >= every
    linked = {link["source"] for link in explorer.ask("links()")}
    assert every - linked


def test_a_node_has_the_same_numbers_in_search_panel_and_status(beyond: Explorer, graph_of: GraphOf) -> None:
    graph, explorer, node = graph_of("beyond"), beyond, "artifact/gpt-4"
    links = graph.degree(node)
    whole = {source for source, _ in graph.in_edges(node) if source.startswith("paper/")}
    words = f"{len(whole)} papers, {links} links"
    explorer.page.fill("#search", "gpt-4")
    explorer.page.wait_for_selector("#hits li")
    assert explorer.page.inner_text("#hits li .number").endswith(words)
    explorer.page.press("#search", "Enter")
    explorer.wait_selected(node)
    assert words in explorer.said()
    kicker = explorer.page.inner_text("#details .kicker")
    shown = {link["source"] for link in explorer.ask("links()") if link["target"] == node and link["source"] in whole}
    assert 0 < len(shown) < len(whole)
    assert words in kicker
    assert kicker.endswith(f"{len(shown)} papers in view")


def test_the_legend_counts_what_is_in_view_of_what_there_is(beyond: Explorer, graph_of: GraphOf) -> None:
    graph, explorer = graph_of("beyond"), beyond
    explorer.restart()
    kinds = list(attribute(graph, "kind").values())
    roles = [data["predicate"] for _, _, data in graph.edges(data=True)]
    drawn, links = explorer.nodes().values(), explorer.ask("links()")
    for name, inside, whole in (
        ("model", sum(node["kind"] == "model" for node in drawn), kinds.count("model")),
        ("introduces", sum(link["predicate"] == "introduces" for link in links), roles.count("introduces")),
    ):
        assert inside < whole
        assert explorer.page.inner_text(f'[data-name="{name}"] .number') == f"{inside:,} of {whole:,}"
