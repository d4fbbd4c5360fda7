"""What ``show`` prints of papers, organisations and venues."""

import pytest

from kg.cli.look.show import _print_node_as_text
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.networks import to_networkx
from kg.ground.records import Author, Paper, Reading
from tests import samples

PAPER = Paper(
    "On Tides",
    authors=tuple(Author(f"Person {number}") for number in range(25)),
    organisation="Ai2",
    venue="Findings of ACL: EMNLP 2024",
    categories=("cs.CL",),
    keywords=("tides",),
    submitter="ada",
    listed="2024-05-03",
    code=("https://github.com/tides/code",),
    links=("https://github.com/tides/code",),
)


def printed(node: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    graph = to_networkx(graph_records([Reading(PAPER)], samples.catalogue(), samples.scheme()))
    _print_node_as_text(graph, node, 20, "https://e.org/")
    return capsys.readouterr().out.splitlines()


def test_a_paper_s_venue_categories_keywords_code_and_submitter_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(PAPER.id, capsys)
    for line in (
        "  venue: Findings of ACL: EMNLP 2024", "  categories: cs.CL", "  keywords: tides", "  submitter: ada",
        "  listed: 2024-05-03", "  code: https://github.com/tides/code",
    ):  # fmt: skip
        assert line in said
    assert next(line for line in said if line.startswith("  authors: ")).endswith("Person 19 and 5 more")


def test_an_organisation_s_ids_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "  ror: 05w520734" in printed("org/allen-institute-for-ai", capsys)


def test_a_track_s_conference_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed("venue/findings-of-emnlp", capsys)
    assert "  track: findings" in said
    assert "  series: EMNLP (venue/emnlp)" in said
