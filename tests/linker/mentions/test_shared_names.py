"""Names of which only a piece is written: each piece completes a name that is known, or is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.text import fold
from kg.linker.mentions.shared_names import (
    Resolved,
    counts_units,
    ends_name_phrase,
    find_members,
    find_prefixed,
    opens_prefix,
)
from kg.linker.mentions.variants import is_variant_tail
from kg.linker.text.tokens import tokenize

KNOWN = {
    fold(name)
    for name in ("Heron-3", "Heron-3.5", "Heron-4", "Heron-4o", "Tern v2", "Tern v3", "TernSet10", "TernSet100", "GLUE",
                 "SuperGLUE", "RefTern", "RefTern+", "RefTerng", "Claude 3", "Claude 3 Opus", "Claude 3 Sonnet", "Opus")
}  # fmt: skip


def resolve(name: str) -> Resolved | None:
    """A name of the list, or one with variant terms behind it."""
    for cut in range(len(name), 0, -1):
        stem, tail = name[:cut], name[cut:]
        if fold(stem) in KNOWN and (not tail or is_variant_tail(tail, stem)):
            return Resolved(fold(stem), stem, tail, fold(stem) != "opus")
    return None


def members(text: str, head: str) -> list[tuple[str, str]]:
    """The pieces behind a head that stands at the start, and the names that they complete."""
    tokens = tokenize(text)
    last = next(index for index, end in enumerate(tokens.ends, 1) if end >= len(head))
    found = find_members(tokens, 0, last, resolve)
    return [(tokens.span(one.first, one.last), one.name.key + one.name.tail) for one in found]


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("Heron-3.5 and -4 win", "Heron-3.5", [("-4", "heron4")]),
        ("Heron-3, -3.5, and -4o win", "Heron-3", [("-3.5", "heron3.5"), ("-4o", "heron4o")]),
        ("Heron-3/4 win", "Heron-3", [("4", "heron4")]),
        ("Heron-3 and 4 win", "Heron-3", []),  # "win" does not end the phrase
        ("Heron-3 and 4 are", "Heron-3", [("4", "heron4")]),
        ("Heron-3 and 4 models", "Heron-3", []),
        ("Heron-3 and 4.", "Heron-3", [("4", "heron4")]),
        ("Heron-3 and 5.", "Heron-3", []),  # nobody knows it
        ("Heron-3 and Tern", "Heron-3", []),
        ("Heron-3, which", "Heron-3", []),
        ("Heron-3. And 4.", "Heron-3", []),  # of one sentence
        ("Heron-3", "Heron-3", []),
        ("Heron-3,", "Heron-3", []),
        ("Heron-3 and", "Heron-3", []),
        ("Tern v2/v3", "Tern v2", [("v3", "ternv3")]),
        ("RefTern/+/g here", "RefTern", [("+", "reftern+"), ("g", "refterng")]),
    ],
)
def test_pieces_of_a_list_complete_names(text: str, head: str, expected: list[tuple[str, str]]) -> None:
    assert members(text, head) == expected


@pytest.mark.parametrize(
    ("text", "head", "expected"),
    [
        ("Heron-3-7B and 13B are", "Heron-3-7B", [("13B", "heron3-13B")]),
        ("Heron-3-7B and 13B tokens", "Heron-3-7B", []),  # an amount
        ("Heron-3 (7B, 70B) is", "Heron-3", [("7B", "heron3-7B"), ("70B", "heron3-70B")]),
        ("Heron-3 (7B) is", "Heron-3", []),  # says only how large it is
        ("Heron-3 (high) is", "Heron-3", [("high", "heron3-high")]),
        ("Claude 3 (Opus, Sonnet) is", "Claude 3", [("Opus", "claude3opus"), ("Sonnet", "claude3sonnet")]),
        ("Claude 3 (Opus, Lyric) is", "Claude 3", []),  # all or none
        ("TernSet-{10,100} is", "TernSet-", [("10", "ternset10"), ("100", "ternset100")]),
        ("Heron-3-{7B,13B}-Instruct is", "Heron-3-", [("7B", "heron3-7B-Instruct"), ("13B", "heron3-13B-Instruct")]),
        ("Heron-3 (7B, (70B)) is", "Heron-3", []),
        ("Heron-3 (7B, 70B is", "Heron-3", []),
        ("Heron-3 () is", "Heron-3", []),
    ],
)
def test_pieces_in_brackets_and_sizes(text: str, head: str, expected: list[tuple[str, str]]) -> None:
    assert members(text, head) == expected


def test_a_prefix_in_brackets_makes_another_name() -> None:
    tokens = tokenize("(Super)GLUE is")
    assert opens_prefix(tokens, 0)
    member = find_prefixed(tokens, 0, "GLUE", resolve)
    assert member is not None
    assert (tokens.span(member.first, member.last), member.name.key) == ("Super", "superglue")
    assert find_prefixed(tokenize("(Hyper)GLUE"), 0, "GLUE", resolve) is None
    for text in ("(Super) GLUE", "( Super)GLUE", "(3)GLUE", "(Super)", "Super)GLUE is", ""):
        assert not opens_prefix(tokenize(text), 0), text


@pytest.mark.parametrize(
    "word", ["and", ",", ".", "(", "is", "achieve", "achieves", "outperform", "has", "respectively"]
)
def test_what_ends_a_name(word: str) -> None:
    assert ends_name_phrase(word)


@pytest.mark.parametrize("word", ["models", "points", "And", "islands", "improvements", "", "4"])
def test_what_does_not_end_a_name(word: str) -> None:
    assert not ends_name_phrase(word)


def test_what_counts_units() -> None:
    assert all(map(counts_units, ("token", "tokens", "times", "×", "%", "GB", "bit", "points", "class")))
    assert not any(map(counts_units, ("parameters", "models", "and", "", "Tokens")))


@given(st.lists(st.sampled_from(["Heron-3", ",", "and", "4", "7B", "-", "(", ")", "{", "}", "/", "Opus", "or", "3.5"]),
                max_size=16))  # fmt: skip
def test_pieces_stand_behind_the_head_in_order_without_overlap(words: list[str]) -> None:
    tokens = tokenize(" ".join(["Heron-3", *words]))
    found = find_members(tokens, 0, 1, resolve)
    last = 1
    for member in found:
        assert last < member.first < member.last <= len(tokens.words) or last <= member.first < member.last
        assert member.name.key in KNOWN
        last = member.last


def test_of_an_endless_list_in_brackets_nothing_is_read() -> None:
    asked: list[str] = []
    tokens = tokenize("Heron-3 (" + "7B, " * 500 + "7B)")
    assert find_members(tokens, 0, 1, lambda name: asked.append(name)) == []
    assert len(asked) <= 24
