"""Checking a catalogue: each kind of fault is found, at its line and field; the shipped catalogue has none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.catalogue.entries import Fault
from kg.catalogue.table_check import check_catalogue

MakeLine = Callable[..., str]
WriteTable = Callable[..., Path]


def _places(faults: list[Fault]) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.field) for fault in faults]


def test_a_good_catalogue_has_no_faults(make_line: MakeLine, write_table: WriteTable) -> None:
    write_table("extended.tsv", make_line("x-2", "X2", variant_of="x", source="list_1.0"))
    folder = write_table(
        "core-a.tsv",
        make_line("c++", "C++", "method", aliases="?CPP|Cxx", date="1985"),
        make_line(
            "x", "X", "dataset|benchmark", context="corpus, text data", date="2024-02-29", arxiv_id="2402.12345",
            hub_id="org/x_y.z", url="https://example.org/x?y",
        ),
        make_line("y", "Y", context="*", date="2020-12", arxiv_id="hep-th/9901001"),
    )  # fmt: skip
    assert check_catalogue(folder) == []


@pytest.mark.parametrize(
    ("cells", "field", "problem"),
    [
        ({"id_": "Upper"}, "id", "'Upper' is no slug"),
        ({"id_": "a/b"}, "id", "'a/b' is no slug"),
        ({"name": ""}, "name", "the name is empty"),
        ({"name": "- -"}, "name", "the name is empty"),
        ({"name": "A  B"}, "name", "needless spaces"),
        ({"name": "A\u200bB"}, "name", "invisible characters"),
        ({"types": "gadget"}, "types", "'gadget' is not a list of types"),
        ({"types": ""}, "types", "'' is not a list of types"),
        ({"types": "model|model"}, "types", "'model|model' is not a list of types"),
        ({"aliases": "B||C"}, "aliases", "an alias is empty"),
        ({"aliases": "B|?"}, "aliases", "an alias is empty"),
        ({"aliases": "a-"}, "aliases", "'a-' is the same name as 'A'"),
        ({"aliases": "B c|?b-C"}, "aliases", "'b-C' is the same name as 'B c'"),
        ({"variant_of": "none"}, "variant_of", "there is no row 'none'"),
        ({"family": "none"}, "family", "there is no row 'none'"),
        ({"family": "a"}, "family", "'a' is its own ancestor"),
        ({"date": "2024-13"}, "date", "'2024-13' is no date"),
        ({"date": "2023-02-29"}, "date", "'2023-02-29' is no date"),
        ({"date": "May 2024"}, "date", "'May 2024' is no date"),
        ({"hub_id": "just-a-name"}, "hub_id", "is no hub id"),
        ({"arxiv_id": "2402.12345v2"}, "arxiv_id", "is no arXiv id"),
        ({"arxiv_id": "2413.12345"}, "arxiv_id", "is no arXiv id"),
        ({"url": "example.org"}, "url", "is no URL"),
        ({"context": "a,,b"}, "context", "a cue is empty"),
        ({"context": "Llm"}, "context", "a cue has capitals"),
        ({"context": "*, llm"}, "context", "'*' stands beside cue words"),
        ({"source": ""}, "source", "the source is missing"),
    ],
)
def test_a_bad_cell_is_found(
    make_line: MakeLine, write_table: WriteTable, cells: dict[str, str], field: str, problem: str
) -> None:
    faults = check_catalogue(write_table("core-a.tsv", make_line(**{"id_": "a", "name": "A"} | cells)))
    assert _places(faults) == [("core-a.tsv", 2, field)]
    assert problem in faults[0].problem
    assert faults[0].remedy


def test_bad_forms_are_found(make_line: MakeLine, write_table: WriteTable) -> None:
    folder = write_table("core-a.tsv", make_line("a", "A"), "too\tfew", "")
    (folder / "core-b.tsv").write_text("id\tname\n", encoding="utf-8")
    (folder / "core-c.tsv").write_bytes(b"ok\n\xff")
    (folder / "methods.tsv").touch()
    faults = check_catalogue(folder)
    assert _places(faults) == [
        ("core-a.tsv", 3, ""), ("core-a.tsv", 4, ""), ("core-b.tsv", 1, ""), ("core-c.tsv", 2, ""),
        ("methods.tsv", 0, ""),
    ]  # fmt: skip
    assert [fault.problem for fault in faults] == [
        "2 columns instead of 13", "the line is empty", "the header is not the catalogue's", "the file is not UTF-8",
        "the table belongs to no tier",
    ]  # fmt: skip


def test_a_folder_without_tables_is_a_fault(tmp_path: Path) -> None:
    assert [fault.problem for fault in check_catalogue(tmp_path)] == ["there are no catalogue tables"]


def test_order_and_ids(make_line: MakeLine, write_table: WriteTable) -> None:
    write_table("core-b.tsv", make_line("a", "Third"))
    folder = write_table("core-a.tsv", make_line("b", "First"), make_line("a", "Second"))
    faults = check_catalogue(folder)
    assert [str(fault) for fault in faults] == [
        "core-a.tsv:3: id: 'a' stands after 'b'; sort the rows by id",
        "core-b.tsv:2: id: 'a' is taken by core-a.tsv:3; merge the rows or give each its own id",
    ]


def test_cycles_are_found_over_files(make_line: MakeLine, write_table: WriteTable) -> None:
    write_table("core-b.tsv", make_line("c", "C", family="a"), make_line("d", "D", family="c"))
    folder = write_table("core-a.tsv", make_line("a", "A", variant_of="b"), make_line("b", "B", variant_of="c"))
    assert _places(check_catalogue(folder)) == [
        ("core-a.tsv", 2, "variant_of"), ("core-a.tsv", 3, "variant_of"), ("core-b.tsv", 2, "family"),
    ]  # fmt: skip


def test_a_shared_name_must_need_context_but_once(make_line: MakeLine, write_table: WriteTable) -> None:
    benchmark = make_line("gqa", "GQA", "benchmark")
    method = make_line("grouped-query-attention", "Grouped-query attention", "method", aliases="gqa")
    faults = check_catalogue(write_table("core-a.tsv", benchmark, method))
    assert _places(faults) == [("core-a.tsv", 3, "aliases")]
    assert faults[0].problem == "'gqa' is also 'GQA' of 'gqa' (core-a.tsv:2)"
    assert check_catalogue(write_table("core-a.tsv", benchmark, method.replace("gqa", "?gqa"))) == []
    hedged = make_line("gqa", "GQA", "benchmark", context="visual question answering")
    assert check_catalogue(write_table("core-a.tsv", hedged, method)) == []


def test_tiers_may_share_names_but_core_refers_to_core_alone(make_line: MakeLine, write_table: WriteTable) -> None:
    write_table("extended.tsv", make_line("b", "A"), make_line("c", "B", family="a"))
    folder = write_table("core-a.tsv", make_line("a", "A", family="c"))
    assert _places(check_catalogue(folder)) == [("core-a.tsv", 2, "family")]


def test_the_shipped_catalogue_has_no_faults() -> None:
    assert [str(fault) for fault in check_catalogue()] == []
