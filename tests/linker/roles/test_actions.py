"""What a sentence says is done with a name, before and after the list that it stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import TextField
from kg.linker.mentions.mention import Mention
from kg.linker.roles.actions import WORDS_READ, action_features, action_of
from kg.linker.text.lexicon import ACTION_WORDS
from kg.linker.text.tokens import tokenize


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("Introducing", "introduces"), ("used", "uses"), ("users", None), ("useful", None), ("fine-tuned", "trains"),
        ("trainer", None), ("evaluations", "evaluates"), ("outperformed", "compares"), ("ACHIEVES", "shows"),
        ("however", "sets the scene"), ("introdu", None), ("the", None), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_the_action_of_a_word(word: str, action: str | None) -> None:
    assert action_of(word) == action


@given(st.sampled_from([(action, word) for action, words in ACTION_WORDS.items() for word in words.split()]))
def test_each_listed_word_is_of_its_own_action(pair: tuple[str, str]) -> None:
    action, word = pair
    assert action_of(word.removesuffix("*")) == action_of(word.removesuffix("*").upper()) == action


def features(text: str, name: str = "HiSS", field: TextField = TextField.ABSTRACT) -> list[str]:
    tokens = tokenize(text, field)
    place = tokens.words.index(name)
    return list(action_features(Mention(tokens, place, place + 1, frozenset())))


def test_the_nearest_action_of_each_side_and_all_of_them() -> None:
    assert features("We propose and evaluate models such as HiSS that outperform it and use more.") == [
        "act:evaluates<", "act:compares>", "act:evaluates&joint:as",
        "acts:evaluates<", "acts:introduces<", "acts:compares>", "acts:uses>",
    ]  # fmt: skip


def test_what_governs_a_list_governs_each_member() -> None:
    text = "We evaluate on QuuX, HiSS and KraX that fail."
    assert features(text, "QuuX") == features(text, "HiSS") == features(text, "KraX")
    assert "act:evaluates&joint:on" in features(text)
    assert "act:shows>" in features(text)


def test_of_one_sentence_only() -> None:
    assert features("We use more. HiSS. They fail.") == ["act:none<", "act:none>", "act:none&joint:none"]


def test_titles_have_features_of_their_own() -> None:
    assert features("Evaluating HiSS", field=TextField.TITLE) == [
        "title-act:evaluates<", "title-act:none>", "title-act:evaluates&joint:none", "title-acts:evaluates<",
    ]  # fmt: skip


def test_a_joint_stands_within_three_words() -> None:
    assert "act:uses&joint:with" in features("We use it with very large HiSS")
    assert "act:uses&joint:none" in features("We use it with very large quiet HiSS")


def test_each_action_counts_once_and_far_words_do_not() -> None:
    found = features("We use, use and use HiSS")
    assert found.count("acts:uses<") == 1
    far = "use " + "tides " * WORDS_READ + "then HiSS"
    assert "act:none<" in features(far)
    assert "act:uses<" in features("use " + "tides " * (WORDS_READ - 2) + "then HiSS")
