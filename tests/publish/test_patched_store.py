"""Patches sent to a store: it ends with the new graph, whatever fails on the way, and other graphs stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.atlas.progress import Silent
from kg.changes.comparison.graph_comparison import GraphComparison
from kg.changes.feed.change_feed import CHANGES, INDEX
from kg.changes.graph_source import graph_source
from kg.cli.main import cli
from kg.ground.errors import FetchError, InputError, PaperAtlasError
from kg.publish.followed_feed import feed_source, follow_feed
from kg.publish.patched_store import StorePatchReport, patch_store
from kg.publish.publication import PublishSettings
from kg.publish.store_addresses import StoreAddresses, store_addresses
from tests.changes.small_builds import build
from tests.local_service import Answer, Asked, FalseClock, LocalService
from tests.publish.conftest import GRAPH, KeptStore, lines_of, triples_of, written

DATASET = "https://example.org/graph"


def version_line(number: int) -> bytes:
    return f'<{DATASET}> <http://www.w3.org/ns/dcat#version> "1+{number:04x}" .\n'.encode()


def graph_of(number: int) -> list[bytes]:
    """Versions of a graph that share most of their lines; each says how many triples it has."""
    lines = [line for place, line in enumerate(lines_of(20)) if (place + number) % 5]
    count = f'"{len(lines) + 2}"^^<http://www.w3.org/2001/XMLSchema#integer>'
    return sorted([*lines, version_line(number), f"<{DATASET}> <http://rdfs.org/ns/void#triples> {count} .\n".encode()])


def file_of(folder: Path, number: int) -> Path:
    path = folder / f"{number}.nt"
    path.write_bytes(b"".join(graph_of(number)))
    return path


def patch_of(folder: Path, old: int, new: int) -> Path:
    path = folder / f"{old}-{new}.rdfp"
    files = (str(file_of(folder, number)) for number in (old, new))
    with graph_source(folder, next(files)) as one, graph_source(folder, next(files)) as other:
        with path.open("wb") as file:
            GraphComparison(one, other).patch(file)
    return path


@pytest.fixture
def store(server: LocalService, kept: KeptStore) -> StoreAddresses:
    """The addresses of the store on this machine, which holds version 1 in one graph and a triple in another."""
    fill(kept, 1)
    kept.store.add(ox.Quad(*[ox.NamedNode("https://example.org/x")] * 3))
    base = server.base
    return store_addresses(base, "single", GRAPH, query=base + "/query", update=base + "/update")


def fill(kept: KeptStore, number: int) -> None:
    kept.store.clear_graph(ox.NamedNode(GRAPH))
    kept.store.load(b"".join(graph_of(number)), ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(GRAPH))


Send = Callable[..., StorePatchReport]


@pytest.fixture
def send(store: StoreAddresses, clock: FalseClock) -> Send:
    """Applies patches to the store."""

    def run(*paths: Path, **settings: Any) -> StorePatchReport:
        chosen = {"clock": clock, "jitter": lambda: 1.0, **settings}
        return patch_store(paths, store, PublishSettings(**chosen), Silent())

    return run


@pytest.mark.parametrize("part_size", [1, 400, 1 << 20])
def test_the_store_has_the_new_graph(
    part_size: int, send: Send, kept: KeptStore, server: LocalService, tmp_path: Path
) -> None:
    patches = [patch_of(tmp_path, 1, 2), patch_of(tmp_path, 2, 3)]
    done = send(*patches, part_size=part_size)
    assert kept.lines(GRAPH) == triples_of(graph_of(3))
    assert len(kept.lines("")) == 1, "other graphs stay"
    assert (done.version, done.applied, done.found, done.expected) == ("1+0003", 2, 34, 34)
    requests = [asked.body for asked in written(server)]
    assert (len(requests) == 1) == (part_size == 1 << 20)
    assert b"1+0003" in requests[-1], "the version comes last"
    assert not any(b"1+0003" in body for body in requests[:-1])
    again = send(*patches)
    assert (again.applied, again.deleted, again.added) == (0, 0, 0)
    assert [asked.body for asked in written(server)] == requests, "and nothing is sent again"


@pytest.mark.parametrize("failing", range(5))
def test_what_fails_on_the_way_is_sent_again(
    failing: int, send: Send, kept: KeptStore, server: LocalService, tmp_path: Path
) -> None:
    updates = 0

    def answer(asked: Asked) -> Answer:
        nonlocal updates
        if asked.path == "/update":
            updates += 1
            if updates == failing + 1:
                return Answer(b"no", status=400)
        return kept(asked)

    server.answer = answer
    patch = patch_of(tmp_path, 1, 2)
    with pytest.raises(FetchError, match="answers 400"):
        send(patch, part_size=400)
    assert send(patch, part_size=400).applied == 1
    assert kept.lines(GRAPH) == triples_of(graph_of(2))


def test_a_store_that_takes_little_gets_smaller_parts(
    send: Send, kept: KeptStore, server: LocalService, tmp_path: Path
) -> None:
    server.answer = lambda asked: Answer(status=413) if len(asked.body) > 700 else kept(asked)
    heard: list[str] = []
    send(patch_of(tmp_path, 1, 2), notify=heard.append)
    assert kept.lines(GRAPH) == triples_of(graph_of(2))
    assert "smaller ones are sent" in heard[0]
    server.answer = lambda asked: Answer(status=413) if asked.path == "/update" else kept(asked)
    with pytest.raises(FetchError, match="413"):
        send(patch_of(tmp_path, 2, 3))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (3, r"the graph has version 1\+0003, and the patch begins with 1\+0001; make a patch from its version on"),
        (0, "has no version of <https://example.org/graph>; publish the graph there first"),
        (13, "has several versions"),
    ],
)
def test_a_wrong_base_is_refused_with_what_to_do(
    content: int, problem: str, send: Send, kept: KeptStore, server: LocalService, tmp_path: Path
) -> None:
    kept.store.clear_graph(ox.NamedNode(GRAPH))
    for number in map(int, str(content) if content else ""):
        kept.store.load(version_line(number), ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(GRAPH))
    with pytest.raises(InputError, match=problem):
        send(patch_of(tmp_path, 1, 2))
    assert written(server) == []


def test_patches_of_others_do_not_say_what_they_are_for(send: Send, server: LocalService, tmp_path: Path) -> None:
    (tmp_path / "other.rdfp").write_text("H id <uuid:1> .\nH prev <uuid:0> .\nA <a:s> <a:p> <a:o> .\n")
    with pytest.raises(InputError, match=r"other\.rdfp: the patch does not say of which version of which graph"):
        send(tmp_path / "other.rdfp")
    assert server.asked == []


@pytest.mark.parametrize(
    "dataset", [r"https://e.org/g\u003e\u0020?p", "https://e.org/a}b", "relative", "https://e.org/\x1b[31m"]
)
def test_what_is_no_iri_never_becomes_part_of_a_query(
    dataset: str, send: Send, server: LocalService, tmp_path: Path
) -> None:
    patch = patch_of(tmp_path, 1, 2)
    patch.write_bytes(patch.read_bytes().replace(f"H dataset <{DATASET}>".encode(), f"H dataset <{dataset}>".encode()))
    with pytest.raises(InputError, match="cannot name a graph") as raised:
        send(patch)
    assert server.asked == []
    assert "\x1b" not in str(raised.value)


def test_a_store_that_forgets_is_noticed(send: Send, kept: KeptStore, server: LocalService, tmp_path: Path) -> None:
    server.answer = lambda asked: Answer(status=204) if asked.path == "/update" else kept(asked)
    with pytest.raises(FetchError, match=r"took the patches and has 1\+0001; check --store and --graph"):
        send(patch_of(tmp_path, 1, 2))


BASE = "https://w3id.org/paperatlas/"


def build_versions(folder: Path, *numbers: int) -> Path:
    """A folder with a feed; the graph of each version has a triple of its own."""
    for number in numbers:
        build(folder, number, 0, [f'<{BASE}paper/{number}> <{BASE}p> "é\\\\u" .\n'], changes=True)
    return folder


def fill_with_build(kept: KeptStore, number: int) -> None:
    text = f'<{BASE}graph> <http://www.w3.org/ns/dcat#version> "0.1.0+{number:016x}" .\n'
    text += f'<{BASE}paper/{number}> <{BASE}p> "é\\\\u" .\n'
    kept.store.clear_graph(ox.NamedNode(GRAPH))
    kept.store.load(text.encode(), ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(GRAPH))


class FeedServer(KeptStore):
    """A store that serves the files of a feed as well."""

    def __init__(self, kept: KeptStore, folder: Path) -> None:
        self.store, self.folder = kept.store, folder

    def __call__(self, asked: Asked) -> Answer:
        if asked.method != "GET":
            return super().__call__(asked)
        path = self.folder / asked.path.removeprefix("/atlas/")
        return Answer(path.read_bytes()) if path.is_file() else Answer(status=404)


@pytest.fixture
def follow(store: StoreAddresses, kept: KeptStore, server: LocalService, clock: FalseClock, tmp_path: Path) -> Any:
    """Follows the feed of ``tmp_path / "out"``, by its folder or by its address."""
    server.answer = FeedServer(kept, tmp_path / "out")

    def run(way: str) -> StorePatchReport | None:
        settings = PublishSettings(clock=clock, jitter=lambda: 1.0)
        name = (
            f"{server.base}/atlas" if way == "served" else str(tmp_path / "out" / ("" if way == "folder" else CHANGES))
        )
        return follow_feed(feed_source(name, settings), store, settings, Silent())

    return run


@pytest.mark.parametrize("way", ["folder", "changes", "served"])
def test_a_store_follows_a_feed_from_any_version_on_it(
    way: str, follow: Callable[[str], StorePatchReport | None], kept: KeptStore, tmp_path: Path
) -> None:
    out = build_versions(tmp_path / "out", 1, 2, 3)
    fill_with_build(kept, 2)
    done = follow(way)
    assert done is not None
    assert (done.applied, done.version) == (1, f"0.1.0+{3:016x}")
    assert len(kept.lines(GRAPH)) == 2
    assert follow(way) is None
    build_versions(out, 4, 5)
    done = follow(way)
    assert done is not None
    assert done.applied == 2
    assert any("paper/5" in line for line in kept.lines(GRAPH))


def test_a_version_that_the_feed_does_not_know_is_refused(
    follow: Callable[[str], StorePatchReport | None], kept: KeptStore, tmp_path: Path
) -> None:
    build_versions(tmp_path / "out", 1, 2)
    fill_with_build(kept, 9)
    with pytest.raises(
        InputError, match=r"has version 0\.1\.0\+0+9, from which no patches.*publish the graph there anew"
    ):
        follow("served")


@pytest.mark.parametrize("damage", ["changed", "cut", "longer", "missing", "no index"])
@pytest.mark.parametrize("way", ["folder", "served"])
def test_a_patch_that_is_not_the_one_of_the_index_is_never_applied(
    way: str, damage: str, follow: Callable[[str], StorePatchReport | None], kept: KeptStore, tmp_path: Path,
    server: LocalService,
) -> None:  # fmt: skip
    out = build_versions(tmp_path / "out", 1, 2)
    fill_with_build(kept, 1)
    patch = next((out / CHANGES).glob("*.rdfp"))
    data = patch.read_bytes()
    if damage == "missing":
        patch.unlink()
    elif damage == "no index":
        (out / CHANGES / INDEX).unlink()
    else:
        changed = {"changed": data.replace(b"\nA ", b"\nD "), "cut": data[:-9], "longer": data + b"# more\n"}
        patch.write_bytes(changed[damage])
    with pytest.raises(PaperAtlasError):
        follow(way)
    assert written(server) == [] or all(asked.method == "GET" for asked in written(server))


def test_the_command_follows_and_says_what_it_did(
    store: StoreAddresses, kept: KeptStore, server: LocalService, tmp_path: Path
) -> None:
    out = build_versions(tmp_path / "out", 1, 2)
    fill_with_build(kept, 1)
    words = ["--endpoint", store.query, "--update-url", store.update, "--graph", GRAPH]
    done = CliRunner().invoke(cli, ["apply", "--follow", str(out), *words])
    assert done.exit_code == 0, done.output
    assert re.search(
        r"1 patch applied: 2 triples deleted, 2 added; the graph there has version 0\.1\.0\+0+2", done.stderr
    )
    done = CliRunner().invoke(cli, ["apply", str(next((out / CHANGES).glob("*.rdfp"))), *words])
    assert "has the last version already" in done.stderr
    index = orjson.loads((out / CHANGES / INDEX).read_bytes())
    assert index["changes"][0]["deleted"] == 2


@pytest.mark.parametrize(
    "words",
    [
        [], ["a.rdfp"], ["a.rdfp", "--in", "x.nt", "--endpoint", "http://h"], ["--follow", "out", "--in", "x.nt"],
        ["a.rdfp", "--endpoint", "http://h", "--to", "x.nt"], ["a.rdfp", "--follow", "out", "--endpoint", "http://h"],
    ],
)  # fmt: skip
def test_options_that_do_not_fit_each_other_are_wrong_use(words: list[str]) -> None:
    assert CliRunner().invoke(cli, ["apply", *words]).exit_code == 2
