"""What a person means by a name: the surest step decides, several are told, what comes near is only offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.name_resolution import (
    NamedThing,
    NameMatch,
    asked_name,
    is_called,
    local_id,
    resolve_name,
    without_marks,
)
from kg.ground.errors import QueryError

BASE = "https://e.org/"
HERON = NamedThing(
    "artifact/heron-2", "Heron 2", ("model",), ("Reiher",), ("lab/heron2-hub", "2405.13729", "artifact/old-heron")
)
PAPER = NamedThing("paper/2405.13730", "Tides, Déjà Vu!", ("paper",))
POLICY = NamedThing("topic/policy", "policy gradients", ("topic",), ("τ-policy",))
THINGS = [HERON, PAPER, POLICY]


@pytest.mark.parametrize(
    ("name", "thing", "match"),
    [
        ("artifact/heron-2", HERON, NameMatch.IDENTIFIER), ("artifact:heron-2", HERON, NameMatch.IDENTIFIER),
        ("<https://e.org/artifact/heron-2>", HERON, NameMatch.IDENTIFIER),
        ("ARTIFACT/HERON-2", HERON, NameMatch.IDENTIFIER),
        ("artifact/old-heron", HERON, NameMatch.IDENTIFIER), ("arXiv:2405.13729v3", HERON, NameMatch.IDENTIFIER),
        ("lab/heron2-hub", HERON, NameMatch.IDENTIFIER),
        ("Heron 2", HERON, NameMatch.LABEL), (" Heron 2\n", HERON, NameMatch.LABEL), ("Reiher", HERON, NameMatch.ALIAS),
        ("heron-2", HERON, NameMatch.SPELLING), ("HERON2", HERON, NameMatch.SPELLING),
        ("heron2-hub", HERON, NameMatch.SPELLING),
        ("tides déjà vu", PAPER, NameMatch.SPELLING), ("tides deja vu", PAPER, NameMatch.MARKS),
        ("tau-policy", POLICY, NameMatch.SPELLING), ("policy gradient", POLICY, NameMatch.PLURAL),
        ("policies", POLICY, None), ("reihers", HERON, NameMatch.PLURAL),
    ],
)  # fmt: skip
def test_the_step_that_decides(name: str, thing: NamedThing, match: NameMatch | None) -> None:
    found = resolve_name(name, THINGS, base=BASE)
    assert found.match is match
    assert found.meant == ((thing,) if match else ())


@pytest.mark.parametrize("name", ["", " ", "<>", "zzz", "-"])
def test_what_means_nothing(name: str) -> None:
    found = resolve_name(name, THINGS)
    assert (found.meant, found.match) == ((), None)
    assert resolve_name(name, []).near == ()


def test_the_surest_step_wins_whatever_others_would_say() -> None:
    label = NamedThing("artifact/a", "C4", ("dataset",))
    alias = NamedThing("artifact/b", "Crawl", ("dataset",), ("C4",))
    spelled = NamedThing("artifact/c", "c-4", ("model",))
    assert resolve_name("C4", [spelled, alias, label]).meant == (label,)
    assert resolve_name("C4", [spelled, alias]).meant == (alias,)
    assert resolve_name("C4", [spelled]).meant == (spelled,)


def test_of_several_nobody_can_know_which() -> None:
    one, other = NamedThing("artifact/b", "SGD", ("dataset",)), NamedThing("artifact/a", "SGD", ("method", "model"))
    found = resolve_name("SGD", [one, other])
    assert found.meant == (other, one), "in the order of their ids"
    with pytest.raises(QueryError, match=r"'SGD' is the name of several: SGD \(artifact/a, method and model\), SGD"):
        found.one(QueryError)
    many = [NamedThing(f"artifact/{number}", "SGD", ("model",)) for number in range(9)]
    with pytest.raises(QueryError, match=r", …; give the id of one"):
        resolve_name("SGD", many).one(QueryError)


def test_what_comes_near_is_offered_and_never_taken() -> None:
    found = resolve_name("Her", THINGS)
    assert (found.meant, found.near) == ((), (HERON,))
    with pytest.raises(QueryError, match=r"no model is called 'Her'; did you mean Heron 2\?"):
        found.one(QueryError, kind="model")
    assert resolve_name("vu tides", THINGS).near == (PAPER,), "all the words"
    assert resolve_name("Herron 2", THINGS).near == (HERON,), "spelled nearly so"
    assert resolve_name("Xeron 2", THINGS).near == (), "another first letter"


def test_names_that_begin_so_come_before_those_that_hold_the_words() -> None:
    holds, begins = NamedThing("a/1", "X Tide", ("topic",)), NamedThing("a/2", "Tide of Seas", ("topic",))
    assert resolve_name("tide", [holds, begins]).near == (begins, holds)


def test_what_is_known_elsewhere_is_told() -> None:
    found = resolve_name("zzz", THINGS)
    with pytest.raises(QueryError, match="nothing is called 'zzz'; it is a bird; add a paper"):
        found.one(QueryError, known_elsewhere=lambda name: "a bird")
    with pytest.raises(QueryError, match="atlas: nothing is called 'zzz'; give a shorter or another name"):
        found.one(QueryError, where="atlas")
    assert resolve_name("Heron 2", THINGS).one(QueryError) is HERON


def test_a_correction_guesses_no_accents_and_no_plurals() -> None:
    assert is_called("heron-2", HERON)
    assert not is_called("heron 2s", HERON)
    assert not is_called("tides deja vu", PAPER)
    assert not is_called("Her", HERON)


@given(st.permutations(THINGS), st.sampled_from(["heron2", "tides deja vu", "policy", "Her", "zzz"]))
def test_the_order_of_things_is_of_no_account(things: list[NamedThing], name: str) -> None:
    assert resolve_name(name, things) == resolve_name(name, THINGS)


@given(st.text(max_size=15))
def test_everything_answers_to_its_own_label(label: str) -> None:
    thing = NamedThing("artifact/x", label, ("model",))
    text = label.strip().removeprefix("<").removesuffix(">")
    found = resolve_name(label, [thing])
    if text == label and text:
        assert found.meant == (thing,)
    assert asked_name(label).text == text


@pytest.mark.parametrize(
    ("text", "local"),
    [("https://e.org/artifact/a", "artifact/a"), ("artifact:a", "artifact/a"), ("topic:a", "topic/a"),
     ("bird:a", "bird:a"), ("a: b", "a: b"), ("", ""), ("https://other.org/artifact/a", "https://other.org/artifact/a")],
)  # fmt: skip
def test_local_ids(text: str, local: str) -> None:
    assert local_id(text, BASE) == local


def test_accents_go_and_letters_stay() -> None:
    assert without_marks("déjà") == without_marks("de\u0301ja\u0300") == "deja"
    assert without_marks("øß我") == "øß我"
