"""Kept versions: what is kept, under which name it is found, and what a build leaves that ends at any moment."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

import pytest

from kg.changes.built_graph import version_of_build
from kg.changes.graph_version import GraphVersion, find_version
from kg.changes.versions import KEPT_FILES, PREVIOUS, kept_versions, version_folder
from kg.ground.errors import DamagedError, OutputError
from kg.ground.files.integrity import MANIFEST
from tests.changes.small_builds import BASE, build, write_build

VERSION = "<http://www.w3.org/ns/dcat#version>"


def kept(output: Path) -> list[int]:
    return [int(each.version.hash, 16) for each in kept_versions(output)]


def test_the_last_versions_are_kept_and_older_ones_go(tmp_path: Path) -> None:
    for number in range(1, 6):
        build(tmp_path, number, keep=2)
    assert kept(tmp_path) == [3, 4]
    newest = version_folder(tmp_path, PREVIOUS)
    assert newest == tmp_path / "versions" / f"{4:016x}"
    assert all((newest / name).is_file() for name in KEPT_FILES)
    assert version_of_build(newest) == GraphVersion(f"{BASE}graph", f"0.1.0+{4:016x}")


def test_a_kept_file_costs_no_space_where_the_disk_has_hard_links(tmp_path: Path) -> None:
    build(tmp_path, 1, keep=1)
    inode = (tmp_path / "graph.nt.gz").stat().st_ino
    build(tmp_path, 2, keep=1)
    assert (version_folder(tmp_path, PREVIOUS) / "graph.nt.gz").stat().st_ino == inode


def test_where_it_has_none_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    for number in (1, 2, 3):
        build(tmp_path, number, keep=2)
    assert kept(tmp_path) == [1, 2]


def test_without_the_option_what_is_kept_stays(tmp_path: Path) -> None:
    build(tmp_path, 1, keep=1)
    build(tmp_path, 2, keep=1)
    build(tmp_path, 3, keep=0)
    assert kept(tmp_path) == [1]


def test_a_build_of_the_same_graph_keeps_nothing_more(tmp_path: Path) -> None:
    for number in (1, 2, 2):
        build(tmp_path, number, keep=3)
    assert kept(tmp_path) == [1]


def test_a_graph_that_returns_is_newer_than_what_came_between(tmp_path: Path) -> None:
    for number in (1, 2, 1, 3):
        build(tmp_path, number, keep=3)
    assert kept(tmp_path) == [2, 1]
    build(tmp_path, 1, keep=3)
    assert version_folder(tmp_path, PREVIOUS).name == f"{3:016x}"


def test_the_graph_as_it_is_now_is_no_earlier_version(tmp_path: Path) -> None:
    for number, keep in ((1, 2), (2, 2), (3, 2), (2, 0)):
        build(tmp_path, number, keep)
    assert kept(tmp_path) == [1, 2]
    assert version_folder(tmp_path, PREVIOUS).name == f"{1:016x}"


@pytest.mark.parametrize("name", [f"{0xABC0:016x}", "00000000", f"0.1.0+{0xABC0:016x}", PREVIOUS])
def test_a_version_is_found_by_its_names(name: str, tmp_path: Path) -> None:
    build(tmp_path, 0xABC0, keep=1)
    build(tmp_path, 0xABC1 << 48, keep=1)
    assert version_folder(tmp_path, name) == tmp_path / "versions" / f"{0xABC0:016x}"
    assert version_folder(tmp_path, "abc1") == tmp_path, "the graph itself is a version too"


def test_a_path_names_any_other_build(tmp_path: Path) -> None:
    build(tmp_path / "one", 1, keep=0)
    write_build(tmp_path / "abcd", 2, [], [])
    assert version_folder(tmp_path / "one", str(tmp_path / "abcd")) == tmp_path / "abcd"


def test_what_is_not_kept_is_answered_with_what_is(tmp_path: Path) -> None:
    build(tmp_path, 1, keep=5)
    with pytest.raises(OutputError, match="no earlier version is kept; build with --keep N"):
        version_folder(tmp_path, PREVIOUS)
    build(tmp_path, 2, keep=5)
    build(tmp_path, 3, keep=5)
    with pytest.raises(OutputError, match=f"there is no version 'ffff'.*kept are {2:016x}, {1:016x}"):
        version_folder(tmp_path, "ffff")
    with pytest.raises(OutputError, match="'0000' fits several kept versions"):
        version_folder(tmp_path, "0000")
    with pytest.raises(OutputError, match=r"there is no version '\.\./x'"):
        version_folder(tmp_path, "../x")


@pytest.mark.parametrize("at", ["link", "replace", "fsync"])
def test_a_build_that_is_killed_leaves_whole_versions(at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call that changes a name on the disk is the last one, in turn."""
    build(tmp_path / "first", 1, keep=2)
    build(tmp_path / "first", 2, keep=2)
    whole = {(1, 2), (2, 3)}  # (newest kept, the graph itself)
    for count in range(100):
        output = Path(shutil.copytree(tmp_path / "first", tmp_path / f"at {count}"))
        left = [count]
        original = getattr(Path if at == "replace" else os, at)

        def last(*arguments: object, original: object = original, left: list[int] = left) -> object:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            assert callable(original)
            return original(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(Path if at == "replace" else os, at, last)
            try:
                build(output, 3, keep=2)
            except KeyboardInterrupt:
                ended = False
            else:
                ended = True
        graph = version_of_build(output).hash
        assert (kept(output)[-1], int(graph, 16)) in whole
        assert int(version_folder(output, PREVIOUS).name, 16) == kept(output)[-1]
        build(output, 4, keep=2)
        assert kept(output) == [1 + (int(graph, 16) == 3), int(graph, 16)]
        if ended:
            break
    assert count > 3


def test_a_damaged_last_build_is_reported_and_does_not_stop_the_new_one(tmp_path: Path) -> None:
    build(tmp_path, 1, keep=1)
    build(tmp_path, 2, keep=1)
    (tmp_path / "papers.jsonl").unlink()
    (fault,) = build(tmp_path, 3, keep=1)
    assert isinstance(fault, DamagedError)
    assert kept(tmp_path) == [1]
    (tmp_path / "graph.nt.gz").write_bytes(b"no gzip")
    (fault,) = build(tmp_path, 4, keep=1)
    assert "not what the build wrote" in str(fault)
    assert version_of_build(tmp_path).hash == f"{4:016x}"


def test_what_is_no_kept_version_is_passed_over(tmp_path: Path) -> None:
    build(tmp_path, 1, keep=3)
    build(tmp_path, 2, keep=3)
    (tmp_path / "versions" / "notes.txt").write_text("mine")
    (tmp_path / "versions" / "half").mkdir()
    shutil.copytree(tmp_path / "versions" / f"{1:016x}", tmp_path / "versions" / "damaged")
    (tmp_path / "versions" / "damaged" / MANIFEST).unlink()
    assert kept(tmp_path) == [1]
    (tmp_path / "versions" / f"{1:016x}" / "kept.json").write_text("{}")
    assert kept(tmp_path) == []


def test_a_version_is_found_in_hostile_triples() -> None:
    line = f'<{BASE}graph> {VERSION} "0.1.0+00" .\n'.encode()
    for before in (b"", b"x" * 5_000_000, b"x" * 5_000_000 + b"\n", f'<a> {VERSION} "2" .\n'.encode() * 60_000):
        found = find_version(io.BytesIO(before + line))
        assert (found is None) == (before[-1:] == b"x")
        assert found is None or found.name == "0.1.0+00"
    assert find_version(io.BytesIO(f'<a/graph> <p> "{VERSION} " .\n'.encode())) is None
