"""The name and the id of a new entity, from the forms in which its paper writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.schema import ArtifactType, TextField
from kg.linker.mentions.canonical_name import free_slug, new_artifact, with_free_slug
from kg.linker.mentions.mention import Mention, Origin
from kg.linker.text.tokens import tokenize
from tests.linker.catalogues import small_catalogue

CATALOGUE = small_catalogue()


def mention(words: str, *origins: Origin, field: TextField = TextField.ABSTRACT) -> Mention:
    tokens = tokenize(words, field)
    return Mention(tokens, 0, len(tokens.words), frozenset(origins))


def short(words: str, field: TextField = TextField.ABSTRACT) -> Mention:
    return mention(words, Origin.SHORT_FORM, field=field)


def long(words: str) -> Mention:
    return mention(words, Origin.LONG_FORM)


def named(*mentions: Mention) -> tuple[str, tuple[str, ...], str]:
    artifact = new_artifact(mentions, ArtifactType.METHOD)
    return artifact.name, artifact.aliases, artifact.slug


def test_a_name_alone_is_the_name() -> None:
    artifact = new_artifact([mention("TideNet")], ArtifactType.MODEL)
    assert (artifact.name, artifact.slug, artifact.types) == ("TideNet", "tidenet", (ArtifactType.MODEL,))
    assert (artifact.known, artifact.source, artifact.aliases) == (False, "text", ())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("TideNet", "Tidenet", "TideNet"), "TideNet"),  # the usual spelling
        (("tidenet", "tidenet", "TideNet"), "TideNet"),  # one with capitals
        (("TideNet", "TIDENET"), "TideNet"),  # of equals the first
        (("TIDENET", "TideNet"), "TIDENET"),
        (("TideNets", "TideNets", "TideNet"), "TideNet"),  # a plural gives way
        (("TideNets",), "TideNets"),  # unless it is all there is
    ],
)
def test_the_usual_spelling_is_the_name(words: tuple[str, ...], name: str) -> None:
    assert named(*map(mention, words))[:2] == (name, ())


def test_a_plain_short_form_gives_way_to_a_short_phrase() -> None:
    assert named(short("GTN"), long("Green Tide Network")) == ("Green Tide Network", ("GTN",), "green-tide-network")


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ((short("GTN", TextField.TITLE), long("Green Tide Network")), "GTN"),  # stands in the title
        ((short("GTNet"), long("Green Tide Network")), "GTNet"),  # has small letters
        ((short("GTNs"), long("Green Tide Networks")), "Green Tide Networks"),  # of a plural only the "s" is small
        ((short("FLARES"), long("Free Light And Round Edges")), "FLARES"),  # as long as a word
        ((short("GTNO"), long("Green Tide Network of Old Oaks")), "GTNO"),  # of a long phrase
        ((short("GTNO"), long("Green Tide Network Oaks")), "Green Tide Network Oaks"),
    ],
)
def test_the_usual_one_of_two_forms_is_the_name(forms: tuple[Mention, ...], name: str) -> None:
    found, aliases, _ = named(*forms)
    assert found == name
    assert aliases == tuple(sorted({form.surface for form in forms} - {name}))


def test_aliases_are_other_names_not_other_spellings() -> None:
    mentions = [short("GTN"), long("Green Tide Network"), mention("green-tide network"), mention("Green Tide Network")]
    assert named(*mentions) == ("Green Tide Network", ("GTN",), "green-tide-network")
    assert named(short("GTN"), mention("GTN-2"))[1] == (), "without a long form nothing says that they are one"


def test_a_short_form_counted_in_both_ways_is_short() -> None:
    both = mention("GTN", Origin.SHORT_FORM, Origin.LONG_FORM)
    assert named(both) == ("GTN", (), "gtn")


@given(st.permutations(["TideNet", "tidenet", "TideNets", "TideNet"]))
def test_the_id_hangs_not_on_the_order_of_mentions(words: list[str]) -> None:
    assert named(*map(mention, words)) == ("TideNet", (), "tidenet")


def test_a_new_name_never_has_the_slug_of_an_entry() -> None:
    assert free_slug("tidenet", CATALOGUE) == "tidenet"
    assert free_slug("mmlu", CATALOGUE) == "mmlu~new"
    new = new_artifact([mention("MMLU")], ArtifactType.MODEL)
    freed = with_free_slug(new, CATALOGUE)
    assert (freed.slug, freed.name) == ("mmlu~new", "MMLU")
    assert with_free_slug(freed, CATALOGUE) == freed
    other = new_artifact([mention("TideNet")], ArtifactType.MODEL)
    assert with_free_slug(other, CATALOGUE) is other
