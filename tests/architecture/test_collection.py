"""What is not collected is not a test: pytest finds every file of tests and every module with a doctest."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("kg", "tests", "bench", "docs")
# A plugin that notes the kind and the path of each file that pytest would collect, and looks into none of them.
PLUGIN = """
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_make_collect_report(collector):
    if isinstance(collector, pytest.File):
        with open("{notes}", "a") as file:
            print(type(collector).__name__, collector.path, sep="\\t", file=file)
        return pytest.CollectReport(collector.nodeid, "passed", None, [])
"""


def python_files() -> Iterator[Path]:
    yield ROOT / "cli.py"
    for folder in FOLDERS:
        yield from sorted((ROOT / folder).rglob("*.py"))


def has_tests(path: Path) -> bool:
    """Whether a file is called a file of tests, or holds functions that are called tests."""
    text = path.read_text(encoding="utf-8")
    body = ast.parse(text).body if "def test_" in text else []  # most files need not be parsed
    functions = (node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return path.name.startswith("test_") or any(name.startswith("test_") for name in functions)


def has_doctest(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    if ">>>" not in text:
        return False
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = (ast.get_docstring(node) for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))
    return any(">>>" in (docstring or "") for docstring in docstrings)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[Path]]:
    """The files that a plain ``pytest`` collects, by the kind of collector: ``Module`` or ``DoctestModule``."""
    folder = tmp_path_factory.mktemp("plugin")
    notes = folder / "notes"
    (folder / "noting.py").write_text(PLUGIN.replace("{notes}", str(notes)), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT"):
        environment.pop(name, None)
    start = [sys.executable, "-m", "pytest", "--collect-only", "-p", "noting", "-p", "no:cacheprovider"]
    done = subprocess.run(start, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert notes.exists(), done.stdout + done.stderr
    found: dict[str, set[Path]] = {"Module": set(), "DoctestModule": set()}
    for line in notes.read_text(encoding="utf-8").splitlines():
        kind, path = line.split("\t")
        found[kind].add(Path(path))
    return found


def test_every_file_of_tests_is_collected(collected: dict[str, set[Path]]) -> None:
    files = {path for path in python_files() if has_tests(path)}
    assert len(files) > 60
    assert files - collected["Module"] == set()


def test_every_module_with_a_doctest_is_collected(collected: dict[str, set[Path]]) -> None:
    files = {path for path in python_files() if has_doctest(path)}
    assert len(files) > 50
    assert files - collected["DoctestModule"] == set()
