"""Looking an entry of the catalogue up: by any of its names or ids, or by words that it may answer to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.catalogue.entry_table import TIERS, data_folder, tier_files
from kg.catalogue.layer.own_layer import chosen_layer_folder, layer_files
from kg.catalogue.name_resolution import NamedThing, resolve_name
from kg.catalogue.search_tiers import SearchedNode, SearchMatch, SearchTier, search_query
from kg.ground.errors import CatalogueError
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ArtifactType


def search_entries(
    catalogue: Catalogue, text: str, types: Collection[ArtifactType] = ()
) -> list[tuple[Entry, SearchMatch]]:
    """Find the entries that answer to some words, the best first, as searches of a graph rank them.

    Args:
        types: of which an entry has one; all where there are none.
    """
    query = search_query(text, DEFAULT_BASE)
    entries = [one for one in catalogue.entries.values() if not types or not set(types).isdisjoint(one.artifact.types)]
    nodes = [(entry, _searched_entry(entry)) for entry in entries]
    found = [(match, entry) for entry, node in nodes if (match := query.match(node)) is not None]
    if not any(match.tier <= SearchTier.INSIDE for match, _ in found):
        found = [(match, entry) for entry, node in nodes if (match := query.match(node, typos=True)) is not None]
    found.sort(key=lambda each: (each[0].tier, len(each[1].artifact.name), each[1].slug))
    return [(entry, match) for match, entry in found]


def find_entry(catalogue: Catalogue, name: str) -> Entry:
    """Find the one entry that a name, an alias, an id of it or its IRI means.

    Raises:
        CatalogueError: there is none, or several; it names them, or what comes near.

    >>> from kg.catalogue.catalogue import load_catalogue
    >>> catalogue = load_catalogue()
    >>> find_entry(catalogue, "gsm-8k").artifact.name, find_entry(catalogue, "artifact:mmlu").artifact.name
    ('GSM8K', 'MMLU')
    """
    found = resolve_name(name, map(_named_entry, catalogue.entries.values()), base=DEFAULT_BASE)
    thing = found.one(CatalogueError, kind="entry of the catalogue")
    return catalogue.entries[thing.id.removeprefix("artifact/")]


def entry_places(slug: str) -> Iterator[str]:
    """Yield the tables that have a row of an id, with the line: those that ship, then those of the user's layer."""
    for path in _tables_in_force():
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if line.startswith(slug.encode() + b"\t"):
                yield f"{path.name}:{number}" if path.parent == data_folder() else f"{path}:{number}"


def _tables_in_force() -> Iterator[Path]:
    for tier in TIERS:
        yield from tier_files(data_folder(), tier)
    own = chosen_layer_folder()
    if own is not None and own.is_dir():
        yield from layer_files(own)


def _searched_entry(entry: Entry) -> SearchedNode:
    artifact = entry.artifact
    ids = tuple(filter(None, (artifact.hub_id, artifact.arxiv)))
    people = (("organisation", artifact.organisation),) if artifact.organisation else ()
    return SearchedNode(artifact.id, (artifact.name, *artifact.aliases), ids, people)


def _named_entry(entry: Entry) -> NamedThing:
    artifact = entry.artifact
    ids = tuple(filter(None, (artifact.hub_id,)))
    return NamedThing(artifact.id, artifact.name, artifact.types, artifact.aliases, ids)
