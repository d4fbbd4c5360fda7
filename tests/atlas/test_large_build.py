"""A build of more papers than NetworkX is to hold: the page and what it reads have a part, all else has all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kg
from kg.atlas.make.pipeline import build
from kg.atlas.manifest import read_manifest
from kg.cli.main import main
from kg.explorer.map.landmark_papers import landmark_papers
from kg.graph.networks import Network
from kg.ground.errors import OutputError

from .conftest import PAPERS

_PART = 2


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "out"
    build([PAPERS], folder, network_papers=_PART)
    return folder


def _papers(graph: Network) -> set[str]:
    return {node for node in graph if graph.nodes[node]["kind"] == "paper"}


def test_the_part_has_the_landmarks_and_says_so(large: Path, built: Path) -> None:
    atlas, whole = kg.open(large), kg.open(built)
    part = landmark_papers(whole.readings, _PART, assert_above=0.5)
    assert _papers(atlas.graph) == part
    assert atlas.manifest.network_text() == "2 of 6 papers, the landmarks and the newest"
    assert atlas.graph.graph["part"] == "2 of 6 papers"
    assert "<h1>PaperAtlas: 2 of 6 papers" in (large / "graph.html").read_text(encoding="utf-8")
    assert "2 of 6 papers" in (large / "report.html").read_text(encoding="utf-8")


def test_all_else_has_all(large: Path, built: Path) -> None:
    same = ("graph.ttl", "graph.nt.gz", "papers.jsonl", "readings.jsonl", "explorer.sqlite")
    assert [name for name in same if (large / name).read_bytes() != (built / name).read_bytes()] == []
    whole = kg.open(large).whole_graph
    assert {node: whole.nodes[node] for node in whole} == {node: kg.open(built).graph.nodes[node] for node in whole}
    assert set(whole.edges(keys=True)) == set(kg.open(built).graph.edges(keys=True))


def test_exports_and_releases_have_all_and_a_part_is_not_taken_for_it(large: Path, built: Path, tmp_path: Path) -> None:
    kg.open(large).export("graphml", tmp_path / "all.graphml")
    assert (tmp_path / "all.graphml").read_bytes() == (built / "graph.graphml").read_bytes()
    with pytest.raises(OutputError, match=r"holds 2 of 6 papers, .*; name another file, to have all papers in it"):
        kg.open(large).export("graphml", large / "graph.graphml")


def test_a_paper_outside_the_part_is_found_and_cited(
    large: Path, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    atlas, whole = kg.open(large), kg.open(built)
    for paper in sorted(_papers(whole.graph) - _papers(atlas.graph)):
        assert atlas.entity(paper).links == whole.entity(paper).links
        assert main(["show", paper, "-o", str(large)]) == 0
        shown = capsys.readouterr().out
        assert main(["show", paper, "-o", str(built)]) == 0
        assert shown == capsys.readouterr().out
    assert main(["show", "No Such Thing", "-o", str(large)]) == 1
    assert "what is shown is of 2 of 6 papers" in capsys.readouterr().err
    query = "SELECT ?paper { ?paper a schema:ScholarlyArticle } ORDER BY ?paper"
    assert atlas.citations(atlas.query(query), "bibtex") == whole.citations(whole.query(query), "bibtex")


def test_an_artifact_has_all_its_papers(large: Path, built: Path) -> None:
    atlas, whole = kg.open(large), kg.open(built)
    names = sorted(node for node in whole.graph if node.startswith("artifact/"))
    for node in names[:8]:
        label = whole.graph.nodes[node]["label"]
        assert {link.other for link in atlas.entity(node).links} >= {
            link.other for link in whole.entity(node).links if link.other.startswith("paper/")
        }, label


def test_add_keeps_the_size_and_says_what_the_page_holds(
    large: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(large, tmp_path / "out"))
    more = tmp_path / "more.jsonl"
    more.write_text('{"title": "A Note on Wugs"}\n', encoding="utf-8")
    assert main(["add", str(more), "-o", str(folder), "-q"]) == 0
    assert "graph.html, graph.json, report.html show the graph as it was before" in capsys.readouterr().err
    assert len(kg.open(folder).whole_graph) > len(kg.open(large).whole_graph)
    with pytest.raises(OutputError, match=r"graph.html shows the graph before its last change.* paperatlas refresh"):
        kg.open(folder).page()
    assert main(["refresh", "-o", str(folder), "-q"]) == 0
    said = capsys.readouterr().err
    assert "Made anew: explorer.sqlite, graph.graphml, graph.html" in said
    assert "hold 2 of 7 papers, the landmarks and the newest (--network-papers); Turtle" in said
    assert read_manifest(folder).network_papers == _PART
