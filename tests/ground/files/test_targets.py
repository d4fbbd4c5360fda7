"""What a user names to be written: plain files, links, pipes, devices and the process's own open files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kg.ground.errors import OutputError
from kg.ground.files.targets import open_target
from tests.cli.forking import ROOT


def _write(path: str | Path, data: bytes = b"new") -> None:
    with open_target(path) as file:
        file.write(data)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_file_has_the_mode_that_the_system_gives(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    _write(tmp_path / "new")
    assert (tmp_path / "new").read_bytes() == b"new"
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert _names(tmp_path) == {"usual", "new"}


def test_a_file_keeps_its_mode_and_is_whole_at_every_moment(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with open_target(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


def test_a_fault_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    for name in ("old", "none"):
        with pytest.raises(ZeroDivisionError), open_target(tmp_path / name) as file:
            file.write(b"half")
            raise ZeroDivisionError
    assert _names(tmp_path) == {"old"}
    assert (tmp_path / "old").read_bytes() == b"old"


@pytest.mark.parametrize("there", [True, False], ids=["link", "dangling link"])
def test_a_link_stays_and_what_it_leads_to_is_written(there: bool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "real"
    if there:
        real.write_bytes(b"old")
    (tmp_path / "middle").symlink_to("elsewhere/real")
    (tmp_path / "link").symlink_to(tmp_path / "middle")
    _write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "middle").is_symlink()
    assert real.read_bytes() == b"new"
    assert not real.is_symlink()
    assert _names(tmp_path / "elsewhere") == {"real"}


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="there is no second disk")
def test_a_link_to_another_disk(tmp_path: Path) -> None:
    real = Path("/dev/shm") / f"paperatlas-{os.getpid()}"
    try:
        (tmp_path / "link").symlink_to(real)
        _write(tmp_path / "link")
        assert (real.read_bytes(), (tmp_path / "link").is_symlink()) == (b"new", True)
    finally:
        real.unlink(missing_ok=True)


def test_a_pipe_is_written_in_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    _write(pipe)
    reader.join(10)
    assert found == [b"new"]
    assert pipe.is_fifo()
    assert _names(tmp_path) == {"pipe"}


def test_a_reader_of_a_pipe_that_has_enough_is_told_as_such(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with pytest.raises(BrokenPipeError):
        _write(f"/dev/fd/{write}")
    os.close(write)


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there are no devices")
def test_a_device_is_written_in_place() -> None:
    _write("/dev/null")
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_named() -> None:
    with pytest.raises(OutputError, match="/dev/full: cannot be written: No space left on device;"):
        _write("/dev/full")
    with (  # what waits in the buffer cannot be written at the end either
        pytest.raises(OutputError, match="/dev/full: cannot be written: No space left on device;"),
        open_target("/dev/full") as file,
    ):
        for _ in range(1000):
            file.write(b"x" * 999)


@pytest.mark.parametrize("through", ["/dev/fd/{}", "/proc/self/fd/{}", "{folder}/link"])
def test_what_the_process_has_open_is_written_on_from_where_it_is(through: str, tmp_path: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("there is no /proc")
    with (tmp_path / "out").open("wb", buffering=0) as file:
        file.write(b"before, ")
        (tmp_path / "link").symlink_to(f"/dev/fd/{file.fileno()}")
        _write(through.format(file.fileno(), folder=tmp_path))
        file.write(b", after")
    assert (tmp_path / "out").read_bytes() == b"before, new, after"
    assert (tmp_path / "link").is_symlink()


@pytest.mark.parametrize("name", ["-", "/dev/stdout"])
def test_standard_output_comes_after_what_was_printed(name: str, tmp_path: Path) -> None:
    program = f"""
from kg.ground.files.targets import open_target
print("before")
with open_target({name!r}) as file:
    file.write(b"new\\n")
print("after")
"""
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "before\nnew\nafter\n"
    assert _names(tmp_path) == {"out"}


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"this is a folder; name a file in it"):
        _write(tmp_path)
    with pytest.raises(OutputError, match=r"none/file: there is no folder .*/none; make it first"):
        _write(tmp_path / "none" / "file")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(OutputError, match=r"one: cannot be written: Too many levels of symbolic links;"):
        _write(tmp_path / "one")
    with pytest.raises(OutputError, match="Bad file descriptor"):
        _write("/dev/fd/9999")
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(OutputError, match=r"Not a directory"):
        _write(tmp_path / "file" / "x")
    with pytest.raises(OutputError, match=r"File name too long"):
        _write(tmp_path / ("x" * 300))
    _write(tmp_path / ("é" * 127))  # as long as a name may be, in bytes


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write everywhere")
def test_rights_are_kept(tmp_path: Path) -> None:
    closed, only = tmp_path / "closed", tmp_path / "read-only"
    only.write_bytes(b"old")
    only.chmod(0o444)
    with pytest.raises(OutputError, match=r"read-only: cannot be written: Permission denied;"):
        _write(only)
    closed.mkdir()
    (closed / "file").write_bytes(b"old")
    closed.chmod(0o555)
    _write(closed / "file")  # the folder takes no other file, but this one may be written
    with pytest.raises(OutputError, match=r"new: cannot be written: Permission denied;"):
        _write(closed / "new")
    closed.chmod(0o755)
    assert ((closed / "file").read_bytes(), only.read_bytes()) == (b"new", b"old")
