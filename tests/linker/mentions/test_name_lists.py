"""Lists of names around a mention, and the order of mentions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import TextField
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.mentions.name_lists import LIST_SIGNS, list_around
from kg.linker.text.tokens import tokenize


def around(text: str, name: str) -> str:
    """The list around the first mention of a word."""
    tokens = tokenize(text)
    place = tokens.words.index(name)
    return tokens.span(*list_around(Mention(tokens, place, place + 1, frozenset())))


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We test CHGNet, M3GNet and MACE on it.", "M3GNet", "CHGNet, M3GNet and MACE"),
        ("We test CHGNet, M3GNet and MACE on it.", "CHGNet", "CHGNet, M3GNet and MACE"),
        ("We test CHGNet on it.", "CHGNet", "CHGNet"),
        ("We test (CHGNet) on it.", "CHGNet", "CHGNet"),  # signs at the ends are no members
        ("We test CHGNet vs MACE here.", "MACE", "CHGNet vs MACE"),
        ("We test Kestrel, Vicuna & MACE here.", "MACE", "Kestrel, Vicuna & MACE"),
        ("We test CHGNet 2 / MACE here.", "MACE", "CHGNet 2 / MACE"),
        ("We test CHGNet, models and MACE here.", "MACE", "MACE"),  # a common word is no name
        ("It beats CHGNet. MACE, M3GNet win.", "MACE", "MACE, M3GNet"),  # of one sentence
        ("Models, CHGNet and MACE win.", "MACE", "CHGNet and MACE"),
    ],
)
def test_the_list_of_a_mention(text: str, name: str, expected: str) -> None:
    assert around(text, name) == expected


WORDS = st.lists(
    st.sampled_from(["CHGNet", "MACE", ",", "and", "models", "(", ")", "7B", ".", "/", "Vicuna"]), max_size=25
)


@given(WORDS, st.data())
def test_a_list_holds_its_mention_and_ends_with_no_sign(words: list[str], data: st.DataObject) -> None:
    tokens = tokenize(" ".join(words))
    if not tokens.words:
        return
    place = data.draw(st.integers(0, len(tokens.words) - 1))
    first, last = list_around(Mention(tokens, place, place + 1, frozenset()))
    begin, end = tokens.sentence_at(place)
    assert begin <= first <= place < last <= end
    assert first == place or tokens.words[first] not in LIST_SIGNS
    assert last == place + 1 or tokens.words[last - 1] not in LIST_SIGNS


@given(WORDS)
def test_members_of_a_list_have_the_same_list(words: list[str]) -> None:
    tokens = tokenize(" ".join(words))
    for place, word in enumerate(tokens.words):
        if word in ("CHGNet", "MACE"):
            first, last = list_around(Mention(tokens, place, place + 1, frozenset()))
            for other in range(first, last):
                if tokens.words[other] in ("CHGNet", "MACE"):
                    assert list_around(Mention(tokens, other, other + 1, frozenset())) == (first, last)


def test_of_an_endless_list_only_a_part_is_read() -> None:
    tokens = tokenize("CHGNet, " * 2_000)
    first, last = list_around(Mention(tokens, 2_000, 2_001, frozenset()))
    assert 2_000 - 100 <= first < last <= 2_001 + 100


def test_mentions_are_ordered_as_they_are_read() -> None:
    title = tokenize("On MACE and CHGNet", TextField.TITLE)
    abstract = tokenize("MACE is CHGNet's rival.")
    mentions = [Mention(abstract, 2, 3, frozenset()), Mention(abstract, 0, 1, frozenset({Origin.RUN})),
                Mention(title, 3, 4, frozenset()), Mention(title, 1, 2, frozenset())]  # fmt: skip
    ordered = sorted(mentions, key=lambda one: one.place)
    assert [(one.text.field.value, one.surface) for one in ordered] == [
        ("title", "MACE"), ("title", "CHGNet"), ("abstract", "MACE"), ("abstract", "CHGNet"),
    ]  # fmt: skip
