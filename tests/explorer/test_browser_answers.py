"""In a real browser: the answers of the whole graph and of chosen nodes say what Python computes, in both homes."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.explorer.answers.whole_graph import Answer, answers_of_corpus, corpus_of_page
from kg.explorer.map.drawn_graph import Drawing, Graph
from kg.explorer.page.offline_page import write_page

from .conftest import Explorer

pytestmark = pytest.mark.browser
GraphOf = Callable[[str], Graph]
DrawingOf = Callable[[str], Drawing]
AnswersOf = Callable[[str], dict[str, Answer]]


@pytest.fixture(scope="module")
def answers_of(drawing_of: DrawingOf) -> AnswersOf:
    @cache
    def get(name: str) -> dict[str, Answer]:
        drawing = drawing_of(name)
        return answers_of_corpus(corpus_of_page(drawing.nodes, drawing.edges, drawing.results, drawing.regions))

    return get


@pytest.fixture
def homes(papers: Explorer) -> Iterator[Explorer]:
    yield papers
    assert papers.faults == []


def open_answer(explorer: Explorer, panel: str) -> None:
    explorer.restart(f"#panel={panel.replace('|', '%7C').replace('/', '%2F')}")
    explorer.wait("panel => document.querySelector('#answers').dataset.answer === panel", panel)


def label(graph: Graph, answer: Answer, number: int) -> str:
    return str(graph.nodes[answer["nodes"][number]]["label"])


def texts(explorer: Explorer, selector: str) -> list[str]:
    return [str(each).strip() for each in explorer.page.locator(selector).all_inner_texts()]


def saved(explorer: Explorer, kind: str) -> str:
    with explorer.page.expect_download() as download:
        explorer.page.click(f"#answers [data-save={kind}]")
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_the_first_screen_says_what_this_is_and_asks(homes: Explorer, answers_of: AnswersOf) -> None:
    explorer, sight = homes, answers_of("papers")["sight"]
    explorer.wait("document.querySelectorAll('.questions button').length")
    words = explorer.page.inner_text("#details-body")
    assert f"{sight['kinds']['paper']} papers" in words
    share = round(100 * sight["undated"] / sight["kinds"]["paper"])
    assert f"{sight['undated']} undated ({share} %)" in words.replace("\xa0", " ")
    first, last = (date[:4] for date in sight["dates"])
    assert f"from {sight['pages']} page, {first}\u2013{last}" in words
    assert f"{sight['links']} links" in words
    questions = explorer.page.locator("[data-question]").all()
    assert len(questions) >= 4
    for question in questions:
        name = question.get_attribute("data-question")
        begun = time.monotonic()
        question.click()
        explorer.wait("name => document.querySelector('#answers').dataset.answer === name", name)
        assert time.monotonic() - begun < 3  # three times the second it may take, for busy machines
        assert explorer.page.evaluate("document.activeElement.id") == "answers-title"
        explorer.page.keyboard.press("Escape")
        explorer.wait("document.querySelector('#answers').hidden")
    assert (
        explorer.ask("state().panel") is None if False else explorer.page.evaluate("paperatlas.state().panel") is None
    )
    headline = sight["headlines"]["together"]
    assert f"in {headline[2]} papers" in explorer.page.inner_text("[data-question=together]")


def test_the_matrix_holds_pythons_numbers_and_its_cells_the_papers(
    homes: Explorer, answers_of: AnswersOf, graph_of: GraphOf
) -> None:
    explorer, graph = homes, graph_of("papers")
    for name in ("together", "compared"):
        answer = answers_of("papers")[name]
        open_answer(explorer, name)
        shown = explorer.page.evaluate(
            "[...document.querySelectorAll('.matrix [data-pair]')].map(cell => [cell.dataset.pair, cell.textContent])"
        )
        assert sorted(shown) == sorted([f"{one} {other}", str(count)] for one, other, count, _ in answer["pairs"])
        assert texts(explorer, ".matrix tbody th") == [label(graph, answer, each) for each in answer["names"]]
        assert texts(explorer, ".matrix .alone") == list(map(str, answer["alone"]))
        rows = list(csv.DictReader(io.StringIO(saved(explorer, "csv"))))
        assert [int(row["papers"]) for row in rows] == [count for _, _, count, _ in answer["pairs"]]
        assert len(json.loads(saved(explorer, "json"))) == len(rows)
    answer = answers_of("papers")["together"]
    open_answer(explorer, "together")
    one, other, count, papers = max(answer["pairs"], key=lambda pair: int(pair[2]))
    explorer.page.click(f"[data-pair='{one} {other}']")
    explorer.wait("document.querySelector('.behind .behind-list')")
    assert texts(explorer, ".behind-list .link-head .name") == [label(graph, answer, each) for each in papers]
    assert count == len(papers) >= 2
    first = answer["nodes"][papers[0]]
    names = {answer["nodes"][answer["names"][each]] for each in (one, other)}
    said = texts(explorer, ".behind-list li:first-child .evidence")
    wanted = {
        graph.nodes[first]["abstract"][piece["sentence_start"] : piece["sentence_end"]]
        for _, target, data in graph.out_edges(first, data=True)
        if target in names
        for piece in data["evidence"]
    }
    assert set(said) == wanted != set()


def test_the_timeline_holds_pythons_numbers(homes: Explorer, answers_of: AnswersOf, graph_of: GraphOf) -> None:
    explorer, graph, answer = homes, graph_of("papers"), answers_of("papers")["timeline"]
    open_answer(explorer, "timeline")
    used = [place for place, count in enumerate(answer["all"]) if count]
    for which, key in (("regions", "region"), ("families", "node")):
        explorer.page.click(f"[data-by={which}]")
        lines = explorer.page.evaluate(
            "[...document.querySelector('#timeline-table').tBodies[0].rows].map(row => [...row.cells].map(c => c.textContent))"
        )
        assert lines[0][1:-1] == [
            *(str(answer["all"][place]) for place in used),
            str(answer["undated"] + answer["inexact"]),
        ]
        for line, row in zip(lines[1:], answer[which], strict=True):
            cells = {period: count for period, count, _ in row["cells"]}
            assert line[1:] == [*(str(cells.get(place, "")) for place in used), str(row["undated"]), str(row["papers"])]
            if key == "node":
                assert line[0] == label(graph, answer, row["node"])
    assert explorer.page.locator(".timeline .bars .open").count() == sum(
        len(row["cells"]) for row in answer["families"]
    )
    rows = list(csv.DictReader(io.StringIO(saved(explorer, "csv"))))
    assert sum(int(row["papers"]) for row in rows if row["group"] == "all") == sum(answer["all"])


def test_what_rises_and_what_is_new_are_pythons(homes: Explorer, answers_of: AnswersOf, graph_of: GraphOf) -> None:
    explorer, graph = homes, graph_of("papers")
    rising = answers_of("papers")["rising"]
    open_answer(explorer, "rising")
    (_, _, early), (_, _, late) = rising["halves"]
    shown = explorer.page.evaluate("""[...document.querySelectorAll('.rising tbody tr')].map(row =>
        [row.cells[0].textContent, row.cells[1].textContent, row.cells[2].textContent])""")
    wanted = [[label(graph, rising, row[0]), f"{row[1]} of {late}", f"{row[2]} of {early}"] for row in rising["rows"]]
    assert sorted(shown) == sorted(wanted) != []
    assert f"{rising['undated']} papers without a date" in explorer.page.inner_text("#answers")
    explorer.page.locator(".rising tbody td button.plain").first.click()
    explorer.wait("document.querySelector('.rising .below .evidence')")
    new = answers_of("papers")["new"]
    open_answer(explorer, "new")
    assert texts(explorer, ".newest time") == [date for _, date, _ in new["newest"]]
    names = texts(explorer, ".newest .introduced > .name")
    assert names == [label(graph, new, each) for _, _, some in new["newest"] for each in some]


def test_leaderboards_rank_what_may_be_ranked(
    opened: Callable[..., Explorer], tmp_path: Path, graph_of: GraphOf
) -> None:
    """On a page of its own: three scores that may be ranked, one that may not."""
    graph = graph_of("papers").copy()
    results = [node for node, data in graph.nodes(data=True) if data.get("kind") == "result"]
    on = graph.nodes[results[0]]["on"]
    graph.remove_nodes_from(results[4:])
    for node, value, comparable in zip(results[:4], ("61.5", "9", "70", "99"), (True, True, True, False), strict=True):
        graph.nodes[node].update(on=on, model="artifact/gpt-4", value=value, comparable=comparable, condition=None)
    graph.nodes[results[3]]["condition"] = "zero-shot"
    write_page(graph, tmp_path / "board.html")
    explorer = opened("board", path=tmp_path / "board.html")
    open_answer(explorer, f"board|{on}")
    assert texts(explorer, ".ranking-of .figure") == ["70 %", "61.5 %", "9 %"]
    assert texts(explorer, ".ranking-of tbody td:first-child") == ["1", "2", "3"]
    assert explorer.page.locator(".ranking-of .evidence").count() == 3
    assert "99 %" in explorer.page.inner_text("#answers")
    assert "under a condition: zero-shot" in explorer.page.inner_text("#answers")
    explorer.page.click(".ranking-of th button:text('Value')")
    explorer.page.click(".ranking-of th button:text('Value')")
    assert texts(explorer, ".ranking-of .figure") == ["9 %", "61.5 %", "70 %"]
    rows = list(csv.DictReader(io.StringIO(saved(explorer, "csv"))))
    assert [(row["rank"], row["value"], row["left_out"]) for row in rows] == [
        ("1", "70", ""), ("2", "61.5", ""), ("3", "9", ""), ("", "99", "under a condition"),
    ]  # fmt: skip
    assert all(row["sentence"] and row["title"] for row in rows)
    assert explorer.faults == []


def test_an_answer_is_a_place_in_the_address_and_a_name_in_it_opens(homes: Explorer) -> None:
    explorer = homes
    explorer.page.click("#answers-button")
    explorer.wait("document.querySelector('#answers').dataset.answer === 'rising'")
    explorer.page.click("[data-answer=together]")
    explorer.wait("location.hash.includes('panel=together')")
    explorer.page.locator(".matrix tbody .name").first.click()
    name = explorer.page.locator(".matrix tbody .name").first.inner_text()
    explorer.wait("name => document.querySelector('#details-title')?.textContent === name", name)
    assert explorer.page.is_visible("#answers")
    explorer.page.keyboard.press("Escape")
    explorer.wait("document.querySelector('#answers').hidden")
    assert explorer.page.evaluate("document.querySelector('#details-title')?.textContent") == name


def test_on_a_phone_the_answers_fill_the_screen(opened: Callable[..., Explorer]) -> None:
    explorer = opened("papers", "#panel=timeline", viewport={"width": 390, "height": 844}, has_touch=True)
    explorer.wait("document.querySelector('#answers').dataset.answer")
    for name in ("timeline", "together", "rising", "new", "boards"):
        explorer.page.evaluate("name => document.querySelector(`[data-answer=${name}]`).click()", name)
        explorer.wait("name => document.querySelector('#answers').dataset.answer === name", name)
        box = explorer.page.locator("#answers").bounding_box()
        assert box is not None
        assert (round(box["width"]), round(box["height"])) == (390, 844)
        assert explorer.page.evaluate("document.querySelector('#answers').scrollWidth <= 390")
    explorer.page.locator("#answers .name").first.click()
    explorer.wait(
        "document.querySelector('#answers').hidden && document.querySelector('#details').classList.contains('open')"
    )


def test_a_served_page_answers_what_the_file_answers(
    opened: Callable[..., Explorer], served: str, answers_of: AnswersOf
) -> None:
    explorer = opened("served", "#panel=together", address=f"{served}/explore")
    explorer.wait("document.querySelector('#answers').dataset.answer")
    answer = answers_of("beyond")["together"]
    assert len(texts(explorer, ".matrix [data-pair]")) == len(answer["pairs"])
    assert texts(explorer, ".matrix .alone") == list(map(str, answer["alone"]))
    explorer.page.locator(".matrix [data-pair]").first.click()
    explorer.wait("document.querySelector('.behind .evidence')")
    assert explorer.faults == []
