"""The programs of bench/ can be loaded, and its corpus becomes a graph: nothing else would notice until they run."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest

from kg.graph.graph_records import Edge

ROOT = Path(__file__).parents[2]
MODULES = sorted(".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "bench").rglob("*.py"))


@pytest.fixture(autouse=True)
def _root_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.syspath_prepend(str(ROOT / "bench"))


@pytest.mark.parametrize("module", MODULES)
def test_a_bench_program_loads(module: str) -> None:
    assert importlib.import_module(module).__doc__


def test_the_generated_corpus_is_a_graph_and_the_same_again() -> None:
    generate = importlib.import_module("bench.synthetic").records
    records = list(generate(40))
    assert list(generate(40)) == records
    assert list(generate(40, seed=2)) != records
    nodes = {record.id for record in records if not isinstance(record, Edge) and hasattr(record, "id")}
    edges = Counter(record.predicate for record in records if isinstance(record, Edge))
    assert len(edges) >= 4
    assert len(nodes) > 40


def test_recombined_papers_keep_names_in_step_and_are_the_same_again() -> None:
    corpus = importlib.import_module("bench.corpus")
    title = "Wug: Learning Bounds for Sparse Graphs"
    first = corpus.SourceText(title, "Wug", ("We present Wug.", "Wug is small.", "It is fast."))
    second = corpus.SourceText("Deep Streams of Water", None, ("Rivers flow.", "Lakes rest.", "Seas roar."))
    made = [list(corpus.CorpusMaker([first, second], 1, 60).records(60)) for _ in range(2)]
    assert made[0] == made[1]
    assert 60 < len(made[0]) < 70
    assert len({paper.arxiv for paper in made[0]}) == 60
    coined = [paper for paper in made[0] if ": " in paper.title and not paper.title.startswith(("Wug", "WUG"))]
    assert len(coined) > 10
    assert all("Wug" not in paper.abstract for paper in coined)
    assert any(paper.title.split(":")[0] in paper.abstract for paper in coined)
    assert any("Rivers" in paper.abstract and "We present" not in paper.abstract for paper in made[0])
