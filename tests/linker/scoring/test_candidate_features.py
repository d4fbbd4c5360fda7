"""What is said of a candidate in named features: what the catalogue knows, letters, places, words beside it."""

from __future__ import annotations

import pytest

from kg.ground.records import Paper
from kg.linker.mentions.candidates import find_candidates
from kg.linker.mentions.known_names import AliasMatcher
from kg.linker.scoring.candidate_features import EXCERPT, described
from kg.linker.text.paper_text import read_paper
from tests.linker.catalogues import small_catalogue

MATCHER = AliasMatcher(small_catalogue())
TITLE = "A study of quiet things"


def features(abstract: str, name: str, title: str = TITLE) -> set[str]:
    """The features of the candidate that has a surface."""
    text = read_paper(Paper(title, abstract))
    found = [
        set(features)
        for candidate, features in described(find_candidates(text, MATCHER), text)
        if any(mention.surface == name for mention in candidate.mentions)
    ]
    assert found, f"no candidate {name}"
    return found[0]


def test_each_feature_stands_once() -> None:
    text = read_paper(Paper("Tern: a model", "We run Tern on MMLU and GSM8K. Tern wins on MMLU."))
    for _, found in described(find_candidates(text, MATCHER), text):
        assert len(found) == len(set(found))
        assert "bias" in found
    assert described([], text) == []


@pytest.mark.parametrize(
    ("abstract", "name", "expected"),
    [
        ("We run it on MMLU too. More follows. So.", "MMLU",
         {"known:type=benchmark", "known:types=benchmark+dataset", "known:core-case", "known:short-core"}),
        ("We run it with GPT-4-turbo too. More follows. So.", "GPT-4-turbo", {"known:variant", "known:type=model"}),
        ("We use the SGD optimizer here. More follows. So.", "SGD", {"known:context", "known:rivals"}),
        ("We run Kestrel here. More follows. So.", "Kestrel", {"known:no"}),
    ],
)  # fmt: skip
def test_what_the_catalogue_says(abstract: str, name: str, expected: set[str]) -> None:
    found = features(abstract, name)
    assert expected <= found
    assert ("known:no" in found) == (name == "Kestrel")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HiSS", {"name=hiss", "shape:mixed", "shape:last=mixed", "shape:words=1", "shape:length=4-mixed"}),
        ("TidGPT-9", {"shape:digit", "shape:hyphen", "shape:has=gpt", "shape:start=tid"}),
        ("TideBench", {"shape:ending=nch", "shape:has=bench", "shape:start=tid"}),
        ("Kestrel", {"shape:capitalised", "shape:rare-word", "shape:length=7-capitalised"}),
        ("Kestrel Board", {"shape:words=2", "shape:last-word=board", "shape:capitalised+capitalised"}),
    ],
)
def test_what_the_letters_say(name: str, expected: set[str]) -> None:
    found = features(f"We run {name} here. More follows. So.", name)
    assert expected <= found
    assert ("shape:digit" in found) == ("9" in name)
    assert ("shape:hyphen" in found) == ("-" in name)


def test_where_the_mentions_stand() -> None:
    rest = " More follows. So it goes. It ends."
    first = features("We run HiSS." + rest, "HiSS")
    assert {"place:abstract", "place:mentions=1", "place:first-sentence", "place:part=0", "place:first-part=0"} <= first
    assert "place:sentence-start" not in first
    last = features("It begins. More follows. So it goes. HiSS wins.", "HiSS")
    assert {"place:last-sentence", "place:part=3", "place:sentence-start"} <= last
    assert "place:first-sentence" not in last
    title = features("It begins." + rest, "HiSS", "HiSS: a model")
    assert {"place:title", "place:title-only", "place:head", "place:title-start"} <= title
    both = features("HiSS begins." + rest, "HiSS", "On HiSS")
    assert {"place:abstract+title", "place:title-end", "place:mentions=2"} <= both
    assert {"place:title-only", "place:head"}.isdisjoint(both)
    many = features("HiSS or HiSS. HiSS or HiSS. HiSS or HiSS. End.", "HiSS")
    assert "place:mentions=4" in many, "more are not counted"


def test_the_words_beside_a_mention_commons_as_they_are_others_by_their_shape() -> None:
    found = features("We ran on HiSS with Kestrel and more. More follows. So.", "HiSS")
    assert {"prev:on", "next:with", "prev2:ran on", "next2:with <capitalised>", "prev-any:we"} <= found
    start = features("HiSS. More follows. So.", "HiSS")
    assert {"prev:^", "next:.", "next2:. $"} <= start
    assert {"title-prev:on", "title-next:$"} <= features("More.", "HiSS", "On HiSS")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the HiSS dataset wins", {"noun:after=data"}),
        ("the dataset HiSS wins", {"noun:before=data"}),
        ("here HiSS, a new benchmark for birds, wins", {"noun:apposition=test", "noun:apposition-word=benchmark"}),
        (
            "here HiSS (Hidden Seas), a method for birds, wins",
            {"noun:apposition=method", "noun:apposition-word=method"},
        ),
        ("here HiSS is for a benchmark", set()),  # what it is for is not what it is
        ("here HiSS wins a benchmark", set()),
    ],
)
def test_nouns_that_say_what_it_is(words: str, expected: set[str]) -> None:
    found = features(f"We say {words}. More follows. So.", "HiSS")
    assert {name for name in found if name.startswith("noun:")} == expected


def test_known_and_name_like_neighbours_of_a_list() -> None:
    found = features("We run MMLU, HiSS and QuuX. More follows. So.", "HiSS")
    assert {"list:before-known", "list:known", "list:after-strong", "context:list"} <= found
    assert not any(name.startswith("list:") for name in features("We run HiSS here. More follows. So.", "HiSS"))
    other = features("We run MMLU with HiSS. More follows. So.", "HiSS")
    assert "list:known" not in other, "no list joins them"


def test_lists_at_the_ends_of_a_text() -> None:
    first = features("HiSS, MMLU. More follows. So.", "HiSS")
    assert {"list:after-known", "list:known"} <= first
    assert not any(name.startswith("list:before") for name in first)
    last = features("It begins. More follows. So MMLU, HiSS", "HiSS")
    assert "list:before-known" in last
    assert not any(name.startswith("list:after") for name in last)
    far = features("We run MMLU, and, (HiSS here. More follows. So.", "HiSS")
    assert "list:before-known" not in far, "more than three signs part them"


def test_cues_stand_within_twelve_words() -> None:
    near, far = ("It is to " + "be " * count + "run HiSS. More. So." for count in (1, 14))
    near, far = (text.replace("to", "evaluate") for text in (near, far))
    assert "cue:evaluat<" in features(near, "HiSS")
    assert "cue:evaluat<" not in features(far, "HiSS")
    assert "cue:evaluat>" in features("So HiSS is to evaluate. More. So.", "HiSS")
    assert "cue:evaluat>" not in features("So HiSS is " + "to be " * 7 + "evaluate. More. So.", "HiSS")


def test_cues_hold_for_all_members_of_a_list() -> None:
    found = features("We evaluate QuuX, HiSS and KraX to show it. More follows. So.", "HiSS")
    assert {"cue:evaluat<", "near:evaluat<", "cue:show>", "near:show>", "cue:we<"} <= found
    assert "near:we<" not in found, "the nearest only"
    assert {"group:prev=evaluate", "group:next=to"} <= found
    assert not any(name.startswith("group:") for name in features("We evaluate HiSS so. More follows. So.", "HiSS"))
    title = features("More follows. So. It ends.", "HiSS", "Evaluating HiSS")
    assert "titlecue:evaluat<" in title


def test_an_excerpt_has_each_feature_twice() -> None:
    short = features("We run HiSS.", "HiSS", "-")
    plain = {name for name in short if not name.startswith(EXCERPT)}
    assert {name.removeprefix(EXCERPT) for name in short if name.startswith(EXCERPT)} == plain
    assert not any(name.startswith(EXCERPT) for name in features("We run HiSS. More. So. On.", "HiSS", "-"))


def test_what_a_name_stands_for_is_seen() -> None:
    found = features("We use Hidden State Search (HSS) here. HSS wins. So.", "HSS")
    assert {"long:has", "long:last=search", "long:capitals", "long:common"} <= found
    small = features("We use hidden state search (HSS) here. HSS wins. So.", "HSS")
    assert "long:lower" in small
    assert "long:has" not in features("We run HiSS here. More follows. So.", "HiSS")


def test_only_so_many_mentions_are_read() -> None:
    abstract = "We run HiSS. " * 6 + "Models need HiSS daily. So."
    assert "prev:need" not in features(abstract, "HiSS")
    assert "prev:need" in features("We run HiSS. Models need HiSS daily. So.", "HiSS")


@pytest.mark.parametrize("unit", ["HiSS, ", "HiSS (", "(HiSS) ", "HiSS - ", "HiSS is "])
def test_hostile_texts_have_few_features(unit: str) -> None:
    text = read_paper(Paper("HiSS", unit * 300))
    assert all(len(found) < 400 for _, found in described(find_candidates(text, MATCHER), text))
