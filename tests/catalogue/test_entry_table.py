"""The form of a table: lines that are no rows are left out and told, all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.authority_table import authority_rows
from kg.catalogue.categories import archive_of_category, category_names
from kg.catalogue.entries import Fault
from kg.catalogue.entry_table import COLUMNS, data_folder, faults_error, parse_table, tier_files
from kg.ground.errors import CatalogueError

HEAD = "\t".join(COLUMNS)


def parsed(*lines: str) -> tuple[list[str], list[str]]:
    rows, faults = parse_table("core-x.tsv", "\n".join(lines).encode())
    return [row.id for row in rows], list(map(str, faults))


def line(slug: str) -> str:
    return "\t".join((slug, *[""] * (len(COLUMNS) - 1)))


def test_rows_and_their_lines() -> None:
    rows, faults = parse_table("core-x.tsv", "\n".join((HEAD, line("a"), line("b"), "")).encode())
    assert [(row.id, row.line, row.file) for row in rows] == [("a", 2, "core-x.tsv"), ("b", 3, "core-x.tsv")]
    assert faults == []
    assert parsed(HEAD) == ([], [])
    assert parsed(HEAD, "") == ([], [])


@pytest.mark.parametrize(
    ("lines", "ids", "fault"),
    [
        ((HEAD, line("a"), "", line("b")), ["a", "b"], "core-x.tsv:3: the line is empty"),
        ((HEAD, "a\tb"), [], "core-x.tsv:2: 2 columns instead of 13"),
        ((HEAD, line("a") + "\t"), [], "core-x.tsv:2: 14 columns instead of 13"),
        ((HEAD.upper(), line("a")), [], "core-x.tsv:1: the header is not the catalogue's"),
        (("",), [], "core-x.tsv:1: the header is not the catalogue's"),
        ((HEAD + "\r", line("a")), [], "core-x.tsv:1: the header is not the catalogue's"),
    ],
)
def test_lines_that_are_no_rows(lines: tuple[str, ...], ids: list[str], fault: str) -> None:
    found, faults = parsed(*lines)
    assert found == ids
    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    rows, (fault,) = parse_table("core-x.tsv", f"{HEAD}\na\n".encode() + b"\xff")
    assert rows == []
    assert str(fault) == "core-x.tsv:3: the file is not UTF-8; save it as UTF-8"


@given(st.binary(max_size=80))
def test_any_bytes_are_rows_or_faults(data: bytes) -> None:
    rows, faults = parse_table("x", data)
    assert rows == []
    assert len(faults) == 1


@pytest.mark.parametrize(("cell", "aliases"), [("", []), ("a", ["a"]), ("a|?b", ["a", "?b"]), ("a|", ["a", ""])])
def test_aliases_as_they_are_written(cell: str, aliases: list[str]) -> None:
    (row,), _ = parse_table("x", f"{HEAD}\n".encode() + f"a\tA\tmodel\t{cell}{chr(9) * 9}".encode())
    assert row.alias_cells() == aliases


def test_tables_of_a_tier() -> None:
    core, extended = tier_files(data_folder(), "core"), tier_files(data_folder(), "extended")
    assert core == sorted(core)
    assert core
    assert extended
    assert set(core).isdisjoint(extended)
    with pytest.raises(CatalogueError, match="no catalogue tier 'best'; take one of core, extended"):
        tier_files(data_folder(), "best")


def test_faults_are_reported_together_in_order_and_the_first_in_full() -> None:
    many = [Fault("x.tsv", number, "id", "wrong", "mend it") for number in range(50, 0, -1)]
    error = faults_error(many, Path("folder"))
    assert str(error).startswith("folder: the catalogue has 50 faults:\n  x.tsv:1: id: wrong; mend it\n")
    assert str(error).endswith("x.tsv:40: id: wrong; mend it\n  and 10 more")
    assert "has 1 fault:" in str(faults_error(many[:1], Path("folder")))


@pytest.mark.parametrize("name", ["categories.tsv", "organisations.tsv", "venues.tsv"])
def test_tables_that_ship_have_a_cell_for_each_column(name: str) -> None:
    rows = authority_rows(name)
    assert len({len(row) for row in rows}) == 1
    assert len({row[0] for row in rows}) == len(rows), "no two rows have one key"
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_each_category_is_part_of_a_known_archive() -> None:
    names = category_names()
    assert {archive_of_category(code) for code in names} - {None} <= names.keys()
    assert archive_of_category("") is None
