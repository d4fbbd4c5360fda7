"""The files that a build is given, read: records of papers, scores, and what the manifest says of each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.atlas.manifest import InputFile
from kg.atlas.progress import Stages
from kg.ground.codec import encode_record
from kg.ground.errors import InputError, LeftOutFileError, PaperAtlasError, UnreadFieldsError
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.imported_result import Imported
from kg.ground.records import Paper
from kg.readers.base.input_stream import Page, ReadingHints
from kg.readers.read_files import read_inputs

_MOST_HELD = 192 << 20  # bytes of records in memory
FaultHandler = Callable[[PaperAtlasError], None]


class ReadFiles(NamedTuple):
    """What was read from some files: the lines of papers' records, scores and described artifacts, and the files."""

    records: SortedLines
    imported: list[Imported]
    inputs: list[InputFile]


def read_input_files(
    paths: Sequence[Path],
    format: str | None,
    hints: ReadingHints,
    strict: bool,
    on_fault: FaultHandler | None,
    stages: Stages,
    folder: Path,
) -> ReadFiles:
    """Read every file to the lines of its papers' records; arguments and errors are those of
    ``kg.atlas.make.pipeline.build``.

    Args:
        folder: where the records are kept that do not fit into memory.
    """
    records = SortedLines(folder, most_held=_MOST_HELD)
    imported: list[Imported] = []
    inputs: list[InputFile] = []
    with stages.stage("read", len(paths)) as progress:
        for path in paths:
            faults = _FaultCounter(on_fault)

            def note(page: Page, faults: _FaultCounter = faults) -> None:
                inputs.append(InputFile(page.name, *page.fingerprint(), faults.taken()))

            for one in read_inputs(
                [path],
                format=format,
                record_path=hints.record_path,
                columns=hints.columns,
                strict=strict,
                on_fault=faults,
                on_read=note,
            ):
                if isinstance(one, Paper):
                    records.add(encode_record(one))
                else:
                    imported.append(one)
            progress.advance()
    return ReadFiles(records, imported, inputs)


@dataclass(slots=True)
class _FaultCounter:
    """Counts faults and passes them on."""

    handler: FaultHandler | None
    count: int = 0

    def taken(self) -> int:
        """Return the number of faults since it was last asked for."""
        count, self.count = self.count, 0
        return count

    def __call__(self, fault: InputError) -> None:
        if isinstance(fault, LeftOutFileError):
            self.count = 0  # those of that file, which is not among the inputs
        else:
            self.count += not isinstance(fault, UnreadFieldsError)
        if self.handler is not None:
            self.handler(fault)
