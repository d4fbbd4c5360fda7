"""What readings and nodes of two versions tell: gained, lost, changed, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.changes.comparison.change_records import Change, ChangedThing, ChangeKind
from kg.changes.comparison.change_report import change_text
from kg.changes.comparison.node_changes import node_changes
from kg.changes.comparison.record_changes import ReadingLines, former_ids, record_changes
from kg.changes.graph_version import GraphVersion
from kg.changes.line_differences import LineDifference
from kg.ground.codec import encode_record
from kg.ground.errors import InputError
from kg.ground.records import Artifact, Evidence, Link, Paper, Reading, Result, TopicLink
from kg.ground.schema import ArtifactType, ResultKind, Role, TextField

GPT = Artifact("gpt-4", "GPT-4", (ArtifactType.MODEL,))
GSM = Artifact("gsm8k", "GSM8K", (ArtifactType.BENCHMARK, ArtifactType.DATASET))
WORDS = Evidence(TextField.TITLE, 0, 5, "GPT-4", 0, 5)
LINK = Link(GPT, ArtifactType.MODEL, Role.USES, 0.9, (WORDS,))
RESULT = Result(model="gpt-4", on="gsm8k", metric="accuracy", value="92", unit="%", kind=ResultKind.SCORE,
                evidence=WORDS, confidence=0.8)  # fmt: skip
TOPIC = TopicLink("reasoning", "reasoning", True, 0.7)
READING = Reading(Paper("GPT-4", arxiv="2405.00001"), (LINK,), (TOPIC,), (RESULT,))
OTHER = Reading(Paper("Notes on tides", date="2024"))

Told = tuple[ChangedThing, ChangeKind, str, dict[str, tuple[object, object]]]


def lines_of(readings: Sequence[Reading], assert_above: float = 0.5) -> ReadingLines:
    found = sorted(readings, key=lambda reading: reading.paper.id)
    return ReadingLines("readings.jsonl", [encode_record(each) + b"\n" for each in found], assert_above)


def told(old: Sequence[Reading], new: Sequence[Reading]) -> list[Told]:
    return [_told(change) for change in record_changes(lines_of(old), lines_of(new))]


def _told(change: Change) -> Told:
    return change.thing, change.kind, change.id, {name: (one, other) for name, one, other in change.fields}


def test_a_paper_that_comes_brings_all_it_has() -> None:
    found = told([OTHER], [OTHER, READING])
    assert [(thing, kind, id) for thing, kind, id, _ in found] == [
        (ChangedThing.PAPER, ChangeKind.GAINED, "paper/2405.00001"),
        (ChangedThing.LINK, ChangeKind.GAINED, "artifact/gpt-4"),
        (ChangedThing.RESULT, ChangeKind.GAINED, "artifact/gsm8k"),
        (ChangedThing.PAPER_TOPIC, ChangeKind.GAINED, "topic/reasoning"),
    ]
    assert found[1][3]["role"] == (None, "uses")
    assert [each[:3] for each in told([READING], [])] == [(thing, ChangeKind.LOST, id) for thing, _, id, _ in found], (
        "and takes it along when it goes"
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (replace(LINK, role=Role.EVALUATES), {"role": ("uses", "evaluates")}),
        (replace(LINK, confidence=0.4), {"confidence": (0.9, 0.4), "asserted": (True, False)}),
        (replace(LINK, type=ArtifactType.METHOD), {"type": ("model", "method")}),
        (replace(LINK, corrections=("role by Ada",)), {"corrections": ([], ["role by Ada"])}),
        (replace(LINK, artifact=replace(GPT, aliases=("GPT 4",))), None),
    ],
)
def test_a_link_that_changes_says_in_what(changed: Link, expected: dict[str, tuple[object, object]] | None) -> None:
    found = told([READING], [replace(READING, links=(changed,))])
    if expected is None:
        assert found == []
    else:
        assert found == [(ChangedThing.LINK, ChangeKind.CHANGED, "artifact/gpt-4", expected)]


def test_links_of_one_artifact_are_matched_by_role_first() -> None:
    evaluates = replace(LINK, role=Role.EVALUATES)
    (only,) = told([replace(READING, links=(LINK, evaluates))], [replace(READING, links=(evaluates,))])
    assert only[:3] == (ChangedThing.LINK, ChangeKind.LOST, "artifact/gpt-4")
    assert only[3]["role"] == ("uses", None)


def test_another_bound_changes_what_is_asserted() -> None:
    found = list(record_changes(lines_of([READING], 0.5), lines_of([READING], 0.95)))
    assert [(change.thing, change.fields) for change in found] == [
        (ChangedThing.LINK, (("asserted", True, False),)), (ChangedThing.PAPER_TOPIC, (("asserted", True, False),)),
    ]  # fmt: skip


def test_a_result_that_changes_is_no_loss_and_gain() -> None:
    better = replace(RESULT, value="93")
    assert told([READING], [replace(READING, results=(better,))]) == [
        (ChangedThing.RESULT, ChangeKind.CHANGED, "artifact/gsm8k", {"value": ("92", "93")})
    ]
    found = told([READING], [replace(READING, results=(RESULT, better))])
    assert [each[:2] for each in found] == [(ChangedThing.RESULT, ChangeKind.GAINED)]


def test_a_paper_that_changes_says_in_what() -> None:
    paper = replace(OTHER.paper, date="2025", keywords=("sea",))
    expected = {"date": ("2024", "2025"), "keywords": ([], ["sea"])}
    (change,) = told([OTHER], [replace(OTHER, paper=paper)])
    assert change[0] is ChangedThing.PAPER
    assert change[3] == expected


def test_a_broken_line_is_named() -> None:
    whole = lines_of([OTHER, READING])
    broken = ReadingLines("old/readings.jsonl", [*whole.lines, b"{}\n"], 0.5)
    with pytest.raises(InputError, match=r"^old/readings\.jsonl:3: .*paper"):
        list(record_changes(broken, whole))


papers = st.builds(
    lambda number, links: replace(READING, paper=Paper(f"Title {number}"), links=tuple(links)),
    st.integers(0, 6),
    st.lists(st.builds(lambda role, sure: replace(LINK, role=role, confidence=sure),
                       st.sampled_from(list(Role)), st.sampled_from([0.4, 0.9])), max_size=2),
)  # fmt: skip
corpora = st.lists(papers, max_size=7, unique_by=lambda reading: reading.paper.id)


@given(corpora, corpora)
def test_papers_gained_and_lost_are_those_that_only_one_has(old: list[Reading], new: list[Reading]) -> None:
    found = told(old, new)
    ids = [{each.paper.id for each in corpus} for corpus in (old, new)]
    for kind, expected in ((ChangeKind.LOST, ids[0] - ids[1]), (ChangeKind.GAINED, ids[1] - ids[0])):
        assert {id for thing, of, id, _ in found if (thing, of) == (ChangedThing.PAPER, kind)} == expected
    back = {(thing, id, kind) for thing, kind, id, _ in told(new, old)}
    turned = {ChangeKind.GAINED: ChangeKind.LOST, ChangeKind.LOST: ChangeKind.GAINED}
    assert back == {(thing, id, turned.get(kind, kind)) for thing, kind, id, _ in found}
    assert told(old, old) == []


VERSIONS = GraphVersion("https://e.org/graph", "1+0a"), GraphVersion("https://e.org/graph", "1+0b")
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/paperatlas/ontology#Model>"
NAMED = '<http://www.w3.org/2000/01/rdf-schema#label> "GPT \\"4\\""'
LEADS = "<http://purl.org/dc/terms/isReplacedBy> <https://e.org/artifact/gpt>"


@pytest.mark.parametrize(
    ("gone", "come", "alone", "kind", "name"),
    [
        ([], [TYPE, NAMED], True, ChangeKind.GAINED, 'GPT "4"'),
        ([TYPE, NAMED], [], True, ChangeKind.LOST, 'GPT "4"'),
        ([], [NAMED], False, ChangeKind.CHANGED, 'GPT "4"'),
        ([LEADS], [TYPE], False, ChangeKind.GAINED, "gpt-4"),
        ([TYPE], [LEADS], False, ChangeKind.LOST, "gpt-4"),
        ([], [LEADS], True, None, ""),
        ([LEADS], [LEADS.replace("gpt", "gpt-5")], False, None, ""),
    ],
)
def test_nodes_come_go_and_change(
    gone: list[str], come: list[str], alone: bool, kind: ChangeKind | None, name: str
) -> None:
    made = [(False, each) for each in gone] + [(True, each) for each in come]
    lines = [
        LineDifference(added, f"<https://e.org/artifact/gpt-4> {each} .\n".encode(), alone) for added, each in made
    ]
    found = [(change.kind, change.id, change.name) for change in node_changes(lines, *VERSIONS)]
    assert found == ([] if kind is None else [(kind, "artifact/gpt-4", name)])


def test_scores_of_leaderboards_are_told_and_results_of_papers_are_not() -> None:
    reported = "<https://w3id.org/paperatlas/ontology#reportedIn> <https://e.org/paper/1>"
    lines = [
        LineDifference(True, f"<https://e.org/result/{id}> {each} .\n".encode(), True)
        for id, statements in (("a", [TYPE]), ("b", [TYPE, reported]))
        for each in statements
    ]
    assert [(change.thing, change.id) for change in node_changes(lines, *VERSIONS)] == [
        (ChangedThing.SCORE, "result/a")
    ]


@pytest.mark.parametrize("arxiv", ["0001.00001", "9901.00001"])
def test_a_paper_that_has_another_id_now_is_a_change(arxiv: str) -> None:
    """Its new id stands before the old one or behind it, and what it has is compared, not lost and gained."""
    old = replace(READING, paper=Paper("GPT-4"))
    former = old.paper.id
    new = replace(READING, paper=Paper("GPT-4", arxiv=arxiv, former=(former,)), links=(replace(LINK, confidence=0.8),))
    lines = lines_of([OTHER, new])
    found = list(record_changes(lines_of([OTHER, old]), replace(lines, former=former_ids(lines.lines))))
    assert [(change.thing, change.kind) for change in found] == [
        (ChangedThing.PAPER, ChangeKind.CHANGED), (ChangedThing.LINK, ChangeKind.CHANGED),
    ]  # fmt: skip
    assert found[0].fields[0] == ("id", former, f"paper/{arxiv}")
    gone = lines_of([OTHER])
    assert next(record_changes(lines_of([OTHER, old]), gone)).kind is ChangeKind.LOST
    gained = record_changes(lines_of([OTHER]), replace(lines, former=former_ids(lines.lines)))
    assert next(gained).kind is ChangeKind.GAINED


def test_what_replaces_a_lost_artifact_is_named() -> None:
    rows = [(True, LEADS), (False, TYPE)]
    lines = [
        LineDifference(added, f"<https://e.org/artifact/gpt-4> {each} .\n".encode(), False) for added, each in rows
    ]
    (change,) = node_changes(lines, *VERSIONS)
    assert change_text(change) == "artifact/gpt-4: replaced by artifact/gpt"
