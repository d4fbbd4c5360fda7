"""An acronym that a paper spells out as something else than the scheme speaks for no concept that it contradicts."""

from __future__ import annotations

import pytest

from kg.catalogue.topic_scheme import Concept, TopicScheme
from kg.ground.schema import TextField
from kg.linker.text.tokens import TokenText, tokenize
from kg.linker.topics.spelled_acronyms import AcronymCheck, ForeignAcronym, NamedConcepts
from kg.linker.topics.topic_labels import ConceptMatcher

CONCEPTS = (
    Concept("control", "model predictive control", ("MPC",)),
    Concept("moe", "mixture of experts", ("MoE",)),
    Concept("vision", "visual language model", hidden_labels=("VLM", "CLIP")),
    Concept("mpc-privacy", "privacy", ("secure computation",)),
    Concept("computation", "multi-party computation"),
    Concept("maps", "map of places", ("MOP",)),
    Concept("other-maps", "matrix of points", ("MOP",)),
)
SCHEME = TopicScheme({each.slug: each for each in CONCEPTS}, "test")
CHECK, MATCHER = AcronymCheck(SCHEME), ConceptMatcher(SCHEME)


def fields(abstract: str, title: str = "Notes") -> list[TokenText]:
    return [tokenize(title, TextField.TITLE), tokenize(abstract)]


def foreign(abstract: str, title: str = "Notes") -> list[ForeignAcronym]:
    return CHECK.foreign_acronyms(fields(abstract, title))


def named(of: list[TokenText]) -> NamedConcepts:
    places: NamedConcepts = {}
    for tokens in of:
        for match in MATCHER.find(tokens):
            places.setdefault(match.slug, []).append((tokens, match))
    return places


@pytest.mark.parametrize(
    "abstract",
    [
        "We use model predictive control (MPC).",
        "We use Model-Predictive Control (MPC) here.",
        "We use model predictive controllers (MPCs).",  # endings do not count
        "We use MPC.",
        "",
        "We use mixtures of experts (MoEs).",
        "We use many plain cars (MPC, MoE) here.",  # lists names
        "We use computation of very many of those secret parties of ours (MPC).",  # not its initials
    ],
)
def test_what_is_spelled_as_the_scheme_has_it_or_not_at_all(abstract: str) -> None:
    assert foreign(abstract) == []


def test_what_is_spelled_out_otherwise_is_foreign() -> None:
    (acronym,) = foreign("We use multi-party computation (MPC).")
    assert (acronym.short, acronym.foreign, acronym.whole) == ("MPC", frozenset({"control"}), True)
    tokens, first, last = acronym.places[0]
    assert tokens.span(first, last) == "multi-party computation"


def test_of_two_owners_only_one_may_be_contradicted() -> None:
    (acronym,) = foreign("We draw the map of places (MOP).")
    assert (acronym.foreign, acronym.whole) == (frozenset({"other-maps"}), False)
    (acronym,) = foreign("We draw master object plans (MOP).")
    assert (acronym.foreign, acronym.whole) == (frozenset({"maps", "other-maps"}), True)


def test_a_hidden_label_counts_only_where_it_abbreviates_a_label() -> None:
    assert [each.short for each in foreign("We use very long models (VLM).")] == ["VLM"]
    assert foreign("We use careful logistics in ports (CLIP).") == []


def test_several_are_given_in_the_order_of_the_text() -> None:
    both = foreign("We use magic of elves (MoE) and multi-party computation (MPC).")
    assert [each.short for each in both] == ["MoE", "MPC"]
    titled = foreign("We use magic of elves (MoE).", "Multi-Party Computation (MPC)")
    assert [each.short for each in titled] == ["MPC", "MoE"]


def test_places_that_hold_the_acronym_are_dropped() -> None:
    text = fields("We use multi-party computation (MPC). MPC helps. Model predictive control is old. MPCs, too.")
    (acronym,) = CHECK.foreign_acronyms(text)
    before = named(text)
    assert len(before["control"]) == 4
    after = acronym.without(before)
    ((tokens, match),) = after["control"]
    assert tokens.span(match.first, match.last) == "Model predictive control"
    assert after["computation"] == before["computation"]
    assert "control" not in acronym.without({"control": before["control"][:1]})


def test_the_acronym_speaks_for_what_its_long_form_names() -> None:
    text = fields("We use multi-party computation (MPC). MPC helps, MPCs more.", "On MPC")
    (acronym,) = CHECK.foreign_acronyms(text)
    meant = acronym.meant(named(text), text)
    assert meant.keys() == {"computation"}
    assert [tokens.span(match.first, match.last) for tokens, match in meant["computation"]] == [
        "MPC",
        "MPC",
        "MPC",
        "MPCs",
    ]
    unknown = fields("We use many private cars (MPC). MPC helps.")
    (acronym,) = CHECK.foreign_acronyms(unknown)
    assert acronym.meant(named(unknown), unknown) == {}


def test_what_it_does_not_contradict_keeps_its_places() -> None:
    text = fields("We draw the map of places (MOP). MOP wins.")
    (acronym,) = CHECK.foreign_acronyms(text)
    after = acronym.without(named(text))
    assert "other-maps" not in after
    assert len(after["maps"]) == 3
