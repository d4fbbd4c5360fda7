"""Sets of hashes, in memory and in runs on disk, against Python's own sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.terms.ntriples import literal
from kg.rdf.validate import hashed_keys
from kg.rdf.validate.hashed_keys import HashedKeys, SpillFolder, keys_held, keys_not_held
from kg.rdf.validate.quoted_texts import Quote, QuotedTexts

KEYS = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-5, 5)


@given(st.lists(KEYS), st.lists(KEYS), st.lists(KEYS), st.sampled_from([1, 3, 1000]))
def test_sets_are_compared_like_sets(wanted: list[int], one: list[int], other: list[int], size: int) -> None:
    with SpillFolder() as spill, pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashed_keys, "RUN_SIZE", size)
        patch.setattr(hashed_keys, "TOGETHER", size)
        sets = [HashedKeys(spill) for _ in range(3)]
        for keys, values in zip(sets, (wanted, one, other), strict=True):
            for value in values:
                keys.extend([value])
        held = {*one, *other}
        assert list(keys_not_held(sets[0], sets[1:])) == sorted(set(wanted) - held)
        assert list(keys_held(sets[0], sets[1:])) == sorted(set(wanted) & held)
        assert list(keys_not_held(sets[0], [])) == sorted(set(wanted))


def test_full_runs_lie_in_a_folder_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashed_keys, "RUN_SIZE", 4)
    with SpillFolder(tmp_path) as spill:
        keys = HashedKeys(spill)
        keys.extend(range(3))
        assert not list(tmp_path.iterdir())
        keys.extend(range(3))
        assert len(list(tmp_path.rglob("spilled-*"))) == 1
        assert keys.between(-10, 10).tolist() == [0, 1, 2]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("held", [1, 1 << 20])
def test_quotes_are_held_against_their_text(held: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.rdf.validate.quoted_texts.TEXTS_HELD", held)
    monkeypatch.setattr("kg.rdf.validate.quoted_texts.QUOTES_HELD", held)

    def quote(key: int, start: int, end: int, words: str, language: str = "") -> Quote:
        return Quote(key, start, end, hash((words, language)))

    with SpillFolder(tmp_path) as spill:
        texts = QuotedTexts(spill)
        right = [quote(-7, 0, 3, "A\nπ"), quote(-7, 4, 6, "😀b"), quote(9, 0, 2, "de", "en"), quote(9, 1, 1, "", "en")]
        wrong = [quote(-7, 0, 3, "A π"), quote(9, 0, 2, "de"), quote(-7, 5, 4, "x"), quote(-7, -1, 2, "\nπ")]
        texts.add_quotes([*right[:2], *wrong])
        texts.add_text(-7, literal("A\nπ 😀b"))
        texts.add_text(9, literal("de") + "@en")
        texts.add_quotes([*right[2:], quote(12, 0, 1, "no such text")])
        texts.add_text(12, '"5"^^<http://www.w3.org/2001/XMLSchema#integer>')
        assert set(texts.wrong_quotes()) == set(wrong)
        assert bool(list(tmp_path.rglob("spilled-*"))) == (held == 1)
