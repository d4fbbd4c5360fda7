"""The feed: applied in order to its first version it gives the graph, to the byte, whatever happened to builds."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.changes.built_graph import version_of_build
from kg.changes.feed import change_feed
from kg.changes.feed.change_feed import CHANGES, INDEX, ChangeFeed, FeedEntry, parse_feed, read_feed
from kg.changes.feed.gone_names import GONE, renewed_names, version_of_loss
from kg.changes.graph_source import graph_source
from kg.changes.graph_version import TRIPLES
from kg.changes.patches.patched_file import patched_file
from kg.changes.versions import kept_versions
from kg.ground.errors import InputError, OutputError
from kg.ground.files.integrity import place, sha256
from tests.changes.small_builds import BASE, build

Graph = frozenset[str]
subjects = st.sampled_from(["paper/1", "paper/1/2", "paper/12", "artifact/a", "z"])
triples = st.builds(lambda name, value: f'<{BASE}{name}> <{BASE}p> "{value}" .\n', subjects, st.integers(0, 3))
# As a hash does, the number of a version follows from the graph.
histories = st.lists(st.frozensets(triples, max_size=8), min_size=1, max_size=5)


def number_of(graph: Graph) -> int:
    return int(hashlib.sha256(repr(sorted(graph)).encode()).hexdigest()[:15], 16)


def put(output: Path, graph: Graph, keep: int = 0, *, changes: bool = False) -> None:
    assert build(output, number_of(graph), keep, sorted(graph), changes=changes) == []


def feed_of(output: Path) -> ChangeFeed:
    feed = read_feed(output)
    assert feed is not None
    return feed


def patches_of(output: Path) -> list[Path]:
    return [place(output, CHANGES) / each.file for each in feed_of(output).changes]


def lines_of(folder: Path) -> bytes:
    return gzip.decompress(place(folder, TRIPLES).read_bytes())


@settings(max_examples=12)  # each of up to five builds waits for the disk
@given(histories)
def test_all_patches_in_order_give_the_graph_to_the_byte(history: list[Graph]) -> None:
    with TemporaryDirectory() as held:
        output, first, made = Path(held) / "out", Path(held) / "first.nt", Path(held) / "made.nt"
        versions = []
        for graph in history:
            put(output, graph, changes=True)
            versions.append(version_of_build(output).name)
            if not first.exists():
                first.write_bytes(lines_of(output))
        with graph_source(output, str(first)) as source:
            patched_file(patches_of(output), source, made)
        assert made.read_bytes() == lines_of(output)
        feed = feed_of(output)
        assert len(feed.changes) == sum(one != other for one, other in pairwise(history))
        assert (feed.dataset, feed.first, feed.last) == (f"{BASE}graph", versions[0], versions[-1])
        for number, (each, path) in enumerate(zip(feed.changes, patches_of(output), strict=True), 1):
            rows = path.read_text().splitlines()
            assert (each.sequence, each.sha256, each.bytes) == (number, sha256(path), path.stat().st_size)
            assert each.deleted == sum(row.startswith("D ") for row in rows)
            assert each.added == sum(row.startswith("A ") for row in rows)
            assert f'H from "{each.begins}" .' in rows
            assert path.name == f"{number:04d}-{each.leads.partition('+')[2]}.rdfp"


@settings(max_examples=12)  # each of up to five builds waits for the disk
@given(histories)
def test_names_that_went_for_good_are_known_with_the_version(history: list[Graph]) -> None:
    with TemporaryDirectory() as held:
        output = Path(held)
        expected: dict[str, str] = {}
        seen: set[str] = set()
        for graph in history:
            put(output, graph, changes=True)
            names = {line[1 : line.index(">")] for line in graph}
            expected = {name: version for name, version in expected.items() if name not in names}
            expected |= {name: version_of_build(output).name for name in seen - names - set(expected)}
            seen |= names
        for name in seen | {f"{BASE}never", f"{BASE}paper/", ""}:
            assert version_of_loss(output, name) == expected.get(name)


names = st.binary(min_size=1, max_size=3).map(lambda name: b"<" + name.hex().encode() + b">")


@given(st.frozensets(names), st.dictionaries(names, st.booleans()))
def test_the_file_of_names_stays_sorted_and_is_found_by_halving(
    known: frozenset[bytes], moves: dict[bytes, bool]
) -> None:
    with TemporaryDirectory() as held:
        lines = list(renewed_names([name + b"\t1\n" for name in sorted(known)], sorted(moves.items()), "2"))
        assert lines == sorted(lines)
        (Path(held) / GONE).write_bytes(b"".join(lines))
        for name in known | set(moves):
            expected = None if moves.get(name) else "2" if name in moves else "1"
            assert version_of_loss(Path(held), name.decode()[1:-1]) == expected


def test_a_feed_begins_with_the_version_that_was_there(tmp_path: Path) -> None:
    build(tmp_path, 1)
    build(tmp_path, 2)
    assert read_feed(tmp_path) is None
    assert not (tmp_path / GONE).exists()
    build(tmp_path, 3, changes=True)
    build(tmp_path, 4)
    assert [(each.begins[-1], each.leads[-1]) for each in feed_of(tmp_path).changes] == [("2", "3"), ("3", "4")]


def test_a_version_that_returns_is_followed_from_its_last_time() -> None:
    steps = [("a", "b"), ("b", "a"), ("a", "c")]
    entries = tuple(FeedEntry(number, "", *step, 0, 0, 0, "") for number, step in enumerate(steps, 1))
    feed = ChangeFeed("", "a", entries)
    assert [each.sequence for each in feed.entries_after("a") or ()] == [3]
    assert [each.sequence for each in feed.entries_after("b") or ()] == [2, 3]
    assert feed.entries_after("c") == ()
    assert feed.entries_after("d") is None
    assert ChangeFeed("", "a", (entries[0], entries[2])).entries_after("b") is None, "there is a gap"
    assert ChangeFeed("", "a", (entries[0], entries[2])).entries_after("a") == (entries[2],)


def test_a_last_build_that_is_damaged_leaves_a_gap_that_followers_see(tmp_path: Path) -> None:
    for number in (1, 2):
        build(tmp_path, number, changes=True)
    (tmp_path / TRIPLES).write_bytes(b"no gzip")
    assert "not what the build wrote" in str(build(tmp_path, 3, changes=True)[0])
    assert build(tmp_path, 4) == []
    feed = feed_of(tmp_path)
    assert [each.leads[-1] for each in feed.changes] == ["2", "4"]
    assert feed.entries_after(feed.first) is None
    assert feed.entries_after(feed.changes[1].begins) == (feed.changes[1],)


@pytest.mark.parametrize("damage", ["index", "patch"])
def test_a_damaged_feed_is_reported_and_left_as_it_is(damage: str, tmp_path: Path) -> None:
    for number in (1, 2):
        build(tmp_path, number, changes=True)
    if damage == "index":
        (tmp_path / CHANGES / INDEX).write_text("{}")
    else:
        patches_of(tmp_path)[0].unlink()
    (fault,) = build(tmp_path, 3, keep=2)
    assert isinstance(fault, OutputError)
    assert "begins a new feed" in str(fault)
    assert version_of_build(tmp_path).hash[-1] == "3"
    assert (tmp_path / "versions" / f"{2:016x}").is_dir(), "the version is kept nevertheless"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"dataset": 1, "first": ""}',
        b'{"dataset": "", "first": "", "form": 9}',
        orjson.dumps({"dataset": "", "first": "", "changes": [
            {"sequence": 1, "file": "../0001-ab.rdfp", "from": "", "to": "", "deleted": 0, "added": 0, "bytes": 0,
             "sha256": ""}]}),
    ],
)  # fmt: skip
def test_a_hostile_index_is_our_own_error(data: bytes) -> None:
    with pytest.raises(InputError, match="no index of changes"):
        parse_feed(data, "x")


def test_a_reader_between_any_two_moves_sees_a_feed_that_leads_to_the_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every rename of the swap is followed by a reader: the new build is there from the first on, and no mixture."""
    for number in (1, 2):
        build(tmp_path, number, 3, changes=True)
    replace, seen = Path.replace, []

    def watched(path: Path, target: Path) -> Path:
        moved = replace(path, target)
        versions = [each.version.hash[-1] for each in kept_versions(tmp_path)]
        seen.append((feed_of(tmp_path).last[-1], version_of_build(tmp_path).hash[-1], versions))
        return moved

    monkeypatch.setattr(Path, "replace", watched)
    assert build(tmp_path, 3, 3) == []
    assert len(seen) > 6
    assert all(each == ("3", "3", ["1", "2"]) for each in seen)


@pytest.mark.parametrize("step", ["link_file", "write_patch"])
def test_a_full_disk_leaves_graph_versions_and_feed_as_they_were(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        build(tmp_path, number, 3, changes=True)

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != ".lock"}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = state()
    monkeypatch.setattr(change_feed, step, full)
    with pytest.raises(OutputError, match=r"No space left.*the last build is untouched"):
        build(tmp_path, 3, 3)
    assert state() == before


_BUILDER = """
import sys, os
from pathlib import Path
from tests.changes.small_builds import build
output, ready = Path(sys.argv[1]), sys.argv[2]
number = 3
while True:
    build(output, number, 3, [f'<https://w3id.org/paperatlas/paper/{part}> <p:p> "{number}" .\\n'
                              for part in range(number % 7, 50)])
    print(number, flush=True)
    number += 1
"""


def test_kill_9_leaves_a_true_feed_and_whole_versions(tmp_path: Path) -> None:
    """A program that builds one version after the other is killed at moments that nobody chose."""
    output, checked = tmp_path / "out", 0
    for number in (1, 2):
        build(output, number, 3, changes=True)
    first = tmp_path / "first.nt"
    first.write_bytes(lines_of(output))
    for attempt in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", _BUILDER.replace("number = 3", f"number = {3 + 1000 * attempt}"), output, "-"],
            stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.0017 * attempt)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        feed, now = feed_of(output), version_of_build(output)
        assert feed.last == now.name
        for each, path in zip(feed.changes, patches_of(output), strict=True):
            assert sha256(path) == each.sha256
        with graph_source(output, str(first)) as source:
            patched_file(patches_of(output)[1:], source, tmp_path / "made.nt")
        assert (tmp_path / "made.nt").read_bytes() == lines_of(output)
        for folder in place(output, "versions").iterdir():
            assert version_of_build(folder).hash == folder.name
            checked += 1
    assert checked > 8
