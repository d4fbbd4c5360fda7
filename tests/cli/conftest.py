"""The program as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.forking import ROOT, Forker
from tests.conftest import SIX_PAPERS

PAPERS = SIX_PAPERS
_PATIENCE = 120  # seconds that a program may take
_idle: list[Forker] = []

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_program(
    *arguments: str | Path,
    program: str | None = None,
    limits: Mapping[int, int] | None = None,
    input: str = "",
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Run ``python cli.py`` (or a program text that calls it) outside any terminal.

    The process is forked from one that has imported the commands; it is a fresh interpreter where there are
    ``options`` of ``subprocess.run``: a working folder, an environment, what to do before it starts.

    Args:
        limits: what the forked process may use, by resource (``resource.RLIMIT_FSIZE``).
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    environment.pop("PAPERATLAS_DEBUG", None)
    words = [str(argument) for argument in arguments]
    if options:
        start = [str(ROOT / "cli.py")] if program is None else ["-c", program]
        settings = {"timeout": _PATIENCE, "env": environment, "input": input, **options}
        return subprocess.run(
            [sys.executable, *start, *words], capture_output=True, text=True, encoding="utf-8", check=False, **settings
        )
    forker = _idle.pop() if _idle else Forker()  # each thread that runs a program has one of its own
    done = forker.run(
        words, program=program, environment=environment, limits=limits or {}, input=input, timeout=_PATIENCE
    )
    _idle.append(forker)
    return done


@pytest.fixture(scope="session")
def run() -> Iterator[Run]:
    yield run_program
    while _idle:
        _idle.pop().close()
