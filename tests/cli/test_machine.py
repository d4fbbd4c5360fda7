"""What the machine refuses (memory, the disk) is named as that, not as an unexpected error."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

import pytest

from kg.cli import main as program
from kg.cli.main import main
from kg.ground.machine.memory import memory_is_short
from tests.cli.conftest import PAPERS, Run


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError(), "paperatlas: memory is short; allow it more (ulimit -v), or close other programs"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/a/b"),
            "paperatlas: /a/b: No space left on device; mend that",
        ),
        (OSError(errno.ESTALE, "Stale file handle"), "paperatlas: Stale file handle; mend that"),
        (OSError(errno.EIO, "Input/output error"), "paperatlas: Input/output error; mend that"),
        (OSError(errno.EFBIG, "File too large"), "paperatlas: standard output, or a temporary file, cannot be written"),
        (ValueError("a defect"), "paperatlas: unexpected error: ValueError: a defect"),
    ],
)
def test_errors_of_the_machine_are_told_from_defects(
    error: Exception, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**options: object) -> None:
        raise error

    monkeypatch.delenv("PAPERATLAS_DEBUG", raising=False)
    monkeypatch.setattr(program.cli, "main", fails)
    assert main([]) == 1
    assert capsys.readouterr().err.startswith(line)


def test_what_fails_while_memory_is_short_is_want_of_memory(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(**options: object) -> None:
        raise ImportError("a library that could not be mapped")

    monkeypatch.setattr(program.cli, "main", fails)
    monkeypatch.setattr(program, "memory_is_short", lambda wanted: True)
    assert main([]) == 1
    assert capsys.readouterr().err.startswith("paperatlas: memory is short")


@pytest.mark.parametrize("arguments", [("query", "ASK { ?s ?p ?o }"), ("validate",)])
def test_a_store_for_which_there_is_no_memory_is_one_line(arguments: tuple[str, ...], run: Run, built: Path) -> None:
    """Without the look ahead RocksDB ends the process (exit code 134) when it starts its threads."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (300 << 20, 300 << 20))

    done = run(*arguments, "-o", built, preexec_fn=limit)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith("paperatlas: memory is short: the store needs 440 MiB more; allow it more")


@pytest.mark.parametrize(("mebibytes", "what"), [(100, "the linker"), (450, "the store")])
def test_a_build_without_memory_is_one_line(mebibytes: int, what: str, run: Run, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))

    done = run("build", PAPERS, "-q", "-o", tmp_path / "out", preexec_fn=limit)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"paperatlas: memory is short: {what} needs")
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_asking_for_memory_uses_none() -> None:
    assert not memory_is_short(1 << 20)
    assert memory_is_short(1 << 62)
