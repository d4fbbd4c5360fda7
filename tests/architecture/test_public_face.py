"""What ``from kg import …`` gives: each name with a docstring that tells when, what, which errors, and an example."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.ground.errors import OutputError
from kg.ground.records import Paper, Reading
from kg.rdf.remote.endpoint import Endpoint
from tests.conftest import SIX_PAPERS

PUBLIC = sorted(set(kg.__all__) - {"__version__"})
FUNCTIONS = [name for name in PUBLIC if inspect.isfunction(getattr(kg, name))]


def test_the_classes_are_those_of_their_modules() -> None:
    assert (kg.Paper, kg.Reading, kg.Endpoint) == (Paper, Reading, Endpoint)
    assert set(kg.__all__) <= set(dir(kg))
    assert {"Paper", "Reading", "build", "add", "link", "open", "view", "Endpoint"} <= set(PUBLIC)
    with pytest.raises(AttributeError, match="module 'kg' has no attribute 'Papers'"):
        _ = kg.Papers


@pytest.mark.parametrize("name", PUBLIC)
def test_each_has_an_example_that_runs_and_names_its_errors(name: str) -> None:
    text = inspect.getdoc(getattr(kg, name)) or ""
    assert ">>> " in text
    assert "Raises:" in text or name in {"flat", "Reading"}  # which raise nothing
    if name in FUNCTIONS:
        assert re.match(r"[A-Z][a-z]+ (?!is|are)", text)
        assert not text.split()[0].endswith("s"), "in the imperative: Link papers, not Links papers"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_describes_its_arguments(name: str) -> None:
    text = inspect.getdoc(getattr(kg, name)) or ""
    if name == "add":
        assert "Arguments and result are those of ``build``" in text
        assert set(inspect.signature(kg.add).parameters) == set(inspect.signature(kg.build).parameters) - {"base"}
    elif len(inspect.signature(getattr(kg, name)).parameters) > 1:
        missing = [each for each in inspect.signature(getattr(kg, name)).parameters if f"{each}" not in text]
        assert missing == []


def test_importing_it_imports_nothing_else() -> None:
    program = "import sys; before = set(sys.modules); import kg; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", program], cwd=Path(kg.__file__).parents[1],
                          capture_output=True, text=True, check=True)  # fmt: skip
    loaded = set(re.findall(r"'([^']+)'", done.stdout))
    assert "kg" in loaded
    assert {name for name in loaded if name.startswith("kg.")} == {"kg.ground", "kg.ground.version"}
    assert not loaded & {"spacy", "networkx", "numpy", "pyoxigraph", "pyvis", "orjson", "jinja2"}


@pytest.mark.parametrize("given", [str, lambda path: iter([path])])
def test_build_and_add_take_one_file_or_several(
    given: Callable[[Path], Any], built: Path, tmp_path: Path
) -> None:  # fmt: skip
    lines = SIX_PAPERS.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = tmp_path / "papers.jsonl"
    whole.write_text("".join(lines[:2]), encoding="utf-8")
    with pytest.raises(OutputError, match="there is no graph here"):
        kg.add(given(whole), tmp_path / "graph")
    kg.build(given(whole), str(tmp_path / "graph"))
    whole.write_text("".join(lines[2:]), encoding="utf-8")
    kg.add(given(whole), tmp_path / "graph")
    assert [paper.title for paper in kg.open(tmp_path / "graph").papers()] == [
        paper.title for paper in kg.open(built).papers()
    ]  # fmt: skip
