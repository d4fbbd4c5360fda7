"""What speaks for and against a known artifact where a paper gives its name to something of its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue.entries import Entry
from kg.ground.records import Artifact, Paper
from kg.ground.schema import ArtifactType
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.scoring.identity_conflict import (
    WEIGHTS,
    bracketed_phrase,
    conflict_terms,
    is_contradicted,
    month_of_artifact,
    spells_out,
)
from kg.linker.text.paper_text import read_paper
from kg.linker.text.tokens import tokenize

MODEL, DATASET = ArtifactType.MODEL, ArtifactType.DATASET


def artifact(name: str = "Tern", *types: ArtifactType, **more: Any) -> Artifact:
    return Artifact(name.lower(), name, types or (MODEL,), **more)


def terms(
    abstract: str, known: Artifact, *, title: str = "A study", named: tuple[Artifact, ...] = (), **more: Any
) -> set[str]:
    """The names of the terms of an artifact whose name the paper has."""
    same_case = more.pop("same_case", True)
    text = read_paper(Paper(title, abstract, **more))
    mentions = [
        Mention(tokens, place, place + 1, frozenset())
        for tokens in text.fields for place, word in enumerate(tokens.words) if word.lower() == known.name.lower()
    ]  # fmt: skip
    candidate = Candidate(known.slug, known, Entry(known), mentions=mentions, same_case=same_case)
    found = conflict_terms(candidate, mentions, text.paper, named)
    assert all(weight == WEIGHTS[name] for name, weight in found)
    assert len({name for name, _ in found}) == len(found), "each counts once"
    return {name for name, _ in found} - {"prior"}


GIVES = "We propose Tern, a model."


def test_who_only_uses_a_name_is_not_asked() -> None:
    assert terms("We use Tern, a planner.", artifact()) == set()
    assert conflict_terms(Candidate("tern"), [], Paper("A", ""), []) == ()


def test_the_artifact_s_own_paper_is_not_asked() -> None:
    own = artifact(arxiv="2301.00001")
    assert terms(GIVES, own, arxiv="2301.00001") == set()
    assert terms(GIVES, own, arxiv="2401.00001") >= {"who: another arXiv id"}
    assert "who: another arXiv id" not in terms(GIVES, own)


def test_a_variant_by_rule_is_not_asked() -> None:
    assert terms(GIVES, artifact(source="derived", variant_of="t")) == set()


@pytest.mark.parametrize(
    ("date", "when"),
    [
        ("2020-01", None),  # long before: nothing is said
        ("2021-10", None),
        ("2021-11", "within two months"), ("2022-01", "within two months"), ("2022-03", "within two months"),
        ("2022-04", None), ("2023-01", None),
        ("2023-02", "more than a year later"), ("2024-01", "more than a year later"),
        ("2024-02", "more than two years later"), ("2030", "more than two years later"),
    ],
)  # fmt: skip
def test_how_long_after_the_artifact_the_paper_is(date: str, when: str | None) -> None:
    found = {name for name in terms(GIVES, artifact(date="2022-01"), date=date) if name.startswith("when")}
    assert found == ({f"when: {when}"} if when else set())


def test_a_paper_without_a_date_is_no_older_than_what_it_names() -> None:
    known = artifact(date="2022-01")
    newer, older = artifact("Kite", date="2023-02"), artifact("Owl", date="2022-12")
    assert "when: names what is newer" in terms(GIVES, known, named=(older, newer))
    assert not any(name.startswith("when") for name in terms(GIVES, known, named=(older,)))
    assert not any(name.startswith("when") for name in terms(GIVES, known, named=(artifact("Kite"),)))
    dated = terms(GIVES, known, named=(newer,), date="2022-01")
    assert "when: names what is newer" not in dated, "its own date says more"
    assert not any(name.startswith("when") for name in terms(GIVES, artifact(), date="2030"))


@pytest.mark.parametrize(
    ("known", "month"),
    [
        (artifact(date="2022"), 2022 * 12 + 6), (artifact(date="2022-03-01"), 2022 * 12 + 3), (artifact(), None),
        (artifact(date="2022-03", arxiv="2106.00001"), 2021 * 12 + 6), (artifact(arxiv="cs/0106001"), None),
        (artifact(arxiv="cs/0106001", date="2001"), 2001 * 12 + 6),
    ],
)  # fmt: skip
def test_the_month_of_an_artifact_is_that_of_its_paper(known: Artifact, month: int | None) -> None:
    assert month_of_artifact(known) == month


def test_another_spelling_speaks_against_it() -> None:
    assert "spelling: another case" in terms("We propose TERN, a model.", artifact(), same_case=False)
    assert "spelling: other capitals" in terms("We propose TernHub, a model.", artifact("TERNHub"), same_case=False)
    assert not any("case" in name or "capitals" in name for name in terms(GIVES, artifact()))


def test_what_the_name_is_spelled_out_as_speaks_for_or_against_it() -> None:
    spelled = "We propose TERN (Tide Environment River Network), a model."
    alike = artifact("TERN", aliases=("Tide Environment River Net",))
    assert "spelling: spelled out alike" in terms(spelled, alike)
    other = artifact("TERN", aliases=("Text Embedding Relation Nodes",))
    assert "spelling: spelled out otherwise" in terms(spelled, other)
    assert "spelling: spelled out" in terms(spelled, artifact("TERN"))
    exact = artifact("TERN", aliases=("Tide Environment River Network",))
    assert "spelling: spelled out alike" in terms(spelled, exact)


@pytest.mark.parametrize(
    ("what", "types", "term"),
    [
        ("a model", (MODEL,), "of its kind"), ("a dataset", (MODEL,), "of another kind"),
        ("a model", (DATASET,), "of another kind"), ("a benchmark", (DATASET,), "of its kind"),
        ("a robot", (MODEL,), "a device"), ("a framework", (DATASET,), None), ("a task", (DATASET,), None),
        ("an idea", (MODEL,), None), ("a method", (MODEL,), "of its kind"),
        ("an optimizer", (MODEL,), "of another kind"), ("an optimizer", (ArtifactType.METHOD,), "of its kind"),
    ],
)  # fmt: skip
def test_what_the_paper_calls_it(what: str, types: tuple[ArtifactType, ...], term: str | None) -> None:
    found = {name for name in terms(f"We propose Tern, {what}.", artifact("Tern", *types)) if name.startswith("what")}
    assert found == ({f"what: {term}"} if term else set())


def test_a_device_may_be_what_the_entry_is_called() -> None:
    planner = artifact("Tern", aliases=("Tern Planner",))
    assert "what: of its kind" in terms("We propose Tern, a planner.", planner)
    assert "what: of its kind" in terms("We propose TernRobot, a robot.", artifact("TernRobot"))
    assert "what: a device" in terms("We propose Tern, a robot.", planner)


def test_a_name_before_a_colon_alone_is_less_sure_and_a_study_s_is_not() -> None:
    said = "said: only before a colon"
    assert said in terms("It wins.", artifact(), title="Tern: Planning for Robots")
    assert f"{said}, of a study" in terms("It wins.", artifact(), title="Tern: A Survey")
    assert f"{said}, of a study" in terms("It wins.", artifact(), title="Tern: Friends at Sea?")
    assert not any(name.startswith("said") for name in terms(GIVES, artifact(), title="Tern: A Survey"))


def test_a_field_that_the_text_lacks_speaks_against_it() -> None:
    known = artifact("FinTern")
    assert "what: nothing of its field" in terms("We propose FinTern for soup.", known)
    assert "what: nothing of its field" not in terms("We propose FinTern for stocks.", known)
    both = terms("We propose FinTern for Finnish. Finnish is small.", known)
    assert {"what: nothing of its field", "what: short for another word"} <= both
    assert "what: nothing of its field" not in terms("", known, title="FinTern: A Planner"), "a title is too short"


def test_the_sum_decides() -> None:
    assert not is_contradicted(())
    assert not is_contradicted((("prior", -2.0), ("a", 2.0)))
    assert is_contradicted((("prior", -2.0), ("a", 2.5)))


@pytest.mark.parametrize(
    ("name", "title", "spelled"),
    [
        ("GATO", "GPU-Accelerated and Batched Trajectory Optimization", True),
        ("TERN", "Tide Environment River Network", True),
        ("TERN", "Tide and the Environment River Network", True),
        ("TERN", "Tide and of the by Environment River Network", False),  # too many words are passed over
        ("TERN", "Tide River Environment Network", False),  # another order
        ("TERN", "Terse Network", True),  # more than one letter of a word
        ("TE", "Tide Environment", False),  # too short
        ("Tern", "Tide Environment River Network", False),  # no acronym
        ("TERN", "", False),
    ],
)
def test_words_that_spell_a_name_out(name: str, title: str, spelled: bool) -> None:
    assert spells_out(name, title.split()) is spelled


@given(st.lists(st.text("abcdefg", min_size=1, max_size=6), min_size=3, max_size=9))
def test_initials_are_spelled_out_by_their_words(words: list[str]) -> None:
    assert spells_out("".join(word[0] for word in words).upper(), words)
    assert spells_out("".join(word[0] for word in words).upper(), [*words, "more", "words"])


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("T5 (Navigation Using Learned Maps) is", "Navigation Using Learned Maps"),
        ("T5 (Maps)", None), ("T5 (learned maps of towns)", None), ("T5 (Learned Maps of the)", None),
        ("T5 (Learned 2 Maps)", None), ("T5 (Learned Maps", None), ("T5 Learned Maps", None), ("T5", None),
        ("T5 (State-Wise Maps)", "State-Wise Maps"),
        ("T5 (" + "Maps " * 30 + ")", None),
    ],
)  # fmt: skip
def test_a_phrase_of_capitalised_words_in_brackets(text: str, phrase: str | None) -> None:
    tokens = tokenize(text)
    found = bracketed_phrase(tokens, 1)
    assert (found and tokens.span(*found)) == phrase
