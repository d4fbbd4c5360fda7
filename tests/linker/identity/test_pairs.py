"""Identity of names on curated pairs: which must be one artifact or related, and which must never be."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.linker.identity.surfaces import Pair, holds, load_pairs

LEAST = 400  # pairs of each sort
LEAST_LINKED = 0.97
PAIRS = load_pairs()
MUST_NOT = [pair for pair in PAIRS if pair.kind == "different"]
MUST = [pair for pair in PAIRS if pair.kind != "different"]


def test_there_are_enough_pairs_and_none_twice() -> None:
    assert len(MUST) >= LEAST
    assert len(MUST_NOT) >= LEAST
    assert {pair.kind for pair in PAIRS} == {"same", "variant", "family", "different"}
    counts = Counter((pair.group, frozenset((pair.a, pair.b))) for pair in PAIRS if pair.kind in ("same", "different"))
    assert [pair for pair, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("group", sorted({pair.group for pair in PAIRS}))
def test_what_is_different_stays_apart(group: str) -> None:
    assert [str(pair) for pair in MUST_NOT if pair.group == group and not holds(pair)] == []


def test_nearly_all_that_belongs_together_is_linked() -> None:
    missed: list[Pair] = [pair for pair in MUST if not holds(pair)]
    assert len(missed) <= (1 - LEAST_LINKED) * len(MUST), "\n".join(map(str, missed))
