"""New names over many papers: one introduced and used is one, two introduced are two, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.identity import Claim, NewNames, names_to_settle
from kg.ground.identifiers import slug
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Result
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField
from tests import samples

METHOD = ArtifactType.METHOD
USES, INTRODUCES = Role.USES, Role.INTRODUCES


def reading(arxiv: str, date: str, *links: tuple[str, Role], aliases: tuple[str, ...] = ()) -> Reading:
    """A paper that says nothing but some names; slugs as the linker gives them."""
    text = " ".join(name for name, _ in links)
    paper = Paper(title=f"On {arxiv}", abstract=text, date=date, arxiv=arxiv)
    made = []
    for name, role in links:
        artifact = Artifact(slug(name), name, (METHOD,), aliases, known=False, source="text")
        made.append(Link(artifact, METHOD, role, 0.8, (samples.evidence(paper, name),)))
    return Reading(paper, tuple(made))


def settled(readings: Sequence[Reading]) -> dict[str, list[str]]:
    """The slugs of each paper after settling, by arXiv id."""
    names = NewNames(samples.catalogue())
    for one in readings:
        names.see(one)
    found = {}
    for one in map(names.settle, readings):
        assert one.paper.arxiv
        found[one.paper.arxiv] = [link.artifact.slug for link in one.links]
    return found


FIRST = reading("2401.00001", "2024-01-01", ("AtlasBench", INTRODUCES))
USER = reading("2402.00002", "2024-02-01", ("Atlas-Bench", USES))
SECOND = reading("2403.00003", "2024-03-01", ("ATLASBench", INTRODUCES))


def test_introduced_by_one_and_used_by_another_is_one_thing() -> None:
    assert settled([FIRST, USER]) == {"2401.00001": ["atlasbench"], "2402.00002": ["atlasbench"]}


def test_two_papers_that_introduce_a_name_mean_two_things() -> None:
    assert settled([SECOND, FIRST]) == {"2401.00001": ["atlasbench"], "2403.00003": ["atlasbench~2403.00003"]}


@given(st.permutations([FIRST, USER, SECOND]))
def test_the_order_of_papers_is_of_no_account(readings: list[Reading]) -> None:
    assert settled(readings) == settled([FIRST, USER, SECOND])


def test_a_newer_paper_changes_nothing_of_the_others() -> None:
    before = settled([FIRST, USER])
    after = settled([FIRST, USER, SECOND])
    assert {paper: after[paper] for paper in before} == before


def test_without_a_date_the_id_decides() -> None:
    one, two = reading("2401.00001", "2024", ("Zed", INTRODUCES)), reading("2401.00002", "2024", ("Zed", INTRODUCES))
    assert settled([two, one]) == {"2401.00001": ["zed"], "2401.00002": ["zed~2401.00002"]}


@pytest.mark.parametrize("order", [1, -1])
def test_a_paper_without_a_date_comes_after_all_that_have_one(order: int) -> None:
    undated = reading("2301.00001", "", ("Zed", INTRODUCES))
    dated = reading("2401.00002", "2024-02-01", ("Zed", INTRODUCES))
    assert settled([undated, dated][::order]) == {"2301.00001": ["zed~2301.00001"], "2401.00002": ["zed"]}


@pytest.mark.parametrize("order", [1, -1])
def test_the_earlier_date_comes_before_the_smaller_id(order: int) -> None:
    late, early = (
        reading("2301.00001", "2024-03", ("Zed", INTRODUCES)),
        reading("2401.00002", "2024", ("Zed", INTRODUCES)),
    )
    assert settled([late, early][::order]) == {"2301.00001": ["zed~2301.00001"], "2401.00002": ["zed"]}


def test_claims_say_who_made_them() -> None:
    names = NewNames(samples.catalogue())
    for one in (USER, reading("2401.00001", "", ("Zed", INTRODUCES))):
        names.see(one)
    assert names.claims == {
        "atlasbench": Claim(True, "", "", "atlas-bench", "atlasbench"),
        "zed": Claim(False, "9999", "paper/2401.00001", "zed", "zed"),
    }


@pytest.mark.parametrize(
    ("introduced", "used", "same"),
    [
        ("SAE", "SAEs", True), ("SAEs", "SAE", True), ("AI", "AIs", True), ("MoE", "MoEs", True),
        ("Ga", "Gas", False), ("AB", "ABC", False), ("BU", "BUS", False), ("X", "Xs", False), ("LoR", "LoRA", False),
    ],
)  # fmt: skip
def test_the_plural_of_an_acronym_is_its_singular_and_nothing_else_is(introduced: str, used: str, same: bool) -> None:
    first = reading("2401.00001", "2024-01-01", (introduced, INTRODUCES))
    found = settled([first, reading("2402.00002", "2024-02-01", (used, USES))])
    assert (found["2401.00001"] == found["2402.00002"]) == same


def test_a_use_finds_its_spelled_out_form_but_lays_no_claim_to_it() -> None:
    short = reading("2401.00001", "2024-01-01", ("AIR", USES), aliases=("Better Image Ranking",))
    long = reading("2402.00002", "2024-02-01", ("Better Image Ranking", USES))
    assert settled([short, long]) == {"2401.00001": ["better-image-ranking"], "2402.00002": ["better-image-ranking"]}


def test_a_form_of_one_word_is_a_name_among_others_and_finds_nothing() -> None:
    introduced = reading("2401.00001", "2024-01-01", ("Chaining", INTRODUCES), aliases=("Mapper",))
    assert settled([introduced, reading("2402.00002", "2024-02-01", ("Mapper", USES))])["2402.00002"] == ["mapper"]


def test_a_form_of_two_words_finds_the_thing() -> None:
    introduced = reading("2401.00001", "2024-01-01", ("MaCha", INTRODUCES), aliases=("Map Chaining",))
    assert settled([introduced, reading("2402.00002", "2024-02-01", ("Map Chaining", USES))])["2402.00002"] == ["macha"]


def test_a_reading_that_was_not_seen_keeps_its_ids() -> None:
    names = NewNames(samples.catalogue())
    assert names.settle(FIRST) is FIRST
    assert names.settle(USER) is USER


def test_a_name_that_everybody_only_uses_has_one_id() -> None:
    other = reading("2405.00005", "2024-05-01", ("AtlasBench", USES))
    assert settled([USER, other]) == {"2402.00002": ["atlas-bench"], "2405.00005": ["atlas-bench"]}


@pytest.mark.parametrize("used", ["Chain of Maps", "chain-of-maps", "CoM"])
def test_a_spelled_out_name_is_found_by_both_forms(used: str) -> None:
    introduced = reading("2401.00001", "2024-01-01", ("CoM", INTRODUCES), aliases=("Chain of Maps",))
    assert settled([introduced, reading("2402.00002", "2024-02", (used, USES))])["2402.00002"] == ["com"]


def test_one_acronym_of_two_long_forms_is_told_apart_by_them() -> None:
    active = reading("2401.00001", "2024-01-01", ("AIR", INTRODUCES), aliases=("Active Inference Routing",))
    image = reading("2402.00002", "2024-02-01", ("AIR", INTRODUCES), aliases=("Adaptive Image Ranking",))
    user = reading("2403.00003", "2024-03-01", ("AIR", USES), aliases=("Adaptive Image Ranking",))
    assert settled([user, image, active]) == {
        "2401.00001": ["air"],
        "2402.00002": ["air~2402.00002"],
        "2403.00003": ["air~2402.00002"],
    }


def test_a_new_name_never_takes_the_id_of_a_known_thing() -> None:
    stranger = reading("2401.00001", "2024-01-01", ("MMLU", INTRODUCES))
    user = reading("2402.00002", "2024-02-01", ("MMLU", USES))
    assert settled([stranger, user]) == {"2401.00001": ["mmlu~new"], "2402.00002": ["mmlu~new"]}


def test_known_and_corrected_artifacts_stay_as_they_are() -> None:
    known = samples.readings()[0]
    names = NewNames(samples.catalogue())
    names.see(known)
    assert names.settle(known) is known


def test_what_people_have_corrected_stays_though_others_introduce_the_name() -> None:
    link = SECOND.links[0]
    said = replace(SECOND, links=(replace(link, artifact=replace(link.artifact, source="correction")),))
    assert settled([FIRST, said])["2403.00003"] == ["atlasbench"]


def test_two_spellings_become_one_link_with_all_evidence_in_reading_order_and_all_corrections() -> None:
    paper = Paper(title="On Atlas-Bench", abstract="AtlasBench is new. Atlas-Bench.", date="2024", arxiv="2402.00002")
    one = Link(
        Artifact("atlas-bench", "Atlas-Bench", (METHOD,), known=False, source="text"), METHOD, USES, 0.9,
        (samples.evidence(paper, "Atlas-Bench"), samples.evidence(paper, "Atlas-Bench", TextField.TITLE)),
        corrections=("one",),
    )  # fmt: skip
    other = Link(
        Artifact("atlasbench", "AtlasBench", (METHOD,), known=False, source="text"), METHOD, INTRODUCES, 0.8,
        (samples.evidence(paper, "AtlasBench"),), corrections=("two",),
    )  # fmt: skip
    names = NewNames(samples.catalogue())
    names.see(Reading(paper, (one, other)))
    (merged,) = names.settle(Reading(paper, (one, other))).links
    assert [piece.text for piece in merged.evidence] == ["Atlas-Bench", "AtlasBench", "Atlas-Bench"]
    assert [piece.field for piece in merged.evidence] == [TextField.TITLE, TextField.ABSTRACT, TextField.ABSTRACT]
    assert (merged.corrections, merged.role, merged.confidence) == (("one", "two"), INTRODUCES, 0.8)


def test_every_end_of_a_result_follows() -> None:
    user = reading("2402.00002", "2024-02-01", ("Atlas-Bench", USES), ("GPT-Q", USES))
    words = Evidence(TextField.ABSTRACT, 0, 5, "Atlas", 0, 5)
    ends = ("atlas-bench", "gpt-4", None)
    results = tuple(
        Result(
            model=model, on=on, metric="accuracy", value="1", unit="%", kind=ResultKind.SCORE, evidence=words,
            compared_with=other,
        )
        for model, on, other in (ends, (*ends[1:], ends[0]), (None, *ends[:2]))
    )  # fmt: skip
    names = NewNames(samples.catalogue())
    for one in (FIRST, user):
        names.see(one)
    settled_results = names.settle(replace(user, results=results)).results
    assert [(each.model, each.on, each.compared_with) for each in settled_results] == [
        ("atlasbench", "gpt-4", None), ("gpt-4", None, "atlasbench"), (None, "atlasbench", "gpt-4"),
    ]  # fmt: skip


def test_results_follow_and_two_spellings_of_a_paper_become_one_link() -> None:
    both = reading("2402.00002", "2024-02-01", ("Atlas-Bench", USES), ("AtlasBench", INTRODUCES))
    words = Evidence(TextField.ABSTRACT, 0, 5, "Atlas", 0, 5)
    result = Result(on="atlas-bench", metric="accuracy", value="1", unit="%", kind=ResultKind.SCORE, evidence=words)
    names = NewNames(samples.catalogue())
    names.see(both)
    after = names.settle(Reading(both.paper, both.links, results=(result,)))
    assert [(link.artifact.slug, link.role, len(link.evidence)) for link in after.links] == [
        ("atlasbench", INTRODUCES, 2)
    ]
    assert after.results[0].on == "atlasbench"


def test_the_claims_of_the_names_in_a_reading_settle_it_as_all_claims_do() -> None:
    spelled = reading("2404.00004", "2024-04-01", ("TC", USES), aliases=("tide chart",))
    introduced = reading("2401.00005", "2024-01-03", ("Tide Chart Model", INTRODUCES), aliases=("tide chart",))
    corpus = [FIRST, USER, SECOND, spelled, introduced]
    whole = NewNames(samples.catalogue())
    for one in corpus:
        whole.see(one)
    for one in corpus:
        few = NewNames(samples.catalogue())
        found = {name: whole.claims[name] for name in names_to_settle(one) if name in whole.claims}
        for name, claim in found.items():
            few.take(name, claim)
            few.take(claim.name, whole.claims[claim.name])
        assert few.settle(one) == whole.settle(one)
    assert whole.settle(spelled).links[0].artifact.slug == "tide-chart-model"
