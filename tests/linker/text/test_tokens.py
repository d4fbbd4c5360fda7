"""Tokens and sentences: names stay whole, offsets are exact on any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.text.tokens import MAX_CHARACTERS, tokenize


@pytest.mark.parametrize(
    "name",
    [
        "GPT-4o",
        "Llama-3.1-8B",
        "C4",
        "τ-bench",
        "k-means++",
        "Wahl-O-Mat",
        "D4RL",
        "YOLOv7+",
        "FIN-bench",
        "o1-preview",
    ],
)
def test_names_stay_whole(name: str) -> None:
    assert name in tokenize(f"We test {name}, too.").words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LLM-based", ("LLM", "-", "based")),
        ("GPT-4-generated", ("GPT-4", "-", "generated")),
        ("GPT-3.5/4", ("GPT-3.5", "/", "4")),
        ("(Super)GLUE", ("(", "Super", ")", "GLUE")),
        ("LoRA's", ("LoRA", "'s")),
        ("``Weight Guide''", ("`", "`", "Weight", "Guide", "'", "'")),
    ],
)
def test_what_is_joined_is_split(text: str, words: tuple[str, ...]) -> None:
    assert tokenize(text).words == words


def test_sentences_end_where_readers_end_them() -> None:
    text = tokenize("We use e.g. GPT-4 (Sec. 3). It scores 3.5 points, cf. Tab. 2. Why? Nobody knows.")
    assert [text.span(*sentence) for sentence in text.sentences] == [
        "We use e.g. GPT-4 (Sec. 3).",
        "It scores 3.5 points, cf. Tab. 2.",
        "Why?",
        "Nobody knows.",
    ]


@given(st.text(max_size=300))
def test_offsets_are_exact_and_every_token_has_a_sentence(text: str) -> None:
    tokens = tokenize(text)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert text[start:end] == word
    for index, sentence in enumerate(tokens.sentence_of):
        first, last = tokens.sentences[sentence]
        assert first <= index < last


def test_an_endless_line_is_read_to_the_limit() -> None:
    tokens = tokenize("GPT-4 " * 200_000)
    assert tokens.ends[-1] <= MAX_CHARACTERS
