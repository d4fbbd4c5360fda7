"""What is answered of a whole graph: each computation on a small one, with values worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import orjson
import pytest

from kg.explorer.answers.co_use import MOST_NAMES, compared_together, used_together
from kg.explorer.answers.corpus import Corpus
from kg.explorer.answers.first_sight import first_sight
from kg.explorer.answers.leaderboards import leaderboards, reason_left_out
from kg.explorer.answers.timeline import timeline
from kg.explorer.answers.trends import FEWEST_DATED, rising_names
from kg.explorer.answers.what_is_new import what_is_new
from kg.explorer.answers.whole_graph import answers_of_corpus, corpus_of_page
from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.served.explorer_answers import Index
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.graph.graph_records import Record, ResultNode
from kg.graph.networks import to_networkx
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ModelRole, ResultBound, ResultKind
from kg.rdf.query.saved_queries import run_saved
from kg.rdf.query.store import memory_store
from kg.rdf.write.triples import graph_triples
from tests.rdf.conftest import ALPHA, BETA, BUILD, GAMMA, RECORDS, _result

from .graphs import hostile_graph, paper_graph

Papers = Mapping[str, tuple[str | None, Mapping[str, Sequence[str]]]]


def small(papers: Papers, **kinds: Sequence[str]) -> Graph:
    """A graph of papers with a date and what they do: ``{"one": ("2020", {"uses": ["bert"]})}``; kinds of the names."""
    graph: Graph = nx.MultiDiGraph()
    kind_of = {name: kind for kind, names in kinds.items() for name in names}
    for name, kind in kind_of.items():
        prefix = "topic" if kind == "topic" else "artifact"
        graph.add_node(f"{prefix}/{name}", kind=kind, label=name, known=name.islower())
    for paper, (date, links) in papers.items():
        year = int(date[:4]) if date else None
        graph.add_node(f"paper/{paper}", kind="paper", label=paper, date=date, year=year)
        for role, names in links.items():
            for name in names:
                target = f"{'topic' if kind_of[name] == 'topic' else 'artifact'}/{name}"
                graph.add_edge(f"paper/{paper}", target, key=f"{paper}|{role}|{name}", predicate=role)
    return graph


def corpus_of(graph: Graph) -> Corpus:
    drawing = draw(graph)
    return corpus_of_page(drawing.nodes, drawing.edges, drawing.results, drawing.regions)


def named(answer: Mapping[str, Any], number: int) -> str:
    """The name of a node of an answer, without its kind."""
    return str(answer["nodes"][number]).partition("/")[2]


def listed(answer: Mapping[str, Any], numbers: Sequence[int]) -> list[str]:
    return [named(answer, number) for number in numbers]


def test_the_first_sight_counts_what_there_is() -> None:
    graph = small(
        {"a": ("2021-05", {"uses": ["bert"]}), "b": (None, {"uses": ["bert"]}), "c": ("2019", {})}, model=["bert"]
    )
    pages = [{"page": "one.txt"}, {"page": "two.txt"}, {"page": "catalogue", "format": "catalogue"}]
    for paper, sources in (("a", pages), ("b", pages[:1]), ("c", pages[:1])):
        graph.nodes[f"paper/{paper}"]["sources"] = sources
    graph.add_node("result/1", kind="result", paper="paper/a", value="3")
    assert first_sight(corpus_of(graph)) == {
        "kinds": {"paper": 3, "model": 1}, "links": 2, "figures": 1, "pages": 2,
        "largest_pages": [["one.txt", 3], ["two.txt", 1]], "dates": ["2019", "2021-05"], "undated": 1,
    }  # fmt: skip


def test_a_timeline_counts_each_dated_paper_once_and_says_who_is_left_out() -> None:
    graph = small(
        {"a": ("2020-01", {"uses": ["gpt-4", "gpt-3"]}), "b": ("2020-02-03", {"mentions": ["gpt-3"]}),
         "c": (None, {"uses": ["gpt"]}), "d": ("2020-02", {"uses": ["mmlu"]})},
        model=["gpt", "gpt-3", "gpt-4"], benchmark=["mmlu"],
    )  # fmt: skip
    graph.nodes["artifact/gpt-3"]["family"] = graph.nodes["artifact/gpt-4"]["variant_of"] = "artifact/gpt"
    found = timeline(corpus_of(graph))
    assert (found["unit"], found["periods"], found["all"]) == ("month", ["2020-01", "2020-02"], [1, 2])
    assert (found["undated"], found["inexact"]) == (1, 0)
    rows = {named(found, row["node"]): row for row in found["families"]}
    assert rows.keys() == {"gpt", "mmlu"}
    gpt = rows["gpt"]
    assert (gpt["papers"], gpt["undated"]) == (3, 1)
    assert [(period, count, listed(found, papers)) for period, count, papers in gpt["cells"]] == [
        (0, 1, ["a"]), (1, 1, ["b"]),
    ]  # fmt: skip
    assert sum(row["papers"] for row in found["regions"]) + found["outside"] == 4


@pytest.mark.parametrize(
    ("dates", "unit", "first", "count", "inexact"),
    [
        (["2020-01", "2022-12"], "month", "2020-01", 36, 0),
        (["2020-01", "2023-01"], "quarter", "2020 Q1", 13, 0),
        (["2010-01", "2023-01"], "year", "2010", 14, 0),
        (["2020-01", "2021"], "year", "2020", 2, 0),  # half of them say the year only
        (["2020-01"] * 10 + ["2021"], "month", "2020-01", 1, 1),
    ],
)
def test_the_unit_of_a_timeline_fits_its_span(
    dates: list[str], unit: str, first: str, count: int, inexact: int
) -> None:
    found = timeline(corpus_of(small({str(number): (date, {}) for number, date in enumerate(dates)})))
    assert (found["unit"], found["periods"][0], len(found["periods"])) == (unit, first, count)
    assert found["inexact"] == inexact
    assert sum(found["all"]) == len(dates) - inexact


def test_use_together_counts_papers_that_work_with_both() -> None:
    graph = small(
        {"a": ("2021", {"evaluatesOn": ["mmlu", "gsm8k"], "mentions": ["math"]}),
         "b": ("2022", {"uses": ["mmlu"], "trainsOn": ["gsm8k"]}),
         "c": (None, {"evaluatesOn": ["mmlu", "math"], "evaluates": ["gpt"]})},
        benchmark=["mmlu", "gsm8k"], dataset=["math"], model=["gpt"],
    )  # fmt: skip
    found = used_together(corpus_of(graph))
    names = [named(found, each) for each in found["names"]]
    assert dict(zip(names, found["alone"], strict=True)) == {"mmlu": 3, "gsm8k": 2, "math": 1}
    pairs = {frozenset((names[one], names[other])): (count, listed(found, papers))
             for one, other, count, papers in found["pairs"]}  # fmt: skip
    assert pairs == {frozenset(("mmlu", "gsm8k")): (2, ["b", "a"]), frozenset(("mmlu", "math")): (1, ["c"])}
    assert (found["of"], found["papers"]) == (3, 3)


def test_what_the_graph_does_not_state_is_not_counted() -> None:
    graph = small({"a": ("2021", {"evaluatesOn": ["mmlu", "gsm8k"]})}, benchmark=["mmlu", "gsm8k"])
    graph.edges["paper/a", "artifact/mmlu", "a|evaluatesOn|mmlu"]["asserted"] = False
    assert used_together(corpus_of(graph))["pairs"] == []


def test_a_large_matrix_holds_no_pairs_of_one_paper() -> None:
    names = [f"name-{number:02d}" for number in range(90)]
    groups = [names[:20], names[:20], *([one, other] for one, other in pairwise(names[20:]))]
    papers = {str(number): ("2020", {"uses": group}) for number, group in enumerate(groups)}
    found = used_together(corpus_of(small(papers, dataset=names)))
    assert len(found["names"]) == 20 <= MOST_NAMES
    assert {count for _, _, count, _ in found["pairs"]} == {2}
    assert all(one < other for one, other, *_ in found["pairs"])


def test_who_is_compared_with_whom() -> None:
    graph = small(
        {"a": ("2021", {"introduces": ["Owl"], "comparesWith": ["bert", "gpt"]}),
         "b": ("2022", {"comparesWith": ["gpt"], "uses": ["bert"]})},
        model=["Owl", "bert", "gpt"],
    )  # fmt: skip
    found = compared_together(corpus_of(graph))
    names = [named(found, each) for each in found["names"]]
    assert {frozenset((names[one], names[other])) for one, other, *_ in found["pairs"]} == {
        frozenset(("Owl", "bert")), frozenset(("Owl", "gpt")), frozenset(("bert", "gpt")),
    }  # fmt: skip
    baselines = [(named(found, node), count, listed(found, papers)) for node, count, papers in found["baselines"]]
    assert baselines == [("gpt", 2, ["b", "a"]), ("bert", 1, ["a"])]


def test_what_rises_stands_in_a_larger_share_of_the_later_papers() -> None:
    early, late = [f"e{number}" for number in range(5)], [f"l{number}" for number in range(5)]
    links: dict[str, list[str]] = {paper: ["steady"] for paper in (*early, *late)}
    for paper in late[:4]:
        links[paper] += ["riser"]
    for paper in (early[0], *late[:2]):
        links[paper] += ["slower"]
    for paper in late[:2]:
        links[paper] += ["rare"]
    papers = {paper: ("2020" if paper in early else "2021", {"mentions": links[paper]}) for paper in links}
    found = rising_names(
        corpus_of(small({**papers, "u": (None, {"mentions": ["riser"]})}, model=["steady", "riser", "slower", "rare"]))
    )
    assert (found["halves"], found["undated"]) == ([["2020", "2020", 5], ["2021", "2021", 5]], 1)
    rows = [(named(found, node), later, earlier, chance) for node, later, earlier, chance, _ in found["rows"]]
    # riser: 5·4·3·2 / (10·9·8·7); slower: (10·5 + 10) / 120, two or three of its three papers are later ones
    assert rows == [("riser", 4, 0, 0.0238), ("slower", 2, 1, 0.5)]
    assert [named(found, each) for each in found["rows"][0][4]] == ["l0", "l1", "l2", "l3"]


def test_too_few_dated_papers_or_one_date_have_no_halves() -> None:
    for count, dates in ((FEWEST_DATED - 1, ["2020", "2021"]), (20, ["2020"])):
        papers = {str(number): (dates[number % len(dates)], {"uses": ["bert"]}) for number in range(count)}
        found = rising_names(corpus_of(small(papers, model=["bert"])))
        assert (found["halves"], found["rows"]) == ([], [])


def test_what_is_new_are_the_newest_papers_and_shared_names_of_no_catalogue() -> None:
    graph = small(
        {"a": ("2021-02", {"introduces": ["Owl"]}), "b": ("2023-01", {"introduces": ["Elk", "bert"], "uses": ["Owl"]}),
         "c": (None, {"introduces": ["Fox"]}), "d": ("2024", {"uses": ["bert"]})},
        model=["Owl", "Elk", "Fox", "bert"],
    )  # fmt: skip
    found = what_is_new(corpus_of(graph))
    newest = [(named(found, paper), date, sorted(listed(found, names))) for paper, date, names in found["newest"]]
    assert newest == [("b", "2023-01", ["Elk", "bert"]), ("a", "2021-02", ["Owl"])]
    names = [(named(found, node), count, listed(found, papers)) for node, count, papers in found["names"]]
    assert names == [("Owl", 2, ["b", "a"])]
    assert (found["introducing"], found["undated"], found["unknown"]) == (2, 1, 3)


@pytest.fixture(scope="module")
def figures() -> tuple[Record, ...]:
    """The small world with more figures: several rankings, and one of each reason that keeps a figure out of them."""
    score, gain = ResultKind.SCORE, ResultKind.GAIN_RELATIVE

    def figure(value: str, **more: Any) -> ResultNode:
        paper, words, kind = more.pop("paper", BETA), more.pop("words", "60%"), more.pop("kind", score)
        return _result(paper, more.pop("model", "owl-7b"), "quizbench", value, kind, words, **more)

    return (
        *RECORDS,
        figure("61", confidence=0.4),
        figure("62", metric=None),
        figure("63", model=None),
        figure("64", condition="zero-shot"),
        figure("65", bound=ResultBound.UP_TO),
        figure("12", kind=gain),
        figure("60", words="41.5%"),  # the same score, read at another place
        figure("60", model_role=ModelRole.PROPOSED),  # what a model is in a paper tells scores apart, as in the query
        figure("3.1", metric="perplexity", unit=None, higher_is_better=False),
        figure(
            "2.9",
            metric="perplexity",
            unit=None,
            higher_is_better=False,
            paper=GAMMA,
            words="3.5 points",
            model="gpt-3",
        ),
        figure("0.7", unit=None, paper=ALPHA, words="41.5%"),
    )


def test_leaderboards_hold_what_the_saved_queries_hold(figures: tuple[Record, ...]) -> None:
    corpus = corpus_of(to_networkx(figures))
    store = memory_store(graph_triples(figures, build=BUILD))
    board = leaderboards(corpus)["artifact/quizbench"]
    results = [corpus.results[place] for place in board["results"]]
    got = [
        (
            group["metric"], group["unit"], result["value"], result["model"], result["model_role"] or "",
            str(group["papers"]), result["paper"],
        )
        for group in board["groups"]
        for result in (results[row] for row in group["rows"])
    ]  # fmt: skip
    answer = run_saved(store, "leaderboard", {"on": "QuizBench"})
    columns = [
        answer.columns.index(name) for name in ("metric", "unit", "value", "model", "modelRole", "papers", "paper")
    ]
    wanted = [tuple(_local(row[column]) for column in columns) for row in answer.rows]
    assert sorted(got) == sorted(wanted)
    assert [row[:4] for row in got] == [row[:4] for row in wanted]  # the best first, in the same order of rankings
    assert [group["metric"] for group in board["groups"]] == ["accuracy", "perplexity", "accuracy"]
    assert [group["lower"] for group in board["groups"]] == [False, True, False]
    refused = run_saved(store, "incomparable-results", {"on": "QuizBench"})
    reason, value = (refused.columns.index(name) for name in ("reason", "value"))
    assert sorted((why, results[row]["value"]) for row, why in board["left_out"]) == sorted(
        (_local(row[reason]), _local(row[value])) for row in refused.rows
    )
    assert len(board["left_out"]) == 6


def _local(term: Any) -> str:
    """A value of an answer without what its IRI begins with."""
    return str(getattr(term, "value", term) or "").removeprefix(DEFAULT_BASE)


def test_a_figure_without_a_kind_is_a_score() -> None:
    assert reason_left_out({"model": "x", "metric": "accuracy"}) == "too unsure"


def test_a_server_gives_the_same_answers_as_a_page(tmp_path: Path) -> None:
    graph = paper_graph(80)
    drawing = draw(graph)
    answers = answers_of_corpus(corpus_of(graph))
    for given in (None, drawing):
        path = tmp_path / f"{given is None}.sqlite"
        write_index(rows_of_graph(graph), path, drawing=given, base=DEFAULT_BASE, title="Test")
        index = Index(path)
        assert index.answer("nothing") is None
        for name, answer in answers.items():
            served = index.answer(name)
            assert served is not None
            assert {key: value for key, value in answer.items() if key not in ("nodes", "results")} == served["answer"]
            assert [node["id"] for node in served["nodes"]] == answer.get("nodes", [])
            for result, place in zip(served["results"], answer.get("results", ()), strict=True):
                assert result["value"] == drawing.results[place]["value"]
                assert result["paper"]["id"] == drawing.results[place]["paper"]
    assert any(name.startswith("board/") for name in answers)


def test_hostile_and_odd_graphs_are_answered() -> None:
    graph = hostile_graph()
    graph.nodes["paper/hostile-0"].update(date="2024-99-01", sources="page", year=2024)
    graph.nodes["paper/hostile-1"].update(date="no date", sources=[1, {}], year=2024)
    graph.nodes["artifact/gpt-4"]["variant_of"] = "artifact/gpt-4o"  # and that is a variant of it
    graph.nodes[next(node for node in graph if node.startswith("result/"))]["value"] = "many"
    assert timeline(corpus_of(graph))["inexact"] == 0
    assert answers_of_corpus(corpus_of(nx.MultiDiGraph()))["timeline"]["periods"] == []


def test_answers_stay_small_in_a_large_graph() -> None:
    names = [f"n{each:03d}" for each in range(200)]
    papers = {f"{number:04d}": (f"{2000 + number % 25}", {"uses": names[number % 7 :: 7]}) for number in range(500)}
    graph = small(papers, dataset=names)
    drawing = draw(graph, node_budget=60, link_budget=60)
    corpus = corpus_of_page(drawing.nodes, drawing.edges, drawing.results, drawing.regions)
    answers = answers_of_corpus(corpus)
    assert len(answers["together"]["pairs"]) > 50
    assert max(len(answer.get("nodes", ())) for answer in answers.values()) <= 700
    assert len(orjson.dumps(answers)) < 60_000
