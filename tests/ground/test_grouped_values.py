"""Values on disk: by key, and in the order in which they were given."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.files import grouped_values
from kg.ground.files.grouped_values import GroupedValues, StoredValues, key_of_line, line_key

TEXTS = st.text(st.characters() | st.sampled_from("\t\n\\\r\ud800π"), max_size=4)


@given(st.lists(st.tuples(TEXTS, st.integers() | TEXTS)), st.sampled_from([1, 1000, 1 << 20]))
def test_values_come_back_under_their_keys(given_values: list[tuple[str, int | str]], most_held: int) -> None:
    expected: defaultdict[str, list[int | str]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        values: GroupedValues[int | str] = GroupedValues(Path(folder) / "values", most_held=most_held)
        for key, value in given_values:
            expected[key].append(value)
            values.add(key, value)
        found = list(values.groups())
    assert len(found) == len(expected)
    assert {key: sorted(several, key=repr) for key, several in found} == {
        key: sorted(several, key=repr) for key, several in expected.items()
    }
    keys = [key for key, _ in found if key.isascii() and key.isalnum()]
    assert keys == sorted(keys)


@given(TEXTS)
def test_a_key_has_no_tab_and_no_line_end(text: str) -> None:
    key = line_key(text)
    assert not set(key) & set(b"\t\n\r")
    assert key_of_line(key) == text


def test_stored_values_are_read_in_turns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(grouped_values, "MOST_HELD", 10)
    with StoredValues[str](tmp_path) as values:
        assert list(values) == []
        for number in range(20):
            values.add(f"value {number}")
        assert [one == other for one, other in zip(values, values, strict=True)] == [True] * 20
