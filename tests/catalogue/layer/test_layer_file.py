"""Rows and tables are written into a layer whole or not at all, by one process at a time, and only if sound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.catalogue import Catalogue, load_catalogue
from kg.catalogue.layer.layer_file import faults_of_layer, folder_to_write, put_row, put_table
from kg.catalogue.layer.own_layer import VARIABLE, read_layer
from kg.catalogue.layer.own_row import own_row
from kg.ground.errors import CatalogueError, OutputError
from kg.ground.files.folder_lock import locked

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def test_rows_are_added_in_order_and_replaced_by_word(shipped: Catalogue, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "layer"
    for name in ("Wharf 9", "Quay 9"):
        put_row(folder, own_row(name, shipped, types=("model",)), shipped)
    layer = read_layer(folder)
    assert layer is not None
    assert [(row.id, row.source) for row in layer.rows] == [("quay-9", "curated"), ("wharf-9", "curated")]
    again = own_row("Quay 9", shipped, types=("dataset",), cells={"source": "our wiki"})
    with pytest.raises(CatalogueError, match="a row 'quay-9' already"):
        put_row(folder, again, shipped)
    put_row(folder, again, shipped, replace=True)
    layer = read_layer(folder)
    assert layer is not None
    assert [(row.types, row.source) for row in layer.rows] == [("dataset", "curated: our wiki"), ("model", "curated")]


def test_what_is_not_sound_changes_nothing(shipped: Catalogue, tmp_path: Path, make_line: MakeLine) -> None:
    put_row(tmp_path, own_row("Quay 9", shipped, types=("model",)), shipped)
    before = (tmp_path / "own.tsv").read_bytes()
    for row in (
        own_row("Wharf 9", shipped, types=("model",), aliases=("GSM8K",)),  # a name of another entry
        own_row("Wharf 9", shipped, types=("model",), aliases=("quay-9",)),  # of another row
        own_row("Wharf 9", shipped, types=("model",), cells={"variant_of": "nothing"}),
        own_row("Wharf 9", shipped, types=("model",), cells={"arxiv_id": "soon"}),
        own_row("Wharf 9", shipped, slug="../wharf", types=("model",)),
    ):
        with pytest.raises(CatalogueError, match="the catalogue has 1 fault"):
            put_row(tmp_path, row, shipped)
    with pytest.raises(CatalogueError, match="'Quay 9' is a name of 'b-9'"):
        put_table(tmp_path, "more.tsv", [own_row("B 9", shipped, types=("model",), aliases=("Quay 9",))], shipped)
    assert (tmp_path / "own.tsv").read_bytes() == before
    assert not (tmp_path / "more.tsv").exists()


def test_one_process_writes_at_a_time(shipped: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.catalogue.layer.layer_file._WAIT", 0)
    row = own_row("Quay 9", shipped, types=("model",))
    with locked(tmp_path), pytest.raises(OutputError, match="another build is writing"):
        put_row(tmp_path, row, shipped)
    assert put_row(tmp_path, row, shipped) == tmp_path / "own.tsv"


def test_a_row_amends_an_entry_by_its_id_only(shipped: Catalogue) -> None:
    with pytest.raises(CatalogueError, match="--id gsm8k amends it"):
        own_row("GSM8K", shipped, types=("dataset",))
    assert own_row("Sums", shipped, slug="gsm8k").types == "benchmark|dataset"
    with pytest.raises(CatalogueError, match="nothing says what 'Quay 9' is"):
        own_row("Quay 9", shipped)
    assert own_row("Quay  9", shipped, types=("model",), aliases=("quay-9", "?Q9", "?Q9")).aliases == "?Q9"


def test_faults_of_the_layer_in_force(
    shipped: Catalogue, make_line: MakeLine, write_table: WriteTable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert faults_of_layer(shipped) == []
    with pytest.raises(CatalogueError, match="no layer of the catalogue is in force"):
        folder_to_write()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "later"))
    assert folder_to_write() == tmp_path / "later"
    assert faults_of_layer(shipped) == []  # it is not made yet
    monkeypatch.setenv(VARIABLE, str(write_table("x.tsv", make_line("b", "MMLU", family="c"))))
    assert [fault.field for fault in faults_of_layer(shipped)] == ["family", "name"]
