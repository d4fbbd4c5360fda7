"""In a real browser: search, details, filters, expansion, undo, path and address tell the truth about the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph

from .conftest import EVERYTHING, Explorer
from .graphs import attribute

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
GraphOf = Callable[[str], Graph]


def test_three_letters_in_the_wrong_case_find_a_node(papers: Explorer) -> None:
    explorer, page = papers, papers.page
    page.keyboard.press("/")
    page.keyboard.type("HUMANe")
    page.wait_for_selector("#hits li", timeout=3_000)
    assert page.text_content("#hits li .hit-name") == "HumanEval"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "hit-0"
    page.keyboard.press("Enter")
    explorer.wait_selected("artifact/humaneval")
    # The camera flies there; how long that takes depends on what else runs.
    page.wait_for_function(
        """() => {
      const place = paperatlas.onScreen('artifact/humaneval');
      const box = document.querySelector('#mynetwork').getBoundingClientRect();
      return Math.abs(place.x - box.x - box.width / 2) <= 5 && Math.abs(place.y - box.y - box.height / 2) <= 5;
    }""",
        timeout=10_000,
    )


def test_search_finds_aliases_and_identifiers_whatever_the_dashes(papers: Explorer) -> None:
    explorer = papers
    for query, name in (("gpt4", "GPT-4"), ("Llama 2 v1", "Llama 2"), ("2401.00007", "number 7")):
        explorer.page.fill("#search", query)
        explorer.wait("name => document.querySelector('#hits li .hit-name')?.textContent.endsWith(name)", arg=name)


@pytest.mark.parametrize("node", ["artifact/gpt-4", "paper/2401.00003", "topic/mathematical-reasoning"])
def test_details_list_exactly_the_evidence_with_its_mentions_marked(
    papers: Explorer, graph_of: GraphOf, node: str
) -> None:
    graph, explorer = graph_of("papers"), papers
    explorer.restart(f"#node={node}")
    explorer.wait_selected(node)
    shown = explorer.page.evaluate("""[...document.querySelectorAll('.links .evidence')].map(quote => [
      quote.textContent, [...quote.querySelectorAll('mark')].map(mark => mark.textContent)])""")
    wanted = []
    for source, _, data in [*graph.in_edges(node, data=True), *graph.out_edges(node, data=True)]:
        for piece in data["evidence"]:
            text = graph.nodes[source]["abstract"]
            wanted.append([text[piece["sentence_start"] : piece["sentence_end"]], [piece["text"]]])
    assert wanted
    assert sorted(shown) == sorted(wanted)


def test_a_paper_shows_its_abstract_with_mentions_that_open(papers: Explorer, graph_of: GraphOf) -> None:
    explorer = papers
    explorer.restart("#node=paper/2401.00003")
    explorer.wait_selected("paper/2401.00003")
    abstract = explorer.page.locator(".abstract")
    assert abstract.text_content() == graph_of("papers").nodes["paper/2401.00003"]["abstract"]
    name = abstract.locator(".mention").last.inner_text()
    abstract.locator(".mention").last.click()
    explorer.wait("name => document.querySelector('#details-title').textContent === name", arg=name)


def test_a_benchmark_shows_its_results_and_a_model_its_family(papers: Explorer, graph_of: GraphOf) -> None:
    graph = graph_of("papers")
    on: list[str] = [data["on"] for _, data in graph.nodes(data=True) if data.get("kind") == "result"]
    node = max(sorted(set(on)), key=on.count)
    papers.restart(f"#node={node}")
    papers.wait_selected(node)
    assert papers.page.locator(".results tbody").count() == on.count(node)
    papers.restart("#node=artifact/gpt-4o")
    papers.wait_selected("artifact/gpt-4o")
    assert papers.page.locator(".tree").inner_text().split("\n") == ["GPT-4", "GPT-4 Turbo", "GPT-4o"]
    assert papers.page.inner_text(".tree [aria-current]") == "GPT-4o"


def test_the_years_count_what_python_counts(papers: Explorer, graph_of: GraphOf) -> None:
    graph, explorer = graph_of("papers"), papers
    explorer.restart(f"{EVERYTHING}&years=2022-2023&undated=no")
    inside = {node for node, year in attribute(graph, "year").items() if year in (2022, 2023)}
    assert explorer.legend("paper") == len(inside) > 3
    kept = {
        (source, target, key)
        for source, target, key in graph.edges(keys=True)
        if all(not end.startswith("paper/") or end in inside for end in (source, target))
    }
    linked = {end for source, target, _ in kept for end in (source, target)}
    loose = {node for node, kind in attribute(graph, "kind").items() if kind != "result" and not graph.degree(node)}
    assert explorer.counts() == (len(linked | inside | loose), len(kept))
    explorer.page.locator("#year-to").fill("2022")
    assert explorer.legend("paper") == sum(year == 2022 for _, year in attribute(graph, "year").items())
    assert f"{explorer.legend('paper')} papers" in explorer.page.inner_text("#years-value")


def test_expanding_moves_nothing_and_says_what_is_left_out(beyond: Explorer, graph_of: GraphOf) -> None:
    graph, explorer, node = graph_of("beyond"), beyond, "topic/mathematical-reasoning"
    explorer.restart(f"#node={node}")
    explorer.wait_selected(node)
    before = explorer.nodes()
    near = set(nx.all_neighbors(graph, node)) - {node}
    assert len(near - before.keys()) > 60
    explorer.page.click("text=Expand")
    explorer.wait("document.querySelector('#said').textContent.includes('left out')")
    after = explorer.nodes()
    assert {key: (each["x"], each["y"]) for key, each in after.items() if key in before} == {
        key: (each["x"], each["y"]) for key, each in before.items()
    }
    added = after.keys() - before.keys()
    assert 0 < len(added) <= 60
    assert added <= near
    left = len(near - after.keys())
    assert f"{len(added)} neighbours added" in explorer.said()
    assert f"{left} of {len(near)} left out" in explorer.said()
    explorer.page.keyboard.press("u")
    assert explorer.nodes().keys() == before.keys()


def test_expanding_goes_on_after_the_last_page_and_then_from_the_first(beyond: Explorer, graph_of: GraphOf) -> None:
    node = "topic/mathematical-reasoning"
    total = len(set(nx.all_neighbors(graph_of("beyond"), node)) - {node})
    last = 60 * ((total - 1) // 60)
    for drawn, following in ((120, 180), (last, 0)):
        beyond.restart(f"#node={node}&more=around%257Ctopic%25252Fmathematical-reasoning%257C60%257C{drawn}")
        beyond.wait_selected(node)
        before = len(beyond.ask("state().batches"))
        beyond.page.keyboard.press("e")
        beyond.wait("before => paperatlas.state().batches.length > before", before)
        asked = [int(key.rpartition("%7C")[2].rpartition("|")[2]) for key in beyond.ask("state().batches")[1:]]
        assert asked[0] == following
        assert asked == list(range(following, following + 60 * len(asked), 60))


def test_a_node_beyond_the_overview_is_found_and_comes_with_its_links(beyond: Explorer, graph_of: GraphOf) -> None:
    explorer, graph = beyond, graph_of("beyond")
    drawn = explorer.nodes()
    node = next(node for node, kind in attribute(graph, "kind").items() if kind == "paper" and node not in drawn)
    explorer.choose(graph.nodes[node]["label"])
    explorer.wait_selected(node)
    assert set(graph.successors(node)) <= explorer.nodes().keys()


def test_hide_then_undo_gives_the_same_counts(papers: Explorer) -> None:
    explorer = papers
    whole = explorer.counts()
    explorer.choose("gpt-4")
    explorer.page.click("text=Hide")
    assert explorer.counts() < whole
    assert "artifact/gpt-4" not in explorer.nodes()
    explorer.page.click("#undo")
    assert explorer.counts() == whole


def test_the_path_is_the_shortest_one_shown_and_read_out(opened: Opened, graph_of: GraphOf) -> None:
    graph = graph_of("chain")
    explorer = opened("chain", "#node=paper/chain-0")
    wanted = nx.shortest_path(graph.to_undirected(as_view=True), "paper/chain-0", "paper/chain-8")
    explorer.wait_selected("paper/chain-0")
    explorer.page.click("text=Path from here")
    explorer.choose("chain link 8")
    explorer.wait_selected("paper/chain-8")
    explorer.page.click("text=Path to here")
    explorer.page.wait_for_selector(".path li")
    assert explorer.ask("focus()") == wanted
    labels = [graph.nodes[node]["label"] for node in wanted]
    assert explorer.said() == f"Path of 8 steps: {' → '.join(labels)}"
    assert explorer.page.locator(".path .name").all_inner_texts() == labels


def test_the_copied_link_opens_the_same_view(opened: Opened) -> None:
    explorer = opened("beyond")
    page = explorer.page
    page.click('[data-name="dataset"]')
    page.click('[data-name="mentions"]')
    page.locator("#year-from").fill("2022")
    explorer.choose("gpt-4")
    page.keyboard.press("e")
    explorer.wait("document.querySelector('#said').textContent.includes('left out')")
    page.keyboard.press("i")
    page.click("#copy")
    explorer.wait("/copied/.test(document.querySelector('#said').textContent)")
    other = opened("beyond", "#" + page.url.partition("#")[2])
    assert other.counts() == explorer.counts()
    assert other.ask("state()") == explorer.ask("state()")
    assert _shown(other) == _shown(explorer)


def _shown(explorer: Explorer) -> dict[str, Any]:
    return {node: (each["x"], each["y"]) for node, each in explorer.nodes().items()}


def test_only_near_shows_the_neighbourhood(papers: Explorer, graph_of: GraphOf) -> None:
    graph, explorer = graph_of("papers").to_undirected(), papers
    explorer.restart(f"{EVERYTHING}&node=artifact/humaneval")
    explorer.wait_selected("artifact/humaneval")
    for steps in (1, 2):
        explorer.page.keyboard.press("n")
        near = nx.ego_graph(graph, "artifact/humaneval", steps)
        assert explorer.nodes().keys() == set(near)
