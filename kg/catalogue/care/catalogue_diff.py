"""What two catalogues differ in: entries gained and lost, and of those that both have every cell that changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.entry_table import COLUMNS, TIERS, tier_files
from kg.catalogue.layer.layered_catalogue import lay_over, layered_catalogue, row_of_entry
from kg.catalogue.layer.own_layer import read_layer
from kg.ground.errors import CatalogueError

SHIPPED, LAYER = "shipped", "layer"
_LISTS = {"aliases": "|", "types": "|", "context": ","}


class ChangeKind(StrEnum):
    """What became of an entry."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that changed; of a list (aliases, types, cues) what left it and what came."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that one of two catalogues has, or both with other cells."""

    kind: ChangeKind
    id: str
    name: str
    types: str
    cells: tuple[CellChange, ...] = ()


def named_catalogue(name: str) -> Catalogue:
    """Load what a side of a comparison names: ``shipped``, ``layer`` (that over what ships), or a folder.

    A folder with core tables is a catalogue; any other is a layer, and laid over what ships.

    Raises:
        CatalogueError: it names none of them, or its tables have faults.
    """
    if name == SHIPPED:
        return load_catalogue()
    if name == LAYER:
        return layered_catalogue()
    folder = Path(name)
    if not folder.is_dir():
        remedy = f"name {SHIPPED}, {LAYER} or a folder of tables"
        raise CatalogueError(f"there is no catalogue {name!r}", remedy=remedy)
    if any(tier_files(folder, tier) for tier in TIERS):
        return load_catalogue(folder)
    return lay_over(load_catalogue(), read_layer(folder))


def catalogue_changes(before: Catalogue, after: Catalogue) -> Iterator[EntryChange]:
    """Yield the entries in which two catalogues differ, by id."""
    for slug in sorted(before.entries.keys() | after.entries.keys()):
        old, new = before.get(slug), after.get(slug)
        if old is None and new is not None:
            yield _entry_change(ChangeKind.GAINED, new)
        elif new is None and old is not None:
            yield _entry_change(ChangeKind.LOST, old)
        elif old is not None and new is not None and old != new:
            one, other = row_of_entry(old), row_of_entry(new)
            pairs = ((column, getattr(one, column), getattr(other, column)) for column in COLUMNS)
            cells = tuple(_cell_change(*pair) for pair in pairs if pair[1] != pair[2])
            yield _entry_change(ChangeKind.CHANGED, new, cells)


def _entry_change(kind: ChangeKind, entry: Entry, cells: tuple[CellChange, ...] = ()) -> EntryChange:
    artifact = entry.artifact
    return EntryChange(kind, artifact.slug, artifact.name, "|".join(artifact.types), cells)


def _cell_change(column: str, before: str, after: str) -> CellChange:
    sign = _LISTS.get(column)
    if sign is None:
        return CellChange(column, before, after)
    old, new = (list(filter(None, text.split(sign))) for text in (before, after))
    left, came = [each for each in old if each not in new], [each for each in new if each not in old]
    if not left and not came:  # another order
        return CellChange(column, before, after)
    return CellChange(column, sign.join(left), sign.join(came))
