"""A built graph in the ``oxigraph`` server of PyPI: put there each way, and asked there as at home."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from kg.atlas.atlas import Atlas
from kg.atlas.progress import Silent
from kg.cli.main import cli
from kg.graph.node_links import links_of, papers_of, results_of
from kg.publish.publication import PublishSettings, publish
from kg.publish.store_addresses import store_addresses
from kg.rdf.query.run import run_query
from kg.rdf.query.saved_queries import saved_queries
from kg.rdf.remote.described_counts import counts_at_endpoint
from kg.rdf.remote.endpoint import Endpoint
from kg.rdf.remote.neighbourhood import neighbourhood
from kg.rdf.terms.ntriples import term_text

GRAPH = "https://example.org/papers?of=the&example"
_PATIENCE = 60  # seconds for a server to start on a busy machine


def _program() -> str | None:
    return shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of an empty server, whose store is in memory."""
    program = _program()
    if program is None:
        message = "no oxigraph: publishing to a server was not tested; install the package oxigraph"
        if os.environ.get("CI"):
            pytest.fail(message)
        warnings.warn(message, stacklevel=1)
        pytest.skip(message)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([program, "serve", "-b", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_open(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def _wait_until_open(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "the server has ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the server does not start")


@pytest.fixture(scope="module")
def atlas(example_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The graph of the example in a folder of its own, beside which states may lie."""
    return Atlas(shutil.copytree(example_build, tmp_path_factory.mktemp("publish") / "graph"))


@pytest.mark.parametrize(("graph", "by_update"), [("", False), (GRAPH, True)])
def test_saved_queries_give_the_same_rows_there(atlas: Atlas, address: str, graph: str, by_update: bool) -> None:
    store = store_addresses(address, "oxigraph", graph)
    settings = PublishSettings(by_update=by_update, replace=bool(graph), part_size=1 << 20)
    done = publish(atlas, store, settings, Silent())
    total = atlas.manifest.counts["triples"]
    assert (done.found, done.triples, done.sent) == (total,) * 3
    assert done.parts > 3
    assert publish(atlas, store, PublishSettings(), Silent()).sent == 0
    endpoint = Endpoint(store.query, graph=graph)
    for query in saved_queries().values():
        text = query.example_text(atlas.manifest.base)
        there, here = endpoint.query(text), run_query(atlas.store, text)
        assert there.columns == here.columns, query.name
        rows = [[tuple(cell and term_text(cell) for cell in row) for row in answer.rows] for answer in (there, here)]
        assert Counter(rows[0]) == Counter(rows[1]), query.name
        assert here.rows or not query.parameters, query.name
    assert endpoint.saved(saved_queries()["evaluations-on"], {"on": "gsm8k"}).rows
    counts, own = counts_at_endpoint(endpoint), atlas.manifest.count_rows()
    assert counts == [row for row in own if row in counts]
    missing = {name.partition(" without ")[0].partition(":")[0] for name, _ in own if name not in dict(counts)}
    assert missing == {"papers", "artifacts"}, "what no triple says"


def test_commands_ask_the_store_as_they_ask_the_folder(atlas: Atlas, address: str) -> None:
    graph = f"{GRAPH}&asked"
    publish(atlas, store_addresses(address, "oxigraph", graph), PublishSettings(), Silent())
    there = ("--endpoint", f"{address}/query", "--graph", graph)

    def printed(*words: str) -> str:
        done = CliRunner().invoke(cli, [*words])
        assert done.exit_code == 0, done.output
        return done.stdout

    same: list[tuple[str, ...]] = [
        ("query", "leaderboard", "-p", "on=gsm8k"),
        ("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "json"),
        ("queries", "leaderboard", "-p", "on=grade school math 8k"),
        ("show", "gsm-8k"),
        ("show", "openai", "--limit", "3"),
    ]
    for words in same:
        assert printed(*words, *there) == printed(*words, "-o", str(atlas.folder)), words
    own = printed("stats", "-o", str(atlas.folder)).splitlines()
    assert set(printed("stats", *there).splitlines()) < set(own)
    assert orjson.loads(printed("stats", "--json", *there))["papers"] == atlas.manifest.counts["papers"]
    for words in (("stats",), *same):
        done = CliRunner().invoke(cli, [*words, "-o", str(atlas.folder), "--graph", graph])
        assert (done.exit_code, "--graph needs --endpoint" in done.stderr) == (2, True)
    for name, told in (("GSM8", "did you mean GSM8K"), ("no such thing", "nothing is called")):
        assert told in str(CliRunner().invoke(cli, ["show", name, *there]).exception)
    done = CliRunner().invoke(cli, ["stats", *there[:2], "--graph", f"{graph}?nothing"])
    assert "has no graph of PaperAtlas; check --endpoint; where the graph is" in str(done.exception)


#: What a graph of triples cannot know, or knows in another order.
UNORDERED = {"sources", "kind"}


def test_nodes_and_their_links_are_the_same_there(atlas: Atlas, address: str) -> None:
    store = store_addresses(address, "oxigraph")
    publish(atlas, store, PublishSettings(), Silent())
    endpoint, base, own = Endpoint(store.query), atlas.manifest.base, atlas.graph
    nodes = [node for node, data in own.nodes(data=True) if data["kind"] != "result"]
    chosen = [min(nodes, key=lambda node: (own.nodes[node]["kind"] != kind, -own.degree(node))) for kind in KINDS]
    assert {own.nodes[node]["kind"] for node in chosen} == set(KINDS)
    for node in (*chosen, *nodes[:: len(nodes) // 12]):
        there = neighbourhood(endpoint, node, base)
        assert _plain(there.nodes[node]) == _plain(own.nodes[node])
        assert papers_of(there, node) == papers_of(own, node)
        links = [{replace(link, kind="", quotes=tuple(sorted(link.quotes, key=repr))) for link in links_of(graph, node)}
                 for graph in (there, own)]  # fmt: skip
        assert links[0] == links[1], node
        results = [sorted((row["label"], row["paper"], row["model"] or "", row["on"] or "", row["condition"] or "")
                          for row in results_of(graph, node)) for graph in (there, own)]  # fmt: skip
        assert results[0] == results[1], node


KINDS = ("paper", "model", "benchmark", "topic", "organisation", "author", "venue", "category")


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """What a node says of itself, without the order of lists, and without what is not there."""
    left_out = UNORDERED | ({"organisation"} if "hub_id" in data else set())  # of artifacts, the name of the node
    known = {name: sorted(value) if isinstance(value, list) else value
             for name, value in data.items() if name not in left_out}  # fmt: skip
    return {name: value for name, value in known.items() if value not in (None, [], "")}
