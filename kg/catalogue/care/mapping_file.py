"""Ids elsewhere as SSSOM/TSV: what the catalogue ships, and what a user's catalogue has as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.catalogue.catalogue import Catalogue
from kg.catalogue.importers.aligned_registries import REGISTRIES
from kg.catalogue.outside_ids import ADDRESSES_OF_PREFIXES, COLUMNS, OutsideId, outside_ids
from kg.ground.files.targets import open_target
from kg.ground.identifiers import DEFAULT_BASE, NODE_PATHS
from kg.ground.text import tidy
from kg.ground.version import __version__

_WORDS = {
    "artifact": DEFAULT_BASE + NODE_PATHS["artifact"], "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/", "semapv": "https://w3id.org/semapv/vocab/", "pkg": "pkg:",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}  # fmt: skip
_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def prefix_addresses() -> dict[str, str]:
    """Return every prefix of an id elsewhere, and what it stands for."""
    registries = {registry.prefix: registry.address for registry in REGISTRIES.values()}
    return {**ADDRESSES_OF_PREFIXES, **registries}


def catalogue_ids(catalogue: Catalogue) -> Iterator[OutsideId]:
    """Yield every id elsewhere of a catalogue's entries."""
    for entry in catalogue.entries.values():
        yield from outside_ids(entry)


def write_mapping_file(ids: Iterable[OutsideId], path: Path) -> int:
    """Write ids as SSSOM/TSV, sorted, each once; return how many.

    Raises:
        OutputError: the file cannot be written.
    """
    found = sorted(set(ids))
    used = {one.object.partition(":")[0] for one in found}
    prefixes = {**_WORDS, **{prefix: iri for prefix, iri in prefix_addresses().items() if prefix in used}}
    lines = ["# curie_map:", *(f'#   {prefix}: "{iri}"' for prefix, iri in sorted(prefixes.items()))]
    about = {
        "license": _LICENCE,
        "mapping_set_description": "What entries of the catalogue are elsewhere, each with the source that states it.",
        "mapping_set_id": f"{DEFAULT_BASE}catalogue/mappings",
        "mapping_set_version": __version__,
    }
    lines += [f'# {name}: "{value}"' for name, value in about.items()]
    lines += ["\t".join(COLUMNS), *("\t".join(map(_cell, one.cells())) for one in found)]
    with open_target(path) as file:
        file.write(("\n".join(lines) + "\n").encode())
    return len(found)


def _cell(text: str) -> str:
    """Write a value that no tab or line break ends, in quotes where it has some (RFC 4180, with tabs)."""
    text = tidy(text)
    return '"' + text.replace('"', '""') + '"' if '"' in text else text
