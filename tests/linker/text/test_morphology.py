"""Word forms: plurals, endings and beginnings of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.text.morphology import lengths_of, singular, stem, stem_of


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("models", "model"), ("Models", "model"), ("policies", "policy"), ("boxes", "box"), ("branches", "branch"),
        ("hashes", "hash"), ("losses", "loss"), ("biases", "bias"), ("viruses", "virus"), ("databases", "database"),
        ("uses", "use"), ("causes", "cause"), ("houses", "house"), ("focuses", "focus"), ("corpuses", "corpus"),
        ("class", "class"), ("bus", "bus"), ("analysis", "analysis"), ("physics", "physics"), ("chaos", "chaos"),
        ("bias", "bias"), ("gas", "gas"), ("its", "its"), ("s", "s"), ("", ""), ("text-to-images", "texttoimage"),
        ("LLMs", "llm"), ("LMs", "lm"), ("LMS", "lms"), ("Its", "its"), ("τ-models", "taumodel"),
    ],
)  # fmt: skip
def test_the_singular_of_a_word(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(
    "group",
    [
        ("generate", "generates", "generating", "generation", "generative", "generator"),
        ("summarize", "summarise", "summarization", "summarisation", "summaries", "summarizing"),
        ("robust", "robustness"),
        ("optimise", "optimize", "optimisation", "optimised"),
        ("verify", "verification", "verifying", "verified"),
        ("evaluate", "evaluation", "evaluating", "evaluations"),
        ("labelling", "labeling", "labels"),
        ("efficient", "efficiency"),
        ("classify", "classification", "classified"),
        ("explainable", "explainability"),
        ("planned", "planning"),  # the doubled letter goes
    ],
)
def test_forms_of_one_word_share_a_stem(group: tuple[str, ...]) -> None:
    assert len(set(map(stem, group))) == 1, {word: stem(word) for word in group}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("general", "generate"), ("learning", "learn"), ("training", "train"), ("image", "imagine"),
        ("quantal", "quantize"), ("value", "evaluate"), ("state", "station"),
        ("class", "classify"),
    ],
)  # fmt: skip
def test_words_of_another_meaning_keep_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "short"),
    [("wing", "wing"), ("king", "king"), ("used", "used"), ("rated", "rated"), ("ion", "ion"), ("class", "class"),
     ("", ""), ("process", "process"), ("diffs", "diff")],
)  # fmt: skip
def test_a_stem_has_four_letters_at_least(word: str, short: str) -> None:
    assert stem(word) == short


@given(st.text(max_size=12))
def test_a_stem_is_a_beginning_of_the_word_or_shorter(word: str) -> None:
    assert len(stem(word)) <= len(singular(word)) + 1  # "…ise" is spelled with z, "policies" as "policy"
    assert singular(word) == singular(word.upper()) or not word.isascii()


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_the_case_and_a_plural_s_are_of_no_account(word: str) -> None:
    assert stem(word.title()) == stem(word)
    if len(word) > 3 and word[-1] not in "aeiosuxyhc":
        assert singular(word + "s") == word


def test_lengths_are_listed_once_the_longest_first() -> None:
    assert lengths_of(["aaa", "bb", "ccc", "d"]) == (3, 2, 1)
    assert lengths_of([]) == ()


STEMS = {"us", "using", "use", "evalu", "pre"}


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("using", "using"), ("usingly", "using"), ("us", "us"), ("users", "use"), ("usefully", None),
        ("evaluation", "evalu"), ("evaluationists", "evalu"),  # a long stem may begin any word
        ("pre", "pre"), ("prefix", "pre"), ("prefixes", None),  # a short one nearly is it
        ("usual", "us"), ("usuals", None), ("bus", None), ("", None),
    ],
)  # fmt: skip
def test_the_longest_stem_that_a_word_begins_with(word: str, found: str | None) -> None:
    assert stem_of(word, STEMS, lengths_of(STEMS)) == found


@given(st.text("uselaing", max_size=10))
def test_what_is_found_is_a_stem_and_a_beginning(word: str) -> None:
    found = stem_of(word, STEMS, lengths_of(STEMS))
    assert found is None or (found in STEMS and word.startswith(found))
    longer = [one for one in STEMS if word.startswith(one) and len(one) > 3]
    assert not longer or found is not None
