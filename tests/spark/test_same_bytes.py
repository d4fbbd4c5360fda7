"""The engines agree: what Spark writes is, to the byte, what one machine writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.atlas.make.pipeline import build
from kg.ground.errors import InputError, OutputError, PaperAtlasError
from kg.spark.spark_build import build_on_spark
from kg.spark.stages.input_stage import InputOptions
from tests.spark.corpus import Corpus, write_corpus
from tests.spark.equal_folders import assert_same_bytes, assert_same_tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


class _Stopped(Exception):
    """What stops a build from outside."""


class _StopAt:
    """Progress that stops the build where a stage begins."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def start(self, stage: str, total: int | None = None) -> None:
        if stage == self._stage:
            raise _Stopped

    def advance(self, steps: int = 1) -> None:
        pass


def test_every_rule_gives_the_same_bytes(session: SparkSession, corpus: Corpus, tmp_path: Path) -> None:
    local_faults: list[PaperAtlasError] = []
    faults: list[PaperAtlasError] = []
    one, other = tmp_path / "local", tmp_path / "spark"
    local = build(corpus.files, one, corrections=corpus.corrections, on_fault=local_faults.append)
    *files, last = corpus.files
    places: list[str | Path] = [*files, last.as_uri()]  # one of them as Spark fetches files of an object store
    parts = InputOptions(part_size=1500)
    with pytest.raises(_Stopped):
        build_on_spark(places, other, reading=parts, corrections=corpus.corrections, progress=_StopAt("triples"))
    assert not other.exists()
    report = build_on_spark(places, other, reading=parts, corrections=corpus.corrections, on_fault=faults.append)
    assert {"read", "read-parts", "merge", "link", "own-link", "claims", "sightings", "shared"} <= set(report.kept)
    assert_same_bytes(other, one)
    assert sorted(map(str, faults)) == sorted(map(str, local_faults))
    assert report.unused_corrections == tuple(local.unused_corrections)
    assert_same_tables(other, one, tmp_path)
    assert report.manifest.counts == local.manifest.counts
    assert report.manifest.inputs == local.manifest.inputs
    assert report.manifest.versions == local.manifest.versions
    text = (one / "graph.ttl").read_text(encoding="utf-8")
    for sign in (
        "\npaper:1907.10641\n", "isReplacedBy paper:", "isReplacedBy artifact:", "isReplacedBy organisation:",
        "/artifact/tidebench~moons-and-tides", "/paper/moons-and-tides-b651760b~2024>", "cito:cites", "kg:correction",
        "venue:findings-of-emnlp", "Kelp-7B.md", "kg:trainedOn", "kg:covers", "kg:variantOf",
    ):  # fmt: skip
        assert sign in text, f"the corpus no longer shows: {sign}"
    assert len(report.manifest.parts["graph.nt"]) > 1
    assert not list(tmp_path.glob(".*")), "nothing is left beside the folder"


def test_a_folder_of_something_else_is_left_alone(session: SparkSession, corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("of tides", encoding="utf-8")
    with pytest.raises(OutputError, match="no build on a cluster made"):
        build_on_spark(corpus.files, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.tex").read_text(encoding="utf-8") == "of tides"


def test_a_named_file_that_cannot_be_read_ends_the_build(session: SparkSession, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(InputError, match=r"a\.pdf: the file is a PDF"):
        build_on_spark([tmp_path / "a.pdf"], tmp_path / "out")
    with pytest.raises(InputError, match="there is no such file"):
        build_on_spark([(tmp_path / "b*.jsonl").as_uri()], tmp_path / "out")
    assert not (tmp_path / "out").exists()
