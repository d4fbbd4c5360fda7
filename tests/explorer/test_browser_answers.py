"""In a real browser: the answers of the whole graph and of chosen nodes say what Python computes, in both homes."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.explorer.answers.whole_graph import Answer, answers_of_corpus, corpus_of_page
from kg.explorer.map.drawn_graph import Drawing, Graph
from kg.explorer.page.offline_page import write_page

from .conftest import Explorer
from .test_browser_axe import faults

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
            """[...document.querySelector('#timeline-table').tBodies[0].rows].map(
                row => [...row.cells].map(cell => cell.textContent))"""
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
    explorer.wait("document.querySelector('#answers').dataset.answer === 'ask'")
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


CHOSEN = ("paper/2401.00006", "paper/2401.00007", "artifact/gpt-4", "topic/mathematical-reasoning")


PAIRS = (  # models, benchmarks, topics
    ("artifact/wmt14", "artifact/triviaqa"), ("artifact/gpt-4", "artifact/swe-bench"),
    ("topic/mathematical-reasoning", "topic/code-generation"), ("artifact/wmt14", "paper/2401.00006"),
)  # fmt: skip


def test_calls_about_chosen_nodes_are_the_same_in_both_homes(
    beyond: Explorer, opened: Callable[..., Explorer], served: str
) -> None:
    remote = opened("served", address=f"{served}/explore")
    for call, given in (
        ("common", [CHOSEN]), ("common", [CHOSEN[:2]]), ("common", [["nothing", CHOSEN[2]]]),
        *(("common", [pair]) for pair in PAIRS),
        ("similar", [CHOSEN[0]]), ("similar", [CHOSEN[3]]),
        ("evidence", [CHOSEN[:2], CHOSEN[2:]]), ("evidence", [CHOSEN[2:], CHOSEN[:2]]),
        ("answer", ["sight"]), ("answer", ["boards"]), ("answer", ["nothing"]),
    ):  # fmt: skip
        here, there = (explorer.page.evaluate(_SAME, [call, given]) for explorer in (beyond, remote))
        assert here == there, call
    assert len(beyond.page.evaluate(_SAME, ["similar", [CHOSEN[0]]])) == 10
    held = [beyond.page.evaluate(_SAME, ["common", [pair]]) for pair in PAIRS]
    assert all(each["through"] for each in held)
    assert any(each["figures"] for each in held)


# What a source answers, with nodes by their ids: the homes differ in what else they know of a node, and of links in
# whether the overview draws them.
_SAME = """async ([call, given]) => JSON.parse(JSON.stringify(await paperatlas.ask(call, ...given),
  (key, value) => (key === 'drawn' ? undefined
    : value && value.kind && value.label !== undefined ? `${value.id} ${value.papers}` : value)))"""


def test_what_is_chosen_lies_in_the_tray_and_is_compared(homes: Explorer, graph_of: GraphOf) -> None:
    explorer, graph = homes, graph_of("papers")
    explorer.restart(f"#node={CHOSEN[0]}")
    explorer.wait_selected(CHOSEN[0])
    assert explorer.page.is_hidden("#tray")
    explorer.page.keyboard.press("s")
    explorer.wait("!document.querySelector('#tray').hidden")
    assert explorer.page.is_disabled("[data-compare=common]")
    explorer.page.locator(".similar .name").first.click()
    explorer.wait("node => paperatlas.state().selected !== node", CHOSEN[0])
    explorer.wait("document.querySelector('[data-action=s]')?.textContent === 'Add to compare'")
    explorer.page.click("[data-action=s]")
    explorer.wait("!document.querySelector('[data-compare=common]').disabled")
    chosen = explorer.page.evaluate("paperatlas.state().chosen")
    explorer.page.click("[data-compare=common]")
    explorer.wait("document.querySelector('.in-common')")
    shared = set(graph[chosen[0]]) & set(graph[chosen[1]])
    assert set(texts(explorer, ".in-common > li > .link-head .name")) == {graph.nodes[each]["label"] for each in shared}
    for each in texts(explorer, ".in-common > li"):
        assert each.count("the whole graph") == 1
        assert graph.nodes[chosen[0]]["label"] in each
        assert graph.nodes[chosen[1]]["label"] in each
    explorer.page.click("[data-compare=compare]")
    explorer.wait("document.querySelector('.doings')")
    cells = explorer.page.evaluate("""[...document.querySelector('.doings').tBodies[0].rows].map(
        row => [row.cells[0].textContent, ...[...row.cells].slice(1).map(
            cell => [...cell.querySelectorAll('.name')].map(name => name.textContent).sort())])""")
    words = {"introduces": "introduces", "evaluates on": "evaluatesOn", "uses": "uses", "is about": "primaryTopic",
             "trains on": "trainsOn", "evaluates": "evaluates", "compares with": "comparesWith"}  # fmt: skip
    for role, *columns in cells:
        for paper, names in zip(chosen, columns, strict=True):
            done = [end for _, end, data in graph.out_edges(paper, data=True) if data["predicate"] == words[role]]
            assert names == sorted(graph.nodes[each]["label"] for each in done)
    explorer.page.click("#tray .drop >> nth=0")
    explorer.wait("paperatlas.state().chosen.length === 1")
    assert "chosen=" in explorer.page.evaluate("location.hash")


def test_compare_holds_only_what_may_stand_side_by_side(
    opened: Callable[..., Explorer], tmp_path: Path, graph_of: GraphOf
) -> None:
    graph = graph_of("papers").copy()
    results = [node for node, data in graph.nodes(data=True) if data.get("kind") == "result"]
    one, other, mmlu = "artifact/gpt-4", "artifact/gpt-4o", "artifact/mmlu"
    graph.remove_nodes_from(results[11:])
    graph.nodes[one]["kind"] = graph.nodes[other]["kind"] = "model"
    plain: dict[str, Any] = {
        "on": mmlu,
        "metric": "accuracy",
        "unit": "%",
        "kind_of_result": "score",
        "comparable": True,
    }
    shots = {**plain, "comparable": False, "condition": "5-shot"}
    gain = {**plain, "comparable": False, "kind_of_result": "gain_absolute", "unit": "points"}
    for node, figure in zip(results[:11], (
        {**plain, "model": one, "value": "70"}, {**plain, "model": other, "value": "80"},
        {**shots, "model": one, "value": "71"}, {**shots, "model": other, "value": "81"},
        {**shots, "model": other, "value": "82", "condition": "0-shot"},  # of the other only
        {**gain, "model": one, "value": "3", "compared_with": "artifact/bert"},
        {**gain, "model": other, "value": "4", "compared_with": "artifact/gpt-4"},  # than another model
        {**plain, "model": other, "value": "83", "metric": None, "comparable": False},
        {**plain, "model": other, "value": "84", "confidence": 0.3},
        {**plain, "model": one, "value": "85", "on": None, "comparable": False},
        {**plain, "model": other, "value": "86", "comparable": False},  # by what of a metric is better is unknown
    ), strict=True):  # fmt: skip
        graph.nodes[node].update({"condition": None, "confidence": 0.9, "compared_with": None, **figure})
    write_page(graph, tmp_path / "compare.html")
    explorer = opened("compare", path=tmp_path / "compare.html")
    open_answer(explorer, f"compare|{one}|{other}")
    rows = explorer.page.evaluate("""[...document.querySelector('.side-by-side').tBodies[0].rows].map(
        row => [row.cells[1].textContent, ...[...row.querySelectorAll('.figure')].map(each => each.textContent)])""")
    assert rows == [["accuracy", "70 %", "80 %"], ["accuracy, 5-shot", "71 %", "81 %"]]
    assert explorer.page.locator(".side-by-side .evidence").count() == 4
    explorer.page.click("#answers details summary")
    reasons = explorer.page.evaluate("""[...document.querySelectorAll('#answers details tbody tr')].map(
        row => [row.cells[2].textContent, row.cells[4].textContent])""")
    assert dict(reasons) == {
        "82 %": "only of GPT-4o", "3 points": "only of GPT-4", "4 points": "only of GPT-4o",
        "83 %": "of no named metric",
        "84 %": "too unsure", "85 %": "on no named data", "86 %": "not to be ranked",
    }  # fmt: skip
    saved_rows = list(csv.DictReader(io.StringIO(saved(explorer, "csv"))))
    assert [(row["of"], row["value"], row["condition"]) for row in saved_rows] == [
        (one, "70", ""), (other, "80", ""), (one, "71", "5-shot"), (other, "81", "5-shot"),
    ]  # fmt: skip
    # Where nothing stands side by side, the reasons are all there is to see: they are open.
    open_answer(explorer, f"compare|{other}|artifact/mmlu-none|artifact/codex")
    assert explorer.page.locator(".side-by-side").count() == 0
    assert explorer.page.locator("#answers details[open] tbody tr").count() > 3
    assert explorer.faults == []


def test_axe_finds_nothing_in_any_answer(homes: Explorer) -> None:
    papers = "|".join(CHOSEN[:2])
    for panel in (
        "ask",
        "rising",
        "together",
        "compared",
        "new",
        "timeline",
        "boards",
        f"common|{papers}",
        f"compare|{papers}",
    ):
        open_answer(homes, panel)
        homes.page.evaluate("document.querySelectorAll('#answers details').forEach(each => { each.open = true; })")
        assert faults(homes.page) == [], panel
    homes.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert faults(homes.page, runOnly=["color-contrast"]) == []
    homes.page.evaluate("delete document.documentElement.dataset.theme")
