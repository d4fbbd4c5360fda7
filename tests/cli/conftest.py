"""The program as a process, and a small graph that it has built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS = Path(__file__).parent / "papers.jsonl"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_program(*arguments: str | Path, program: str | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run ``python cli.py`` (or a program text that calls it) outside any terminal."""
    start = [str(ROOT / "cli.py")] if program is None else ["-c", program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUTF8": "1"}
    environment.pop("PAPERATLAS_DEBUG", None)
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, env=environment, **options,
    )  # fmt: skip


@pytest.fixture(scope="session")
def run() -> Run:
    return run_program


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built folder, for reading only."""
    folder = tmp_path_factory.mktemp("cli") / "a graph"
    done = run_program("build", PAPERS, "-o", folder, "--quiet")
    assert done.returncode == 0, done.stderr
    return folder
