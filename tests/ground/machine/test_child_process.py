"""Processes beside this one, memory asked for before it is used, and a collector that comes back."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from kg.ground.errors import PaperAtlasError, ResourceError
from kg.ground.machine.child_process import child_path, python_command
from kg.ground.machine.garbage import collection_paused
from kg.ground.machine.memory import memory_is_short, out_of_memory, require_memory


@pytest.mark.parametrize(
    ("path", "root", "working", "kept"),
    [
        (["", "/lib", "/site"], "/site", "/tmp", ["/lib", "/site"]),
        (["/tmp", "/lib", "/site"], "/site", "/tmp", ["/lib", "/site"]),  # first: Python put it there
        (["/lib", "/tmp", "/site"], "/site", "/tmp", ["/lib", "/tmp", "/site"]),  # somebody named it
        (["", "/lib"], "/checkout", "/checkout", ["/checkout", "/lib"]),  # the package lies there
        (["", "/lib"], "/elsewhere", "/tmp", ["/lib", "/elsewhere"]),  # found by no folder of the path
        (["rel", "/lib"], "/lib", "/tmp", ["/tmp/rel", "/lib"]),
        ([], "/site", "/tmp", ["/site"]),
    ],
)  # fmt: skip
def test_the_working_folder_is_no_place_for_modules(path: list[str], root: str, working: str, kept: list[str]) -> None:
    assert child_path(path, root, working) == kept


def test_a_child_has_this_interpreter_its_own_path_and_the_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    command = python_command("print(3)", "a", "b c")
    assert command[0] == sys.executable
    assert "-P" in command[1 : command.index("-c")]
    assert command[-2:] == ["a", "b c"]
    program = command[command.index("-c") + 1]
    assert program.endswith("; print(3)")
    root = str(Path(__file__).resolve().parents[3])
    assert repr(root) in program
    compile(program, "child", "exec")
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(PaperAtlasError, match="does not know its own program"):
        python_command("print(3)")


def test_memory_that_nobody_has_is_short() -> None:
    assert not memory_is_short(1 << 20)
    assert memory_is_short(1 << 62)
    require_memory(1 << 20, "the store")
    with pytest.raises(ResourceError, match=r"the store needs 4398046511104 MiB more.*ulimit"):
        require_memory(1 << 62, "the store")
    assert "memory is short" in str(out_of_memory())


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_as_it_was_also_after_an_error(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with pytest.raises(KeyError):
            with collection_paused():
                assert not gc.isenabled()
                raise KeyError
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
