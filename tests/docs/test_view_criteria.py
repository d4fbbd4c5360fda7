"""The page of criteria names tests that there are, and passes over no file of the page's own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "view-criteria.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+)` \(`(tests/[\w/]+\.py)`\)", TEXT)


def _tests_of_file(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_criterion_is_held_by_tests_that_there_are() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \|$", TEXT, re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 35
    for number, criterion, held in rows:
        assert re.fullmatch(r"(`test_\w+` \(`tests/[\w/]+\.py`\)(<br>|$))+", held), f"{number}: {criterion}"
    missing = [(path, name) for name, path in NAMED if name not in _tests_of_file(ROOT / path)]
    assert missing == []


def test_no_file_of_browser_tests_is_passed_over() -> None:
    named = {Path(path).name for _, path in NAMED}
    files = {path.name for path in (ROOT / "tests" / "explorer").glob("test_browser_*.py")}
    assert files <= named
