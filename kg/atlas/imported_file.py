"""``imported.jsonl.gz``: the scores that were given to the builds of a folder, each as its record gave it.

A folder without scores has no such file. Like the records of papers, nothing else in the folder holds them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kg.atlas.line_files import read_imported_lines, record_line
from kg.atlas.manifest import Manifest, remedy_of_records
from kg.graph.graph_records import ArtifactNode, Edge, ImportedNode, OrganisationNode, Record
from kg.graph.imported_records import imported_records
from kg.ground.errors import DamagedError
from kg.ground.files.integrity import open_checked
from kg.ground.imported_result import ImportedResult
from kg.linker.linker import Linker
from kg.rdf.write.triples import is_link

IMPORTED = "imported.jsonl.gz"


def write_imported(results: Iterable[ImportedResult], folder: Path) -> None:
    """Keep the scores, each once, sorted; none, no file."""
    lines = sorted({record_line(result) for result in results})
    if lines:
        path = folder / IMPORTED
        with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
            file.writelines(lines)


def read_imported(output: Path, manifest: Manifest) -> list[ImportedResult]:
    """Read the scores that a folder keeps.

    Raises:
        DamagedError: they are not what the build wrote.
    """
    if IMPORTED not in manifest.files:
        return []
    try:
        with open_checked(output, IMPORTED, manifest.files[IMPORTED]) as file:
            return list(read_imported_lines(output / IMPORTED, opened=file))
    except DamagedError as error:
        raise DamagedError(error.problem, where=error.where, remedy=remedy_of_records(manifest)) from error


def with_imported(
    records: Iterable[Record], results: Iterable[ImportedResult], linker: Linker, replaced: Mapping[str, str]
) -> Iterator[Record | ImportedNode]:
    """Yield the records of the papers, and those of the scores behind them.

    ``replaced`` as for ``imported_records``.
    """
    present: set[str] = set()  # of what papers share: the rest of a corpus need not be held
    for record in records:
        if isinstance(record, ArtifactNode | OrganisationNode) or (isinstance(record, Edge) and not is_link(record)):
            present.add(record.id)
        yield record
    yield from imported_records(results, linker.matcher, present, replaced)
