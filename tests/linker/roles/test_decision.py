"""Roles: what the second pass sees of the others, and roles that a type cannot have."""

from __future__ import annotations

import time

import pytest

from kg.ground.records import Paper
from kg.ground.schema import Role
from kg.linker.linker import load_linker
from kg.linker.models.linear import ClassModel, StackedModels
from kg.linker.roles.decision import RoleCase, best_role, decide_roles, role_case, second_features
from kg.linker.roles.role_features import sentence_features
from kg.linker.text.paper_text import read_paper


def case(kind: str, sentence: int = 0, place: int = 0, features: tuple[str, ...] = ()) -> RoleCase:
    return RoleCase(kind, features, frozenset({("abstract", sentence)}), frozenset({("abstract", place, place + 1)}))


def test_the_second_pass_sees_the_others_and_not_itself() -> None:
    suite, first, second = case("benchmark"), case("model", 1, 5), case("model", 1, 5)
    cases, roles = [suite, first, second], [Role.INTRODUCES, Role.EVALUATES, Role.USES]
    of_suite, seen, _ = map(set, second_features(cases, roles))
    assert {"peers:introduced=benchmark", "peers:count=1", "peers:most=uses", "peers:list=uses"} <= seen
    assert "peers:sentence=model-uses" in seen
    assert "peers:some=evaluates" not in seen
    assert "is:model&peers:most=uses" in seen
    assert {"peers:introduced=none", "peers:count=0"} <= of_suite


def test_a_lone_artifact_has_no_peers() -> None:
    alone = case("model")
    assert {"peers:introduced=none", "peers:count=0", "peers:most=none"} <= set(second_features([alone], ["uses"])[0])


def test_a_type_never_gets_a_role_that_it_cannot_have() -> None:
    model = ClassModel(("evaluatesOn", "uses", "comparesWith"), {"x": (3.0, 1.0, 2.0)})
    role, share = best_role(model, ["x"], "model")
    assert role is Role.COMPARES_WITH
    assert share == pytest.approx(0.7311, abs=1e-4), "of two that it may"
    assert best_role(model, ["x"], "dataset")[0] is Role.EVALUATES_ON


def test_the_second_pass_can_turn_the_first_round() -> None:
    first = ClassModel(("uses", "evaluates", "introduces"), {"x": (1.0, 0.0, 0.0), "new": (0.0, 0.0, 5.0)})
    weights = {"x": (1.0, 0.0, 0.0), "new": (0.0, 0.0, 5.0), "peers:introduced=benchmark": (0.0, 2.0, 0.0)}
    second = ClassModel(("uses", "evaluates", "introduces"), weights)
    cases = [case("benchmark", features=("new",)), case("model", features=("x",))]
    assert [role for role, _ in decide_roles(cases, StackedModels(first, second))] == [Role.INTRODUCES, Role.EVALUATES]
    assert [role for role, _ in decide_roles(cases[1:], StackedModels(first, second))] == [Role.USES]


def test_members_of_a_list_get_one_role() -> None:
    """One that leans a little the other way follows the rest of its list, not those of another list or type."""
    weights = {"a": (2.0, 0.0), "b": (0.0, 0.5)}
    model = ClassModel(("uses", "evaluates"), weights)
    listed = [case("model", 1, 5, features=("a",)), case("model", 1, 5, features=("b",))]
    apart = [listed[0], case("model", 7, 9, features=("b",))]
    assert [role for role, _ in decide_roles(listed, StackedModels(model, model))] == [Role.USES, Role.USES]
    assert [role for role, _ in decide_roles(apart, StackedModels(model, model))] == [Role.USES, Role.EVALUATES]


def test_sentences_before_the_authors_own_work_are_told_from_later_ones() -> None:
    paper = Paper("On tides", "GPT-4 is popular. We test Llama 2 on tides.")
    text, linker = read_paper(paper), load_linker()
    by_name = {
        item.candidate.artifact.name: item.candidate for item in linker.candidates(paper) if item.candidate.artifact
    }
    background = sentence_features(by_name["GPT-4"].mentions, text)
    own = sentence_features(by_name["Llama 2"].mentions, text)
    assert {"we:later", "we:not-here", "act:sets the scene>", "word:popula>"} <= set(background)
    assert {"we:first-here", "we:here", "act:evaluates<", "word:test<", "word:tides>"} <= set(own)


def _features(title: str, abstract: str, name: str) -> set[str]:
    paper = Paper(title, abstract)
    text = read_paper(paper)
    found = next(
        item.candidate
        for item in load_linker().candidates(paper)
        if any(mention.surface == name for mention in item.candidate.mentions)
    )
    return set(sentence_features(found.mentions, text))


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            "Our agent surpasses far larger proprietary systems of this and of the last year, including GPT-4.",
            {"act:compares<", "act:compares&joint:including", "act:none>"},
        ),
        ("We built it on top of GPT-4 and Llama 2 and report scores.", {"act:uses<", "acts:introduces<", "act:shows>"}),
        ("GPT-4 is known.", {"act:none<", "act:none>", "act:none&joint:none"}),
    ],
)
def test_what_is_done_with_a_name_is_read_from_its_whole_sentence(abstract: str, expected: set[str]) -> None:
    assert expected <= _features("On tides", abstract, "GPT-4")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("TideNet: Models of Tides", "kin:head"),
        ("TideNet-7B-Chat: A Model of Tides", "kin:above-head"),
        ("Tide: Models of Tides", "kin:of-head"),
        ("Rivers: A Study", "kin:none"),
        ("A: Study", "kin:none"),
        ("Rivers", "kin:no-head"),
    ],
)
def test_a_name_is_seen_beside_the_one_that_the_title_begins_with(title: str, expected: str) -> None:
    assert expected in _features(title, "We release TideNet.", "TideNet")


def test_names_that_begin_alike_are_told_of_each_other() -> None:
    text = read_paper(Paper("CoVe: Agents", "CoVe is a method. CoVe-4B leads; BERT does not."))
    cases = {}
    for item in load_linker().candidates(text.paper):
        one = role_case(item.candidate, (), "model", text, ())
        cases[item.candidate.mentions[-1].surface] = one
    assert cases["CoVe-4B"].stems == frozenset({("cove",)})
    pair = [cases["CoVe"], cases["CoVe-4B"], cases["BERT"]]
    _, of_variant, of_other = map(set, second_features(pair, [Role.INTRODUCES, Role.USES, Role.USES]))
    assert "peers:stem=introduces" in of_variant
    assert not any("peers:stem" in name for name in of_other)


def test_thousands_of_artifacts_of_one_list_are_told_of_each_other_at_once() -> None:
    cases = [case("model") for _ in range(5_000)]
    begin = time.process_time()
    seen = second_features(cases, ["uses"] * len(cases))
    # Some 0.1 s; what the limit catches is time that grows with the square of the number.
    assert time.process_time() - begin < 5
    assert set(seen[0]) == set(seen[-1]) >= {"peers:count=4", "peers:list=uses"}
