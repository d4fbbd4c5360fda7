"""Tables in Parquet: one type a column, nulls where nothing is known, and no words of others where these stay out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.release import parquet_tables
from kg.release.parquet_tables import TABLES, Column, GraphTable, write_parquet

parquet = pytest.importorskip("pyarrow.parquet")
COLUMNS = (
    Column("id", "text", "the id"), Column("count", "whole", "how many"), Column("share", "number", "how much"),
    Column("sure", "truth", "whether"), Column("names", "texts", "its names"),
    Column("words", "text", "what it says", True),
)  # fmt: skip


def written(folder: Path, *rows: dict[str, Any], with_texts: bool = True) -> list[dict[str, Any]]:
    def given(graph: object, base: str) -> Iterator[dict[str, Any]]:
        yield from rows

    path = folder / "t.parquet"
    table = GraphTable("t", "a row", COLUMNS, given)
    assert write_parquet(table, nx.MultiDiGraph(), "https://e.org/", path, with_texts=with_texts) == len(rows)
    found: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return found


def test_values_have_the_type_of_their_column(tmp_path: Path) -> None:
    values = {"id": 3, "count": 2.0, "share": 1, "sure": 1, "names": ("a", 4), "words": "so", "more": 1}
    (row,) = written(tmp_path, values)
    assert row == {"id": "3", "count": 2, "share": 1.0, "sure": True, "names": ["a", "4"], "words": "so"}
    assert [type(row[name]) for name in ("id", "count", "share", "sure")] == [str, int, float, bool]


def test_what_is_not_known_is_null_and_a_list_empty(tmp_path: Path) -> None:
    nothing: dict[str, Any] = {"id": None, "count": None, "share": None, "sure": None, "names": [], "words": None}
    assert written(tmp_path, {}, dict.fromkeys(nothing)) == [nothing, nothing]
    assert written(tmp_path) == []
    (row,) = written(tmp_path, {"count": 0, "share": 0.0, "sure": False, "id": ""})
    assert (row["count"], row["share"], row["sure"], row["id"]) == (0, 0.0, False, ""), "nothing is not unknown"


def test_text_that_cannot_be_written_is_replaced(tmp_path: Path) -> None:
    (row,) = written(tmp_path, {"id": "a\ud800b", "names": ["\udfff"]})
    assert (row["id"], row["names"]) == ("a?b", ["?"])


def test_quoted_words_stay_out_where_texts_do(tmp_path: Path) -> None:
    (row,) = written(tmp_path, {"id": "a", "words": "so"}, with_texts=False)
    assert (row["id"], row["words"]) == ("a", None)


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_rows_are_written_in_portions_and_none_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(parquet_tables, "_ROWS", 3)
    found = written(tmp_path, *({"count": number} for number in range(count)))
    assert [row["count"] for row in found] == list(range(count))
    assert parquet.ParquetFile(tmp_path / "t.parquet").num_row_groups == -(-count // 3)


def test_each_column_of_the_tables_says_what_it_is() -> None:
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names)
        kinds = {column.kind for column in table.columns}
        assert kinds <= {"text", "whole", "number", "truth", "texts"}
        assert all(column.meaning for column in table.columns)
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert list(TABLES[0].rows(nx.MultiDiGraph(), "https://e.org/")) == []
