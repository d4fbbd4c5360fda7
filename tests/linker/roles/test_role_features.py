"""What kind of paper it is, and what the sentences of a name say."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper
from kg.linker.mentions.mention import Mention
from kg.linker.roles.role_features import paper_features, role_features, sentence_features
from kg.linker.text.paper_text import PaperText, read_paper


def of_paper(abstract: str, title: str = "Tides") -> set[str]:
    return set(paper_features(read_paper(Paper(title, abstract))))


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We introduce HiSS, a benchmark.", {"paper:introduce", "paper:makes=test"}),
        ("We propose a method for models.", {"paper:propose", "paper:makes=method"}),  # the first noun
        ("We evaluate ten models.", {"paper:evaluate", "paper:studies=model"}),
        ("Here we then also study models.", {"paper:study", "paper:studies=model"}),
        ("We do not at all study models.", set()),  # too far from "we"
        ("They evaluate models.", set()),
        ("We evaluate it. A model wins.", {"paper:evaluate"}),  # the sentence ends first
        ("We evaluate " + "very " * 12 + "good models.", {"paper:evaluate"}),
        ("", set()),
    ],
)
def test_what_we_do_to_what(abstract: str, expected: set[str]) -> None:
    assert of_paper(abstract) == expected


def test_the_title_says_what_kind_of_paper_it_is() -> None:
    assert of_paper("", "Evaluating Models of Tides") == {
        "paper:title-cue=evaluat", "paper:title-cue=model", "paper:title-noun=model"
    }  # fmt: skip


def mentions_of(text: PaperText, name: str) -> list[Mention]:
    return [
        Mention(tokens, place, place + 1, frozenset())
        for tokens in text.fields
        for place, word in enumerate(tokens.words)
        if word == name
    ]


def of_sentences(abstract: str, title: str = "Tides", name: str = "HiSS") -> set[str]:
    text = read_paper(Paper(title, abstract))
    return set(sentence_features(mentions_of(text, name), text))


@pytest.mark.parametrize(
    ("abstract", "where", "here"),
    [
        ("HiSS is old. We go on. It ends.", "later", False),
        ("It is old. We run HiSS. It ends.", "first-here", True),
        ("It is old. We go on. HiSS ends.", "before", False),
        ("It is old. Our way goes on. They asked us of HiSS.", "before", True),
        ("HiSS is old. They go on.", "nowhere", False),
        ("HiSS is old. This study goes on.", "later", False),
        ("HiSS is old. A way is presented.", "later", False),
        ("HiSS is old. This bird goes on.", "nowhere", False),
    ],
)
def test_before_or_after_the_authors_own_work(abstract: str, where: str, here: bool) -> None:
    found = of_sentences(abstract)
    assert {name for name in found if name.startswith("we:")} == {f"we:{where}", "we:here" if here else "we:not-here"}


def test_a_title_has_no_place_before_or_after_the_own_work() -> None:
    assert not any(name.startswith("we:") for name in of_sentences("We go on.", "On HiSS"))


def test_words_of_the_sentence_by_six_letters_and_side() -> None:
    found = of_sentences("Evaluating fast HiSS works. Other words.")
    assert {"word:evalua<", "word:fast<", "word:works>"} <= found
    assert not any("hiss" in name or "other" in name for name in found if name.startswith("word:"))
    assert "title-word:quiet<" in of_sentences("", "A Quiet HiSS")
    assert not any(name.startswith("word:a") for name in of_sentences("a HiSS 3 wins"))


@pytest.mark.parametrize(
    ("title", "kin"),
    [
        ("HiSS: Models", "head"), ("Hi: Models", "none"), ("HiS: Models", "of-head"), ("HiSS Board: M", "above-head"),
        ("Tides: Models", "none"), ("Tides", "no-head"), ("one two three four five six seven: HiSS", "no-head"),
    ],
)  # fmt: skip
def test_how_a_name_stands_to_that_of_the_title(title: str, kin: str) -> None:
    assert f"kin:{kin}" in of_sentences("We run HiSS here.", title)


def test_only_the_first_mentions_are_read_and_each_feature_stands_once() -> None:
    abstract = "HiSS ran. " * 6 + "HiSS flies."
    text = read_paper(Paper("Tides", abstract))
    found = sentence_features(mentions_of(text, "HiSS"), text)
    assert len(found) == len(set(found))
    assert "word:flies>" not in found
    assert sentence_features([], text) == ()


def test_the_role_sees_all_and_crosses_some_with_the_type() -> None:
    found = role_features(
        ["bias", "near:us<", "shape:mixed", "place:head"], "model",
        ["paper:study"], ["act:uses<", "word:tides>", "kin:head"],
    )  # fmt: skip
    assert found[:4] == ("bias", "near:us<", "shape:mixed", "place:head")
    assert set(found[4:]) == {
        "is:model", "is:model&near:us<", "is:model&place:head", "is:model&paper:study", "is:model&act:uses<",
        "is:model&kin:head", "act:uses<", "word:tides>", "kin:head",
    }  # fmt: skip
