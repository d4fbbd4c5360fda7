"""One row of a user's layer, out of what the user says of an artifact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import CURATED
from kg.catalogue.entry_table import COLUMNS, Row
from kg.ground.errors import CatalogueError
from kg.ground.identifiers import slug as slug_of
from kg.ground.schema import ArtifactType
from kg.ground.text import fold, tidy


def own_row(
    name: str,
    catalogue: Catalogue,
    *,
    slug: str | None = None,
    types: Sequence[str] = (),
    aliases: Sequence[str] = (),
    cells: Mapping[str, str] | None = None,
) -> Row:
    """Make the row of an artifact that a user describes.

    Args:
        catalogue: what the layer lies over; the types of an entry that the row amends are those of the entry.
        slug: the id of the row; by default it is made of the name. cells: of the other columns, by name.

    Raises:
        CatalogueError: nobody says what it is, or the name is that of an entry.
    """
    id_ = slug or slug_of(name)
    entry = catalogue.get(id_)
    if entry is not None and slug is None:
        problem = f"the catalogue has {entry.artifact.name!r} under the id {id_!r}"
        remedy = f"--id {id_} amends it, --id with another id adds another"
        raise CatalogueError(problem, remedy=remedy)
    if not types and entry is None:
        kinds = ", ".join(ArtifactType)
        raise CatalogueError(f"nothing says what {name!r} is", remedy=f"give a type (--type): {kinds}")
    kept = dict.fromkeys(map(tidy, aliases))
    whole = dict.fromkeys(COLUMNS, "") | {
        "id": id_,
        "name": tidy(name),
        "types": "|".join(types or (entry.artifact.types if entry else ())),
        "aliases": "|".join(alias for alias in kept if fold(alias.removeprefix("?")) != fold(name)),
    }
    whole |= {column: tidy(text) for column, text in (cells or {}).items()}
    whole["source"] = f"{CURATED}: {whole['source']}" if whole["source"] else CURATED
    return Row("", 0, *(whole[column] for column in COLUMNS))
