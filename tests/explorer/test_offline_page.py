"""The page as it is written: its data, its safety, its scripts, its colours."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.explorer.map.drawn_graph import Graph, draw
from kg.explorer.map.kinds import HUES, KINDS, TINT, Kind
from kg.explorer.page import assets
from kg.explorer.page.offline_page import read_map, write_page
from kg.explorer.page.payload import embed, payload
from kg.explorer.page.pyvis_network import view
from kg.explorer.page.script_modules import join_modules
from kg.ground.errors import OutputError
from kg.ground.schema import LinkGroup, Relation, Role

from .contrast import channels, contrast, linear
from .graphs import HOSTILE_TITLES, attribute, hostile_graph, paper_graph

JS = assets.FOLDER / "js"


def data_of(path: Path) -> dict[str, Any]:
    page = path.read_text(encoding="utf-8")
    match = re.search(r'<script id="atlas-data" type="application/json">(.*?)</script>', page, re.S)
    assert match
    loaded: dict[str, Any] = json.loads(match.group(1))
    return loaded


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    write_page(paper_graph(30), tmp_path / "a.html")
    write_page(paper_graph(30), tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert [each.name for each in sorted(tmp_path.iterdir())] == ["a.html", "b.html"]


def test_pyvis_holds_the_graph_and_renders_the_page(tmp_path: Path) -> None:
    from pyvis.network import Network

    graph = paper_graph(20)
    network = view(graph, title="A <b>title</b>")
    assert isinstance(network, Network)
    assert {node["id"] for node in network.nodes} == {
        n for n, kind in attribute(graph, "kind").items() if kind != "result"
    }
    assert len(network.edges) == graph.number_of_edges()
    network.nodes[0]["label"] = "Renamed by its user"
    network.write_html(str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h1>A &lt;b&gt;title&lt;/b&gt;</h1>" in page
    assert data_of(tmp_path / "page.html")["nodes"][0][1] == "Renamed by its user"


def test_hostile_titles_cannot_leave_their_element(tmp_path: Path) -> None:
    write_page(hostile_graph(), tmp_path / "page.html", title=HOSTILE_TITLES[1])
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    tags = Counter(_tags(page))
    assert tags["script"] == 2
    assert not tags.keys() & {"img", "a", "iframe", "object"}
    labels = {row[1] for row in data_of(tmp_path / "page.html")["nodes"]}
    assert set(HOSTILE_TITLES) <= labels


def _tags(page: str) -> list[str]:
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append(tag)  # type: ignore[method-assign]
    parser.feed(page)
    return found


_NUMBERS = st.integers(-(2**63), 2**63 - 1)


@given(
    st.recursive(st.text() | _NUMBERS | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_embedded_data_reads_back_and_holds_no_markup(value: object) -> None:
    text = str(embed(value))
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_what_json_cannot_hold_becomes_text() -> None:
    assert json.loads(embed({"path": Path("a"), "lone": "\ud800", "set": {"b", "a"}, "many": 2**70})) == {
        "path": "a", "lone": "?", "set": ["a", "b"], "many": str(2**70),
    }  # fmt: skip


def test_evidence_counts_in_utf16_and_survives_wrong_offsets() -> None:
    text = "🙂🙂 Ask GPT-4. 𝒳 ends."
    start = text.index("GPT-4")
    place = {"start": start, "end": start + 5, "sentence_start": 3, "sentence_end": 13}
    right = {"field": "abstract", "text": "GPT-4"} | place
    wrong = right | {"start": 0, "end": 5}
    nodes: list[dict[str, object]] = [
        {"id": "paper/1", "label": "t", "kind": "paper", "facts": {"abstract": text}},
        {"id": "artifact/gpt-4", "label": "GPT-4", "kind": "model"},
    ]
    edge = {"id": "link/1", "from": "paper/1", "to": "artifact/gpt-4", "predicate": "uses", "evidence": [right, wrong]}
    pieces = payload(nodes, [edge])["links"][0][6]
    units = text.encode("utf-16-le")
    _, first, last, sentence, end = pieces[0]
    assert units[2 * first : 2 * last].decode("utf-16-le") == "GPT-4"
    assert units[2 * sentence : 2 * end].decode("utf-16-le") == "Ask GPT-4."
    assert pieces[1] == ["GPT-4", "GPT-4"]


def test_attributes_may_be_missing() -> None:
    graph: Graph = nx.MultiDiGraph()
    graph.add_edge("paper/1", "artifact/x", key="link/1")
    graph.add_edge("paper/1", "paper/1", key="loop", predicate="something new")
    drawing = draw(graph)
    assert [node["kind"] for node in drawing.nodes] == ["method", "paper"]
    data = payload(drawing.nodes, drawing.edges)
    assert data["predicates"][-1]["name"] == "something new"


def test_results_are_rows_and_no_nodes(tmp_path: Path) -> None:
    graph = paper_graph(40)
    write_page(graph, tmp_path / "page.html")
    data = data_of(tmp_path / "page.html")
    results = [node for node, kind in attribute(graph, "kind").items() if kind == "result"]
    assert len(data["results"]) == len(results) > 0
    assert not [row for row in data["nodes"] if row[0] in results]


def test_the_map_is_read_back(tmp_path: Path) -> None:
    drawing = write_page(paper_graph(20), tmp_path / "page.html")
    assert read_map(tmp_path / "page.html") == drawing.map


@pytest.mark.parametrize(
    "text",
    [
        None, "<p>not a page</p>", '<script id="atlas-data" type="application/json">{"server": "explore/"}</script>',
        '<script id="atlas-data" type="application/json">{"nodes": [[1, 2]]}</script>',
        '<script id="atlas-data" type="application/json">{"nodes": [["a",0,0,0,0,0,0,1e999,0]]}</script>',
        '<script id="atlas-data" type="application/json">{"nodes": [["a",0,0,0,0,0,999999999,0,0]]}</script>',
        '<script id="atlas-data" type="application/json">{</script>',
    ],
)  # fmt: skip
def test_what_holds_no_positions_is_named(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "other.html").write_text(text)
    with pytest.raises(OutputError, match=r"other\.html.*graph\.html of a build"):
        read_map(tmp_path / "other.html")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"none/page\.html: there is no folder"):
        write_page(paper_graph(2), tmp_path / "none" / "page.html")


def test_the_policy_names_the_hashes_of_what_is_in_the_page(tmp_path: Path) -> None:
    write_page(paper_graph(5), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    policy = dict(part.strip().split(" ", 1) for part in html.unescape(found.group(1)).split(";"))
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    assert "unsafe" not in found.group(1)
    assert policy["script-src"].split() == [_hash(text) for text in re.findall(r"<script>(.*?)</script>", page, re.S)]
    assert policy["style-src"].split() == [_hash(text) for text in re.findall(r"<style>(.*?)</style>", page, re.S)]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_an_empty_page_is_small_and_holds_no_drawing_library(tmp_path: Path) -> None:
    write_page(nx.MultiDiGraph(), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "vis.Network" not in page
    assert len(page) < 450_000  # with vis-network it had 600,000, and did less


def test_descriptions_and_types_stay_behind(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "one.js").write_text(
        "/** What it is. */\n\nexport const one = /** @type {any} */ (1); // why\n"
    )
    main = (
        '/**\n * A page.\n */\nimport { one } from "./base/one.js";\n\n'
        "  /** @param {number} a @returns {number} */\nexport const two = (/** @type {number} */ a) => a * one;\n"
    )
    (tmp_path / "main.js").write_text(main)
    assert join_modules(tmp_path) == (
        '"use strict";\n(() => {\nconst $one = (() => {\n\nconst one = (1); // why\nreturn { one };\n})();\n'
        "const $main = (() => {\nconst { one } = $one;\n\nconst two = (a) => a * one;\nreturn { two };\n})();\n})();\n"
    )
    assert "/**" not in assets.script()


def test_every_module_is_in_the_page_and_none_is_long() -> None:
    for path in JS.rglob("*.js"):
        assert f"const ${path.stem} = (() =>" in assets.script()
        source = path.read_text(encoding="utf-8")
        assert len(source.splitlines()) < 400
        assert source.startswith("/**")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", source)


def test_a_module_that_cannot_be_joined_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "js").mkdir()
    monkeypatch.setattr(assets, "FOLDER", tmp_path)
    for source in ('import x from "./other.js";\n', "export default 1;\n", 'import { a } from "./main.js";\n'):
        (tmp_path / "js" / "main.js").write_text(source)
        with pytest.raises(OutputError, match=r"main\.js"):
            assets.script.__wrapped__()


def test_every_kind_and_predicate_of_the_schema_can_be_drawn() -> None:
    data = payload([], [])
    # Authors, venues and categories are facts of papers, not marks: a link to one is never drawn.
    facts = {Relation.HAS_AUTHOR, Relation.PUBLISHED_IN, Relation.IN_CATEGORY}
    assert {each["name"] for each in data["predicates"]} == {
        str(each) for each in (*Role, *Relation) if each not in facts
    }
    assert len({kind.shape for kind in KINDS}) == len(KINDS)


def _variables(theme: str) -> dict[str, str]:
    head = ":root {" if theme == "light" else ':root[data-theme="dark"] {'
    block = assets.style().split(head)[1].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_text_stand_out(theme: str) -> None:
    colours = _variables(theme)
    ground = channels(colours["ground"])
    hues = [channels(pair[theme == "dark"]) for pair in HUES]
    grounds = [ground, *(hue * TINT + ground * (1 - TINT) for hue in hues)]
    for kind in KINDS:
        assert colours[kind.name] == (kind.light if theme == "light" else kind.dark)
        assert min(contrast(channels(colours[kind.name]), each) for each in grounds) >= 3.0
        assert contrast(channels(colours[kind.name]), channels(colours["panel"])) >= 3.0
    for group in LinkGroup:
        assert colours[group.value] == (group.light if theme == "light" else group.dark)
        assert min(contrast(channels(colours[group.value]), each) for each in grounds) >= 3.0
    for hue, tinted in zip(hues, grounds[1:], strict=True):
        assert contrast(hue, tinted) >= 4.5  # the names of regions
    for text in ("ink", "muted", "accent"):
        for back in ("ground", "panel", "raised"):
            assert contrast(channels(colours[text]), channels(colours[back])) >= 4.5
    assert contrast(channels(colours["mark-ink"]), channels(colours["mark"])) >= 4.5


def test_the_dark_theme_is_the_same_by_choice_and_by_system() -> None:
    chosen, system = re.findall(r"\{([^{}]*--scheme: dark;[^{}]*)\}", assets.style())
    assert chosen.split() == system.split()


# Machado, Oliveira and Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1.
_BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("blindness", sorted(_BLIND))
@pytest.mark.parametrize("drawn", [KINDS, tuple(LinkGroup)])
def test_what_is_drawn_is_told_apart_by_colour_blind_eyes(
    theme: str, blindness: str, drawn: Sequence[Kind | LinkGroup]
) -> None:
    colours = [linear(channels(each.light if theme == "light" else each.dark)) for each in drawn]
    seen = [_lab(np.clip(np.array(_BLIND[blindness]) @ colour, 0, 1)) for colour in colours]
    gaps = {(i, j): float(np.linalg.norm(seen[i] - seen[j])) for i in range(len(drawn)) for j in range(i)}
    assert min(gaps.values()) > 12, min(gaps, key=gaps.__getitem__)  # CIELAB; shapes and end marks differ as well


def test_every_link_is_of_a_group_and_each_group_has_a_mark_of_its_own() -> None:
    data = payload([], [{"id": "x", "from": "a", "to": "b", "predicate": "my own"}])
    groups = {each["name"]: each for each in data["groups"]}
    assert {each["group"] for each in data["predicates"]} == groups.keys()
    assert len({each["end"] for each in groups.values()}) == len(groups) == 4


def _lab(linear: np.ndarray) -> np.ndarray:
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = (matrix @ linear) / [0.9505, 1.0, 1.089]
    curve = [each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z)]
    return np.array([116 * curve[1] - 16, 500 * (curve[0] - curve[1]), 200 * (curve[1] - curve[2])])
