"""The report: true counts, the same bytes, nothing that runs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import networkx as nx
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.map.kinds import KINDS
from kg.explorer.page.assets import FOLDER
from kg.explorer.report.charts import figure
from kg.explorer.report.counts import Table, tables
from kg.explorer.report.report_page import write_report
from kg.ground.errors import OutputError

from .graphs import attribute, hostile_graph, paper_graph

WORKING = {"introduces", "uses", "trainsOn", "evaluatesOn"}


def by_name(graph: Graph) -> dict[str, Table]:
    return {table.name: table for table in tables(graph)}


def test_the_counts_are_those_of_the_graph() -> None:
    graph = paper_graph(80)
    made = by_name(graph)
    years = attribute(graph, "year")
    assert dict(made["years"].rows) == {str(year): list(years.values()).count(year) for year in range(2019, 2026)}
    kinds = list(attribute(graph, "kind").values())
    assert {row[0]: row[1] + row[2] for row in made["types"].rows}["Models"] == kinds.count("model")
    name, papers = made["benchmarks"].rows[0]
    node = next(node for node, label in attribute(graph, "label").items() if label == name)
    assert papers == len({paper for paper in graph.predecessors(node) if paper.startswith("paper/")})
    introduced = next(row for row in made["roles"].rows if row[0] == "introduces")
    assert sum(introduced[1:]) == sum(data["predicate"] == "introduces" for *_, data in graph.edges(data=True))


def test_together_is_symmetric_and_its_diagonal_those_that_work_with_one() -> None:
    graph = paper_graph(80)
    made = by_name(graph)
    matrix = [row[1:] for row in made["together"].rows]
    assert matrix == [tuple(row[i] for row in matrix) for i in range(len(matrix))]
    working: Counter[str] = Counter()
    for source, target in {(s, t) for s, t, data in graph.edges(data=True) if data["predicate"] in WORKING}:
        working[str(graph.nodes[target]["label"])] += source.startswith("paper/")
    assert all(row[1 + place] == working[row[0]] for place, row in enumerate(made["together"].rows))
    assert all(sum(row) > row[place] for place, row in enumerate(matrix))  # none without a partner


def test_what_is_left_out_is_said() -> None:
    graph = paper_graph(80)
    made = by_name(graph)
    undated = sum(year is None for node, year in attribute(graph, "year").items() if node.startswith("paper/"))
    assert made["years"].note == f"{undated} papers without a date are not shown."
    assert re.search(r"; 15 of \d\d\.$", made["benchmarks"].note)
    few: Graph = nx.MultiDiGraph(graph.subgraph([node for node in graph if node < "paper/2401.00008"]))
    assert "benchmark-years" not in by_name(few)  # too few to say anything over time


def test_confidence_tells_artifacts_from_topics() -> None:
    graph = paper_graph(80)
    row = by_name(graph)["confidence"].rows[-1]
    sure = [target for _, target, data in graph.edges(data=True) if (data["confidence"] or 0) >= 0.9]
    topics = sum(target.startswith("topic/") for target in sure)
    assert row[1:] == (len(sure) - topics, topics)


@pytest.mark.parametrize("table", tables(paper_graph(80)), ids=lambda table: table.name)
def test_colours_are_those_of_the_page_in_light_and_dark(table: Table) -> None:
    drawn = figure(table)
    assert not re.search(r"#[0-9a-f]{6}\b", drawn)
    style = (FOLDER / "templates" / "report.html.jinja").read_text(encoding="utf-8")
    kinds = {kind.name for kind in KINDS}
    for name in set(re.findall(r"var\(--(\w+)\)", drawn)) - kinds:
        assert style.count(f"--{name}: #") == 2, name


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The report of 30 papers."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(paper_graph(30), path)
    return path.read_bytes()


def test_the_same_graph_gives_the_same_bytes(written: bytes, tmp_path: Path) -> None:
    figure.cache_clear()
    write_report(paper_graph(30), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == written


def test_every_figure_parses_nothing_runs_and_nothing_is_fetched(tmp_path: Path) -> None:
    write_report(hostile_graph(), tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    roots = [ElementTree.fromstring(each) for each in re.findall(r"<svg.*?</svg>", page, re.S)]
    assert [root.get("aria-label") for root in roots] == [table.title for table in tables(hostile_graph())]
    inner = [each.tag for root in roots for each in root.iter()]
    assert not [tag for tag in inner if tag.endswith(("script", "image", "foreignObject"))]
    assert not re.search(r"<(script|img|iframe|link)\b", page)
    assert not re.search(r"""(?:src|href)=["'](?!#|graph\.html#)""", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_settings_of_matplotlib_change_no_byte(written: bytes, tmp_path: Path) -> None:
    figure.cache_clear()
    with mpl.rc_context({"axes.grid": True, "lines.linewidth": 9, "figure.facecolor": "red", "font.size": 20}):
        write_report(paper_graph(30), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == written


def test_a_graph_without_anything_has_an_empty_report(tmp_path: Path) -> None:
    graph: Graph = nx.MultiDiGraph()
    assert tables(graph) == []
    write_report(graph, tmp_path / "report.html")
    with pytest.raises(OutputError, match="there is no folder"):
        write_report(graph, tmp_path / "none" / "report.html")
