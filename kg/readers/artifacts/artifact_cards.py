"""Cards of models and datasets, and Croissant metadata: which kind a file begins with.

They describe artifacts and hold no papers. Who wants papers alone is told what such a file is, and to which papers it
points.
https://huggingface.co/docs/hub/model-cards; https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from kg.ground.errors import InputError
from kg.readers.artifacts.card_fields import arxiv_ids
from kg.readers.base.input_stream import Page
from kg.readers.json.json_head import values_of_head


class CardKind(StrEnum):
    """What a file that describes an artifact is, in words."""

    MODEL_CARD = "the card of a model"
    DATASET_CARD = "the card of a dataset"
    CROISSANT = "Croissant metadata"
    MODEL_RECORD = "the hub's record of a model"
    DATASET_RECORD = "the hub's record of a dataset"


_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n(.*?)(?:\r?\n---[ \t]*(?:\r?\n|\Z)|\Z)", re.S)
_CARD_KEYS = re.compile(
    r"^(library_name|pipeline_tag|base_model|datasets|dataset_info|task_categories|license|language|tags|model-index"
    r"|size_categories|pretty_name|configs|annotations_creators|widget|inference):",
    re.M,
)
_FEWEST_KEYS = 2  # front matter of other pages (blogs) has one of them at times
_OF_ANY_PAGE = frozenset(("language", "tags"))  # what scrapers and note takers put over a page of any kind
_MODEL_KEYS = frozenset(
    ("library_name", "pipeline_tag", "base_model", "model-index", "widget", "inference", "datasets")
)
_HUB_MODEL = frozenset(("modelId", "pipeline_tag", "library_name", "safetensors", "config", "transformersInfo"))
_HUB_DATASET = frozenset(("paperswithcode_id", "citation", "description", "cardData", "downloads"))
_CROISSANT = re.compile(r"mlcommons\.org/croissant", re.I)
_SHOWN = 5  # papers that the message names


def refuse_artifact_cards(page: Page) -> None:
    """Refuse a file that describes artifacts.

    Raises:
        InputError: it does. The message says what it is and names the papers that it points to.
    """
    kind = kind_of_card(page.head)
    if kind is None:
        return
    names = ", ".join(f"arXiv:{each}" for each in arxiv_ids(page.head.decode("utf-8", "replace"))[:_SHOWN])
    points = f"; it points to {names}" if names else ""
    remedy = "give it to paperatlas build or add, alone or beside papers"
    raise InputError(
        f"the file holds {kind}, which describes an artifact and no paper{points}", where=page.path, remedy=remedy
    )


def kind_of_card(head: bytes) -> CardKind | None:
    """Tell which kind of description a file begins with; None where it begins with none.

    >>> kind_of_card(b"---\\nlicense: mit\\ntags:\\n- arxiv:2401.00001\\n---\\n# A dataset").value
    'the card of a dataset'
    >>> kind_of_card(b'{"@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "a"}').value
    'Croissant metadata'
    """
    if match := _FRONT_MATTER.match(head):
        keys = set(_CARD_KEYS.findall(match[1].decode("utf-8", "replace")))
        if len(keys) >= _FEWEST_KEYS and keys - _OF_ANY_PAGE:
            return CardKind.MODEL_CARD if keys & _MODEL_KEYS else CardKind.DATASET_CARD
    for value in values_of_head(head)[:1]:
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, Mapping):
            return kind_of_record(first)
    return None


def kind_of_record(value: Mapping[str, object]) -> CardKind | None:
    """Tell which kind of description an object of JSON is; None where it is none.

    >>> kind_of_record({"id": "acme/tides", "tags": [], "cardData": {}}).value
    "the hub's record of a dataset"
    """
    if _CROISSANT.search(str(value.get("conformsTo"))) or _CROISSANT.search(str(value.get("dct:conformsTo"))):
        return CardKind.CROISSANT
    if "title" in value or not isinstance(value.get("id"), str) or not isinstance(value.get("tags"), list):
        return None
    if not _HUB_MODEL.isdisjoint(value):
        return CardKind.MODEL_RECORD
    return None if _HUB_DATASET.isdisjoint(value) else CardKind.DATASET_RECORD
