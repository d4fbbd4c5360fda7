"""At every moment one whole build is in the folder."""

from __future__ import annotations

import errno
import os
import shutil
import threading
import time
from pathlib import Path

import pytest

from kg.atlas.staged_output import complete, staged
from kg.ground.errors import OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.integrity import MANIFEST, READY, place


def _build(output: Path, text: str) -> None:
    with staged(output) as folder:
        (folder / "graph.ttl").write_text(text)
        (folder / "store").mkdir()
        (folder / "store" / "data").write_text(text)
        (folder / MANIFEST).write_text(text)


def _content(output: Path) -> dict[str, str]:
    return {
        str(path.relative_to(output)): path.read_text()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def _expected(text: str) -> dict[str, str]:
    return {"graph.ttl": text, MANIFEST: text, "store/data": text}


def test_a_build_replaces_the_last_one(tmp_path: Path) -> None:
    _build(tmp_path / "out", "one")
    _build(tmp_path / "out", "two")
    assert _content(tmp_path / "out") == _expected("two")


def test_other_files_of_the_folder_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    _build(tmp_path, "one")
    assert _content(tmp_path) == {**_expected("one"), "notes.md": "mine"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a defect")])
def test_a_build_that_fails_leaves_the_last_one(error: BaseException, tmp_path: Path) -> None:
    _build(tmp_path, "one")
    with pytest.raises(type(error)), staged(tmp_path) as folder:
        (folder / "graph.ttl").write_text("half")
        raise error
    assert _content(tmp_path) == _expected("one")


def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    _build(tmp_path, "one")
    with pytest.raises(OutputError, match=r"graph\.ttl cannot be written: No space left.*the last build is untouched"):
        with staged(tmp_path) as folder:
            raise OSError(errno.ENOSPC, "No space left on device", str(folder / "graph.ttl"))
    assert _content(tmp_path) == _expected("one")


def test_a_second_build_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with staged(tmp_path) as folder:
        (folder / MANIFEST).write_text("first")
        with pytest.raises(OutputError, match="another build"), staged(tmp_path):
            pass
        assert folder.exists()
    assert (tmp_path / MANIFEST).read_text() == "first"


def test_moves_that_were_cut_short_are_finished(tmp_path: Path) -> None:
    _build(tmp_path, "one")
    ready = tmp_path / ".ready"
    (ready / "store").mkdir(parents=True)
    (ready / "store" / "data").write_text("two")
    (ready / MANIFEST).write_text("two")
    (tmp_path / "graph.ttl").write_text("two")  # the one that was moved before the end
    complete(tmp_path)
    assert _content(tmp_path) == _expected("two")
    complete(tmp_path)


@pytest.mark.parametrize("kind", ["link to a folder", "link to nothing", "file"])
def test_what_stands_where_a_folder_belongs_is_replaced(kind: str, tmp_path: Path) -> None:
    output, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    _build(output, "one")
    (output / "store").rename(elsewhere)
    if kind == "file":
        (output / "store").write_text("what is this?")
    else:
        (output / "store").symlink_to(elsewhere if kind == "link to a folder" else tmp_path / "nothing")
    for text in ("two", "three"):
        _build(output, text)
        assert _content(output) == _expected(text)
    assert (elsewhere / "data").read_text() == "one"
    assert {path.name for path in output.iterdir()} == {"graph.ttl", "store", MANIFEST, ".lock"}


def test_who_opens_a_folder_waits_for_the_moves_of_another(tmp_path: Path) -> None:
    _build(tmp_path, "one")
    shutil.copytree(tmp_path, tmp_path / READY, ignore=shutil.ignore_patterns(".lock", READY))
    opened = threading.Event()
    left: list[bool] = []

    def mover() -> None:
        with locked(tmp_path):
            opened.set()
            time.sleep(0.2)
            shutil.rmtree(tmp_path / READY)

    thread = threading.Thread(target=mover)
    thread.start()
    opened.wait()
    complete(tmp_path)
    left.append((tmp_path / READY).exists())
    thread.join()
    assert left == [False]


def test_what_a_killed_build_left_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / ".staging").mkdir()
    (tmp_path / ".staging" / "half").write_text("x")
    _build(tmp_path, "one")
    assert _content(tmp_path) == _expected("one")


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="cannot be made"), staged(tmp_path / "out"):
        pass


def test_all_files_are_on_the_disk_before_they_take_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is synced, by inode, before the first name changes; a file without that may be found empty after a crash."""
    synced: set[int] = set()
    at_first_move: list[set[int]] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        at_first_move.append(set(synced))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    _build(tmp_path, "one")
    written = [tmp_path / name for name in ("graph.ttl", "store", "store/data", MANIFEST)]
    assert {path.stat().st_ino for path in written} <= at_first_move[0]
    assert tmp_path.stat().st_ino in synced, "the names too"


def test_a_folder_stays_readable_while_another_takes_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old folder is put aside whole and then removed: its files never vanish one by one under its name."""
    _build(tmp_path, "one")
    rmtree, seen = shutil.rmtree, []

    def watched(path: Path, ignore_errors: bool = False) -> None:
        seen.append((Path(path).name, place(tmp_path, "store").joinpath("data").read_text()))
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", watched)
    _build(tmp_path, "two")
    assert "store" not in {name for name, _ in seen}
    assert seen[-1][1] == "two"


def test_a_lock_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_bytes(b"no database" * 500)
    with pytest.raises(OutputError, match=r"the lock is damaged: .*; delete it"), staged(tmp_path):
        pass
