"""Fields that hold something and are not read are reported once for a file, and stop nothing."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from kg.ground.errors import InputError, UnreadFieldsError
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.read_files import read_papers


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("The paper says this in a few words", "text"),
        ("2024-05-17T08:00:00Z", "date"),
        ("Ada Lovelace", "names"),
        ([{"name": "Ada Lovelace"}], "names"),
        ({"inner": {"note": "Four words are here"}}, "text"),
        (17, None),
        ("2024", None),
        (True, None),
        ("https://example.org/a", None),
        ("cc-by", None),
        ([], None),
    ],
)
def test_what_holds_something(value: object, kind: str | None) -> None:
    unread = UnreadFields()
    unread.see("field", value)
    assert list(unread.counts) == ([("field", kind)] if kind else [])


def test_one_message_a_file_names_fields_and_records(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    rows = [{"title": f"Paper {number}", "tldr": "It is said in short words"} for number in range(3)]
    rows[0]["Resumen"] = "Lo que dice el texto"
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    faults: list[InputError] = []
    assert len(list(read_papers(path, on_fault=faults.append))) == 3
    assert [(type(fault), fault.where) for fault in faults] == [(UnreadFieldsError, str(path))]
    assert faults[0].problem == "2 fields are not read: 'tldr' (text, 3 records), 'Resumen' (text, 1 record)"
    assert len(list(read_papers(path, strict=True))) == 3


def test_keys_that_are_data_cost_no_memory() -> None:
    unread = UnreadFields()
    for number in range(5000):
        unread.see(f"key {number}", "four words and more")
    assert len(unread.counts) == 200
    assert unread.report("x") is not None
