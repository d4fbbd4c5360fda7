"""The engines agree: what Spark writes is, to the byte, what one machine writes."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.atlas.pipeline import build
from kg.ground.errors import PaperAtlasError
from kg.spark.spark_build import build_on_spark
from tests.spark.corpus import Corpus, write_corpus

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FILES = {"graph.nt": "graph.nt.gz", "graph.ttl": "graph.ttl", "papers.jsonl": "papers.jsonl",
         "readings.jsonl": "readings.jsonl"}  # fmt: skip


def whole(output: Path, name: str) -> bytes:
    """The parts of a file, one after the other."""
    return b"".join(path.read_bytes() for path in sorted((output / name).glob("part-*")))


def assert_same_bytes(on_spark: Path, local: Path) -> None:
    for name, file in FILES.items():
        expected = (local / file).read_bytes()
        found = whole(on_spark, name)
        assert found == (gzip.decompress(expected) if file.endswith(".gz") else expected), name


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
    assert report.manifest.inputs == local.manifest.inputs
    assert report.manifest.versions == local.manifest.versions
    assert len(report.manifest.parts["graph.nt"]) > 1
    assert {path.name for path in tmp_path.iterdir()} == {"local", "spark"}, "nothing is left beside the folder"
