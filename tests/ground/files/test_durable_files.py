"""What takes its place is on the disk before it has its name."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kg.ground.files.durable_files import put_in_place


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What is synced and renamed, by inode, in order."""
    seen: list[tuple[str, int]] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        seen.append(("sync", os.fstat(descriptor).st_ino))
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        seen.append(("move", path.stat().st_ino))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    return seen


def test_a_file_is_synced_then_moved_then_its_folder_is_synced(tmp_path: Path, order: list[tuple[str, int]]) -> None:
    part, target = tmp_path / "part", tmp_path / "whole"
    part.write_text("new")
    target.write_text("old")
    number = part.stat().st_ino
    put_in_place(part, target)
    assert target.read_text() == "new"
    assert not part.exists()
    assert order == [("sync", number), ("move", number), ("sync", tmp_path.stat().st_ino)]


def test_all_files_of_a_folder_are_synced_before_it_moves(tmp_path: Path, order: list[tuple[str, int]]) -> None:
    part = tmp_path / "part"
    (part / "inner").mkdir(parents=True)
    inner, outer = part / "inner" / "one", part / "two"
    inner.write_text("1")
    outer.write_text("2")
    expected = {("sync", path.stat().st_ino) for path in (part, part / "inner", inner, outer)}
    put_in_place(part, tmp_path / "whole")
    assert (tmp_path / "whole" / "inner" / "one").read_text() == "1"
    assert set(order[: order.index(("move", (tmp_path / "whole").stat().st_ino))]) == expected
    assert order[-1] == ("sync", tmp_path.stat().st_ino)


def test_what_cannot_be_synced_does_not_take_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part, target = tmp_path / "part", tmp_path / "whole"
    part.write_text("new")
    target.write_text("old")

    def fails(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="Input/output error"):
        put_in_place(part, target)
    assert target.read_text() == "old"


@pytest.mark.parametrize("answer", [errno.EINVAL, errno.EACCES, errno.EIO])
def test_a_folder_that_nobody_may_sync_is_no_fault_and_a_disk_that_fails_is(
    answer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, flags: int) -> int:
        if Path(path).is_dir():
            raise OSError(answer, os.strerror(answer), str(path))
        return opened(path, flags)

    part, opened = tmp_path / "part", os.open
    part.write_text("new")
    monkeypatch.setattr(os, "open", refused)
    if answer == errno.EIO:
        with pytest.raises(OSError, match="Input/output"):
            put_in_place(part, tmp_path / "whole")
    else:
        put_in_place(part, tmp_path / "whole")
    assert (tmp_path / "whole").read_text() == "new"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file is opened for writing anyway")
def test_a_file_that_may_only_be_written_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    opened = os.open

    def noted(path: Path, flags: int) -> int:
        used.append(flags)
        return opened(path, flags)

    (tmp_path / "part").write_text("new")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.R_OK)
    monkeypatch.setattr(os, "open", noted)
    put_in_place(tmp_path / "part", tmp_path / "whole")
    assert used[0] == os.O_WRONLY
