"""A user's layer laid over the catalogue: one more tier, which adds and amends, and takes nothing away.

1. A row with the id of an entry amends it: a cell that is filled takes the place of the entry's, aliases and
   sources join, and a name that is replaced stays as an alias.
2. Any other row is a new entry.
3. A name that the catalogue has stays that of the entries that have it. It leads to an entry of the layer as well only
   where that entry asks for context there; ``layer_faults`` reports the others.
4. The version of the catalogue then stands for the layer, too, and so do the readings that are kept. Without a layer
   the catalogue is the one that ships.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from kg.catalogue.catalogue import Catalogue, entry_of_row, index_of_tier_names, load_catalogue
from kg.catalogue.entries import CURATED, Entry, Fault
from kg.catalogue.entry_table import COLUMNS, Row, faults_error
from kg.catalogue.layer.own_layer import CatalogueLayer, chosen_layer_folder, current_layer
from kg.catalogue.lineage import ancestors
from kg.ground.identifiers import digest
from kg.ground.schema import ArtifactType
from kg.ground.text import fold


def lay_over(catalogue: Catalogue, layer: CatalogueLayer | None) -> Catalogue:
    """Lay a layer over a catalogue.

    Raises:
        CatalogueError: a row is a variant of what is not there, or of itself; all of them are listed.
    """
    if layer is None:
        return catalogue
    rows = [amended_row(row, catalogue.get(row.id)) for row in layer.rows]
    own = _entries_of_rows(rows)
    entries = {**catalogue.entries, **own}
    faults = list(_lineage_faults(rows, entries))
    if faults:
        raise faults_error(faults, chosen_layer_folder())
    index = {**catalogue.index, **dict(_index_of_layer(own, catalogue.index))}
    return Catalogue(entries, index, digest(catalogue.version, "layer", layer.version))


def layered_catalogue() -> Catalogue:
    """Load the catalogue that ships with the layer that is in force over it.

    Raises:
        CatalogueError: the layer has faults.
    """
    return _load_layered(current_layer())


@lru_cache(maxsize=1)
def _load_layered(layer: CatalogueLayer | None) -> Catalogue:
    return lay_over(load_catalogue(), layer)


def amended_row(row: Row, entry: Entry | None) -> Row:
    """Fill in from an entry what a row of its id leaves open.

    >>> from kg.catalogue.layer.own_layer import layer_of_rows
    >>> entry = load_catalogue().get("gsm8k")
    >>> row = Row("own.tsv", 2, "gsm8k", "GSM8K", "benchmark", "School Sums", *[""] * 8, "own")
    >>> amended = amended_row(row, entry)
    >>> "School Sums" in amended.aliases.split("|"), amended.arxiv_id == entry.artifact.arxiv, amended.types
    (True, True, 'benchmark')
    """
    if entry is None:
        return row
    before = row_of_entry(entry)
    cells = {column: getattr(row, column) or getattr(before, column) for column in COLUMNS}
    others = [*before.alias_cells(), *row.alias_cells()]
    if fold(row.name) != fold(before.name):
        others.append(("?" if before.context and not row.context else "") + before.name)
    aliases: dict[str, str] = {}
    for cell in others:  # where one of them asks for context, the name does
        key = fold(cell.removeprefix("?"))
        if key != fold(row.name) and (key not in aliases or cell.startswith("?")):
            aliases[key] = cell
    cells["aliases"] = "|".join(aliases.values())
    cells["source"] = _joined_sources(before.source, row.source)
    return Row(row.file, row.line, *(cells[column] for column in COLUMNS))


def _joined_sources(before: str, own: str) -> str:
    """Name both sources, those made by hand first, since they vouch for the entry."""
    found = dict.fromkeys((*before.split(", "), *own.split(", ")))
    more = [each for each in found if not any(other.startswith(f"{each}: ") for other in found)]
    return ", ".join(sorted(more, key=lambda each: not each.startswith(CURATED)))


def row_of_entry(entry: Entry) -> Row:
    """Write an entry as the row that it is read from."""
    artifact = entry.artifact
    aliases = (("?" if fold(alias) in entry.ambiguous else "") + alias for alias in artifact.aliases)
    return Row(
        "", 0, artifact.slug, artifact.name, "|".join(artifact.types), "|".join(aliases), artifact.variant_of or "",
        artifact.family or "", artifact.organisation or "", artifact.date or "", artifact.hub_id or "",
        artifact.arxiv or "", artifact.url or "", ",".join(entry.context), artifact.source,
    )  # fmt: skip


def layer_faults(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[Fault]:
    """Yield what is wrong with the rows of a layer beside a catalogue: names that lead to what has them already, and
    parents that are not there.
    """
    rows = list(rows)
    types = {type_.value for type_ in ArtifactType}
    sound = [row for row in rows if set(row.types.split("|")) <= types]
    amended = [amended_row(row, catalogue.get(row.id)) for row in sound]
    claimed: dict[str, str] = {}
    for row, whole in zip(sound, amended, strict=True):
        own = [] if row.context else [("name", row.name)]
        own += [("aliases", cell) for cell in row.alias_cells() if not cell.startswith("?")]
        for field, name in own:
            others = {slug for slug in catalogue.index.get(fold(name), ()) if slug != row.id}
            other = min(others, default=claimed.setdefault(fold(name), row.id))
            if other != row.id:
                remedy = "let it need context ('?' before an alias, cues or * in context), or amend the row of that id"
                yield whole.fault(field, f"{name!r} is a name of {other!r}", remedy)
    yield from _lineage_faults(amended, {**catalogue.entries, **_entries_of_rows(amended)})


def _entries_of_rows(rows: Iterable[Row]) -> dict[str, Entry]:
    return {row.id: entry_of_row(row, tuple(map(ArtifactType, row.types.split("|")))) for row in rows}


def _lineage_faults(rows: Iterable[Row], entries: Mapping[str, Entry]) -> Iterator[Fault]:
    def parents(slug: str) -> Iterator[str]:
        if slug in entries:
            yield from filter(None, (entries[slug].artifact.variant_of, entries[slug].artifact.family))

    for row in rows:
        for field, parent in (("variant_of", row.variant_of), ("family", row.family)):
            if parent and parent not in entries:
                yield row.fault(field, f"there is no entry {parent!r}", "add it or name an existing id")
            elif parent and (parent == row.id or row.id in ancestors(parent, parents)):
                yield row.fault(field, f"{row.id!r} is its own ancestor", "break the cycle")


def _index_of_layer(
    own: Mapping[str, Entry], earlier: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the folded names of a layer's entries that lead anywhere else than before, and where they lead."""
    for key, slugs in index_of_tier_names(own.values(), {}).items():
        held = earlier.get(key, ())
        more = tuple(slug for slug in slugs if slug not in held and (not held or own[slug].needs_context(key)))
        if more:
            yield key, (*held, *more)
