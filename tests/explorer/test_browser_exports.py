"""In a real browser: each export holds the view, and its own library reads it."""

from __future__ import annotations

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
import rdflib

from kg.atlas.atlas import Atlas
from kg.export.exporter_registry import EXPORTERS

from .conftest import EVERYTHING, Explorer

pytestmark = pytest.mark.browser
Opened = Callable[..., Explorer]
BASE = "https://w3id.org/paperatlas/"


@pytest.fixture
def filtered(opened_once: Opened) -> Explorer:
    """A hostile graph without its datasets: exports hold what is in view and nothing else."""
    explorer = opened_once("hostile")
    explorer.restart()
    explorer.page.click('[data-name="dataset"]')
    return explorer


def test_png_is_a_sheet_of_a4_at_print_size(filtered: Explorer) -> None:
    image = filtered.export("png")
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", image[16:24]) == pytest.approx((297 / 25.4 * 300, 210 / 25.4 * 300), abs=2)
    assert len(zlib.compress(image)) > 100_000  # an empty sheet of that size has 20,000


def test_svg_has_a_mark_for_every_node(filtered: Explorer) -> None:
    root = ElementTree.fromstring(filtered.export("svg"))
    space = "{http://www.w3.org/2000/svg}"
    marks = root.findall(f".//{space}path[@class='node']")
    assert len(marks) == filtered.counts()[0]
    titles = {mark.findtext(f"{space}title") for mark in marks}
    assert titles == {node["label"] for node in filtered.nodes().values()}
    assert len(root.findall(f".//{space}line")) == filtered.counts()[1]
    assert not root.findall(f".//{space}script")
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")


def test_svg_is_what_the_page_shows_with_title_dates_and_legend(papers: Explorer) -> None:
    root = ElementTree.fromstring(papers.export("svg"))
    space = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in root.iter(f"{space}text")]
    assert texts[0] == "PaperAtlas"
    assert re.fullmatch(
        r"60 papers, \d{4}-\d\d to \d{4}-\d\d · .* nodes, .* links · picture of \d{4}-\d\d-\d\d", texts[1] or ""
    )
    legend = root.find(f".//{space}g[@class='legend']")
    assert legend is not None
    shown = papers.page.evaluate("""() => [...document.querySelectorAll('#kinds button, #predicates button')]
      .filter((row) => row.checkVisibility() && row.getAttribute('aria-pressed') === 'true')
      .map((row) => [...row.querySelectorAll('span')].map((each) => each.textContent))""")
    rows = [[text.text for text in row.iter(f"{space}text")] for row in legend.findall(f"{space}g")]
    assert sorted(rows) == sorted(shown)
    regions = root.findall(f".//{space}g[@class='region']")
    assert sum(len(region) for region in regions) == len(papers.nodes()) - papers.page.evaluate(
        "paperatlas.nodes().filter((node) => node.region < 0).length"
    )
    written = " ".join(text or "" for text in texts)
    assert all(any(word in written for word in name.split()) for name in papers.ask("names()")["regions"])
    # The marks lie as on the map: one scale, one shift.
    places = papers.nodes()
    marks = {mark.findtext(f"{space}title"): mark.get("d", "") for mark in root.iter(f"{space}path")}
    middles = {label: _middle(path) for label, path in marks.items() if label}
    map_x, map_y, x, y = zip(
        *[(each["x"], each["y"], *middles[each["label"]]) for each in places.values()], strict=True
    )
    assert np.corrcoef(map_x, x)[0, 1] > 0.9999
    assert np.corrcoef(map_y, y)[0, 1] > 0.9999


def _middle(path: str) -> tuple[float, float]:
    """The middle of an outline: of a circle, which is written as two arcs, or of points."""
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", path)]
    if "a" in path:
        return numbers[0] + numbers[2], numbers[1]
    return (max(numbers[::2]) + min(numbers[::2])) / 2, (max(numbers[1::2]) + min(numbers[1::2])) / 2


def test_json_is_read_by_networkx(filtered: Explorer) -> None:
    graph = nx.node_link_graph(json.loads(filtered.export("json")), edges="edges")
    assert set(graph) == filtered.nodes().keys()
    assert graph.number_of_edges() == filtered.counts()[1]
    assert "dataset" not in {data["kind"] for _, data in graph.nodes(data=True)}


def test_turtle_is_a_part_of_the_builds_own(opened: Opened, built: Path) -> None:
    whole = set(rdflib.Graph().parse(built / "graph.ttl"))
    explorer = opened("", EVERYTHING, path=built / "graph.html")
    part = set(rdflib.Graph().parse(data=explorer.export("turtle").decode(), format="turtle"))
    assert part <= whole
    assert {str(subject) for subject, _, _ in part} == {BASE + id_ for id_ in explorer.nodes()}
    assert len(part) > 250


def test_csv_has_a_row_for_every_link_and_no_formula(filtered: Explorer) -> None:
    rows = list(csv.reader(io.StringIO(filtered.export("csv").decode(), newline="")))
    links = {(link["source"], link["predicate"], link["target"]) for link in filtered.ask("links()")}
    assert {(row[0], row[3], row[4]) for row in rows[1:]} == links
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any("HYPERLINK" in cell for row in rows for cell in row)


def test_bibtex_of_the_page_is_that_of_the_exporter(
    filtered: Explorer, graph_of: Callable[[str], nx.MultiDiGraph[str]], opened: Opened, built: Path, tmp_path: Path
) -> None:
    EXPORTERS["bibtex"].write(graph_of("hostile"), tmp_path / "hostile.bib")
    written = filtered.export("bibtex").decode()
    assert written == (tmp_path / "hostile.bib").read_text(encoding="utf-8")
    assert "  eprint = {2401.00003}" in written
    assert r"\textbraceleft{}\textbraceleft{}7*7\textbraceright{}" in written
    explorer = opened("", EVERYTHING, path=built / "graph.html")
    Atlas(built).export("bibtex", tmp_path / "built.bib")
    assert explorer.export("bibtex") == (tmp_path / "built.bib").read_bytes()


def test_turtle_holds_the_visible_triples(filtered: Explorer) -> None:
    graph = rdflib.Graph().parse(data=filtered.export("turtle").decode(), format="turtle")
    nodes = filtered.nodes()
    assert {str(each) for each in graph.subjects()} == {BASE + node for node in nodes}
    links = {(BASE + link["source"], link["predicate"], BASE + link["target"]) for link in filtered.ask("links()")}
    written = {
        (str(subject), re.split("[#/]", str(predicate))[-1], str(object_))
        for subject, predicate, object_ in graph
        if isinstance(object_, rdflib.URIRef) and predicate != rdflib.RDF.type
    }
    assert written == links
    titles = {str(each) for each in graph.objects(None, rdflib.DCTERMS.title)}
    assert titles == {node["label"] for node in nodes.values() if node["kind"] == "paper"}
