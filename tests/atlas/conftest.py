"""Built folders that several tests read or copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.atlas import linked_papers
from kg.atlas.make import build_files, graph_files
from kg.atlas.make.pipeline import build

PAPERS = Path(__file__).parents[1] / "cli" / "papers.jsonl"
CORRECTION = "action\tsubject\tobject\tvalue\twho\twhen\tnote\nrename\t*\tMapMath\tMap Math\tAda\t2026-01-02\t\n"


def write_papers(path: Path, lines: slice) -> Path:
    """Some of the papers as a file."""
    text = "".join(PAPERS.read_text(encoding="utf-8").splitlines(keepends=True)[lines])
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder built of two papers, with corrections; for reading only, or to be left as it was."""
    base = tmp_path_factory.mktemp("built")
    corrections = base / "mine.tsv"
    corrections.write_text(CORRECTION, encoding="utf-8")
    build([write_papers(base / "two.jsonl", slice(0, 2))], base / "out", corrections=corrections)
    return base / "out"


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder built of three papers, which are in ``three.jsonl`` beside it; for reading only."""
    base = tmp_path_factory.mktemp("grown")
    build([write_papers(base / "three.jsonl", slice(0, 3))], base / "out")
    return base / "out"


@pytest.fixture
def only_linking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build writes papers and readings, and not the forms of the graph, which are made of them and take seconds."""
    monkeypatch.setattr(graph_files, "write_whole_graph", lambda *arguments: {})
    monkeypatch.setattr(build_files, "write_changed_graph", lambda *arguments: None)
    monkeypatch.setattr(build_files, "seal_store", lambda *arguments, like: None)
    monkeypatch.setattr(build_files, "TRIPLES", linked_papers.PAPERS)
