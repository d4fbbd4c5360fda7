"""In a real browser: what is taken away holds the sentences, and its own library reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from kg.explorer.map.drawn_graph import Graph
from kg.explorer.page.offline_page import write_page
from kg.explorer.served.explorer_index import rows_of_graph, write_index
from kg.explorer.served.index_format import INDEX
from kg.export.exporter_registry import EXPORTERS
from kg.ground.identifiers import DEFAULT_BASE
from kg.rdf.query.store import build_store
from tests.serve.server import serving

from .conftest import EVERYTHING, Explorer
from .graphs import attribute, hostile_graph

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
NAMES = ["Jan van den Berg Jr.", "Gemma Team", "Ada & Ben and Co {x}", "Laurens Van Der Maaten", "Ngô Quốc Æther"]
EVIDENCE = ("field", "start", "end", "words", "quote")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """A hostile graph whose papers are cited in every way that a citation can be."""
    graph = hostile_graph()
    papers = sorted(node for node, kind in attribute(graph, "kind").items() if kind == "paper")
    for number, paper in enumerate(papers):
        graph.nodes[paper].update(
            authors=NAMES[number % 3 :], author_count=9, keywords=["a, b", "c_d"], categories=["cs.CL"],
            venue=["", "NeurIPS 2023", "Journal of {Odd} Things"][number % 3],
        )  # fmt: skip
    graph.nodes[papers[0]].update(arxiv=None, doi=None, urls=["https://example.org/a%20b"], date="2024-13-40")
    graph.nodes[papers[1]].update(arxiv=None, doi="10.1/a b{c}")
    graph.nodes[papers[2]].update(arxiv=None, doi=None, urls=["https://example.org/{x}"])
    edge = next(data for _, _, data in graph.edges(data=True) if len(data["evidence"]) == 1)
    edge["evidence"] = [*edge["evidence"], {"field": "abstract", "start": 0, "end": 3, "text": "=1+1 elsewhere"}]
    return graph


@pytest.fixture(scope="module")
def address(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server of the graph."""
    folder = tmp_path_factory.mktemp("takeaway")
    write_index(rows_of_graph(graph), folder / INDEX, base=DEFAULT_BASE, title="PaperAtlas")
    build_store(iter(()), folder / "store")
    with serving(folder / "store", limits={"workers": 1}) as client:
        yield f"{client.base_url}/explore"


@pytest.fixture(scope="module")
def offline(opened_once: Opened, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    path = tmp_path_factory.mktemp("takeaway") / "graph.html"
    write_page(graph, path)
    return opened_once("takeaway", EVERYTHING, path=path)


@pytest.fixture(scope="module")
def homes(offline: Explorer, address: str, opened_once: Opened) -> dict[str, Explorer]:
    return {"file": offline, "server": opened_once("", EVERYTHING, address=address)}


def wanted_quotes(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """The evidence of each link, computed from the graph."""
    wanted: dict[str, list[dict[str, Any]]] = {}
    for source, _, key, data in graph.edges(keys=True, data=True):
        pieces = wanted.setdefault(key, [])
        for piece in data["evidence"]:
            text = graph.nodes[source]["label" if piece["field"] == "title" else "abstract"]
            span = slice(piece["start"], piece["end"])
            if text[span] == piece["text"]:
                quote = text[piece["sentence_start"] : max(piece["end"], piece["sentence_end"])]
                place = {name: piece[name] for name in EVIDENCE[:3]}
                pieces.append({**place, "words": piece["text"], "quote": quote})
            else:
                none = {"field": "", "start": None, "end": None}
                pieces.append({**none, "words": piece["text"], "quote": piece["text"]})
    return wanted


@pytest.mark.parametrize("home", ["file", "server"])
def test_json_and_csv_hold_each_sentence_and_where_its_words_stand(
    home: str, homes: dict[str, Explorer], graph: Graph
) -> None:
    explorer, wanted = homes[home], wanted_quotes(graph)
    assert any("🙂" in piece["quote"] for pieces in wanted.values() for piece in pieces)
    links = {link["id"] for link in explorer.ask("links()")}
    read: nx.MultiDiGraph[str] = nx.MultiDiGraph(nx.node_link_graph(json.loads(explorer.export("json")), edges="edges"))
    edges = {key: data for _, _, key, data in read.edges(keys=True, data=True)}
    assert {key: data["evidence"] for key, data in edges.items()} == {key: wanted[key] for key in links}
    for source, target, data in read.edges(data=True):
        assert data["source_label"] == graph.nodes[source]["label"]
        assert data["target_label"] == graph.nodes[target]["label"]
    papers = [node for node, kind in attribute(read, "kind").items() if kind == "paper"]
    assert all(read.nodes[node]["abstract"] == graph.nodes[node]["abstract"] for node in papers)

    raw = explorer.export("csv")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    got: dict[str, list[dict[str, Any]]] = {key: [] for key in links}
    for row in rows:
        place = {name: int(row[name]) if row[name] else None for name in ("start", "end")}
        piece = {**{name: row[name].removeprefix("'") for name in EVIDENCE}, **place}
        got[row["link"]] += [piece] if row["words"] else []
        assert row["target_label"].removeprefix("'") == graph.nodes[row["target"]]["label"]
        assert row["type"] == (edges[row["link"]]["type"] or "")
    assert got == {key: wanted[key] for key in links}
    frame = pd.read_csv(io.BytesIO(raw))
    assert list(frame.columns[:2]) == ["source", "source_label"]
    confident = frame.dropna(subset=["confidence"]).drop_duplicates("link").set_index("link")["confidence"]
    asked = {key: edges[key]["confidence"] for key in links if edges[key]["confidence"] is not None}
    assert confident.to_dict() == asked
    assert explorer.faults == []


@pytest.mark.parametrize("home", ["file", "server"])
def test_citations_are_those_of_the_exporters(
    home: str, homes: dict[str, Explorer], graph: Graph, tmp_path: Path
) -> None:
    for name, choice in (("bibtex", "bibtex"), ("csl-json", "csl")):
        EXPORTERS[name].write(graph, tmp_path / choice)
        assert homes[home].export(choice).decode() == (tmp_path / choice).read_text(encoding="utf-8")


def test_a_server_is_asked_in_parts_and_the_page_says_how_far_it_is(homes: dict[str, Explorer]) -> None:
    explorer = homes["server"]
    explorer.page.evaluate("""() => {
      window.heard = [];
      new MutationObserver(() => heard.push(document.querySelector('#said').textContent))
        .observe(document.querySelector('#said'), { childList: true, characterData: true, subtree: true });
    }""")
    explorer.requests.clear()
    explorer.export("csv")
    links = explorer.counts()[1]
    heard = explorer.page.evaluate("heard")
    parts = [request for request in explorer.requests if request.endswith("/quotes")]
    assert len(parts) == -(-links // 250) > 0
    assert f"Fetching the sentences: {links:,} of {links:,} links" in heard
    assert heard[-1] == "Saved paperatlas.csv"
