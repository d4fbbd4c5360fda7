"""Small catalogue folders for the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.entry_table import COLUMNS


@pytest.fixture
def make_line() -> Callable[..., str]:
    """Makes a line of a table; cells not named are empty, the source is ``curated``."""

    def line(id_: str, name: str, types: str = "model", **cells: str) -> str:
        row = dict.fromkeys(COLUMNS, "") | {"id": id_, "name": name, "types": types, "source": "curated"} | cells
        return "\t".join(row[column] for column in COLUMNS)

    return line


@pytest.fixture
def write_table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a table with the catalogue's header into the test's folder, which it returns."""

    def write(file: str, *lines: str) -> Path:
        (tmp_path / file).write_text("\n".join(("\t".join(COLUMNS), *lines)) + "\n", encoding="utf-8")
        return tmp_path

    return write
