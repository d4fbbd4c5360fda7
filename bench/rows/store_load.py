"""The store: a file of N-Triples loaded into an indexed folder on disk, ready to be asked."""

from __future__ import annotations

import importlib
import shutil
from functools import partial
from pathlib import Path

from bench.harness.contest import Check, Contest, Setting, Side, Tasks
from bench.harness.inputs import graph_file, rdflib_graph
from bench.harness.resource_usage import CommandUse, run_command
from bench.harness.versions import program
from bench.measurement import Work

_COUNT = "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }"


def own_store(setting: Setting) -> Tasks:
    """Loaded in bulk with the ontology beside it, compacted, checked."""
    from kg.rdf.query.store import build_store

    source, folder = graph_file(setting), setting.scratch / "store"

    def load(number: int) -> Check:
        build_store(source, folder)
        return partial(_counted, folder)

    return {"": load}


def oxigraph_program(setting: Setting) -> Tasks:
    """``oxigraph load`` and ``oxigraph optimize``."""
    source, folder, command = graph_file(setting), setting.scratch / "store", program("oxigraph")
    assert command is not None

    def load(number: int) -> Check:
        shutil.rmtree(folder, ignore_errors=True)
        parts = [
            run_command([command, "load", "-l", folder, "-f", source], setting.scratch),
            run_command([command, "optimize", "-l", folder], setting.scratch),
        ]
        used = CommandUse(sum(one.cpu for one in parts), max(one.peak for one in parts), b"")
        return partial(_counted, folder, used)

    return {"": load}


def rdflib_store(setting: Setting) -> Tasks:
    """rdflib's own store, in memory."""
    graph_file(setting)
    importlib.import_module("rdflib")
    return {"": lambda number: Work({"triples": len(rdflib_graph(setting))})}


def _counted(folder: Path, used: CommandUse | None = None) -> Work:
    import pyoxigraph as ox

    (row,) = ox.Store.read_only(str(folder)).query(_COUNT)  # type: ignore[misc]
    size = sum(path.stat().st_size for path in folder.rglob("*"))
    read, found = {"triples": int(row["count"].value)}, {"bytes": size}
    return Work(read, found, used.cpu, used.peak) if used else Work(read, found)


STORE_LOAD = Contest(
    "store-load",
    "N-Triples loaded from a file and compacted, ready to be asked.",
    Side("paperatlas", own_store),
    (
        Side("oxigraph load", oxigraph_program, ("program:oxigraph",)),
        Side("rdflib", rdflib_store, ("rdflib",), "keeps the graph in memory; nothing is on disk"),
    ),
    unit="triples",
    rounds=2,
    warm=False,
)
