"""Joining two links: one rule, whatever the order, and nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.joined_links import join_links_by_artifact, join_two_links
from kg.ground.records import Artifact, Evidence, Link
from kg.ground.schema import ArtifactType, Role, TextField

MMLU = Artifact("mmlu", "MMLU", (ArtifactType.BENCHMARK,))
TITLE, LATER = (Evidence(field, 4, 8, "MMLU", 0, 9) for field in (TextField.TITLE, TextField.ABSTRACT))


def link(role: Role, confidence: float, evidence: Evidence = TITLE, **more: object) -> Link:
    return replace(Link(MMLU, ArtifactType.BENCHMARK, role, confidence, (evidence,)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "role", "confidence"),
    [
        (link(Role.USES, 0.9), link(Role.INTRODUCES, 0.6), Role.INTRODUCES, 0.6),
        (link(Role.MENTIONS, 0.95), link(Role.USES, 0.7), Role.USES, 0.7),
        (link(Role.USES, 0.7), link(Role.USES, 0.9), Role.USES, 0.9),
        (link(Role.USES, 1.0, corrections=("a",)), link(Role.INTRODUCES, 0.6), Role.INTRODUCES, 1.0),
        (link(Role.USES, 0.9, corrections=("a",)), link(Role.INTRODUCES, 0.6), Role.INTRODUCES, 0.6),
    ],
)
def test_the_stronger_role_wins_with_its_own_confidence(one: Link, other: Link, role: Role, confidence: float) -> None:
    for joined in (join_two_links(one, other), join_two_links(other, one)):
        assert (joined.role, joined.confidence) == (role, confidence)


def test_the_catalogue_knows_better_what_it_is() -> None:
    new = replace(MMLU, known=False, source="text")
    joined = join_two_links(link(Role.INTRODUCES, 0.9, artifact=new), link(Role.USES, 0.5))
    assert joined.artifact == MMLU
    assert joined.role is Role.INTRODUCES


LINKS = st.builds(
    link, st.sampled_from(Role), st.floats(0, 1), st.sampled_from((TITLE, LATER)),
    corrections=st.sampled_from([(), ("a",), ("b", "a")]),
)  # fmt: skip


@given(st.lists(LINKS, min_size=1, max_size=5))
def test_nothing_is_lost_and_the_title_comes_first(links: list[Link]) -> None:
    (joined,) = join_links_by_artifact(links)
    assert joined.evidence == tuple(piece for piece in (TITLE, LATER) if any(piece in one.evidence for one in links))
    assert set(joined.corrections) == {said for one in links for said in one.corrections}
    assert len(set(joined.corrections)) == len(joined.corrections)


def test_each_artifact_keeps_the_place_of_its_first_link() -> None:
    other = replace(MMLU, slug="gsm8k", name="GSM8K")
    joined = join_links_by_artifact([link(Role.USES, 0.5), link(Role.USES, 0.5, artifact=other), link(Role.USES, 0.9)])
    assert [one.artifact.slug for one in joined] == ["mmlu", "gsm8k"]
