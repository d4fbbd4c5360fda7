"""What the library shows of itself in a line, and its graph in the hands of NetworkX."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx

import kg


def test_an_object_says_in_one_short_line_what_it_is(built: Path) -> None:
    atlas = kg.open(built)
    assert re.fullmatch(
        r"<Atlas '.*a graph': 6 papers, \d+ artifacts, \d+ topics, \d+ links, [\d,]+ triples>", repr(atlas)
    )
    assert repr(atlas.manifest).startswith("<Manifest: 6 papers, ")
    assert re.fullmatch(r"<Entity artifact/gsm8k: 'GSM8K', \w+, \d+ links.*>", repr(atlas.entity("GSM8K")))
    assert repr(atlas.query("SELECT ?s ?p { ?s ?p ?o }", limit=2)) == "<Answer: 2 rows of more of s, p>"
    assert repr(atlas.query("SELECT ?t { ?x dcterms:title ?t } LIMIT 1")) == "<Answer: 1 row of t>"
    assert repr(atlas.query("ASK { ?s ?p ?o }")) == "<Answer: True>"
    reading = next(each for each in atlas.readings() if each.links)
    assert repr(reading).startswith(f"<Reading of {reading.paper.title!r}: {reading.links[0].artifact.name} (")
    assert re.fullmatch(r"<Link \w+ '.+' \(\w+\), [01]\.\d+>", repr(reading.links[0]))
    assert max(map(len, map(repr, [atlas, atlas.manifest, atlas.entity("GSM8K"), *atlas.readings()]))) < 400


def test_the_flat_graph_is_written_by_networkx(built: Path, tmp_path: Path) -> None:
    atlas = kg.open(built)
    nx.write_graphml(atlas.flat_graph(), tmp_path / "graph.graphml")
    nx.write_gexf(kg.flat(atlas.graph), tmp_path / "graph.gexf")
    for again in (nx.read_graphml(tmp_path / "graph.graphml"), nx.read_gexf(tmp_path / "graph.gexf")):
        assert set(again) == set(atlas.graph)
        assert {type(data["weight"]) for *_, data in again.edges(data=True)} == {float}
