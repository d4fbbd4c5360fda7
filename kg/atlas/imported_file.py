"""What was given to the builds of a folder beside papers, each as its file gave it: scores in ``imported.jsonl.gz``,
described artifacts in ``described.jsonl.gz``.

A folder without them has no such file. Like the records of papers, nothing else in the folder holds them.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from kg.atlas.line_files import read_described_lines, read_imported_lines, record_line
from kg.atlas.manifest import Manifest, remedy_of_records
from kg.graph.assembly.described_records import described_records
from kg.graph.assembly.imported_records import imported_records
from kg.graph.graph_records import ArtifactNode, Edge, OrganisationNode, Record, RecordOfElsewhere
from kg.ground.errors import DamagedError
from kg.ground.files.integrity import open_checked
from kg.ground.imported_result import DescribedArtifact, Imported, ImportedResult
from kg.linker.linker import Linker
from kg.rdf.write.triples import is_link

IMPORTED, DESCRIBED = "imported.jsonl.gz", "described.jsonl.gz"
_Given = TypeVar("_Given", ImportedResult, DescribedArtifact)


def write_imported(imported: Iterable[Imported], folder: Path) -> None:
    """Keep scores and described artifacts, each once, sorted; none, no file."""
    given = list(imported)
    scores = [each for each in given if isinstance(each, ImportedResult)]
    described = [each for each in given if isinstance(each, DescribedArtifact)]
    for name, lines in ((IMPORTED, set(map(record_line, scores))), (DESCRIBED, set(map(record_line, described)))):
        if lines:
            with (folder / name).open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
                file.writelines(sorted(lines))


def read_imported(output: Path, manifest: Manifest) -> list[Imported]:
    """Read the scores and the described artifacts that a folder keeps.

    Raises:
        DamagedError: they are not what the build wrote.
    """
    scores = _kept_records(output, manifest, IMPORTED, read_imported_lines)
    return [*scores, *read_described(output, manifest)]


def read_described(output: Path, manifest: Manifest) -> tuple[DescribedArtifact, ...]:
    """Read the described artifacts that a folder keeps; errors as for ``read_imported``."""
    return tuple(_kept_records(output, manifest, DESCRIBED, read_described_lines))


def _kept_records(
    output: Path, manifest: Manifest, name: str, read_lines: Callable[..., Iterator[_Given]]
) -> list[_Given]:
    if name not in manifest.files:
        return []
    try:
        with open_checked(output, name, manifest.files[name]) as file:
            return list(read_lines(output / name, opened=file))
    except DamagedError as error:
        raise DamagedError(error.problem, where=error.where, remedy=remedy_of_records(manifest)) from error


def with_described(records: Iterable[Record], linker: Linker, replaced: Mapping[str, str]) -> Iterator[Record]:
    """Yield the records of the papers, and the edges among their nodes that descriptions of artifacts add."""
    present: set[str] = set()
    for record in records:
        present.add(record.id)
        yield record
    for added in described_records(linker, present, replaced):
        if isinstance(added, Edge) and {added.source, added.target} <= present:
            yield added


def with_imported(
    records: Iterable[Record], imported: Sequence[Imported], linker: Linker, replaced: Mapping[str, str]
) -> Iterator[Record | RecordOfElsewhere]:
    """Yield the records of the papers, and those of scores and described artifacts behind them.

    ``replaced`` as for ``imported_records``.
    """
    if not imported and not linker.described:
        yield from records
        return
    present: set[str] = set()  # of what papers share: the rest of a corpus need not be held
    for record in records:
        if isinstance(record, ArtifactNode | OrganisationNode) or (isinstance(record, Edge) and not is_link(record)):
            present.add(record.id)
        yield record
    for described in described_records(linker, present, replaced):
        present.add(described.id)
        yield described
    scores = [each for each in imported if isinstance(each, ImportedResult)]
    yield from imported_records(scores, linker.matcher, present, replaced)
