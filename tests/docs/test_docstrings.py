"""What a docstring names is there: attributes of its class, parameters of its function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "kg").rglob("*.py"))
_SECTION = re.compile(r"^(Args|Attributes):\n((?:[ ]{4}.*\n?|\n)+)", re.MULTILINE)
# "name: what it is", also several in a line, each after a full stop or a semicolon: "a, b: texts. c: their number".
_NAMED = re.compile(r"(?:^|(?<=[.;] ))((?:`{0,2}\*{0,2}[a-z_]\w*`{0,2})(?:, `{0,2}[a-z_]\w*`{0,2})*): ")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _named(docstring: str, section: str) -> list[str]:
    """The names that a section of a docstring explains."""
    found: list[str] = []
    for title, body in _SECTION.findall(docstring + "\n"):
        if title == section:
            entries = re.sub(r"\n {8,}", " ", body)  # a line that is deeper goes on with the one before
            for line in entries.splitlines():
                found += [name.strip("`*") for names in _NAMED.findall(line.strip()) for name in names.split(", ")]
    return found


def _parameters(function: Function) -> set[str]:
    given = function.args
    several = [each for each in (given.vararg, given.kwarg) if each]
    return {each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs, *several)}


def _attributes(definition: ast.ClassDef) -> set[str]:
    """Fields, properties and methods of a class, and what its methods set on ``self``."""
    found: set[str] = set()
    for each in definition.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            found.add(each.target.id)
        elif isinstance(each, ast.Assign):
            found |= {target.id for target in each.targets if isinstance(target, ast.Name)}
        elif isinstance(each, Function):
            found.add(each.name)
            stored = (part for part in ast.walk(each) if isinstance(part, ast.Attribute))
            found |= {
                part.attr
                for part in stored
                if isinstance(part.ctx, ast.Store) and isinstance(part.value, ast.Name) and part.value.id == "self"
            }
    return found


def _missing(source: str) -> Iterator[str]:
    """What the docstrings of a module name in vain."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            named, known = _named(ast.get_docstring(node) or "", "Args"), _parameters(node)
            yield from (f"{node.name}: no parameter {name}" for name in named if name not in known)
        elif isinstance(node, ast.ClassDef):
            text = ast.get_docstring(node) or ""
            known = _attributes(node)
            yield from (f"{node.name}: no attribute {name}" for name in _named(text, "Attributes") if name not in known)
            makers = [each for each in node.body if isinstance(each, Function) and each.name == "__init__"]
            taken = _parameters(makers[0]) if makers else known  # a record is made of its fields
            yield from (f"{node.name}: no parameter {name}" for name in _named(text, "Args") if name not in taken)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "kg").as_posix())
def test_what_a_docstring_names_is_there(path: Path) -> None:
    assert list(_missing(path.read_text(encoding="utf-8"))) == []


def test_names_are_found_where_they_stand() -> None:
    source = '''
class Sample:
    """A class.

    Attributes:
        here, gone: texts; the first
            is long: see ``there``. lost: a number. told: by a property.
        set_later: by a method.
    """

    here: str

    @property
    def told(self): ...

    def method(self, one, *rest, **more):
        """A method.

        Args:
            one: a number. two: none.
            rest: the others. more: names.

        Raises:
            error: this is no parameter.
        """
        self.set_later = one


class Made:
    """Another.

    Args:
        path: of a file. mode: none.
    """

    def __init__(self, path): ...
'''
    assert sorted(_missing(source)) == [
        "Made: no parameter mode", "Sample: no attribute gone", "Sample: no attribute lost", "method: no parameter two"
    ]  # fmt: skip


def test_most_of_what_docstrings_explain_is_looked_at() -> None:
    """A pattern that finds nothing finds no fault."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in FILES]
    texts = [ast.get_docstring(node) or "" for tree in trees for node in ast.walk(tree)
             if isinstance(node, Function | ast.ClassDef)]  # fmt: skip
    assert sum(len(_named(text, section)) for text in texts for section in ("Args", "Attributes")) > 500
