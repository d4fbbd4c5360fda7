"""What a build on a cluster wrote, held against what one machine wrote."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from kg.atlas.atlas import Atlas
from kg.release.parquet_tables import TABLES, write_parquet

#: Folders of parts, and the file that they are parts of.
FILES = {
    "graph.nt": "graph.nt.gz", "graph.ttl": "graph.ttl", "papers.jsonl": "papers.jsonl",
    "readings.jsonl": "readings.jsonl",
}  # fmt: skip


def assert_same_tables(on_spark: Path, local: Path, scratch: Path) -> None:
    """Fails unless the tables have the rows that a release of the local build has, in whatever order."""
    from pyarrow import parquet

    atlas = Atlas(local)
    for table in TABLES:
        file = scratch / f"{table.name}.parquet"
        write_parquet(table, atlas.whole_graph, atlas.manifest.base, file)
        expected, found = (parquet.read_table(path) for path in (file, on_spark / f"{table.name}.parquet"))
        assert found.schema.names == expected.schema.names
        assert _sorted_rows(found) == _sorted_rows(expected), table.name


def _sorted_rows(table: Any) -> list[str]:
    return sorted(map(repr, table.to_pylist()))


def whole(output: Path, name: str) -> bytes:
    """The parts of a file, one after the other."""
    return b"".join(path.read_bytes() for path in sorted((output / name).glob("part-*")))


def assert_same_bytes(on_spark: Path, local: Path) -> None:
    """Fails unless the parts are the files."""
    for name, file in FILES.items():
        expected = (local / file).read_bytes()
        assert whole(on_spark, name) == (gzip.decompress(expected) if file.endswith(".gz") else expected), name
