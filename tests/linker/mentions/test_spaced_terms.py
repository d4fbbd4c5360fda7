"""Variant terms that follow a model's name as words of their own."""

from __future__ import annotations

import pytest

from kg.linker.mentions.spaced_terms import belongs_to_next, lengthen_by_terms
from kg.linker.text.tokens import tokenize


def lengthened(text: str, stem: str, tail: str = "") -> tuple[str, str]:
    """The tail that a name at the start of a text gets, and what is read of the text."""
    tokens = tokenize(text)
    last = next(index for index, end in enumerate(tokens.ends, 1) if end >= len(stem + tail))
    found, end = lengthen_by_terms(tokens, last, stem, tail)
    return found, tokens.span(0, end)


@pytest.mark.parametrize(
    ("text", "stem", "tail"),
    [
        ("Heron 3.1 405B wins.", "Heron 3.1", " 405B"),
        ("Heron 405B Instruct wins.", "Heron", " 405B Instruct"),
        ("Heron 7B", "Heron", " 7B"),
        ("Heron-2 mini and Tern", "Heron-2", " mini"),
        ("Heron-2 mini improves", "Heron-2", ""),  # "mini" belongs to what follows
        ("Heron-2 large models", "Heron-2", " large"),
        ("Heron-2 base models", "Heron-2", ""),  # those that are not tuned
        ("Heron-2 base.", "Heron-2", " base"),
        ("Heron 2.0 wins", "Heron", ""),
        ("Heron 2.0, Tern", "Heron", " 2.0"),
        ("Heron3 2.0, Tern", "Heron3", ""),  # it has a version
        ("Heron 2.0 points", "Heron", ""),
        ("Heron 7B tokens", "Heron", ""),  # an amount
        ("Heron 13B parameters", "Heron", " 13B"),
        ("Heron (high) wins", "Heron", " (high)"),
        ("Heron (2024-08-06)", "Heron", " (2024-08-06)"),
        ("Heron (14B) wins", "Heron", ""),  # says only how large it is
        ("Heron (ours) wins", "Heron", ""),
        ("Heron (high", "Heron", ""),
        ("Heron (", "Heron", ""),
        ("Heron () wins", "Heron", ""),
        ("Heron wins 7B", "Heron", ""),
        ("Heron\n\n7B", "Heron", ""),  # more than a space
        ("Heron", "Heron", ""),
    ],
)
def test_terms_that_belong_to_the_name(text: str, stem: str, tail: str) -> None:
    assert lengthened(text, stem) == (tail, stem + tail)


def test_a_name_with_a_tail_takes_no_version_but_a_size() -> None:
    assert lengthened("Heron-7B 2.0, so", "Heron", "-7B") == ("-7B", "Heron-7B")
    assert lengthened("Heron-chat 7B, so", "Heron", "-chat") == ("-chat 7B", "Heron-chat 7B")


def test_brackets_end_the_name() -> None:
    assert lengthened("Heron 7B (high) 13B", "Heron") == (" 7B (high)", "Heron 7B (high)")


def next_of(text: str, tokens_of_name: int) -> bool:
    return belongs_to_next(tokenize(text), tokens_of_name)


@pytest.mark.parametrize(
    ("text", "count", "belongs"),
    [
        ("Mistral large improvements", 2, True),
        ("Mistral large models", 2, False),
        ("Mistral large.", 2, False),
        ("Mistral large", 2, False),
        ("Heron 1.5 times faster", 2, True),
        ("Heron 1.5 and Tern", 2, False),
        ("Heron 2-bit weights", 2, True),
        ("Heron 256 × 256 and", 2, False),
        ("Heron 256 × larger", 2, True),
        ("Heron wins it", 2, False),
    ],
)  # fmt: skip
def test_the_last_word_of_a_name_may_belong_to_what_follows(text: str, count: int, belongs: bool) -> None:
    assert next_of(text, count) is belongs


def test_what_touches_the_name_is_the_name_s() -> None:
    assert not next_of("Heron/2 times faster", 3)
    assert next_of("Heron 2 times faster", 2)
