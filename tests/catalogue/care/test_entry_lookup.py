"""Entries are found by names, ids and words; what two catalogues differ in is told cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.care.catalogue_diff import CellChange, ChangeKind, catalogue_changes, named_catalogue
from kg.catalogue.care.entry_facts import entry_facts
from kg.catalogue.care.entry_lookup import find_entry, search_entries
from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.layer.own_layer import VARIABLE
from kg.ground.errors import CatalogueError
from kg.ground.schema import ArtifactType

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]


@pytest.fixture
def small(make_line: MakeLine, write_table: WriteTable) -> Catalogue:
    return load_catalogue(
        write_table(
            "core-a.tsv",
            make_line("harbour", "Harbour", aliases="?HB|Haven", organisation="Moorings", hub_id="moor/harbour"),
            make_line("harbour-bench", "HarbourBench", "benchmark|dataset", variant_of="pier"),
            make_line("pier", "Pier", "dataset", aliases="?HB", context="wharf,crane", arxiv_id="2401.00001"),
        )
    )


def test_words_find_entries_the_best_first(small: Catalogue) -> None:
    def found(text: str, *types: ArtifactType) -> list[str]:
        return [entry.slug for entry, _ in search_entries(small, text, types)]

    assert found("harbour") == ["harbour", "harbour-bench"]
    assert found("harbour", ArtifactType.DATASET) == ["harbour-bench"]
    assert found("harbuor") == ["harbour"]  # two letters swapped
    assert found("moor/harbour")[0] == found("moorings")[0] == found("haven")[0] == "harbour"
    assert found("2401.00001") == ["pier"]
    assert found("nothing of it") == []


def test_one_entry_is_found_by_any_of_its_names(small: Catalogue) -> None:
    for name in (
        "Harbour",
        "haven",
        "artifact/harbour",
        "https://w3id.org/paperatlas/artifact/harbour",
        "moor/harbour",
    ):
        assert find_entry(small, name).slug == "harbour"
    with pytest.raises(CatalogueError, match="'HB' is the name of several"):
        find_entry(small, "HB")
    with pytest.raises(CatalogueError, match="did you mean Pier"):
        find_entry(small, "Pierr")


def test_facts_of_an_entry(small: Catalogue) -> None:
    facts = entry_facts(small, small.entries["pier"])
    assert facts["aliases"] == [{"name": "HB", "needs_context": True}]
    assert (facts["needs_context"], facts["context"]) == (True, ["wharf", "crane"])
    assert facts["also_names"] == {"HB": ["harbour"]}
    assert facts["descendants"] == ["harbour-bench"]
    assert entry_facts(small, small.entries["harbour-bench"])["ancestors"] == ["pier"]


def test_the_tables_of_an_entry_are_named(
    make_line: MakeLine, write_table: WriteTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_table("own.tsv", make_line("a", "A"), make_line("gsm8k", "GSM8K", "dataset"))
    monkeypatch.setenv(VARIABLE, str(folder))
    shipped = load_catalogue()
    places = entry_facts(shipped, shipped.entries["gsm8k"])["tables"]
    assert [place.partition(":")[0] for place in places] == ["core-benchmarks.tsv", str(folder / "own.tsv")]
    assert places[1].endswith("own.tsv:3")


def test_two_catalogues_are_compared_cell_by_cell(
    small: Catalogue, make_line: MakeLine, write_table: WriteTable
) -> None:
    after = load_catalogue(
        write_table(
            "core-a.tsv",
            make_line("harbour", "Harbour", "method", aliases="Haven|Port", organisation="Moorings"),
            make_line("pier", "Pier", "dataset", aliases="?HB", context="wharf,crane", arxiv_id="2401.00001"),
            make_line("quay", "Quay"),
        )
    )
    changes = list(catalogue_changes(small, after))
    assert [(change.kind, change.id) for change in changes] == [
        (ChangeKind.CHANGED, "harbour"), (ChangeKind.LOST, "harbour-bench"), (ChangeKind.GAINED, "quay"),
    ]  # fmt: skip
    assert changes[0].cells == (
        CellChange("types", "model", "method"), CellChange("aliases", "?HB", "Port"),
        CellChange("hub_id", "moor/harbour", ""),
    )  # fmt: skip
    assert list(catalogue_changes(small, small)) == []


def test_a_folder_without_core_tables_is_a_layer(
    make_line: MakeLine, write_table: WriteTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_table("own.tsv", make_line("quay-of-mine", "Quay of Mine"))
    shipped = named_catalogue("shipped")
    changes = list(catalogue_changes(shipped, named_catalogue(str(folder))))
    assert [(change.kind, change.id) for change in changes] == [(ChangeKind.GAINED, "quay-of-mine")]
    monkeypatch.setenv(VARIABLE, str(folder))
    assert list(catalogue_changes(shipped, named_catalogue("layer"))) == changes
    with pytest.raises(CatalogueError, match="there is no catalogue 'other'"):
        named_catalogue("other")
