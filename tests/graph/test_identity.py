"""New names over many papers: one introduced and used is one, two introduced are two, in any order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.identity import NewNames
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


def test_results_follow_and_two_spellings_of_a_paper_become_one_link() -> None:
    both = reading("2402.00002", "2024-02-01", ("Atlas-Bench", USES), ("AtlasBench", INTRODUCES))
    words = Evidence(TextField.ABSTRACT, 0, 5, "Atlas", 0, 5)
    result = Result(None, "atlas-bench", "accuracy", "1", "%", ResultKind.ABSOLUTE, words)
    names = NewNames(samples.catalogue())
    names.see(both)
    after = names.settle(Reading(both.paper, both.links, results=(result,)))
    assert [(link.artifact.slug, link.role, len(link.evidence)) for link in after.links] == [
        ("atlasbench", INTRODUCES, 2)
    ]
    assert after.results[0].on == "atlasbench"
