"""The layer contract: a module imports only earlier layers, never upwards, never in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[2]
# Folders in the order in which they may import; what lies in a folder itself stands where its name does.
LAYERS = (
    "ground", "ground.files", "ground.machine", "ground.markup",
    "readers.base", "readers.papers", "readers.json", "readers.artifacts", "readers.services",
    "readers.bibliography", "readers.xml", "readers.tables",
    "readers.listing.words", "readers.listing.forms", "readers.listing", "readers",
    "identify.titles", "identify.index", "identify",
    "fetch", "fetch.services",
    "catalogue", "catalogue.importers", "catalogue.layer", "catalogue.lists", "catalogue.care",
    "linker.models", "linker.text", "linker.mentions", "linker.scoring", "linker.roles", "linker.results",
    "linker.topics", "linker", "linker.training",
    "evaluate",
    "graph.correction", "graph", "graph.assembly",
    "rdf", "rdf.terms", "rdf.write", "rdf.sparql", "rdf.query", "rdf.remote", "rdf.validate", "rdf.difference",
    "export.citations", "export",
    "explorer", "explorer.map", "explorer.answers", "explorer.page", "explorer.report", "explorer.served",
    "review",
    "changes", "changes.patches", "changes.comparison", "changes.feed",
    "digest.base", "digest", "digest.forms",
    "serve.http", "serve.process", "serve.tasks", "serve.routes", "serve",
    "search", "atlas", "atlas.update", "atlas.make",
    "release",
    "publish",
    "spark.cluster", "spark.stages", "spark",
    "cli", "cli.make", "cli.change", "cli.look", "cli.tell", "cli.quality", "cli.catalogue",
)  # fmt: skip
MAX_LINES = 450
MOST_FILES = 14  # of a folder
# A route and the task behind it share a name, and so do a command and what it asks or makes.
PAIRS = {"graph_store", "resource", "query", "catalogue", "update", "review", "search"}
# Heavy or optional packages that importing the package must not need.
EXTRAS = {
    "pyspark",
    "py4j",
    "fastapi",
    "starlette",
    "uvicorn",
    "playwright",
    "oxrdflib",
    "pytest",
    "hypothesis",
    "sklearn",
    "scipy",
    "pandas",
    "polars",
    "pyarrow",
    "yaml",
    "backports",
    "compression",
}
# An extra of ours that spaCy brings along in some versions, so that importing spaCy may need it.
BROUGHT_ALONG = {"httpx"}
FILES = sorted((ROOT / "kg").rglob("*.py"))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in FILES}


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    """All nodes of a file's syntax tree, which most of the tests look through."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """The modules of ``kg`` that a file imports, anywhere in it, and the lines."""
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write imports in full"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else str(node.module) for name in whole]
        else:
            continue
        yield from ((name, node.lineno) for name in names if name.split(".")[0] == "kg")


def _layer(module: str) -> int:
    """The place of a module's folder; that of ``kg`` itself is behind all others."""
    folder = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    return LAYERS.index(folder.removeprefix("kg.")) if folder != "kg" else len(LAYERS)


def test_every_folder_is_a_layer() -> None:
    folders = {_module(path).removeprefix("kg.") for path in FILES if path.name == "__init__.py"} - {"kg"}
    assert folders == set(LAYERS)
    assert folders == {".".join(path.parent.relative_to(ROOT / "kg").parts) for path in FILES} - {""}


def test_folders_are_small_and_names_say_one_thing() -> None:
    names = Counter(path.stem for path in FILES if path.name != "__init__.py")
    assert {name for name, count in names.items() if count > 1} == PAIRS
    assert max(names.values()) == 2
    assert {name for name in names if name.endswith("ing")} == set()
    folders = Counter(path.parent for path in FILES)
    assert {str(folder.relative_to(ROOT)): count for folder, count in folders.items() if count > MOST_FILES} == {}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_down_only(module: str) -> None:
    for name, line in _imports(MODULES[module]):
        if module == "kg":
            continue
        assert _layer(name) <= _layer(module), f"{module}:{line} imports {name}, a later layer"
        assert MODULES[name].name != "__init__.py", f"{module}:{line} imports the package {name}; import its module"


def test_no_circle() -> None:
    graph = nx.DiGraph([(module, name) for module, path in MODULES.items() for name, _ in _imports(path)])
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("path", [*FILES, ROOT / "cli.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_small_rooms(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines: which two rooms is it?"
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_says_what_it_is(module: str) -> None:
    path = MODULES[module]
    tree = _nodes(path)[0]
    assert isinstance(tree, ast.Module)
    assert ast.get_docstring(tree), f"{module} has no docstring"


def test_what_is_imported_is_declared() -> None:
    """Third-party imports of the package are its dependencies, so that a core installation is enough."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {entry.split("=")[0].split(">")[0].split("<")[0].strip().replace("-", "_") for entry in declared}
    allowed = names | set(sys.stdlib_module_names) | {"kg", "_typeshed"}
    found = {
        (module, top)
        for module, path in MODULES.items()
        for top in _third_party(path)
        if top not in allowed and top not in EXTRAS | BROUGHT_ALONG
    }
    assert not found


def _third_party(path: Path) -> Iterator[str]:
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_every_module_can_be_imported_with_the_core_alone() -> None:
    """Imports all modules in a process where the extras cannot be imported."""
    program = f"""
import sys
class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {EXTRAS!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Closed())
import importlib
for name in {sorted(MODULES)!r}:
    importlib.import_module(name)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_printing_lives_in_the_command_line_only() -> None:
    for module, path in MODULES.items():
        if module.startswith("kg.cli"):
            continue
        calls = [
            node.lineno
            for node in _nodes(path)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert not calls, f"{module} prints in lines {calls}"
