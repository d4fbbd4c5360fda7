"""The lists that can be imported, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.catalogue.lists import hub_list, mapped_table, pwc_lists
from kg.catalogue.lists.listed_artifact import ListedArtifact, ListOptions
from kg.readers.base.input_stream import Fault, Page

ListReader = Callable[[Page, Fault, ListOptions], Iterator[ListedArtifact]]

LIST_FORMATS: dict[str, ListReader] = {
    "table": mapped_table.read,
    "pwc-methods": pwc_lists.read_methods,
    "pwc-datasets": pwc_lists.read_datasets,
    "pwc-evaluations": pwc_lists.read_evaluations,
    "epoch": mapped_table.read_epoch,
    "hub": hub_list.read,
}
