"""Docstrings of functions begin with a verb in the imperative.

Ruff's D401 sees words in another mood ("Returns"); it does not know that "Whether" and "All" are no verbs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "kg").rglob("*.py"))
_WORDS = """
    a above all an any as at before both by column each either every everything features for from here how if in
    inside it labels names no nodes none nothing numbers of on one only pairs papers parameters rows several since
    so some terms text that the their there these they this those to too triples true two variable what when where
    whether which who whose why with without words
"""
NO_VERBS = frozenset(_WORDS.split())


def functions_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, name and docstring of each function that is no property."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        text, decorators = ast.get_docstring(node), map(ast.unparse, node.decorator_list)
        if text and not any(each.endswith("property") for each in decorators):
            yield node.lineno, node.name, text


def begins_with_verb(docstring: str) -> bool:
    first = docstring.split()[0].rstrip(",:;")
    return first.isalpha() and first[0].isupper() and first.lower() not in NO_VERBS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings_begin_with_a_verb(path: Path) -> None:
    wrong = [(line, name) for line, name, text in functions_of(path) if not begins_with_verb(text)]
    assert not wrong


@pytest.mark.parametrize(
    ("docstring", "fits"),
    [("Return it.", True), ("The papers.", False), ("Whether it fits.", False), ("``name`` of it.", False)],
)
def test_what_begins_with_a_verb(docstring: str, fits: bool) -> None:
    assert begins_with_verb(docstring) is fits
