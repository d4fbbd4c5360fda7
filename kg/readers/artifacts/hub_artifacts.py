"""The hub's own JSON of models and datasets to described artifacts and scores.

An answer of ``/api/models/ID`` or ``/api/datasets/ID``, or a list of such records, says what the front matter of the
card does (``cardData``), and more in tags: ``arxiv:…``, ``base_model:…``, ``dataset:…``, ``license:…``. Unlike a card
it names the thing's id. The front matter goes before the tags, which are made of it and may be cut off.
https://huggingface.co/docs/hub/api
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.ground.errors import InputError
from kg.ground.imported_result import DescribedArtifact, Imported
from kg.ground.records import Source
from kg.ground.schema import ArtifactType
from kg.readers.artifacts.artifact_cards import CardKind, kind_of_card, kind_of_record
from kg.readers.artifacts.card_fields import (
    LONGEST_NAME,
    arxiv_ids,
    is_hub_id,
    name_of_file,
    own_page,
    short_text,
    text_of,
    texts_of,
)
from kg.readers.artifacts.card_results import CardModel, results_of_card
from kg.readers.artifacts.hub_cards import ids_on_hub, licences_of_card
from kg.readers.base.input_stream import Fault, Page
from kg.readers.json import json_documents, json_lines

NAME = "hub-artifact"
DESCRIPTION = "the hub's own JSON of models or datasets, from its API"
_KINDS = (CardKind.MODEL_RECORD, CardKind.DATASET_RECORD)
_REMEDY = "give an answer of /api/models or /api/datasets, or the card of the thing"
_RELATION = re.compile(r"(?:adapter|finetune|merge|quantized):")
_MOST_TAGS = 2_000  # of one record; a dataset of every language has some 400


def sniff(head: bytes) -> bool:
    """Tell whether the first bytes of a file are of the hub's JSON of a model or dataset.

    >>> sniff(b'{"id": "acme/tide-7b", "modelId": "acme/tide-7b", "tags": ["license:mit"]}')
    True
    """
    return kind_of_card(head) in _KINDS


def read(page: Page, fault: Fault) -> Iterator[Imported]:
    """Yield each artifact of a file, which is one record, an array of them or one a line; its scores come after it."""
    for position, cut in enumerate(json_documents.cut_records(page, fault, remedy="download it again"), 1):
        try:
            record = json_lines.parse(cut.text, cut.where)
            kind = kind_of_record(record) if isinstance(record, Mapping) else None
            if not isinstance(record, Mapping) or kind not in _KINDS:
                raise InputError("the record is of no model or dataset of the hub", where=cut.where, remedy=_REMEDY)
            source = Source(name_of_file(page), NAME, position)
            yield from _records_of_hub(record, kind is CardKind.DATASET_RECORD, source, cut.where, fault)
        except InputError as error:
            fault(error)


def _records_of_hub(
    record: Mapping[str, object], is_data: bool, source: Source, where: str, fault: Fault
) -> Iterator[Imported]:
    card = record.get("cardData")
    fields = card if isinstance(card, Mapping) else {}
    tags = _tags_of_record(record)
    named, pretty = text_of(record.get("id")), text_of(fields.get("pretty_name"))
    end = named.rpartition("/")[2]
    name = (pretty if is_data else "") or end
    if not 0 < len(name) <= LONGEST_NAME:
        problem = "id is empty" if not name else f"its name has {len(name)} characters"
        raise InputError(problem, where=where, remedy=_REMEDY)
    described = text_of(record.get("description"))
    pages = "\n".join((*(f"arxiv:{each}" for each in tags["arxiv"]), text_of(record.get("citation")), described))
    hub_id = named if is_hub_id(named) else ""
    yield DescribedArtifact(
        name=name, type=ArtifactType.DATASET if is_data else ArtifactType.MODEL, hub_id=hub_id, page=own_page(pages),
        arxiv=arxiv_ids(pages), aliases=tuple(dict.fromkeys(each for each in (end, pretty) if each not in ("", name))),
        description=short_text(described), licences=licences_of_card(fields) or tags["license"], source=source,
        bases=() if is_data else ids_on_hub(fields.get("base_model")) or ids_on_hub([*tags["base_model"]]),
        datasets=() if is_data else ids_on_hub(fields.get("datasets")) or ids_on_hub([*tags["dataset"]]),
    )  # fmt: skip
    if not is_data:
        index = record.get("model-index") or fields.get("model-index")
        yield from results_of_card(index, CardModel(name, hub_id or name, source, where), fault)


def _tags_of_record(record: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Gather the values of the tags that say something of the thing, each once; how a base was used is left out."""
    found: dict[str, dict[str, None]] = {name: {} for name in ("arxiv", "base_model", "dataset", "license")}
    given = record.get("tags")
    for tag in texts_of(given if isinstance(given, list) else [], most=_MOST_TAGS):
        name, _, value = tag.partition(":")
        if name in found and value:
            found[name][_RELATION.sub("", value, count=1) if name == "base_model" else value] = None
    return {name: tuple(values) for name, values in found.items()}
