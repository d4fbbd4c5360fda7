"""The layer contract: a module imports only earlier layers, never upwards, never in a circle."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = (
    "ground", "readers", "catalogue", "linker", "evaluate", "graph", "rdf", "export", "explorer", "serve", "build",
    "cli",
)  # fmt: skip
MAX_LINES = 450
# Heavy or optional packages that importing the package must not need.
EXTRAS = {
    "pyspark",
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
}
FILES = sorted((ROOT / "kg").rglob("*.py"))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_module(path): path for path in FILES}


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """The modules of ``kg`` that a file imports, anywhere in it, and the lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
    parts = module.split(".")
    return LAYERS.index(parts[1]) if len(parts) > 1 else len(LAYERS)


def test_every_package_is_a_layer() -> None:
    packages = {path.parent.name for path in (ROOT / "kg").glob("*/__init__.py")}
    assert packages == set(LAYERS)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_down_only(module: str) -> None:
    for name, line in _imports(MODULES[module]):
        if module == "kg" or (name == "kg" and _imports_only_the_version(MODULES[module])):
            continue
        assert _layer(name) <= _layer(module), f"{module}:{line} imports {name}, a later layer"
        assert MODULES[name].name != "__init__.py", f"{module}:{line} imports the package {name}; import its module"


def _imports_only_the_version(path: Path) -> bool:
    """Whether all that a file takes from ``kg`` itself is the version."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "kg"
        for alias in node.names
        if f"kg.{alias.name}" not in MODULES
    }
    return taken == {"__version__"}


def test_no_circle() -> None:
    graph = nx.DiGraph([(module, name) for module, path in MODULES.items() for name, _ in _imports(path)])
    graph.remove_nodes_from(["kg"])
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("path", [*FILES, ROOT / "cli.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_are_small_rooms(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines: which two rooms is it?"
    assert path.stem not in {"utils", "util", "helpers", "misc", "common"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_says_what_it_is(module: str) -> None:
    path = MODULES[module]
    tree = ast.parse(path.read_text(encoding="utf-8"))
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
        if top not in allowed and top not in EXTRAS
    }
    assert not found


def _third_party(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert not calls, f"{module} prints in lines {calls}"
