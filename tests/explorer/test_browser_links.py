"""In a real browser: links say what they are, to the pointer and to a click; regions say what they share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.explorer.map.drawn_graph import Graph

from .conftest import Explorer

pytestmark = pytest.mark.browser
GraphOf = Callable[[str], Graph]
NODE = "artifact/gpt-4"


def a_drawn_link(explorer: Explorer) -> dict[str, str]:
    """A link of the node, chosen so that the pointer meets it alone."""
    explorer.restart(f"#node={NODE}")
    explorer.wait_selected(NODE)
    links = [link for link in explorer.ask("links()") if NODE in (link["source"], link["target"])]
    for link in sorted(links, key=lambda each: each["id"]):
        place = explorer.page.evaluate("id => paperatlas.link(id)", link["id"])
        if place and not link["predicate"].endswith("Of"):
            found: dict[str, str] = link
            return found
    raise AssertionError("no link of the node is drawn")


def spot(explorer: Explorer, link: str) -> tuple[float, float]:
    box = explorer.page.locator("#mynetwork").bounding_box()
    assert box
    x, y = explorer.page.evaluate("id => paperatlas.link(id)", link)
    return box["x"] + x, box["y"] + y


def come_near(explorer: Explorer, link: dict[str, str]) -> None:
    """Looks at the middle of a link so closely that nothing else lies there."""
    explorer.page.evaluate(
        """({ source, target }) => {
      const [one, other] = [source, target].map((id) => paperatlas.nodes().find((node) => node.id === id));
      const scale = Math.min(3, 600 / Math.hypot(one.x - other.x, one.y - other.y));
      paperatlas.setCamera({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, scale });
    }""",
        link,
    )


def test_a_link_says_its_role_and_its_sentence(papers: Explorer, graph_of: GraphOf) -> None:
    graph, link = graph_of("papers"), a_drawn_link(papers)
    come_near(papers, link)
    papers.page.mouse.move(5, 5)
    papers.page.mouse.move(*spot(papers, link["id"]))
    papers.wait("!document.querySelector('#tip').hidden")
    tip = papers.page.inner_text("#tip")
    data = next(data for *_, key, data in graph.edges(keys=True, data=True) if key == link["id"])
    piece = data["evidence"][0]
    abstract = graph.nodes[link["source"]]["abstract"]
    assert abstract[piece["sentence_start"] : piece["sentence_end"]] in tip
    assert graph.nodes[link["source"]]["label"] in tip
    assert graph.nodes[link["target"]]["label"] in tip
    assert papers.page.inner_text("#tip mark") == piece["text"]
    papers.page.mouse.move(5, 5)
    papers.wait("document.querySelector('#tip').hidden")


def test_a_click_on_a_link_shows_its_evidence_and_the_address_keeps_it(papers: Explorer, graph_of: GraphOf) -> None:
    graph, link = graph_of("papers"), a_drawn_link(papers)
    come_near(papers, link)
    papers.page.mouse.click(*spot(papers, link["id"]))
    papers.wait("id => paperatlas.state().link === id", link["id"])
    papers.wait("id => document.querySelector('#details-title')?.dataset.link === id", link["id"])
    data = next(data for *_, key, data in graph.edges(keys=True, data=True) if key == link["id"])
    first = papers.page.locator(".link-of").first
    assert first.get_attribute("data-link") == link["id"]
    assert f"{data['confidence']:.2f}" in first.inner_text()
    assert first.locator(".evidence").count() == len(data["evidence"])
    assert first.locator(".name").all_inner_texts() == [graph.nodes[link[end]]["label"] for end in ("source", "target")]
    assert set(papers.ask("focus()")) == {link["source"], link["target"]}
    address = papers.page.url.partition("#")[2]
    papers.page.keyboard.press("Escape")
    papers.wait("paperatlas.state().link === null")
    papers.restart(f"#{address}")
    papers.wait("id => document.querySelector('#details-title')?.dataset.link === id", link["id"])
    papers.page.locator(".link-of .name").last.click()
    papers.wait_selected(link["target"])
    assert papers.ask("state().link") is None


def test_a_region_lists_its_typical_papers_and_artifacts_and_a_click_comes_near(papers: Explorer) -> None:
    names, page = papers.ask("names()"), papers.page
    box = page.locator("#mynetwork").bounding_box()
    assert box
    x, y = names["boxes"][0][:2]
    page.mouse.move(box["x"] + x, box["y"] + y)
    papers.wait("!document.querySelector('#tip').hidden")
    lists = page.locator("#tip ul")
    papers_listed, artifacts = (lists.nth(place).locator("li").all_inner_texts() for place in (0, 1))
    assert len(papers_listed) == 5
    assert 1 <= len(artifacts) <= 3
    by_label = {node["label"]: node["kind"] for node in papers.ask("nodes()")}
    assert {by_label[label] for label in papers_listed} == {"paper"}
    assert {by_label[label] for label in artifacts} <= {"model", "dataset", "benchmark", "method"}
    scale = papers.ask("camera().scale")
    page.mouse.click(box["x"] + x, box["y"] + y)
    papers.wait("scale => paperatlas.camera().scale > 1.3 * scale", scale)
    assert papers.said().lower().startswith(names["regions"][0].lower())


def test_the_legend_shows_the_marks_of_the_map(papers: Explorer) -> None:
    icons = papers.page.evaluate("""() => Object.fromEntries([...document.querySelectorAll('#predicates [data-name]')]
      .map(row => [row.dataset.name, row.querySelector('.mark').getAttribute('class')]))""")
    groups = {name.split("role-")[1] for name in icons.values()}
    assert groups == {"introduces", "evaluates", "buildsOn", "isAbout"}
    assert icons["evaluatesOn"] == icons["comparesWith"] != icons["uses"]
