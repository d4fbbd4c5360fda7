"""Loading a catalogue: its tables to entries and an index from folded names to entries.

1. Read the tables of each tier, core first.
2. Make an entry of each row. An id that an earlier tier has is passed over.
3. Index the folded names. A name of two entries of one tier leads to both; a name that an earlier tier has never
   leads to a later one: what was curated by hand wins over what was imported.

Only faults that would make the result wrong are looked for here; ``kg.catalogue.table_check`` looks for all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.catalogue.entries import Entry, Fault
from kg.catalogue.entry_table import Row, data_folder, faults_error, parse_table, tier_files
from kg.catalogue.lineage import ancestors, lineage_faults
from kg.ground.errors import CatalogueError
from kg.ground.identifiers import slug as slug_of
from kg.ground.machine.garbage import collection_paused
from kg.ground.records import Artifact
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

_TYPES = {type_.value: type_ for type_ in ArtifactType}
_VERSION_LENGTH = 16  # hexadecimal digits of SHA-256, as in every identifier of the graph


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All known artifacts.

    Attributes:
        entries: by slug, in the order of the tables.
        index: folded name or alias to the slugs it may mean, those first whose canonical name it is.
        version: hash of the tables' content.
    """

    entries: Mapping[str, Entry]
    index: Mapping[str, tuple[str, ...]]
    version: str

    def get(self, slug: str) -> Entry | None:
        """Return the entry with a slug, or None."""
        return self.entries.get(slug)

    def candidates(self, name: str) -> tuple[Entry, ...]:
        """Find the entries that a name, in any spelling, may mean."""
        return tuple(self.entries[slug] for slug in self.index.get(fold(name), ()))

    def lineage(self, slug: str) -> tuple[str, ...]:
        """Return the ancestors of an entry by ``variant_of`` and ``family``, nearest first, without itself."""
        return ancestors(slug, self._parents_of_slug)

    def _parents_of_slug(self, slug: str) -> tuple[str, ...]:
        entry = self.entries.get(slug)
        if entry is None:
            return ()
        return tuple(parent for parent in (entry.artifact.variant_of, entry.artifact.family) if parent)


def load_catalogue(folder: Path | None = None, *, tiers: Iterable[str] = ("core", "extended")) -> Catalogue:
    """Load the catalogue in a folder, or the one that ships with the package.

    Raises:
        CatalogueError: the folder has no tables, or its tables have faults; all of them are listed.
    """
    folder = data_folder() if folder is None else folder
    with collection_paused():
        return _load_catalogue_tiers(folder, tiers)


def _load_catalogue_tiers(folder: Path, tiers: Iterable[str]) -> Catalogue:
    entries: dict[str, Entry] = {}
    index: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    content = hashlib.sha256()
    files = 0
    for tier in tiers:
        rows: list[Row] = []
        for path in tier_files(folder, tier):
            data = path.read_bytes()
            content.update(f"{path.name}\0{len(data)}\0".encode() + data)
            found, form_faults = parse_table(path.name, data)
            rows += found
            faults += form_faults
            files += 1
        loaded, row_faults = _tier_entries(rows, entries)
        faults += row_faults
        index |= index_of_tier_names(loaded.values(), index)
        entries |= loaded
    if not files:
        raise CatalogueError("there are no catalogue tables", where=folder, remedy="name a folder with core-*.tsv")
    if faults:
        raise faults_error(faults, folder)
    return Catalogue(entries, index, content.hexdigest()[:_VERSION_LENGTH])


def _tier_entries(rows: list[Row], earlier: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Fault]]:
    """Return the entries of a tier's rows by slug, without those that an earlier tier has, and what makes rows
    unusable.
    """
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    types_of: dict[str, tuple[ArtifactType, ...]] = {}
    for row in rows:
        if row.id in earlier:
            continue
        if row.types not in types_of:
            types_of[row.types] = tuple(_TYPES[cell] for cell in row.types.split("|") if cell in _TYPES)
        types = types_of[row.types]
        if not row.id or not row.name:
            faults.append(row.fault("name" if row.id else "id", "the cell is empty", "fill it in"))
        elif row.id in entries:
            faults.append(row.fault("id", f"{row.id!r} is taken by another row", "give each row its own id"))
        elif len(types) != row.types.count("|") + 1:
            faults.append(row.fault("types", f"{row.types!r} is unknown", "use " + "|".join(_TYPES)))
        else:
            entries[row.id] = entry_of_row(row, types)
    usable = [row for row in rows if row.id in entries]
    return entries, faults + lineage_faults(usable, earlier.keys() | entries.keys())


def entry_of_row(row: Row, types: tuple[ArtifactType, ...]) -> Entry:
    """Make the entry of a row whose types are these."""
    aliases: tuple[str, ...] = ()
    ambiguous: frozenset[str] = frozenset()
    if row.aliases:
        cells = row.aliases.split("|")
        aliases = tuple(cell.removeprefix("?") for cell in cells)
        if "?" in row.aliases:
            ambiguous = frozenset(fold(cell[1:]) for cell in cells if cell.startswith("?"))
    context: tuple[str, ...] = ()
    if row.context:
        context = tuple(cue.strip() for cue in row.context.split(","))
        ambiguous |= {fold(row.name)}
    artifact = Artifact(
        slug=row.id, name=row.name, types=types, aliases=aliases, variant_of=row.variant_of or None,
        family=row.family or None, organisation=row.organisation or None, date=row.date or None,
        hub_id=row.hub_id or None, arxiv=row.arxiv_id or None, url=row.url or None, source=row.source,
    )  # fmt: skip
    return Entry(artifact, ambiguous, context)


def index_of_tier_names(entries: Iterable[Entry], earlier: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Map folded names to slugs, canonical names before aliases, without names that an earlier tier has."""
    index: dict[str, tuple[str, ...]] = {}
    by_alias: list[tuple[str, str]] = []
    for entry in entries:
        artifact = entry.artifact
        name = fold(artifact.name)
        if name not in earlier:
            index[name] = (*index[name], artifact.slug) if name in index else (artifact.slug,)
        for alias in artifact.aliases:
            key = fold(alias)
            if key not in earlier:
                by_alias.append((key, artifact.slug))
    for key, slug in by_alias:
        known = index.get(key, ())
        if slug not in known:
            index[key] = (*known, slug)
    return index


def former_slugs(
    nodes: Collection[str], catalogue: Catalogue, replaced: Mapping[str, str]
) -> defaultdict[str, set[str]]:
    """Return for each artifact the slugs under which it was known before: those that people replaced by its slug, and
    those that the names of a catalogue entry were given as new names, while the catalogue did not have them.

    The latter depend on the catalogue alone and not on what was built before: a name that leads to this entry and to no
    other had the slug of its spelling. Slugs that are in use, here or in the catalogue, are left out.

    Args:
        nodes: the slugs of all artifacts, or of those that the catalogue has and those that the names of the catalogue
            and the keys of ``replaced`` would have.
    """
    former: defaultdict[str, set[str]] = defaultdict(set)
    for old, new in replaced.items():
        if old not in nodes:
            former[new].add(old)
    for slug in nodes:
        free = set(map(slug_of, unambiguous_names(slug, catalogue))) - replaced.keys()
        former[slug].update(old for old in free if old not in nodes and catalogue.get(old) is None)
    return former


def former_names(catalogue: Catalogue) -> Iterator[str]:
    """Yield the slugs that entries of the catalogue may have had as new names."""
    for slug in catalogue.entries:
        yield from map(slug_of, unambiguous_names(slug, catalogue))


def unambiguous_names(slug: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield the names that lead to an entry and to no other, without context."""
    entry = catalogue.get(slug)
    if entry is None:
        return
    for name in (entry.artifact.name, *entry.artifact.aliases):
        key = fold(name)
        if catalogue.index.get(key) == (slug,) and key not in entry.ambiguous:
            yield name
