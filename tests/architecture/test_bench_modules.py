"""The programs of bench/ can be loaded, and its corpus becomes a graph: nothing else would notice until they run."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest

from kg.graph.graph_records import Edge

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "bench").glob("*.py"))


@pytest.fixture(autouse=True)
def _root_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.syspath_prepend(str(ROOT / "bench"))


@pytest.mark.parametrize("module", MODULES)
def test_a_bench_program_loads(module: str) -> None:
    assert importlib.import_module(f"bench.{module}").__doc__


def test_the_generated_corpus_is_a_graph_and_the_same_again() -> None:
    generate = importlib.import_module("bench.synthetic").records
    records = list(generate(40))
    assert list(generate(40)) == records
    assert list(generate(40, seed=2)) != records
    nodes = {record.id for record in records if not isinstance(record, Edge) and hasattr(record, "id")}
    edges = Counter(record.predicate for record in records if isinstance(record, Edge))
    assert len(edges) >= 4
    assert len(nodes) > 40
