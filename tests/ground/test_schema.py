"""The closed vocabularies: each member has all its facts, and what may stand together does."""

from __future__ import annotations

import re

import pytest

from kg.ground.schema import (
    PREDICATES,
    ArtifactType,
    LinkGroup,
    Relation,
    ResultKind,
    Role,
    _Described,
)

VOCABULARIES: list[type[_Described]] = [ArtifactType, LinkGroup, Role, Relation, ResultKind]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_each_member_is_its_value_and_has_all_facts(vocabulary: type[_Described]) -> None:
    for member in vocabulary:
        assert vocabulary(member.value) is member
        assert str(member) == member.value == member
        for name in vocabulary.__annotations__:
            assert getattr(member, name) is not None or name == "of_data"


def test_a_line_that_lacks_a_fact_or_has_one_too_many_is_no_member() -> None:
    with pytest.raises(ValueError, match="zip"):

        class Long(_Described):
            ONE = "one", "label", "another"

            label: str

    with pytest.raises(KeyError, match="label"):

        class Short(_Described):
            ONE = ("one",)

            label: str


def test_roles_are_ordered_by_their_strength() -> None:
    strengths = [role.strength for role in Role]
    assert strengths == sorted(strengths, reverse=True)
    assert len(set(strengths)) == len(Role)
    assert max(Role, key=lambda role: role.strength) is Role.INTRODUCES
    assert min(Role, key=lambda role: role.strength) is Role.MENTIONS


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.INTRODUCES, set(ArtifactType)), (Role.MENTIONS, set(ArtifactType)), (Role.USES, set(ArtifactType)),
        (Role.TRAINS_ON, {ArtifactType.DATASET, ArtifactType.BENCHMARK}),
        (Role.EVALUATES_ON, {ArtifactType.DATASET, ArtifactType.BENCHMARK}),
        (Role.COMPARES_WITH, {ArtifactType.MODEL, ArtifactType.METHOD}),
        (Role.EVALUATES, {ArtifactType.MODEL, ArtifactType.METHOD}),
    ],
)  # fmt: skip
def test_what_a_role_may_stand_with(role: Role, kinds: set[ArtifactType]) -> None:
    assert {kind for kind in ArtifactType if role.allows(kind)} == kinds


def test_every_type_may_have_some_role_and_no_two_predicates_share_a_name() -> None:
    assert len(PREDICATES) == len(Role) + len(Relation)
    assert list(PREDICATES)[: len(Role)] == [role.value for role in Role]
    assert all(any(role.allows(kind) for role in Role) for kind in ArtifactType)


def test_colours_are_colours_and_no_two_types_share_a_mark() -> None:
    for member in (*ArtifactType, *LinkGroup):
        for colour in (member.light, member.dark):
            assert re.fullmatch(r"#[0-9a-f]{6}", colour)
    for names in ("shape", "light", "dark", "plural", "rdf_class"):
        assert len({getattr(kind, names) for kind in ArtifactType}) == len(ArtifactType)


def test_differences_are_gains_reductions_and_ratios() -> None:
    assert {kind for kind in ResultKind if not kind.is_difference} == {ResultKind.SCORE, ResultKind.OTHER}
