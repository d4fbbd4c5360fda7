"""Loading a catalogue: entries, index, tiers, lineage, faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.catalogue import load_catalogue
from kg.ground.errors import CatalogueError
from kg.ground.schema import ArtifactType
from kg.ground.text import fold

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]


def test_a_row_becomes_an_entry(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table(
        "core-models.tsv",
        make_line(
            "orca", "Orca", "model|dataset", aliases="Orca-LM|?O", organisation="Sea Lab", date="2023-06",
            hub_id="sea/orca", arxiv_id="2306.00001", url="https://example.org", context="language model, llm",
        ),
    )  # fmt: skip
    entry = load_catalogue(folder).entries["orca"]
    artifact = entry.artifact
    assert artifact.types == (ArtifactType.MODEL, ArtifactType.DATASET)
    assert artifact.aliases == ("Orca-LM", "O")
    assert (artifact.organisation, artifact.date, artifact.hub_id) == ("Sea Lab", "2023-06", "sea/orca")
    assert (artifact.arxiv, artifact.url, artifact.source) == ("2306.00001", "https://example.org", "curated")
    assert artifact.variant_of is None
    assert artifact.family is None
    assert artifact.known
    assert entry.context == ("language model", "llm")
    assert entry.ambiguous == {"o", "orca"}
    assert entry.needs_context("orca")
    assert not entry.needs_context("orcalm")
    assert entry.names() == ("orca", "orcalm", "o")


def test_names_are_found_in_any_spelling(make_line: MakeLine, write_table: WriteTable) -> None:
    catalogue = load_catalogue(write_table("core-models.tsv", make_line("x-2", "X 2", aliases="X Two")))
    assert [entry.slug for entry in catalogue.candidates("x-TWO")] == ["x-2"]
    assert catalogue.index[fold("X2")] == ("x-2",)
    assert catalogue.candidates("x3") == ()
    assert catalogue.get("x3") is None


def test_names_shared_in_one_tier_lead_to_all_canonical_first(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table(
        "core-a.tsv",
        make_line("attention", "Grouped attention", "method", aliases="GQA"),
        make_line("gqa", "GQA", "benchmark"),
    )
    assert load_catalogue(folder).index["gqa"] == ("gqa", "attention")


def test_core_names_never_lead_to_extended_rows(make_line: MakeLine, write_table: WriteTable) -> None:
    write_table("extended.tsv", make_line("bar-2", "Bar", aliases="Foo|Baz"), make_line("foo", "Other"))
    folder = write_table("core-a.tsv", make_line("foo", "Foo", aliases="Bar"))
    catalogue = load_catalogue(folder)
    assert catalogue.index == {"foo": ("foo",), "bar": ("foo",), "baz": ("bar-2",)}
    assert catalogue.entries["foo"].artifact.name == "Foo"
    assert load_catalogue(folder, tiers=("core",)).index.keys() == {"foo", "bar"}


def test_lineage_goes_up_nearest_first(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table(
        "core-a.tsv",
        make_line("a", "A family"),
        make_line("a-2", "A2", family="a"),
        make_line("a-2-7b", "A2 7B", variant_of="a-2", family="a"),
    )
    catalogue = load_catalogue(folder)
    assert catalogue.lineage("a-2-7b") == ("a-2", "a")
    assert catalogue.lineage("a") == ()
    assert catalogue.lineage("unheard-of") == ()


def test_the_version_follows_the_content(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table("core-a.tsv", make_line("a", "A"))
    first = load_catalogue(folder).version
    assert load_catalogue(folder).version == first
    write_table("core-a.tsv", make_line("a", "A", date="2024"))
    assert load_catalogue(folder).version != first


def test_faults_are_listed_together(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table(
        "core-a.tsv",
        make_line("a", "A", variant_of="missing"),
        make_line("a", "Again"),
        make_line("b", "", "model"),
        make_line("c", "C", "gadget"),
        "too\tfew",
        make_line("d", "D", variant_of="e"),
        make_line("e", "E", family="d"),
    )
    (folder / "extended.tsv").write_bytes(b"\xff")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    message = str(caught.value)
    for part in (
        "8 faults", "core-a.tsv:2: variant_of: there is no row 'missing'", "core-a.tsv:3: id: 'a' is taken",
        "core-a.tsv:4: name: the cell is empty", "core-a.tsv:5: types: 'gadget' is unknown",
        "core-a.tsv:6: 2 columns instead of 13", "core-a.tsv:7: variant_of: 'd' is its own ancestor",
        "core-a.tsv:8: family: 'e' is its own ancestor", "extended.tsv:1: the file is not UTF-8",
    ):  # fmt: skip
        assert part in message


def test_a_folder_without_tables_and_an_unknown_tier_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no catalogue tables"):
        load_catalogue(tmp_path)
    with pytest.raises(CatalogueError, match="no catalogue tier 'gold'"):
        load_catalogue(tmp_path, tiers=("gold",))
