"""What users keep, byte for byte. Where a change is meant: ``PAPERATLAS_RENEW_GOLDEN=1 pytest tests/golden``, and read
the diff before it is committed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from kg.atlas.line_files import record_line
from kg.export.exporter_registry import EXPORTERS
from kg.graph.assembly.graph_of_readings import graph_records
from kg.graph.graph_records import Record
from kg.graph.networks import to_networkx
from kg.linker.reading_json import reading_to_link_json
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import write_graph
from kg.rdf.write.triples import graph_triples
from tests import samples

GOLDEN = Path(__file__).parent / "files"
BUILD = Build("0.1.0", "c" * 16, "t" * 16, "l" * 16)


def _records() -> list[Record]:
    return list(graph_records(samples.readings(), samples.catalogue(), samples.scheme()))


def _turtle(path: Path) -> None:
    write_graph(graph_triples(_records(), build=BUILD), path, "turtle")


def _graphml(path: Path) -> None:
    EXPORTERS["graphml"].write(to_networkx(_records()), path)


def _link(path: Path) -> None:
    data = reading_to_link_json(samples.readings()[0])
    path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")


def _readings(path: Path) -> None:
    path.write_bytes(b"".join(record_line(reading) for reading in samples.readings()))


FILES: dict[str, Callable[[Path], None]] = {
    "graph.ttl": _turtle,
    "graph.graphml": _graphml,
    "link.json": _link,
    "readings.jsonl": _readings,
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_file_is_what_it_was(name: str, tmp_path: Path) -> None:
    FILES[name](tmp_path / name)
    written = (tmp_path / name).read_text(encoding="utf-8")
    if os.environ.get("PAPERATLAS_RENEW_GOLDEN"):
        (GOLDEN / name).write_text(written, encoding="utf-8")
    assert written == (GOLDEN / name).read_text(encoding="utf-8")
