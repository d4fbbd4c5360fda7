"""A listing of the hub's API (``/api/models``, ``/api/datasets``): an array of objects with an ``id``.

A model has ``modelId``, a pipeline or a library; a dataset has tags of tasks, sizes, formats or modalities. Tags of
papers are not taken: a card names the papers of its base and of its data, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.catalogue.importers.cells import organisation
from kg.catalogue.lists.json_records import text_of, texts_of, values_of
from kg.catalogue.lists.listed_artifact import ListedArtifact, ListOptions
from kg.ground.errors import InputError
from kg.ground.schema import ArtifactType
from kg.readers.base.input_stream import Fault, Page

# Keys and beginnings of tags by https://huggingface.co/docs/hub/api.
_OF_MODELS = ("modelId", "pipeline_tag", "library_name")
_OF_DATASETS = ("task_categories:", "task_ids:", "size_categories:", "format:", "modality:")


def read(page: Page, fault: Fault, options: ListOptions) -> Iterator[ListedArtifact]:
    """Yield the models or datasets of a listing; one that may be either is a fault, unless the user says what it is."""
    for place, record in values_of(page, fault):
        whole = text_of(record, "id") or text_of(record, "modelId")
        account, slash, name = whole.rpartition("/")
        kind = _type_of(record)
        if not options.types and kind is None:
            remedy = "say what the list is of: --type model or --type dataset"
            fault(InputError(f"nothing says what {whole!r} is", where=place, remedy=remedy))
            continue
        types = options.types or ((kind,) if kind else ())
        yield ListedArtifact(
            place, name, types, organisation=organisation(account), hub_id=whole if slash else ""
        )  # fmt: skip


def _type_of(record: Mapping[str, object]) -> ArtifactType | None:
    if any(record.get(key) for key in _OF_MODELS):
        return ArtifactType.MODEL
    of_data = any(tag.startswith(_OF_DATASETS) for tag in texts_of(record, "tags"))
    return ArtifactType.DATASET if of_data else None
