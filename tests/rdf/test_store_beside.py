"""A store that a process of its own fills while others work."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kg.ground.errors import OutputError
from kg.rdf.query.store import open_store, store_beside
from kg.rdf.terms.ntriples import Triple
from kg.rdf.write.rdf_formats import write_graph


def test_the_store_is_there_at_the_end_of_the_block(tmp_path: Path, triples: tuple[Triple, ...]) -> None:
    write_graph(triples, tmp_path / "graph.ttl")
    with store_beside(tmp_path / "graph.ttl", tmp_path / "store"):
        pass
    store = open_store(tmp_path / "store")
    assert sum(1 for _ in store.quads_for_pattern(None, None, None)) > len(set(triples))  # and the ontology
    assert {str(quad.triple) for quad in store} >= {f"{s} {p} {o}" for s, p, o in triples}


def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<a> <b>", encoding="utf-8")
    with (
        pytest.raises(OutputError, match=r"(?s)no store can be made here.*cannot be loaded"),
        store_beside(tmp_path / "graph.ttl", tmp_path / "store"),
    ):
        pass


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_block_that_fails_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "graph.nt")  # a file that never ends
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    with pytest.raises(KeyboardInterrupt), store_beside(tmp_path / "graph.nt", tmp_path / "store"):
        raise KeyboardInterrupt
    assert started[0].returncode == -signal.SIGKILL
