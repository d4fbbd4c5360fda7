"""Croissant metadata (JSON-LD) to described datasets.

Read are name and other names, description, address, licence, how to cite it, and the model that metadata of a dataset
may name. Files, records and fields of the data are no facts of the graph.
https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.imported_result import DescribedArtifact
from kg.ground.records import Source
from kg.ground.schema import ArtifactType
from kg.readers.artifacts.artifact_cards import CardKind, kind_of_card
from kg.readers.artifacts.card_fields import (
    LONGEST_NAME,
    arxiv_ids,
    hub_id_of_page,
    name_of_file,
    own_page,
    short_text,
    text_of,
    texts_of,
)
from kg.readers.base.input_stream import Fault, Page
from kg.readers.json import json_documents, json_lines

NAME = "croissant"
DESCRIPTION = "Croissant metadata of a dataset (JSON-LD)"
_REMEDY = "mend the metadata, or download it again"
_PREFIXES = ("sc:", "schema:", "https://schema.org/", "http://schema.org/")


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of Croissant metadata.

    >>> sniff(b'{"@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "a"}')
    True
    """
    return kind_of_card(head) is CardKind.CROISSANT


def read(page: Page, fault: Fault) -> Iterator[DescribedArtifact]:
    """Yield the datasets of a file, which is one object or an array of them."""
    for position, cut in enumerate(json_documents.cut_records(page, fault, remedy="download it again"), 1):
        try:
            yield _described_dataset(
                json_lines.parse(cut.text, cut.where), Source(name_of_file(page), NAME, position), cut.where
            )
        except InputError as error:
            fault(error)


def _described_dataset(value: object, source: Source, where: str) -> DescribedArtifact:
    fields = {_plain_key(key): each for key, each in value.items()} if isinstance(value, Mapping) else {}
    name = text_of(fields.get("name"))
    if not 0 < len(name) <= LONGEST_NAME:
        problem = "name is empty" if not name else f"name has {len(name)} characters, and a name at most {LONGEST_NAME}"
        raise InputError(problem, where=where, remedy=_REMEDY)
    addresses = [*texts_of(fields.get("url")), *texts_of(fields.get("sameAs")), text_of(fields.get("@id"))]
    cited = "\n".join(texts_of(fields.get("citeAs")) or texts_of(fields.get("citation")))
    described = text_of(fields.get("description"))
    others = [other for other in texts_of(fields.get("alternateName")) if len(other) <= LONGEST_NAME and other != name]
    hub_id = next(filter(None, map(hub_id_of_page, addresses)), "")
    names = [other for other in others if other != hub_id]
    return DescribedArtifact(
        name=name, type=ArtifactType.DATASET, hub_id=hub_id, page=own_page(cited) or own_page(described),
        arxiv=arxiv_ids(cited, *addresses, described), aliases=tuple(names), url=addresses[0],
        description=short_text(described), licences=texts_of(fields.get("license")), source=source,
    )  # fmt: skip


def _plain_key(key: str) -> str:
    """Take the prefix of schema.org off a key; other prefixes say something else."""
    return next((key.removeprefix(prefix) for prefix in _PREFIXES if key.startswith(prefix)), key)
