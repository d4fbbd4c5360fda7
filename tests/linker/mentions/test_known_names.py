"""Catalogue names in texts: normal forms, variants, plurals, context, no parts of words."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper
from kg.linker.mentions.candidates import find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize
from tests.linker.catalogues import BENCHMARK, DATASET, MODEL, entry, small_catalogue

MATCHER = AliasMatcher(small_catalogue())


def found(text: str) -> list[tuple[str, str]]:
    tokens = tokenize(text)
    return [
        (tokens.span(match.first, match.last), match.artifact(match.entries[0]).slug) for match in MATCHER.find(tokens)
    ]


def known(title: str, abstract: str = "") -> set[str]:
    text = read_paper(Paper(title, abstract))
    return {candidate.key[1:] for candidate in find_candidates(text, MATCHER) if candidate.artifact is not None}


@pytest.mark.parametrize("surface", ["Llama 2", "LLaMA-2", "llama2", "LLaMA2", "Llama‑2"])
def test_spellings_of_one_name_meet(surface: str) -> None:
    assert found(f"We fine-tune {surface}.") == [(surface, "llama-2")]


@pytest.mark.parametrize(
    ("surface", "slug"),
    [
        ("LLaMA2-7B", "llama-2-7b"),
        ("Llama 2 70B", "llama-2-70b"),
        ("Llama-2-13b-chat", "llama-2-13b-chat"),
        ("GPT-4o-mini", "gpt-4o-mini"),
        ("GPT-4 Turbo", "gpt-4-turbo"),
    ],
)
def test_sizes_and_tunings_make_variants(surface: str, slug: str) -> None:
    assert found(f"We use {surface} here.") == [(surface, slug)]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("GPT-4o and GPT-4 differ", ["gpt-4o", "gpt-4"]),
        ("MMLU-Pro is harder than MMLU", ["mmlu-pro", "mmlu"]),
        ("YOLOv7+ extends YOLOv7", ["yolov7+", "yolov7"]),
        ("low-rank adaptation of GPTs", ["lora", "gpt"]),
        ("ollama runs it", []),
        ("a math problem", []),
    ],
)
def test_close_names_stay_apart(text: str, slugs: list[str]) -> None:
    assert [slug for _, slug in found(text)] == slugs


def test_a_name_that_needs_context_links_only_with_it() -> None:
    assert known("Orca", "A language model that explains.") == {"orca"}
    assert known("Orca sounds in the sea", "Whales sing.") == set()


def test_a_name_that_needs_a_noun_links_only_beside_one() -> None:
    assert known("We use the SPACE dataset.") == {"space"}
    assert known("We look into SPACE and time.") == set()
    assert known("On maps", "Its encoder is fine-tuned on SPACE.") == {"space"}
    assert known("On maps", "Its encoder is based on SPACE.") == set()


def test_context_chooses_between_meanings() -> None:
    assert known("Training with SGD", "The gradient is noisy.") == {"sgd"}
    assert known("Dialogue state tracking on SGD") == {"sgd-dialogue"}
    assert known("Dialogue and gradient: SGD") == {"sgd", "sgd-dialogue"}


def test_a_definition_in_the_paper_beats_the_catalogue() -> None:
    text = read_paper(Paper("RAG", "We study Residual Attention Gating (RAG), not what you think. RAG gates."))
    keys = [candidate.key for candidate in find_candidates(text, MATCHER) if candidate.artifact is not None]
    assert keys == []


SEEN = small_catalogue(
    entry("the-pile", "The Pile", DATASET),
    entry("kite-2", "Kite 2", MODEL),
    entry("tern-bench", "Tern Bench", BENCHMARK),
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("the Pile", "the-pile"),
        ("The Piles", "the-pile"),
        ("kite v2", "kite-2"),
        ("Kite 2", "kite-2"),
        ("Tern-Bench", "tern-bench"),
        ("(Super)GLUE and Tern Bench", "tern-bench"),
        ("openai/gpt-4o", "gpt-4o"),
        ("kite/Kite-2-7B", "kite-2-7b"),
        ("github.com/openai/kite-2", "kite-2"),
        ("wug/openai/kite-2", "kite-2"),
        ("GPTs", "gpt"),
    ],
)
def test_what_was_seen_before_does_not_change_what_is_found(text: str, slug: str) -> None:
    """Words that begin no name in one text are remembered; they may begin one in the next."""
    fresh, experienced = AliasMatcher(SEEN), AliasMatcher(SEEN)
    for seen in (
        "The sea. the",
        "A kite (red) flies, kites fly.",
        "Terns, Tern eggs",
        "openai says: gpts",
        "GPT eggs",
        "A wug.",
    ):
        list(experienced.find(tokenize(seen)))
    found, expected = (
        [(match.first, match.last, match.artifact(match.entries[0]).slug) for match in matcher.find(tokenize(text))]
        for matcher in (experienced, fresh)
    )
    assert found == expected
    assert slug in [name for _, _, name in found]


def test_an_address_begins_no_name() -> None:
    matches = list(MATCHER.find(tokenize("See github.com/openai/gpt-4o")))
    assert [match.first for match in matches] == [5]
