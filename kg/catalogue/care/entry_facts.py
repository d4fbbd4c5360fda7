"""All that the catalogue knows of an entry, as plain values."""

from __future__ import annotations

from typing import Any

from kg.catalogue.care.entry_lookup import entry_places
from kg.catalogue.catalogue import Catalogue
from kg.catalogue.entries import Entry
from kg.ground.text import fold


def entry_facts(catalogue: Catalogue, entry: Entry) -> dict[str, Any]:
    """Gather what is known of an entry: its names, and whether they need context; lineage up and down; ids; sources."""
    artifact = entry.artifact
    names = (artifact.name, *artifact.aliases)
    shared = {name: _others_called(catalogue, entry, name) for name in names}
    return {
        "id": artifact.slug,
        "name": artifact.name,
        "types": list(artifact.types),
        "aliases": [{"name": name, "needs_context": entry.needs_context(fold(name))} for name in artifact.aliases],
        "needs_context": entry.needs_context(fold(artifact.name)),
        "context": list(entry.context),
        "also_names": {name: others for name, others in shared.items() if others},
        "variant_of": artifact.variant_of,
        "family": artifact.family,
        "ancestors": list(catalogue.lineage(artifact.slug)),
        "descendants": [
            slug
            for slug, other in catalogue.entries.items()
            if artifact.slug in (other.artifact.variant_of, other.artifact.family)
        ],
        "organisation": artifact.organisation,
        "date": artifact.date,
        "hub_id": artifact.hub_id,
        "arxiv": artifact.arxiv,
        "url": artifact.url,
        "source": artifact.source,
        "tables": list(entry_places(artifact.slug)),
    }


def _others_called(catalogue: Catalogue, entry: Entry, name: str) -> list[str]:
    return [slug for slug in catalogue.index.get(fold(name), ()) if slug != entry.slug]
