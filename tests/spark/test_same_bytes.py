"""The engines agree: what Spark writes is, to the byte, what one machine writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.atlas.pipeline import build
from kg.ground.errors import PaperAtlasError
from kg.spark.spark_build import build_on_spark
from tests.spark.corpus import Corpus, write_corpus
from tests.spark.equal_folders import assert_same_bytes, assert_same_tables

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


def test_every_rule_gives_the_same_bytes(session: SparkSession, corpus: Corpus, tmp_path: Path) -> None:
    local_faults: list[PaperAtlasError] = []
    faults: list[PaperAtlasError] = []
    local = build(corpus.files, tmp_path / "local", corrections=corpus.corrections, on_fault=local_faults.append)
    report = build_on_spark(corpus.files, tmp_path / "spark", corrections=corpus.corrections, on_fault=faults.append)
    assert_same_bytes(tmp_path / "spark", tmp_path / "local")
    assert sorted(map(str, faults)) == sorted(map(str, local_faults))
    assert report.unused_corrections == tuple(local.unused_corrections)
    assert_same_tables(tmp_path / "spark", tmp_path / "local", tmp_path)
    assert report.manifest.counts == local.manifest.counts
    assert report.manifest.inputs == local.manifest.inputs
    assert report.manifest.versions == local.manifest.versions
    text = (tmp_path / "local" / "graph.ttl").read_text(encoding="utf-8")
    for sign in (
        "\npaper:2103.00020\n",
        "isReplacedBy paper:",
        "isReplacedBy artifact:",
        "isReplacedBy organisation:",
        "/artifact/tidebench~moons-and-tides",
        "/paper/moons-and-tides-b651760b~2024>",
        "cito:cites",
        "kg:correction",
        "venue:findings-of-emnlp",
        "Kelp-7B.md",
        "kg:trainedOn",
        "kg:covers",
        "kg:variantOf",
    ):
        assert sign in text, f"the corpus no longer shows: {sign}"
    assert len(report.manifest.parts["graph.nt"]) > 1
    assert not list(tmp_path.glob(".*")), "nothing is left beside the folder"
