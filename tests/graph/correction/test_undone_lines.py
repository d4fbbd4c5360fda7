"""Lines taken back: they stay in the file as comments, and every other byte stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph.correction.corrections import COLUMNS, add_corrections, load_corrections
from kg.graph.correction.undone_lines import corrections_by_line, line_number, undo_correction, undo_line
from kg.ground.errors import CorrectionError, OutputError
from kg.ground.files.folder_lock import locked

HEADER = "\t".join(COLUMNS)
FIRST = "reject\t2405.00001\tGPT-4o\t\tAda\t2026-01-15"
SECOND = "same\t*\tAtlasBench\tMMLU\tBen\t2026-01-16\tsee table 2"
BY, DAY = "Cy", "2026-02-01"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "corrections.tsv"
    path.write_bytes(f"\ufeff# ours\r\n{HEADER}\r\n{SECOND}\r\n\r\n{FIRST}".encode())
    return path


def test_the_last_line_is_undone_and_kept(table: Path) -> None:
    undone = undo_correction(table, BY, DAY)
    assert (undone.action, line_number(undone)) == ("reject", 5)
    held = f"\ufeff# ours\r\n{HEADER}\r\n{SECOND}\r\n\r\n# undone (Cy, 2026-02-01): {FIRST}"
    assert table.read_bytes() == held.encode()
    assert [one.action for one in load_corrections(table)] == ["same"]
    undo_correction(table, BY, DAY)
    assert load_corrections(table) == ()
    with pytest.raises(CorrectionError, match="no such correction; paperatlas correct list"):
        undo_correction(table, BY, DAY)


def test_a_numbered_line_is_undone_and_the_numbers_stay(table: Path) -> None:
    with pytest.raises(CorrectionError, match=r"corrections\.tsv:4: there is no such correction"):
        undo_correction(table, BY, DAY, number=4)
    assert undo_correction(table, BY, DAY, number=3).value == "MMLU"
    assert [(one.action, line_number(one)) for one in corrections_by_line(table)] == [("reject", 5)]
    assert f"# undone (Cy, 2026-02-01): {SECOND}\r\n".encode() in table.read_bytes()


def test_a_line_is_undone_by_its_text_once(table: Path) -> None:
    assert undo_line(table, BY, DAY, SECOND)
    assert not undo_line(table, BY, DAY, SECOND)
    assert not undo_line(table.with_name("none.tsv"), BY, DAY, SECOND)


def test_a_name_cannot_make_a_line_of_its_own(table: Path) -> None:
    undo_correction(table, f"Eve\n{SECOND}", DAY, number=5)
    assert [one.action for one in load_corrections(table)] == ["same"]


def test_nothing_is_undone_while_a_build_writes(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.graph.correction.undone_lines._PATIENCE", 0.0)
    before = table.read_bytes()
    with locked(table.parent), pytest.raises(OutputError, match="another build"):
        undo_correction(table, BY, DAY)
    assert table.read_bytes() == before


def test_lines_are_added_together_or_not_at_all(table: Path) -> None:
    rows = [{"action": "reject", "subject": "*", "object": name, "who": "Ada", "when": DAY} for name in ("GPT", "MMLU")]
    wrong = {"action": "retype", "subject": "*", "object": "GPT", "value": "planet", "who": "Ada", "when": DAY}
    before = table.read_bytes()
    with pytest.raises(CorrectionError, match="'planet' is no type"):
        add_corrections(table, [*rows, wrong])
    assert table.read_bytes() == before
    assert add_corrections(table, [*rows, rows[0]]) == [f"reject\t*\t{name}\t\tAda\t{DAY}" for name in ("GPT", "MMLU")]
    assert add_corrections(table, rows) == [], "they are there already"
    assert len(load_corrections(table)) == 4
