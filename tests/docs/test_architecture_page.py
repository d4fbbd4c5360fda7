"""``docs/architecture.md`` and the paths on all pages are those of the code."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_layers import FILES, LAYERS, ROOT

DOCS = ROOT / "docs"
PAGE = DOCS / "architecture.md"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md"), *(ROOT / ".github").rglob("*.md")])
TOP_FOLDERS = ("kg", "tests", "docs", "ontology", "bench", r"\.ci", r"\.github")
#: A path of the checkout between backticks: from one of its folders, or of a source file in any folder.
PATH = re.compile(rf"`((?:{'|'.join(TOP_FOLDERS)})/[^`\s]*|[^`\s:/]+/[^`\s:]+\.(?:py|js|ts|ttl|rq))`")
#: Libraries whose names in prose are not those of their packages.
WRITTEN = {
    "sklearn": "scikit-learn",
    "scipy": "SciPy",
    "spacy": "spaCy",
    "starlette": "Starlette",
    "polars": "Polars",
    "pyspark": "PySpark",
    "yaml": "PyYAML",
}


def table_rows() -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").split("## Layers and wings")[1].split("\n## ")[0]
    rows = [line.strip("| ").split("|") for line in section.splitlines() if line.startswith("| `kg/")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_table_has_every_folder_in_the_order_of_imports() -> None:
    assert [row[0].strip("`") for row in table_rows()] == [f"kg/{name.replace('.', '/')}" for name in LAYERS]


def test_the_picture_has_every_layer_with_its_wings_in_order() -> None:
    picture = PAGE.read_text(encoding="utf-8").split("```")[3]
    drawn = [(line.split()[0], line.split()[1:]) for line in picture.splitlines() if line.strip()]
    wings: dict[str, list[str]] = defaultdict(list)
    for layer, _, wing in (name.partition(".") for name in LAYERS):
        wings[layer] += [wing] if wing else []
    assert drawn == list(reversed(wings.items()))


def test_the_table_names_the_libraries_that_each_folder_imports() -> None:
    named = {row[0].strip("`"): row[2] if len(row) > 2 else "" for row in table_rows()}
    imported: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        imported[path.parent.relative_to(ROOT).as_posix()] |= set(_libraries(path))
    imported.pop("kg", None)  # the public interface has libraries in its types only
    missing = {folder: names - _words(named.get(folder, "")) for folder, names in imported.items()}
    assert {folder: names for folder, names in missing.items() if names} == {}


def _libraries(path: Path) -> Iterator[str]:
    """The packages of others that a module imports anywhere, as the page writes them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        for top in {name.split(".")[0] for name in names} - {"kg", "_typeshed"} - sys.stdlib_module_names:
            yield WRITTEN.get(top, top)


def _words(cell: str) -> set[str]:
    return set(re.findall(r"[\w-]+", cell))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_on_a_page_is_there(page: Path) -> None:
    found = {path.rstrip("/") for path in PATH.findall(page.read_text(encoding="utf-8"))}
    patterns = {path for path in found if re.search(r"[*…]|NAME", path)}
    missing = {path for path in found - patterns if not (ROOT / path).exists()}
    missing |= {path for path in patterns if not any(ROOT.glob(re.sub(r"…|NAME", "*", path)))}
    assert missing == set()
