"""New names that are the catalogue's after all, where the paper only uses them."""

from __future__ import annotations

import pytest

from kg.catalogue.catalogue import Catalogue
from kg.ground.records import Artifact, Paper
from kg.ground.schema import Role
from kg.linker.mentions.candidates import Candidate
from kg.linker.mentions.mention import Mention
from kg.linker.roles.known_uses import used_artifact
from kg.linker.text.paper_text import read_paper
from tests.linker.catalogues import DATASET, METHOD, MODEL, entry

ENTRIES = (
    entry("react", "ReAct", METHOD, aliases=("Reason-Act",), context="agent", arxiv="2210.03629"),
    entry("orca", "Orca", MODEL, context="instruction"),
    entry("sgd", "SGD", METHOD, context="optimizer"),
    entry("sgd-data", "SGD", DATASET, context="dialogue"),
    entry("sgd-set", "SGD", DATASET, context="lists"),
)


def catalogue() -> Catalogue:
    index: dict[str, tuple[str, ...]] = {}
    for each in ENTRIES:
        for name in each.names():
            index[name] = (*index.get(name, ()), each.slug)
    return Catalogue({each.slug: each for each in ENTRIES}, index, "test")


def used(
    name: str = "ReAct",
    kind: object = METHOD,
    role: Role = Role.USES,
    *,
    abstract: str = "We run {} here.",
    **more: object,
) -> str | None:
    """The slug of what a new name means after all."""
    arxiv = more.pop("arxiv", None)
    text = read_paper(Paper("Notes", abstract.format(name), arxiv=arxiv))  # type: ignore[arg-type]
    place = text.abstract.words.index(name)
    mention = Mention(text.abstract, place, place + 1, frozenset())
    candidate = Candidate(name.lower(), mentions=[mention], **more)  # type: ignore[arg-type]
    found = used_artifact(candidate, [mention], kind, role, catalogue(), text)  # type: ignore[arg-type]
    return found.slug if found else None


def test_who_only_uses_it_means_the_entry() -> None:
    assert used() == "react"
    assert used("Reason-Act") == "react"


@pytest.mark.parametrize("name", ["REACT", "React", "ReAct-2"])
def test_it_is_written_as_the_catalogue_has_it(name: str) -> None:
    assert used(name) is None


def test_who_introduces_it_means_another_unless_it_is_the_entry_s_paper() -> None:
    assert used(role=Role.INTRODUCES) is None
    assert used(role=Role.INTRODUCES, arxiv="2401.00001") is None
    assert used(role=Role.INTRODUCES, arxiv="2210.03629") == "react"
    assert used(kind=MODEL, arxiv="2210.03629") == "react", "whatever type it seems to have"


def test_it_is_of_a_type_that_the_entry_has_and_of_one_entry_only() -> None:
    assert used(kind=MODEL) is None
    assert used("SGD", METHOD) == "sgd"
    assert used("SGD", DATASET) is None, "two are called so"
    assert used("Kestrel") is None


def test_what_is_spelled_out_denied_or_known_is_not_asked() -> None:
    known = Artifact("x", "X", (METHOD,))
    assert used(long_forms={"relevantactions"}) is None
    assert used(denied=known) is None
    assert used(artifact=known) is None


def test_a_word_of_the_world_stays_one() -> None:
    assert used("Orca", MODEL) == "orca"
    assert used("Orca", MODEL, abstract="We saw the {} whale there.") is None
