"""Whose a number is and on what: which names are candidates, and how each stands to the number."""

from __future__ import annotations

import pytest

from kg.linker.results.name_candidates import (
    PaperNames,
    candidate_slugs,
    is_generic_subject,
    is_own_subject,
    name_features,
    no_name_features,
    stands_beside_unlinked,
)
from tests.linker.results.lines import cases_of, names_of

NAMES = names_of("Owl", "Finch", "QUIZ", "TEST")


def slugs(text: str, *names: str, tests: bool = False, paper: PaperNames = NAMES) -> list[str]:
    return candidate_slugs(cases_of(text, *names)[0], paper, tests)


def features(
    text: str, name: str, *names: str, tests: bool = False, at: int = 0, paper: PaperNames = NAMES
) -> set[str]:
    found = name_features(cases_of(text, *names)[at], paper, name, tests)
    return set(found)


def test_names_of_the_sentence_come_first_then_what_the_paper_is_about() -> None:
    assert slugs("Finch reaches 73.2% on TEST.", "Finch", "TEST") == ["Finch", "Owl"]
    assert slugs("Finch reaches 73.2% on TEST.", "Finch", "TEST", tests=True) == ["TEST", "QUIZ"]
    assert slugs("It reaches 73.2%.") == ["Owl"], "what is only compared with must be named"
    assert slugs("It reaches 73.2%.", paper=names_of("Finch")) == []
    assert slugs("It reaches 73.2%.", paper=names_of("Finch", previous=["Finch"])) == ["Finch"]
    assert (
        slugs("It reaches 73.2%.", paper=names_of()) == slugs("It reaches 73.2%.", tests=True, paper=names_of()) == []
    )


def test_our_model_leaves_no_doubt() -> None:
    (case,) = cases_of("While Finch fails, our model reaches 73.2%.", "Finch")
    assert is_own_subject(case, NAMES)
    assert candidate_slugs(case, NAMES, False) == ["Owl"]
    assert not is_own_subject(case, names_of("Finch")), "the paper introduces none"
    (case,) = cases_of("Our model reaches more than Finch with 73.2%.", "Finch")
    assert not is_own_subject(case, NAMES), "another model stands between"
    (case,) = cases_of("Our model reaches 73.2% over Finch.", "Finch")
    assert not is_own_subject(case, NAMES), "or right behind"
    (case,) = cases_of("It reaches 73.2% with our model.")
    assert not is_own_subject(case, NAMES)


@pytest.mark.parametrize(
    ("text", "names", "beside"),
    [
        ("On TEST it has QuizBench (63.2).", ("TEST",), True),
        ("On TEST it has TEST2: 63.2 now.", ("TEST",), True),
        ("After TEST it has 63.2% on QuizBench.", ("TEST",), True),
        ("It has 63.2% on TEST.", ("TEST",), False),
        ("It has 63.2% on QuizBench.", (), False),  # no name of data is linked at all
        ("On TEST it has 63.2% here.", ("TEST",), False),
        ("It has 80% and 70% on TEST and Quux.", ("TEST",), False),
        ("On TEST it has an accuracy (63.2).", ("TEST",), False),
    ],
)
def test_an_unlinked_name_right_beside_the_number(text: str, names: tuple[str, ...], beside: bool) -> None:
    case = cases_of(text, *names)[-1 if "TEST2" in text else 0]
    assert stands_beside_unlinked(case) is beside
    assert not beside or candidate_slugs(case, NAMES, True) == []


def test_the_unlinked_member_of_a_list_has_its_rank() -> None:
    first, second = cases_of("On TEST and Quux it has 80% and 70%.", "TEST")
    assert not stands_beside_unlinked(first)
    assert stands_beside_unlinked(second)


@pytest.mark.parametrize(
    ("text", "generic"),
    [
        ("The best model reaches 73.2%.", True), ("Humans reach 73.2%.", True), ("It reaches 73.2%.", False),
        ("The best is known; it reaches 73.2%.", False), ("Tides reach 73.2% of the best models.", False),
    ],
)  # fmt: skip
def test_words_that_speak_of_nobody_by_name(text: str, generic: bool) -> None:
    assert is_generic_subject(cases_of(text)[0]) is generic


def test_what_the_paper_says_of_a_name() -> None:
    found = features("Owl reaches 73.2%.", "Owl", "Owl")
    assert {"given", "role:introduces", "type:model", "type:model&role:introduces", "title", "own", "here"} <= found
    assert {"only-of-role", "only-of-sentence", "first-of-sentence"} <= found
    assert "only-of-paper" not in found
    assert "only-of-paper" in features("Owl reaches 73.2%.", "Owl", "Owl", paper=names_of("Owl", "TEST"))
    other = features("Finch reaches 73.2%.", "Finch", "Finch", paper=names_of("Owl", "Finch", previous=["Finch"]))
    assert {"previous", "role:comparesWith"} <= other
    assert "own" not in other


def test_how_a_mention_stands_to_the_number() -> None:
    before = features("Owl reaches 73.2% on TEST.", "Owl", "Owl", "TEST")
    assert {
        "before:<=12",
        "before:depends=free",
        "before:numbers=0",
        "path:before:reach",
        "between:before:reach",
    } <= before
    assert {"nearest", "only-before-in-clause", "nearest-free-in-clause", "clause", "clause&before"} <= before
    assert "subject:True&depends=free" in before
    after = features("Owl reaches 73.2% on TEST.", "TEST", "Owl", "TEST", tests=True)
    assert {"after:<=12", "after:depends=on", "path:after:on", "clause&after"} <= after
    rival = features("Finch and Owl reach 73.2%.", "Finch", "Finch", "Owl")
    assert "before:rivals=1" in rival
    assert "nearest" not in rival


def test_other_clauses_and_other_numbers() -> None:
    assert "clause" not in features("Owl wins; it has 73.2%.", "Owl", "Owl")
    first, second = (features("Owl (73.2%), Finch (63.2%) here.", "Finch", "Owl", "Finch", at=at) for at in (0, 1))
    assert "glued:(" in second
    assert "glued-to-other" in first


def test_ranks_line_up() -> None:
    text = "Owl and Finch reach 80% and 70%, respectively."
    own, other = (features(text, "Owl", "Owl", "Finch", at=at) for at in (0, 1))
    assert "ranked&respectively" in own
    assert "ranked-other&respectively" in other
    assert not any(name.startswith("ranked") for name in features("Owl reaches 80% and 70%.", "Owl", "Owl"))


def test_a_name_that_the_sentence_lacks() -> None:
    found = features("We reach 73.2% over Finch.", "Owl", "Finch")
    assert {"absent", "absent&own", "absent&own&we=True", "absent&own&others=1", "own-said-last"} <= found
    assert "here" not in found
    generic = features("The best models reach 73.2%.", "Owl")
    assert {"absent&own&generic", "absent&own&we=False"} <= generic
    assert "absent&generic-after" in features("We see 73.2% for the best model.", "Owl")
    assert "absent&own" not in features("We see 73.2%.", "Finch")


def test_data_that_is_only_trained_on_says_so() -> None:
    assert "trained" in features("Owl, fine-tuned on TEST reaches 73.2%.", "TEST", "Owl", "TEST", tests=True)
    assert "trained" not in features("Owl, tested on TEST reaches 73.2%.", "TEST", "Owl", "TEST", tests=True)


def test_what_says_that_nobody_is_named() -> None:
    found = set(no_name_features(cases_of("The best model reaches 73.2% here now.")[0], NAMES, False, 1))
    assert {"none", "none:here=0", "none:candidates=1", "none:own=True", "none:we=False", "none:unit=%"} <= found
    assert {"none:generic", "none:generic&here=False", "none:a1:here", "none:a12:here now"} <= found
    after = set(no_name_features(cases_of("We see 73.2% for human-written text.")[0], names_of(), False, 9))
    assert {"none:generic-after", "none:we=True", "none:own=False", "none:candidates=3"} <= after
    assert "none:generic" not in after
