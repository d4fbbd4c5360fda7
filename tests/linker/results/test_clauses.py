"""Clauses and enumerations of a sentence: where each begins, and names that keep their rank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linker.results.clauses import OWN, Place, enumerations, read_sentence


def clause(text: str, word: str) -> str:
    """The clause around a word."""
    sentence = read_sentence(text, ())
    return text[slice(*sentence.clause(text.index(word)))].strip()


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Owl wins; Finch loses.", "Finch", "Finch loses."),
        ("Owl wins; Finch loses.", "Owl", "Owl wins;"),
        ("Owl wins, while Finch loses.", "Finch", "Finch loses."),
        ("Owl wins but Finch loses.", "Owl", "Owl wins but"),
        ("Owl wins — Finch loses.", "Finch", "Finch loses."),
        ("(1) Owl wins (2) Finch loses", "Finch", "Finch loses"),
        ("Owl wins, and that Finch loses", "Finch", "Finch loses"),
        ("Owl wins and Finch loses", "Finch", "Owl wins and Finch loses"),  # "and" alone parts no clauses
        ("Owl wins;Finch loses", "Finch", "Owl wins;Finch loses"),
        ("WHILE Owl wins Although Finch", "Finch", "Finch"),
        ("Owl buttress wins", "wins", "Owl buttress wins"),
    ],
)
def test_the_clause_around_a_word(text: str, word: str, expected: str) -> None:
    assert clause(text, word) == expected


SENTENCES = st.lists(
    st.sampled_from(["Owl", "; ", ", while ", " but ", "(1) ", " — ", "wins", " ", "İ", "63.2%", " and "]), max_size=15
).map("".join)


@given(SENTENCES)
def test_clauses_cover_the_sentence_without_gap_or_overlap(text: str) -> None:
    sentence = read_sentence(text, ())
    assert len(sentence.lower) == len(text)
    assert sentence.bounds[0] == 0
    assert list(sentence.bounds) == sorted(set(sentence.bounds))
    for position in range(len(text)):
        start, end = sentence.clause(position)
        assert start <= position < end <= len(text)
        assert sentence.clause(start) == (start, end)


def test_models_and_tests_are_told_apart() -> None:
    owl, quiz = Place(0, 3, "owl"), Place(7, 11, "quiz", is_test=True)
    sentence = read_sentence("Owl on QUIZ", (owl, quiz))
    assert (sentence.models, sentence.tests) == ([owl], [quiz])


def runs(text: str, *names: str, others: tuple[str, ...] = ()) -> list[list[str | None]]:
    """The runs of linked names, None where an unlinked one stands."""
    places = [Place(text.index(name), text.index(name) + len(name), name) for name in names]
    other = [Place(text.index(name), text.index(name) + len(name), name) for name in others]
    return [[place.slug if place else None for place in run] for run in enumerations(text, places, other)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("on Aa, Bb and Cc", ("Aa", "Bb", "Cc"), [["Aa", "Bb", "Cc"]]),
        ("on Aa, Bb, and Cc", ("Aa", "Cc"), [["Aa", None, "Cc"]]),
        ("on Aa, Bb and Cc", ("Bb", "Cc"), [[None, "Bb", "Cc"]]),
        ("on Aa, Bb and Cc", ("Aa", "Bb"), [["Aa", "Bb", None]]),
        ("on Aa/Bb", ("Aa", "Bb"), [["Aa", "Bb"]]),
        ("on Aa (first) and Bb (last)", ("Aa", "Bb"), [["Aa", "Bb"]]),
        ("on Aa and on Bb", ("Aa", "Bb"), [["Aa", "Bb"]]),
        ("on Aa as well as Bb", ("Aa", "Bb"), [["Aa", "Bb"]]),
        ("on Aa25, Bb24 and Cc", ("Aa", "Bb", "Cc"), [["Aa", "Bb", "Cc"]]),  # linked but for its ending
        ("on Aa with Bb", ("Aa", "Bb"), []),
        ("on Aa", ("Aa",), []),
        ("on Aa, where it wins, and Bb", ("Aa", "Bb"), []),
        ("on Aa and Bb. For Cc and Dd", ("Aa", "Bb", "Cc", "Dd"), [["Aa", "Bb"], ["Cc", "Dd"]]),
        ("on Aa, " + "Xy, " * 20 + "Bb", ("Aa", "Bb"), []),  # too far apart
    ],
)
def test_runs_of_names(text: str, names: tuple[str, ...], expected: list[list[str | None]]) -> None:
    found = runs(text, *names)
    if "Xy" in text:
        assert all("Bb" not in run or "Aa" not in run for run in found)
    else:
        assert found == expected


def test_names_of_another_sort_are_of_no_run() -> None:
    assert runs("on Aa, Bb and Cc", "Aa", others=("Bb",)) == []
    assert runs("on Aa, Bb and Cc", "Cc", others=("Bb",)) == []
    assert runs("", others=()) == []


@pytest.mark.parametrize(
    ("lower", "own"),
    [("we win", True), ("our model wins", True), ("the proposed method wins", True), ("these models win", True),
     ("the best model wins", False), ("power wins", False), ("items", False), ("it wins", True)],
)  # fmt: skip
def test_words_that_stand_for_what_the_paper_introduces(lower: str, own: bool) -> None:
    assert (OWN.search(lower) is not None) is own


@pytest.mark.parametrize("unit", ["Aa, ", "(", "Aa (x) ", ", and ", "a; "])
def test_long_sentences_are_read_in_linear_time(unit: str) -> None:
    text = unit * 700
    places = [Place(at, at + 2, "a") for at in range(0, len(text) - 2, max(4, len(unit))) if text[at : at + 2] == "Aa"]
    assert len(enumerations(text, places)) <= max(1, len(places))
    assert read_sentence(text, ()).bounds[0] == 0
