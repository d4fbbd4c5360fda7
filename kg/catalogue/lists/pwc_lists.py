"""The dump that Papers with Code left in July 2025: methods, datasets and evaluation tables, each an array of objects.

- ``methods.json``: name, full name, the year, the paper's address (``source_url``).
- ``datasets.json``: name, full name, homepage, date, the names of its variants; its paper only as a page of the site.
- ``evaluation-tables.json``: tasks within tasks, each with its datasets and, for each, the rows of the leaderboard:
  the datasets are benchmarks, the rows name models and their papers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.catalogue.lists.json_records import text_of, texts_of, values_of
from kg.catalogue.lists.listed_artifact import ListedArtifact, ListOptions
from kg.ground.schema import ArtifactType
from kg.readers.base.input_stream import Fault, Page

_SITE = "paperswithcode.com"
_DEEPEST = 40  # tasks within tasks; the dump has five


def read_methods(page: Page, fault: Fault, options: ListOptions) -> Iterator[ListedArtifact]:
    """Yield the methods of ``methods.json``."""
    for place, record in values_of(page, fault):
        yield ListedArtifact(
            place,
            text_of(record, "name"),
            options.types or (ArtifactType.METHOD,),
            aliases=texts_of(record, "full_name"),
            date=text_of(record, "introduced_year"),
            paper=text_of(record, "source_url"),
        )


def read_datasets(page: Page, fault: Fault, options: ListOptions) -> Iterator[ListedArtifact]:
    """Yield the datasets of ``datasets.json``; names of variants are no other names of the dataset and are left out."""
    for place, record in values_of(page, fault):
        paper = record.get("paper")
        address = text_of(paper, "url") if isinstance(paper, Mapping) else text_of(record, "paper")
        yield ListedArtifact(
            place,
            text_of(record, "name"),
            options.types or (ArtifactType.DATASET,),
            aliases=texts_of(record, "full_name"),
            date=text_of(record, "introduced_date"),
            paper=_of_elsewhere(address),
            url=_of_elsewhere(text_of(record, "homepage")),
        )


def read_evaluations(page: Page, fault: Fault, options: ListOptions) -> Iterator[ListedArtifact]:
    """Yield the datasets of ``evaluation-tables.json`` as benchmarks, and the models of their rows."""
    for place, task in values_of(page, fault):
        for dataset in _datasets_of_task(task):
            types = (ArtifactType.BENCHMARK, ArtifactType.DATASET)
            yield ListedArtifact(place, text_of(dataset, "dataset"), options.types or types)
            table = dataset.get("sota")
            rows = table.get("rows") if isinstance(table, Mapping) else None
            for row in rows if isinstance(rows, list) else []:
                if isinstance(row, Mapping):
                    yield ListedArtifact(
                        place,
                        text_of(row, "model_name"),
                        (ArtifactType.MODEL,),
                        date=text_of(row, "paper_date"),
                        paper=_of_elsewhere(text_of(row, "paper_url")),
                    )


def _datasets_of_task(task: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield the datasets of a task and of the tasks within it, and the parts of datasets."""
    waiting: list[tuple[Mapping[str, object], int]] = [(task, 0)]
    while waiting:
        one, depth = waiting.pop()
        if "dataset" in one:
            yield one
        for key in ("datasets", "subdatasets", "subtasks"):
            within = one.get(key)
            if isinstance(within, list) and depth < _DEEPEST:
                waiting += [(each, depth + 1) for each in reversed(within) if isinstance(each, Mapping)]


def _of_elsewhere(address: str) -> str:
    """Drop an address of the site itself, whose pages are gone."""
    return "" if _SITE in address else address
