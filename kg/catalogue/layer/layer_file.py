"""Writing into a layer: one row of the user's own table, or a whole table of an import.

Every table is checked beside the catalogue and the layer's other tables before it is written, and takes the place of
the old one at once. One process at a time writes (``kg.ground.files.folder_lock``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Fault
from kg.catalogue.entry_table import Row, faults_error, parse_table
from kg.catalogue.layer.layered_catalogue import layer_faults
from kg.catalogue.layer.own_layer import NO_LAYER, chosen_layer_folder, layer_of_rows, layer_rows, table_bytes
from kg.ground.errors import CatalogueError, OutputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.targets import open_target

OWN_TABLE = "own.tsv"
_WAIT = 10.0  # seconds for another process, which holds the lock for as long as it reads and writes a table


def folder_to_write() -> Path:
    """Return the folder of the layer that is in force, to write into.

    Raises:
        CatalogueError: none is.
    """
    folder = chosen_layer_folder()
    if folder is None:
        remedy = "name a folder: --catalogue DIR"
        raise CatalogueError(f"no layer of the catalogue is in force ({NO_LAYER})", remedy=remedy)
    return folder


def put_row(folder: Path, row: Row, catalogue: Catalogue, *, replace: bool = False) -> Path:
    """Put a row into the user's own table, which is made where there is none; return the table.

    Args:
        catalogue: what the layer lies over. replace: whether a row of the same id may be there already.

    Raises:
        CatalogueError: the layer has faults with the row, which are reported together, or has a row of this id.
    """
    with _locked_layer(folder):
        path = folder / OWN_TABLE
        own = _rows_of_table(path)
        if not replace and any(each.id == row.id for each in own):
            remedy = "--replace writes it anew"
            raise CatalogueError(f"the table has a row {row.id!r} already", where=path, remedy=remedy)
        rows = [each for each in own if each.id != row.id]
        _write_checked(folder, OWN_TABLE, [*rows, row], catalogue)
    return path


def put_table(folder: Path, file: str, rows: list[Row], catalogue: Catalogue) -> Path:
    """Write a table of a layer; one of the same name is replaced. Errors are those of ``put_row``."""
    with _locked_layer(folder):
        _write_checked(folder, file, rows, catalogue)
    return folder / file


@contextmanager
def _locked_layer(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made: {error.strerror or error}"
        raise OutputError(problem, where=folder, remedy="name another folder") from error
    with locked(folder, wait=_WAIT):
        yield


def _rows_of_table(path: Path) -> list[Row]:
    if not path.exists():
        return []
    rows, faults = parse_table(path.name, path.read_bytes())
    if faults:
        raise faults_error(faults, path.parent)
    return rows


def _write_checked(folder: Path, file: str, rows: list[Row], catalogue: Catalogue) -> None:
    """Write a table, once it is known that the layer has no faults with it."""
    placed, form_faults = parse_table(file, table_bytes(rows))
    others, faults = layer_rows(folder, placed, without=file)
    faults += form_faults
    if not faults:
        faults += layer_faults(layer_of_rows(others).rows, catalogue)
    if faults:
        raise faults_error(faults, folder)
    with open_target(folder / file) as target:
        target.write(table_bytes(rows))


def faults_of_layer(catalogue: Catalogue) -> list[Fault]:
    """Find all faults of the layer that is in force, by itself and beside a catalogue; none where there is no layer."""
    folder = chosen_layer_folder()
    if folder is None or not folder.is_dir():
        return []
    rows, faults = layer_rows(folder)
    return sorted(faults) or sorted(layer_faults(layer_of_rows(rows).rows, catalogue))
