"""Every exporter: one contract, and a round trip through the library that reads the form."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.export.citations.citation_formats import CITATION_FORMATS
from kg.export.csv_tables import cell
from kg.export.cypher import literal
from kg.export.exporter_registry import EXPORTERS
from kg.export.flat_graph import flat, flat_graph, known
from kg.export.node_link import read_node_link
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import Network, to_networkx
from kg.ground.errors import OutputError
from kg.ground.identifiers import arxiv_id
from tests import samples

HOSTILE = (
    "<script>alert(1)</script>",
    "\"quoted\" & 'so'",
    "x" * 10_000,
    "a\x00b\ufffe",
    "模型 🗺",
    "back\\slash\nline",
)


@pytest.fixture
def graph() -> Network:
    graph = to_networkx(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))
    for number, text in enumerate(HOSTILE):
        graph.add_node(f"paper/hostile-{number}", kind="paper", label=text, types=["paper"], abstract=text, year=2020)
    return graph


PARTIAL = {
    "every-eval-ever",
    "sssom",
    *CITATION_FORMATS,
}  # formats that hold a part of the graph; tests of their own say which


@pytest.fixture(params=sorted(EXPORTERS))
def name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # of forms that say when they were written
    return str(request.param)


def _bytes(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


def test_the_same_graph_gives_the_same_bytes(name: str, graph: Network, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        EXPORTERS[name].write(graph, tmp_path / folder / "graph")
    assert _bytes(tmp_path / "one" / "graph") == _bytes(tmp_path / "two" / "graph")


def test_every_form_is_utf_8_and_names_every_node_and_edge(name: str, graph: Network, tmp_path: Path) -> None:
    EXPORTERS[name].write(graph, tmp_path / "graph")
    text = "".join(content.decode("utf-8") for content in _bytes(tmp_path / "graph").values())
    if name in PARTIAL:
        return
    assert all(node in text for node in graph)
    assert all(key in text for _, _, key in graph.edges(keys=True))


def test_an_empty_graph_can_be_written(name: str, tmp_path: Path) -> None:
    EXPORTERS[name].write(nx.MultiDiGraph(), tmp_path / "graph")
    assert _bytes(tmp_path / "graph")


def test_node_link_reads_back_equal(graph: Network, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    EXPORTERS["json"].write(graph, path)
    again = read_node_link(path)
    assert _nodes(again) == _nodes(graph)
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


@pytest.mark.parametrize("content", ["", "{}", "[1]", "not json"])
def test_what_is_no_node_link_graph_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_text(content)
    with pytest.raises(OutputError, match=r"graph\.json"):
        read_node_link(path)


def test_graphml_reads_back_with_flat_attributes(graph: Network, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    EXPORTERS["graphml"].write(graph, path)
    again: Network = nx.MultiDiGraph(nx.read_graphml(path, force_multigraph=True))
    assert _nodes(again) == {
        node: {key: value for key, value in flat(data).items() if value != ""} for node, data in _nodes(graph).items()
    }
    assert _edges(again) == _edges(graph)
    assert orjson.loads(again.nodes["artifact/mmlu"]["types"]) == ["benchmark", "dataset"]


NUMBERS = {"year": int, "author_count": int, "comments": int, "upvotes": int, "value": float, "confidence": float,
           "weight": float, "known": bool, "asserted": bool, "candidate": bool, "higher_is_better": bool,
           "comparable": bool, "named_only": bool, "low": float}  # fmt: skip


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_is_a_number_is_read_back_as_one(form: str, graph: Network, tmp_path: Path) -> None:
    EXPORTERS[form].write(graph, tmp_path / "graph")
    again = nx.read_graphml(tmp_path / "graph") if form == "graphml" else nx.read_gexf(tmp_path / "graph")
    seen = set()
    for data in [*dict(again.nodes(data=True)).values(), *(data for *_, data in again.edges(data=True))]:
        for name, value in data.items():
            assert type(value) is NUMBERS.get(name, str), name
            seen.add(name)
    assert seen >= {"year", "author_count", "value", "confidence", "weight", "known", "candidate", "higher_is_better"}
    weights = {data["id"]: data["weight"] for *_, data in again.edges(data=True)}
    expected = {key: data["confidence"] for *_, key, data in graph.edges(keys=True, data=True)}
    assert weights == {key: 1.0 if confidence is None else confidence for key, confidence in expected.items()}
    assert len(set(weights.values())) > 1


@pytest.mark.parametrize("write", [nx.write_graphml_xml, nx.write_gexf, nx.write_gml], ids=lambda write: write.__name__)
def test_the_flat_form_goes_through_networkx_s_own_writers(write: Any, graph: Network, tmp_path: Path) -> None:
    part = graph.subgraph(["artifact/mmlu", *graph.pred["artifact/mmlu"]])
    write(flat_graph(part), tmp_path / "graph")
    assert "artifact/mmlu" in (tmp_path / "graph").read_text(encoding="utf-8")
    assert flat_graph(part).number_of_edges() == part.number_of_edges() > 0


def test_a_decimal_is_a_number_in_cypher_too(graph: Network, tmp_path: Path) -> None:
    value = next(data["value"] for _, data in graph.nodes(data=True) if data["kind"] == "result")
    EXPORTERS["cypher"].write(graph, tmp_path / "graph")
    assert f"value: {float(value)}" in (tmp_path / "graph").read_text(encoding="utf-8")
    assert known({"value": "-1.50"}) == {"value": -1.5}
    assert known({"value": "nan"}) == {"value": "nan"}


def test_gexf_reads_back(graph: Network, tmp_path: Path) -> None:
    path = tmp_path / "graph.gexf"
    EXPORTERS["gexf"].write(graph, path)
    again = nx.read_gexf(path)
    assert set(again) == set(graph)
    assert again.nodes["artifact/mmlu"]["label"] == "MMLU"
    assert {(one, other, data["predicate"]) for one, other, data in again.edges(data=True)} == {
        (one, other, data["predicate"]) for one, other, data in graph.edges(data=True)
    }


def _nodes(graph: Network) -> dict[str, dict[str, Any]]:
    return {node: graph.nodes[node] for node in graph}


def _edges(graph: Network) -> set[tuple[str, str, str, str]]:
    return {(one, other, key, data["predicate"]) for one, other, key, data in graph.edges(keys=True, data=True)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_hold_every_node_and_edge(graph: Network, tmp_path: Path) -> None:
    EXPORTERS["csv"].write(graph, tmp_path / "tables")
    nodes = {row["id"]: row for row in _rows(tmp_path / "tables" / "nodes.csv")}
    edges = {row["id"]: row for row in _rows(tmp_path / "tables" / "edges.csv")}
    assert set(nodes) == set(graph)
    assert set(edges) == {key for _, _, key in graph.edges(keys=True)}
    assert nodes["artifact/mmlu"]["types"] == "benchmark | dataset"
    known = {name for _, data in graph.nodes(data=True) for name in data}
    assert known <= set(nodes["artifact/mmlu"]), "every attribute has a column"


def test_an_arxiv_id_is_text_to_every_program(graph: Network, tmp_path: Path) -> None:
    graph.nodes["paper/hostile-0"]["arxiv"] = "2401.00010"
    EXPORTERS["csv"].write(graph, tmp_path)
    rows = {row["id"]: row["arxiv"] for row in _rows(tmp_path / "nodes.csv")}
    assert rows["paper/hostile-0"] == "arXiv:2401.00010"
    assert rows["paper/hostile-1"] == ""
    assert {value[:6] for value in rows.values() if value} == {"arXiv:"}
    assert all(arxiv_id(value) for value in rows.values() if value), "the readers take it back"


def test_spreadsheets_and_frames_read_letters_and_names_of_columns(graph: Network, tmp_path: Path) -> None:
    EXPORTERS["csv"].write(graph, tmp_path)
    for name in ("nodes.csv", "edges.csv"):
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbfid,"), "Excel reads UTF-8 by this mark only"
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    nodes = pandas.read_csv(tmp_path / "nodes.csv")
    assert nodes.columns[0] == "id"
    assert "模型 🗺" in set(nodes["label"])
    assert nodes["arxiv"].dropna().str.startswith("arXiv:").all()
    assert nodes["value"].dtype.kind == "f"
    frame = polars.read_csv(tmp_path / "nodes.csv", infer_schema_length=None)
    assert (frame.columns[0], frame["arxiv"].dtype) == ("id", polars.String)
    graph.add_node("artifact/none", kind="model", label="None", types=["model"])
    EXPORTERS["csv"].write(graph, tmp_path)
    nodes = pandas.read_csv(tmp_path / "nodes.csv", keep_default_na=False, na_values=[""])  # as docs/formats.md says
    assert "None" in set(nodes["label"])


def test_no_cell_is_a_formula(graph: Network, tmp_path: Path) -> None:
    EXPORTERS["csv"].write(graph, tmp_path / "tables")
    cells = [value for row in _rows(tmp_path / "tables" / "nodes.csv") for value in row.values()]
    assert "'=Reading Maps with Words" in cells
    assert not [value for value in cells if value.startswith(("=", "+", "@", "\t", "\r", "＝", "＋", "－", "＠"))]


@given(st.text())
def test_a_cell_starts_with_no_sign_unless_it_is_a_number(text: str) -> None:
    written = cell(text)
    assert written.lstrip("'") == text.lstrip("'")
    if written[:1] in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"):
        float(written)


def _statements(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines()


def test_cypher_is_one_closed_statement_a_line(graph: Network, tmp_path: Path) -> None:
    path = tmp_path / "graph.cypher"
    EXPORTERS["cypher"].write(graph, path)
    lines = list(_statements(path))
    assert len(lines) == 1 + graph.number_of_nodes() + graph.number_of_edges()
    for line in lines:
        bare = re.sub(r"'(?:[^'\\]|\\.)*'", "''", line)
        assert bare.count("'") % 2 == 0
        assert re.fullmatch(r"(CREATE|MERGE|MATCH)[\w\s:(){},.\[\]\->=+']*;", bare), bare
    assert any(":Benchmark:Dataset" in line for line in lines)
    assert any("[r:EVALUATES_ON" in line for line in lines)


@given(st.text())
def test_a_cypher_text_cannot_be_left(text: str) -> None:
    written = literal(text)
    assert re.fullmatch(r"'(?:[^'\\]|\\.)*'", written, re.DOTALL)
    assert "\n" not in written


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.none(), st.text(), st.booleans(), st.lists(st.text()))))
def test_flat_values_are_scalars_without_what_xml_forbids(attributes: dict[str, Any]) -> None:
    for value in flat(attributes).values():
        assert isinstance(value, str | int | float | bool)
        assert not (isinstance(value, str) and "\x00" in value)
