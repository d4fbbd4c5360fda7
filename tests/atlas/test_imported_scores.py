"""Scores of leaderboards in a build: kept, in the RDF beside what papers say and apart from it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from kg.atlas.atlas import Atlas
from kg.atlas.imported_file import IMPORTED, read_imported
from kg.atlas.make.graph_drawer import refresh
from kg.atlas.make.pipeline import add, build
from kg.atlas.make.verification import repair, verify
from kg.atlas.manifest import read_manifest
from kg.ground.errors import DamagedError, PaperAtlasError
from kg.rdf.query.answers import display
from kg.rdf.validate.validation import validate

HOSTILE = 'Quay <script>alert(1)</script> "Board" \\ 🗺'
ABSTRACT = "We evaluate GPT-4 on MMLU. GPT-4 reaches an accuracy of 86.4% on MMLU."
PAPER = {"title": "A Look at a Benchmark", "abstract": ABSTRACT, "arxiv": "2401.00001", "date": "2024-01-01"}


def _score(test: str, data: str, value: object) -> dict[str, Any]:
    return {
        "evaluation_name": test, "source_data": {"dataset_name": data, "source_type": "other"},
        "metric_config": {"metric_name": "Accuracy", "metric_unit": "percent", "lower_is_better": False},
        "score_details": {"score": value},
    }  # fmt: skip


def _record(model: str, *scores: dict[str, Any], version: str = "0.3.0") -> dict[str, Any]:
    return {
        "schema_version": version, "evaluation_id": f"quay/{model}/1", "retrieved_timestamp": "1750000000",
        "source_metadata": {
            "source_name": HOSTILE, "source_type": "documentation", "source_organization_name": "Quay Lab",
            "source_organization_url": "https://quay.example/?a=1&b=<2>", "evaluator_relationship": "third_party",
        },
        "eval_library": {"name": "unknown", "version": "unknown"},
        "model_info": {"name": model.partition("/")[2], "id": model, "additional_details": {}},
        "evaluation_results": list(scores),
    }  # fmt: skip


RECORDS = [
    _record("openai/gpt-4", _score("MMLU", "MMLU", 86.1), _score("mmlu.law", "MMLU", 90), _score("x", "y", "bad")),
    _record("somebody/Kelp-3B", _score("MMLU", "MMLU", 41.25), _score("Buoy <b>", "Buoy <b>", 7)),
    _record("somebody/Old", _score("MMLU", "MMLU", 99), version="0.1.0"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("given")
    (folder / "papers.jsonl").write_bytes(orjson.dumps(PAPER))
    (folder / "board.json").write_bytes(orjson.dumps(RECORDS))
    return folder / "papers.jsonl", folder / "board.json"


@pytest.fixture(scope="module")
def built(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder built of both files, and the faults."""
    faults: list[str] = []
    output = tmp_path_factory.mktemp("built") / "out"
    build(files, output, on_fault=lambda fault: faults.append(str(fault)))
    return output, faults


@pytest.fixture(scope="module")
def papers_alone(files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("alone") / "out"
    build(files[:1], output)
    return output


def _rows(output: Path, query: str, **values: object) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in Atlas(output).query(query, values).rows]


def test_what_cannot_be_read_is_named_and_the_rest_goes_in(built: tuple[Path, list[str]]) -> None:
    output, faults = built
    assert len(faults) == 2
    assert "evaluation_results[2].score_details.score: expected `float`, got `str`" in faults[0]
    assert "schema_version is '0.1.0'" in faults[1]
    counts = read_manifest(output).counts
    assert (counts["papers"], counts["imported_results"]) == (1, 4)
    assert {one.name: one.faults for one in read_manifest(output).inputs} == {"papers.jsonl": 0, "board.json": 2}


def test_both_stand_side_by_side_with_their_sources(built: tuple[Path, list[str]]) -> None:
    output, _ = built
    answer = Atlas(output).query("scores-side-by-side", {"on": "MMLU"})
    text = "\n".join(" | ".join(map(display, row[:8])) for row in answer.rows)
    assert "GPT-4 | accuracy | 86.4 | % |  | paper | A Look at a Benchmark | 2024-01-01" in text
    assert f"GPT-4 | accuracy | 86.1 | % |  | record | {HOSTILE} | 2025-06-15" in text
    assert f"GPT-4 | accuracy | 90 | % | mmlu.law | record | {HOSTILE} | 2025-06-15" in text
    assert f"Kelp-3B | accuracy | 41.25 | % |  | record | {HOSTILE} | 2025-06-15" in text


@pytest.mark.parametrize(
    ("query", "values"),
    [("leaderboard", {"on": "MMLU"}), ("state-of-the-art", {}), ("incomparable-results", {"on": "MMLU"}),
     ("model-results", {"model": "GPT-4"}), ("disagreements", {})],
)  # fmt: skip
def test_rankings_of_papers_are_the_same_with_and_without_them(
    query: str, values: dict[str, object], built: tuple[Path, list[str]], papers_alone: Path
) -> None:
    assert _rows(built[0], query, **values) == _rows(papers_alone, query, **values)


def test_the_graph_conforms_and_the_network_has_papers_only(built: tuple[Path, list[str]], papers_alone: Path) -> None:
    assert validate(Atlas(built[0]).store).conforms
    assert set(Atlas(built[0]).graph) == set(Atlas(papers_alone).graph)
    assert not (papers_alone / IMPORTED).exists()
    assert "imported_results" not in read_manifest(papers_alone).counts


def test_added_later_they_give_the_same_bytes(
    files: tuple[Path, Path], built: tuple[Path, list[str]], papers_alone: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    shutil.copytree(papers_alone, output)
    add(files[1:], output, on_fault=lambda fault: None)
    refresh(output)
    assert read_manifest(output).files == read_manifest(built[0]).files
    assert len(read_imported(output, read_manifest(output))) == 4
    add(files[1:], output, on_fault=lambda fault: None)
    assert read_manifest(output).files == read_manifest(built[0]).files, "the same record twice is one"


def test_a_repair_keeps_them_and_damage_to_them_cannot_be_repaired(
    files: tuple[Path, Path], built: tuple[Path, list[str]], tmp_path: Path
) -> None:
    output, given = tmp_path / "out", files[0]
    shutil.copytree(built[0], output)
    (output / "graph.nt.gz").unlink()
    assert repair(output)[0].whole
    assert read_manifest(output).files == read_manifest(built[0]).files
    (output / IMPORTED).write_bytes(b"nothing")
    (damage,) = verify(output).damages
    assert (damage.file, damage.repairable) == (IMPORTED, False)
    assert "board.json" in damage.remedy
    assert not repair(output)[0].whole
    with pytest.raises(
        DamagedError, match=r"imported\.jsonl\.gz: .*build the folder again from your files \('board\.json'"
    ):
        add([given], output)


def test_scores_alone_make_a_graph(files: tuple[Path, Path], tmp_path: Path) -> None:
    build(files[1:], tmp_path / "out", on_fault=lambda fault: None)
    atlas = Atlas(tmp_path / "out")
    assert (atlas.manifest.counts["papers"], atlas.manifest.counts["imported_results"]) == (0, 4)
    with pytest.raises(PaperAtlasError, match=r"board\.json:1: evaluation_results\[2\]"):
        build(files[1:], tmp_path / "strict", strict=True)
