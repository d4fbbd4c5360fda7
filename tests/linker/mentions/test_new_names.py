"""Spans that look like names: runs, heads of titles, named phrases, both forms of an abbreviation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import TextField
from kg.linker.mentions.abbreviations import find_abbreviations
from kg.linker.mentions.mention import Origin
from kg.linker.mentions.new_names import find_spans
from kg.linker.text.tokens import tokenize


def spans(text: str, origin: Origin, field: TextField = TextField.ABSTRACT) -> list[str]:
    """What one rule proposes, each once, in order."""
    tokens = tokenize(text, field)
    found = find_spans(tokens, find_abbreviations(tokens))
    return list(dict.fromkeys(tokens.span(span.first, span.last) for span in found if span.origin is origin))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("we run HiSS here", ["HiSS"]),
        ("we run Kestrel here", ["Kestrel"]),
        ("we run Kestrel 3.5 here", ["Kestrel 3.5"]),
        ("we run models in March here", []),  # a month
        ("The results are here.", []),  # capitalised because a sentence starts
        ("Kestrel wins.", ["Kestrel"]),  # no common word
        ("it works: Results are here", []),  # a clause starts
        ("we run GPT-9, HiSS here", ["GPT-9", "HiSS"]),
        ("we gain Kestrel 3% here", ["Kestrel"]),  # a share is no version
        ("we run A here", []),
        ("nothing at all", []),
        ("", []),
    ],
)
def test_runs_of_name_like_words(text: str, runs: list[str]) -> None:
    assert spans(text, Origin.RUN) == runs


def test_small_words_are_inside_a_run_where_a_name_goes_on() -> None:
    found = spans("we follow Path of Kestrel in the end", Origin.RUN)
    assert "Path of Kestrel" in found
    assert {"Path", "Kestrel"} <= set(found), "and what stands between them is proposed, too"
    assert "Path of Kestrel in the" not in found
    assert "Path and Kestrel" not in spans("we follow Path and Kestrel", Origin.RUN)


def test_parts_of_a_longer_run_are_proposed() -> None:
    found = spans("we use New Kestrel Board here", Origin.RUN)
    assert found[0] == "New Kestrel Board"
    assert {"Kestrel Board", "New Kestrel"} <= set(found)
    assert "HiSS" in spans("we use Deep HiSS Board here", Origin.RUN)


def test_a_run_of_too_many_words_is_no_name() -> None:
    words = [f"K{chr(97 + at)}strel" for at in range(9)]
    assert " ".join(words[:7]) in spans("on " + " ".join(words[:7]) + " here", Origin.RUN)
    assert " ".join(words) not in spans("on " + " ".join(words) + " here", Origin.RUN)


def test_in_titles_common_words_are_no_names() -> None:
    title = "Learning Models with Kestrel"
    assert spans(title, Origin.RUN, TextField.TITLE) == ["Kestrel"]
    assert "Kestrel for HiSS" not in spans("Kestrel for HiSS", Origin.RUN, TextField.TITLE)


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("Quiet Tides: A Benchmark", ["Quiet Tides"]),
        ("The Pile: Text", ["Pile"]),
        ("A: Text", ["A"]),  # an article alone is a name
        ("Tides -- A Benchmark", ["Tides"]),
        ("Tides - A Benchmark", ["Tides"]),
        ("Tide-Net of rivers", []),
        ("On Tides", []),
        (": nothing", []),
        ("one two three four five six seven: late", []),
    ],
)
def test_heads_of_titles(title: str, heads: list[str]) -> None:
    assert spans(title, Origin.HEAD, TextField.TITLE) == heads
    assert spans(title, Origin.HEAD) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a model called quiet tides, which", ["quiet tides"]),
        ("a model dubbed the Tides.", ["Tides"]),
        ("a model named “Tides” here", ["Tides"]),
        ("we call it “quiet tides” here", ["quiet tides"]),
        ("it is ``quiet tides'' here", ["quiet tides"]),
        ("a test termed tide-check for boats", ["tide-check"]),
        ("(1) Lantern: a corpus, (2) Compass: a model", ["Lantern", "Compass"]),
        ("(1) First: a corpus", []),  # leads in
        ("(12) Lantern is a corpus", []),
        ("it is “a very long remark of somebody else” here", []),
        ("a model called", []),
        ("called, then", []),
    ],
)
def test_what_the_text_says_is_a_name(text: str, named: list[str]) -> None:
    assert [each for each in spans(text, Origin.NAMED) if each not in ("it",)] == named


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("We propose quiet tides for boats", ["quiet tides"]),
        ("We propose a method", []),
        ("We propose the tides", []),
        ("This paper presents Tides and more", ["Tides"]),
        ("We propose one two three four five six seven", ["one two three four five"]),
        ("We propose", []),
    ],
)
def test_what_follows_a_proposing_verb_without_an_article(text: str, proposed: list[str]) -> None:
    assert spans(text, Origin.PROPOSED) == proposed


def test_both_forms_of_an_abbreviation_are_proposed() -> None:
    text = "We measure the Failed-Step Fraction (FSF) of runs."
    assert spans(text, Origin.LONG_FORM) == ["Failed-Step Fraction"]
    assert spans(text, Origin.SHORT_FORM) == ["FSF"]


WORDS = st.lists(
    st.sampled_from(
        ["Kestrel", "HiSS", "of", "and", "the", "called", "propose", "(", ")", "“", "”", ":", "-", "1", ",", ".",
         "models", "GPT-9", "`", "'", "3.5", "named", "We", "May"]
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@given(WORDS, st.sampled_from(TextField))
def test_spans_lie_inside_their_sentence_and_begin_and_end_with_no_empty_word(words: str, field: TextField) -> None:
    tokens = tokenize(words, field)
    for span in find_spans(tokens, find_abbreviations(tokens)):
        assert 0 <= span.first < span.last <= len(tokens.words)
        if span.origin in (Origin.RUN, Origin.NAMED, Origin.PROPOSED):
            assert span.last <= tokens.sentence_at(span.first)[1]
        assert tokens.span(span.first, span.last).strip()


@pytest.mark.parametrize("unit", ["Kestrel ", "“ ", "called ", "(1) A: ", "Kestrel of ", "propose "])
def test_the_spans_of_a_long_text_are_bounded(unit: str) -> None:
    tokens = tokenize(unit * 400)
    assert len(list(find_spans(tokens, []))) <= 4 * len(tokens.words) + 4
