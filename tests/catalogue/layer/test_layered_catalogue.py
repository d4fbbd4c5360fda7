"""A user's layer lies over the catalogue: it adds and amends, keeps what is there, and has its own version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.entry_table import parse_table
from kg.catalogue.layer.layered_catalogue import lay_over, layer_faults, layered_catalogue, row_of_entry
from kg.catalogue.layer.own_layer import VARIABLE, CatalogueLayer, current_layer, read_layer
from kg.ground.errors import CatalogueError

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]


@pytest.fixture
def shipped(make_line: MakeLine, write_table: WriteTable, tmp_path: Path) -> Catalogue:
    folder = write_table(
        "core-a.tsv",
        make_line("harbour", "Harbour", aliases="?HB|Harbor", hub_id="quay/harbour", date="2023"),
        make_line("pier", "Pier", "dataset", context="*"),
    )
    loaded = load_catalogue(folder)
    (tmp_path / "core-a.tsv").unlink()
    return loaded


@pytest.fixture
def layer(write_table: WriteTable) -> Callable[..., CatalogueLayer]:
    def read(*lines: str) -> CatalogueLayer:
        found = read_layer(write_table("own.tsv", *lines))
        assert found is not None
        return found

    return read


def test_a_new_entry_is_found_by_its_names(
    shipped: Catalogue, layer: Callable[..., CatalogueLayer], make_line: MakeLine
) -> None:
    both = lay_over(shipped, layer(make_line("mole-2", "Mole 2", aliases="Breakwater", variant_of="harbour")))
    assert [entry.slug for entry in both.candidates("breakwater")] == ["mole-2"]
    assert both.lineage("mole-2") == ("harbour",)
    assert both.entries["harbour"] is shipped.entries["harbour"]
    assert both.version != shipped.version
    assert lay_over(shipped, None) is shipped


def test_a_row_with_the_id_of_an_entry_amends_it(
    shipped: Catalogue, layer: Callable[..., CatalogueLayer], make_line: MakeLine
) -> None:
    row = make_line(
        "harbour", "Harbour-1", "method", aliases="?Harbor|Haven", arxiv_id="2401.00001", source="curated: mine"
    )
    entry = lay_over(shipped, layer(row)).entries["harbour"]
    artifact = entry.artifact
    assert (artifact.name, artifact.types, artifact.arxiv) == ("Harbour-1", ("method",), "2401.00001")
    assert (artifact.hub_id, artifact.date, artifact.source) == (
        "quay/harbour",
        "2023",
        "curated: mine",
    )  # left open: stays
    assert set(artifact.aliases) == {"HB", "Harbor", "Haven", "Harbour"}
    assert entry.ambiguous == {"hb", "harbor"}


def test_a_name_that_the_catalogue_has_stays_its_own_unless_context_tells_them_apart(
    shipped: Catalogue, layer: Callable[..., CatalogueLayer], make_line: MakeLine
) -> None:
    taken = layer(make_line("haven", "Haven", aliases="Harbor"))
    assert lay_over(shipped, taken).index["harbor"] == ("harbour",)
    (fault,) = layer_faults(taken.rows, shipped)
    assert (fault.file, fault.line, fault.field) == ("own.tsv", 2, "aliases")
    assert fault.problem == "'Harbor' is a name of 'harbour'"
    told = layer(make_line("haven", "Haven", aliases="?Harbor"), make_line("harbour~2", "Harbour", context="crane"))
    both = lay_over(shipped, told)
    assert both.index["harbor"] == ("harbour", "haven")
    assert both.index["harbour"] == ("harbour", "harbour~2")
    assert list(layer_faults(told.rows, shipped)) == []


def test_two_rows_of_a_layer_with_one_name_are_told(
    shipped: Catalogue, layer: Callable[..., CatalogueLayer], make_line: MakeLine
) -> None:
    rows = layer(make_line("a", "Wharf"), make_line("b", "B", aliases="wharf")).rows
    assert [(fault.field, fault.problem) for fault in layer_faults(rows, shipped)] == [
        ("aliases", "'wharf' is a name of 'a'")
    ]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"variant_of": "nothing"}, "there is no entry 'nothing'"),
        ({"family": "harbour"}, "'harbour' is its own ancestor"),
    ],
)
def test_lineage_that_leads_nowhere_or_round_is_refused(
    shipped: Catalogue,
    layer: Callable[..., CatalogueLayer],
    make_line: MakeLine,
    cells: dict[str, str],
    problem: str,
) -> None:
    rows = layer(make_line("harbour", "Harbour", **cells))
    with pytest.raises(CatalogueError, match=problem):
        lay_over(shipped, rows)
    assert [fault.problem for fault in layer_faults(rows.rows, shipped)] == [problem]


def test_every_fault_of_a_row_is_told_together(write_table: WriteTable, make_line: MakeLine) -> None:
    folder = write_table("own.tsv", make_line("<b>", "A"), make_line("a", "A", date="soon"), make_line("a", "C"))
    with pytest.raises(CatalogueError, match="3 faults") as caught:
        read_layer(folder)
    assert "own.tsv:2: id" in str(caught.value)
    assert "own.tsv:3: date" in str(caught.value)
    assert "taken by own.tsv:3" in str(caught.value)


def test_the_version_is_of_the_rows_and_not_of_their_files(
    write_table: WriteTable, make_line: MakeLine, tmp_path: Path
) -> None:
    one, other = make_line("a", "A"), make_line("b", "B")
    together = read_layer(write_table("own.tsv", one, other))
    (tmp_path / "own.tsv").unlink()
    write_table("x.tsv", other)
    apart = read_layer(write_table("y.tsv", one))
    assert together == apart
    assert together is not None
    assert hash(together) == hash(apart)
    changed = read_layer(write_table("y.tsv", make_line("a", "A", url="https://a.example")))
    assert changed is not None
    assert changed.version != together.version


def test_which_layer_is_in_force(
    write_table: WriteTable, make_line: MakeLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv(VARIABLE)
    assert current_layer() is None  # the user's folder has none
    monkeypatch.setattr("kg.catalogue.layer.own_layer.default_layer_folder", lambda: tmp_path)
    assert current_layer() is None  # it is empty
    write_table("own.tsv", make_line("a", "Quay of Mine"))
    layer = current_layer()
    assert layer is not None
    assert layered_catalogue().candidates("quay of mine")[0].slug == "a"
    monkeypatch.setenv(VARIABLE, "none")
    assert current_layer() is None
    assert layered_catalogue().version == load_catalogue().version
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(CatalogueError, match="there is no such layer"):
        current_layer()


def test_a_layer_of_any_size_is_not_read(
    write_table: WriteTable, make_line: MakeLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.catalogue.layer.own_layer.MAX_BYTES", 100)
    with pytest.raises(CatalogueError, match="the layer is larger than"):
        read_layer(write_table("own.tsv", make_line("a", "A" * 50)))


def test_every_row_that_ships_is_written_as_it_is_read() -> None:
    from kg.catalogue.entry_table import data_folder

    entries = load_catalogue().entries
    rows, _ = parse_table("core-datasets.tsv", (data_folder() / "core-datasets.tsv").read_bytes())
    different = [row.id for row in rows if [*row_of_entry(entries[row.id])[2:]] != [*row[2:]]]
    assert different == [row.id for row in rows if ", " in row.context]  # spaces between cues are not kept
