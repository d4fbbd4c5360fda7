"""Corrections: read with all their faults at once, applied in every paper they concern, always winning."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph.correction.corrections import COLUMNS, Action, load_corrections
from kg.graph.corrector import Corrector
from kg.ground.errors import CorrectionError
from kg.ground.records import Artifact, Link, Paper, Reading
from kg.ground.schema import ArtifactType, Role
from tests import samples

HEADER = "\t".join(COLUMNS)


def _write(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "corrections.tsv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return path


def _line(action: str, subject: str, name: str, value: str = "", note: str = "") -> str:
    return "\t".join((action, subject, name, value, "Ada", "2026-01-02", note))


def _corrected(tmp_path: Path, *lines: str) -> tuple[list[Reading], Corrector]:
    corrector = Corrector(load_corrections(_write(tmp_path, *lines)), samples.catalogue())
    return [corrector.correct(reading) for reading in samples.readings()], corrector


def _links(reading: Reading) -> dict[str, Link]:
    return {link.artifact.slug: link for link in reading.links}


def test_same_joins_a_new_name_with_the_catalogue_s(tmp_path: Path) -> None:
    readings, corrector = _corrected(tmp_path, _line("same", "*", "AtlasBench", "MMLU"))
    assert set(_links(readings[0])) == {"mmlu", "gpt-4o", "mmlu-pro"}
    assert _links(readings[1])["mmlu"].role is Role.EVALUATES_ON
    assert readings[0].results[0].on == "mmlu", "results follow"
    assert corrector.unused() == []


def test_same_joins_two_links_of_one_paper(tmp_path: Path) -> None:
    (first, _), _ = _corrected(tmp_path, _line("same", "2405.00001", "MMLU-Pro", "atlasbench"))
    link = _links(first)["atlasbench"]
    assert link.role is Role.INTRODUCES
    assert [piece.text for piece in link.evidence] == ["AtlasBench", "MMLU-Pro"]
    assert link.confidence == 1.0


def test_a_further_name_is_an_alias_and_what_is_called_so_is_the_artifact(tmp_path: Path) -> None:
    readings, corrector = _corrected(tmp_path, _line("alias", "*", "MMLU-Pro", "AtlasBench"))
    links = _links(readings[0])
    assert set(links) == {"mmlu-pro", "gpt-4o"}
    assert links["mmlu-pro"].artifact.aliases == ("AtlasBench",)
    assert _links(readings[1])["mmlu-pro"].artifact == links["mmlu-pro"].artifact, "one artifact in all papers"
    assert corrector.replaced() == {"atlasbench": "mmlu-pro"}, "the old IRI leads on"
    assert corrector.unused() == []


def test_a_further_name_that_no_paper_has_is_an_alias_all_the_same(tmp_path: Path) -> None:
    readings, corrector = _corrected(tmp_path, _line("alias", "*", "AtlasBench", "Atlas Suite"))
    assert {_links(reading)["atlasbench"].artifact.aliases for reading in readings} == {("Atlas Suite",)}
    assert corrector.unused() == []
    assert corrector.replaced() == {}


def test_a_further_name_of_what_is_not_there_is_told_once(tmp_path: Path) -> None:
    _, corrector = _corrected(tmp_path, _line("alias", "*", "QuuxNet", "Quux Network"))
    assert corrector.unused() == ["corrections.tsv:2"]


def test_further_names_contradict_what_else_is_said_of_them(tmp_path: Path) -> None:
    twice = [_line("alias", "*", "MMLU", "AtlasBench"), _line("alias", "*", "MMLU", "Atlas Suite")]
    assert len(load_corrections(_write(tmp_path, *twice))) == 2, "a thing may have several"
    for other in (_line("alias", "*", "GPT-4", "AtlasBench"), _line("same", "*", "AtlasBench", "GPT-4")):
        with pytest.raises(CorrectionError, match="says otherwise of 'AtlasBench'"):
            load_corrections(_write(tmp_path, twice[0], other))
    load_corrections(_write(tmp_path, twice[0], _line("same", "*", "AtlasBench", "MMLU")))
    with pytest.raises(CorrectionError, match="and the reverse"):
        load_corrections(_write(tmp_path, twice[0], _line("same", "*", "MMLU", "AtlasBench")))
    for wrong in (_line("alias", "*", "MMLU"), _line("alias", "2405.00001", "MMLU", "Atlas Suite")):
        with pytest.raises(CorrectionError, match="a name holds for all papers"):
            load_corrections(_write(tmp_path, wrong))


def test_the_id_of_a_new_name_is_that_of_what_is_the_same(tmp_path: Path) -> None:
    (first, _), _ = _corrected(tmp_path, _line("same", "2405.00001", "MMLU-Pro", "artifact/atlasbench"))
    assert set(_links(first)) == {"atlasbench", "gpt-4o"}


def test_what_is_the_same_in_all_papers_leads_to_what_it_is(tmp_path: Path) -> None:
    _, known = _corrected(tmp_path, _line("same", "*", "AtlasBench", "MMLU"))
    assert known.replaced() == {"atlasbench": "mmlu"}
    _, itself = _corrected(tmp_path, _line("same", "*", "AtlasBench", "atlasbench"))
    assert itself.replaced() == {}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("subject", ["*", "2405.00001"])
def test_what_is_the_same_as_another_that_is_a_third_is_the_third(order: int, subject: str, tmp_path: Path) -> None:
    lines = [_line("same", subject, "AtlasBench", "Sky Suite"), _line("same", subject, "Sky Suite", "MMLU")]
    (first, _), corrector = _corrected(tmp_path, *lines[::order])
    assert {"mmlu"} <= set(_links(first))
    assert not {"atlasbench", "sky-suite"} & set(_links(first))
    assert corrector.replaced() == ({"atlasbench": "mmlu", "sky-suite": "mmlu"} if subject == "*" else {})
    assert corrector.unused() == []


def test_the_id_that_leads_on_is_the_one_that_the_graph_had(tmp_path: Path) -> None:
    """A new name whose plain id is a catalogue entry's, and one that two papers introduce, had ids of their own."""
    papers = [
        Paper("One", "Mine", date="2026-01", arxiv="2601.00001"),
        Paper("Two", "Mine", date="2026-02", arxiv="2602.00002"),
    ]
    taken = Artifact("gpt-4", "GPT 4+", (ArtifactType.MODEL,), known=False, source="text")
    twice = Artifact("mine", "Mine", (ArtifactType.METHOD,), known=False, source="text")
    path = _write(tmp_path, _line("same", "*", "GPT 4+", "MMLU"), _line("same", "*", "Mine", "MMLU-Pro"))
    corrector = Corrector(load_corrections(path), samples.catalogue())
    for paper in papers:
        links = tuple(samples.link(paper, one, Role.INTRODUCES, "Mine") for one in (taken, twice))
        corrector.correct(Reading(paper, links))
    second = papers[1].id.removeprefix("paper/")
    assert corrector.replaced() == {
        "gpt-4~new": "mmlu", f"gpt-4~{second}": "mmlu", "mine": "mmlu-pro", f"mine~{second}": "mmlu-pro",
    }  # fmt: skip


def test_a_round_of_same_is_a_fault(tmp_path: Path) -> None:
    lines = [_line("same", "*", "A", "b"), _line("same", "*", "B", "artifact/c"), _line("same", "*", "C", "a")]
    with pytest.raises(CorrectionError) as caught:
        load_corrections(_write(tmp_path, *lines, _line("same", "*", "D", "A"), _line("same", "*", "E", "e")))
    assert "1 fault" in str(caught.value)
    assert "corrections.tsv:4" in str(caught.value)
    load_corrections(_write(tmp_path, lines[0], lines[1], _line("same", "2405.00001", "C", "a")))


def test_what_is_the_same_in_one_paper_only_leads_nowhere(tmp_path: Path) -> None:
    _, one = _corrected(tmp_path, _line("same", "2405.00001", "AtlasBench", "MMLU"))
    assert one.replaced() == {}
    _, two = _corrected(
        tmp_path,
        _line("same", "*", "AtlasBench", "MMLU"),
        _line("different", "2405.00001", "AtlasBench", "Other Bench"),
    )
    assert two.replaced() == {}


def test_different_makes_a_thing_of_its_own(tmp_path: Path) -> None:
    (first, second), _ = _corrected(tmp_path, _line("different", "2405.00001", "GPT-4o", "GPT-4"))
    own = _links(first)["gpt-4~2"].artifact
    assert (own.name, own.known) == ("GPT-4", False)
    assert "gpt-4o" in _links(second), "the other paper is not concerned"


def test_rename_keeps_the_iri(tmp_path: Path) -> None:
    (first, second), _ = _corrected(tmp_path, _line("rename", "*", "Atlasbench", "Atlas Benchmark"))
    for reading in (first, second):
        artifact = _links(reading)["atlasbench"].artifact
        assert artifact.name == "Atlas Benchmark"
    assert "AtlasBench" in _links(first)["atlasbench"].artifact.aliases


def test_retype_everywhere_and_in_one_paper(tmp_path: Path) -> None:
    (first, _), _ = _corrected(tmp_path, _line("retype", "*", "AtlasBench", "dataset | benchmark"))
    assert _links(first)["atlasbench"].artifact.types == (ArtifactType.DATASET, ArtifactType.BENCHMARK)
    assert _links(first)["atlasbench"].type is ArtifactType.DATASET
    (first, _), _ = _corrected(tmp_path, _line("retype", "2405.00001", "AtlasBench", "method"))
    assert _links(first)["atlasbench"].type is ArtifactType.METHOD
    assert _links(first)["atlasbench"].artifact.types == (ArtifactType.BENCHMARK,)


def test_a_role_for_one_paper_beats_the_one_for_all(tmp_path: Path) -> None:
    lines = (_line("role", "2501.00002", "GPT-4o", "uses"), _line("role", "*", "artifact/gpt-4o", "mentions"))
    (first, second), _ = _corrected(tmp_path, *lines)
    assert _links(first)["gpt-4o"].role is Role.MENTIONS
    assert _links(second)["gpt-4o"].role is Role.USES


def test_reject_empties_the_ends_of_results(tmp_path: Path) -> None:
    (first, second), _ = _corrected(tmp_path, _line("reject", "paper/2405.00001", "GPT-4o"))
    assert "gpt-4o" not in _links(first)
    assert first.results[0].model is None
    assert first.results[0].on == "atlasbench"
    assert "gpt-4o" in _links(second)


def test_reject_with_a_role_leaves_other_roles(tmp_path: Path) -> None:
    (first, second), _ = _corrected(tmp_path, _line("reject", "*", "GPT-4o", "comparesWith"))
    assert "gpt-4o" in _links(first)
    assert "gpt-4o" not in _links(second)


def test_reject_a_topic(tmp_path: Path) -> None:
    (first, _), _ = _corrected(tmp_path, _line("reject", "*", "topic/benchmarking"))
    assert first.topics == ()


def test_accept_makes_the_link_certain_and_says_who(tmp_path: Path) -> None:
    (first, _), _ = _corrected(tmp_path, _line("accept", "a1", "MMLU-Pro", "comparesWith", "seen in the table"))
    link = _links(first)["mmlu-pro"]
    assert (link.confidence, link.role) == (1.0, Role.COMPARES_WITH)
    assert link.corrections == ("accept MMLU-Pro → comparesWith (Ada, 2026-01-02): seen in the table",)


def test_accept_makes_a_link_that_the_linker_missed(tmp_path: Path) -> None:
    line = _line("accept", "=Reading Maps with Words", "our model", "model|introduces")
    (_, second), _ = _corrected(tmp_path, line)
    link = _links(second)["our-model"]
    (piece,) = link.evidence
    assert second.paper.abstract[piece.start : piece.end] == piece.text == "Our model"
    assert (link.type, link.role, link.artifact.known) == (ArtifactType.MODEL, Role.INTRODUCES, False)


def test_accept_without_words_in_the_paper_is_a_fault(tmp_path: Path) -> None:
    _, corrector = _corrected(tmp_path, _line("accept", "2501.00002", "ImageNet", "uses"))
    with pytest.raises(CorrectionError, match=r"corrections\.tsv:2: 'ImageNet' does not stand in the paper"):
        corrector.check()


def test_what_changes_nothing_is_named(tmp_path: Path) -> None:
    _, corrector = _corrected(tmp_path, _line("reject", "*", "ImageNet"), _line("reject", "1999.1", "GPT-4o"))
    assert corrector.unused() == ["corrections.tsv:2", "corrections.tsv:3"]
    corrector.check()


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    lines = [
        _line("role", "*", "MMLU", "uses"), _line("same", "*", "AtlasBench", "MMLU"), _line("reject", "*", "MMLU-Pro"),
    ]  # fmt: skip
    assert _corrected(tmp_path, *lines)[0] == _corrected(tmp_path, *reversed(lines))[0]


def test_a_paper_that_nothing_concerns_stays_as_it_is(tmp_path: Path) -> None:
    readings, _ = _corrected(tmp_path, _line("reject", "2405.00001", "GPT-4o"))
    assert readings[1] == samples.readings()[1]


def test_comments_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = _write(tmp_path, "# why", "", _line("reject", "*", "GPT-4o"))
    assert [one.action for one in load_corrections(path)] == [Action.REJECT]
    path.write_text("", encoding="utf-8")
    assert load_corrections(path) == ()


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        _line("destroy", "*", "GPT-4o"),
        "reject\t*\t\t\t\tyesterday",
        _line("role", "*", "GPT-4o", "likes"),
        _line("rename", "2405.00001", "GPT-4o", "x"),
        _line("retype", "*", "GPT-4o", "person"),
        _line("same", "*", "GPT-4o"),
        _line("accept", "*", "GPT-4o"),
        _line("role", "*", "MMLU", "uses"),
        _line("role", "*", "mmlu", "evaluatesOn"),
        "\t".join("abcdefgh"),
    )
    with pytest.raises(CorrectionError) as caught:
        load_corrections(path)
    text = str(caught.value)
    for part in (
        "the corrections have 11 faults", "corrections.tsv:2: action: 'destroy' is unknown",
        "corrections.tsv:3: object: the cell is empty", "corrections.tsv:3: who:", "'yesterday' is no day",
        "'likes' is no role", "a name holds for all papers", "'person' is no type", "corrections.tsv:7: value:",
        "corrections.tsv:8: value:", "corrections.tsv:10: corrections.tsv:9 says otherwise of 'mmlu'",
        "corrections.tsv:11: 8 cells",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"\xff\xfe\x00", "is not UTF-8"), (b"a\tb\n", "the header is"), (None, "cannot be read")],
)
def test_a_file_that_is_no_table(content: bytes | None, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "corrections.tsv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CorrectionError, match=problem):
        load_corrections(path)
