"""What changes of a folder's papers: which records come, and which go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.imported_file import read_imported
from kg.atlas.input_files import FaultHandler, ReadFiles
from kg.atlas.line_files import read_paper_lines
from kg.atlas.linked_papers import RECORDS, AtlasBuildJob
from kg.atlas.make.corrections_in_use import given_corrections
from kg.atlas.make.leaving_papers import files_of_names, find_leaving
from kg.atlas.manifest import Manifest, read_manifest, remedy_of_records
from kg.atlas.progress import Stages
from kg.ground.codec import encode_record
from kg.ground.errors import DamagedError
from kg.ground.files.integrity import open_checked
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.imported_result import Imported
from kg.ground.records import Paper


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a folder's papers.

    Attributes:
        output: the folder. names: what goes, as of ``find_leaving``.
        instead: names of files and archives that take the place of what was read from those of the same names.
        corrections, identify, processes, keep, changes: as of ``kg.atlas.make.pipeline.build``.
    """

    output: Path
    names: Sequence[str] = ()
    instead: Sequence[str] = ()
    corrections: Path | None = None
    identify: Path | None = None
    processes: int = 1
    keep: int = 0
    changes: bool = False

    def job(
        self, given: ReadFiles, folder: Path, stages: Stages, on_fault: FaultHandler | None
    ) -> tuple[AtlasBuildJob, list[Imported], Manifest]:
        """Take the records that stay to those that come; return what is to be built into a folder, the scores and
        described artifacts of it, and the manifest of the last build. The lock of the output is held meanwhile.

        Raises:
            PaperAtlasError: the folder holds no graph, a file of it is damaged, or a name is that of nothing.
        """
        before = read_manifest(self.output)
        replaced = files_of_names({each.name for each in before.inputs}, self.instead)
        leaving = find_leaving(self.output, before, [*self.names, *sorted(replaced)])
        read_records(self.output, before, given.records, keep=leaving.stays)
        imported = [*given.imported, *filter(leaving.stays_imported, read_imported(self.output, before))]
        job = AtlasBuildJob(
            self.output, folder, (*leaving.inputs_left(before.inputs), *given.inputs), before.base, before.assert_above,
            before.network_papers, given_corrections(self.corrections, self.output), self.identify, self.processes,
            stages, on_fault,
        )  # fmt: skip
        return job, imported, before


def read_records(
    output: Path, before: Manifest, records: SortedLines, *, keep: Callable[[Paper], bool] | None = None
) -> None:
    """Add the records that a folder keeps, each as it was read, to others.

    Args:
        keep: tells which; by default all.

    Raises:
        DamagedError: they are not what the build wrote.
    """
    try:
        with open_checked(output, RECORDS, before.files.get(RECORDS)) as file:
            for paper in read_paper_lines(output / RECORDS, opened=file):
                if keep is None or keep(paper):
                    records.add(encode_record(paper))
    except DamagedError as error:
        raise DamagedError(error.problem, where=error.where, remedy=remedy_of_records(before)) from error
