"""A user's own layer: a folder of tables in the form of the catalogue's, which lies over the catalogue that ships.

Which folder: what ``PAPERATLAS_CATALOGUE`` names (``--catalogue`` sets it for one run, and for the processes that this
one starts), else ``catalogue`` in the user's folder of the program, where there is one. ``none`` means no layer.

The layer is small beside the catalogue, and is read whole; every row has to be sound by itself, since ids and names of
it stand in graphs. What it means together with the catalogue is said in ``kg.catalogue.layer.layered_catalogue``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from kg.catalogue.entries import Fault
from kg.catalogue.entry_table import COLUMNS, Row, faults_error, parse_table
from kg.catalogue.table_check import own_faults_of_row, repeated_id_faults
from kg.ground.errors import CatalogueError
from kg.ground.identifiers import digest

VARIABLE = "PAPERATLAS_CATALOGUE"
NO_LAYER = "none"
_PROGRAM, _FOLDER = "paperatlas", "catalogue"
MAX_BYTES = 64 << 20  # of all tables of a layer: some 500,000 entries, fifty times what ships


@dataclass(frozen=True, slots=True)
class CatalogueLayer:
    """The rows of a layer; two layers are the same where their rows are, in whichever files these stand.

    Attributes:
        rows: sorted by id.
    """

    rows: tuple[Row, ...]
    version: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CatalogueLayer) and other.version == self.version

    def __hash__(self) -> int:
        return hash(self.version)


def layer_of_rows(rows: list[Row]) -> CatalogueLayer:
    """Make a layer of sound rows."""
    ordered = tuple(sorted(rows, key=lambda row: row.id))
    return CatalogueLayer(ordered, digest(*("\t".join(row[2:]) for row in ordered)))


def default_layer_folder() -> Path:
    """Return where a user's layer lies where nothing else is said, as the system has such folders.

    ``~/.config/paperatlas/catalogue`` on Linux, ``~/Library/Application Support/…`` on macOS, ``%APPDATA%`` on Windows.
    """
    return Path(click.get_app_dir(_PROGRAM)) / _FOLDER


def chosen_layer_folder() -> Path | None:
    """Return the folder that is said or usual, which need not exist; None where none is wanted."""
    said = os.environ.get(VARIABLE)
    if said == NO_LAYER:
        return None
    return Path(said) if said else default_layer_folder()


def current_layer() -> CatalogueLayer | None:
    """Read the layer that is in force; None where there is none, or it has no rows.

    Raises:
        CatalogueError: the folder that was named does not exist, or its tables have faults.
    """
    folder = chosen_layer_folder()
    if folder is None:
        return None
    if not folder.is_dir():
        if os.environ.get(VARIABLE):
            remedy = f"name a folder of tables, or {NO_LAYER}; paperatlas catalogue add makes one"
            raise CatalogueError("there is no such layer of the catalogue", where=folder, remedy=remedy)
        return None
    return read_layer(folder)


def read_layer(folder: Path) -> CatalogueLayer | None:
    """Read the tables of a folder; None where they have no rows.

    Raises:
        CatalogueError: rows have faults, which are reported together, or a file cannot be read.
    """
    rows, faults = layer_rows(folder)
    if faults:
        raise faults_error(faults, folder)
    return layer_of_rows(rows) if rows else None


def layer_rows(folder: Path, more: Iterable[Row] = (), *, without: str = "") -> tuple[list[Row], list[Fault]]:
    """Read the rows of a layer's tables, and what is wrong with each row by itself.

    Args:
        more: rows beside them. without: a file that is left out, since it is about to be written anew.
    """
    rows: list[Row] = list(more)
    faults: list[Fault] = []
    size = 0
    for path in layer_files(folder):
        if path.name == without:
            continue
        try:
            size += path.stat().st_size
            data = path.read_bytes() if size <= MAX_BYTES else b""
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
            raise CatalogueError(problem, where=path, remedy="name a folder of tables") from error
        if size > MAX_BYTES:
            remedy = "leave out what you do not need"
            raise CatalogueError(f"the layer is larger than {MAX_BYTES >> 20} MiB", where=folder, remedy=remedy)
        found, form_faults = parse_table(path.name, data)
        rows += found
        faults += form_faults
    faults += [fault for row in rows for fault in own_faults_of_row(row)]
    faults += repeated_id_faults(rows)
    return rows, faults


def layer_files(folder: Path) -> list[Path]:
    """Return the tables of a layer, by name."""
    return sorted(folder.glob("*.tsv"))


def table_bytes(rows: list[Row]) -> bytes:
    """Write rows as a table, sorted by id."""
    lines = ["\t".join(COLUMNS), *("\t".join(row[2:]) for row in sorted(rows, key=lambda row: row.id))]
    return ("\n".join(lines) + "\n").encode("utf-8")
