"""What an update would change, and why, before it is made."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from kg.atlas.imported_file import read_imported
from kg.atlas.linked_papers import AtlasBuildJob
from kg.atlas.make.build_files import ReadPapers, read_papers
from kg.atlas.manifest import Manifest
from kg.atlas.update.reading_changes import ReadingChanges, reading_changes
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.imported_result import Imported, ImportedResult
from kg.ground.records import Reading

_VERSIONS = {
    "software": "PaperAtlas is another version",
    "catalogue": "the catalogue is another",
    "topics": "the scheme of topics is another",
    "linker": "the linker is another",
    "corrections": "the corrections are others",
}


@dataclass(frozen=True, slots=True)
class UpdatePlan:
    """What an update would do.

    Attributes:
        reasons: why anything would change, one line each. linked: how many texts are linked anew.
        come, gone: titles of papers, and what else files hold: scores, descriptions.
        changed: the title of each paper whose reading changes, with the links that come and go, each as ``role name``.
        unused_corrections: as of ``BuildReport``.
    """

    reasons: tuple[str, ...]
    linked: int
    come: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    unused_corrections: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not (self.reasons or self.come or self.gone or self.changed)


def plan_of_papers(job: AtlasBuildJob, records: SortedLines, imported: list[Imported], before: Manifest) -> UpdatePlan:
    """Merge and link the papers of an update in a folder that is thrown away, and say what would change.

    Raises:
        PaperAtlasError: as for ``kg.atlas.make.pipeline.update``.
    """
    read = read_papers(job, records, imported)
    changes = reading_changes(job, before, most=sys.maxsize)
    assert changes is not None, "there is no limit"
    return _plan(read, before, changes, (set(read_imported(job.output, before)), set(imported)))


def _plan(
    read: ReadPapers, before: Manifest, changes: ReadingChanges, imported: tuple[set[Imported], set[Imported]]
) -> UpdatePlan:
    reasons = tuple(said for name, said in _VERSIONS.items() if read.versions.get(name) != before.versions.get(name))
    both = changes.old.keys() & changes.new.keys()
    changed = sorted(_changed_paper(changes.old[paper], changes.new[paper]) for paper in both)
    come = sorted(reading.paper.title for paper, reading in changes.new.items() if paper not in both)
    gone = sorted(reading.paper.title for paper, reading in changes.old.items() if paper not in both)
    earlier, now = imported
    come += sorted(map(_title_of_imported, now - earlier))
    gone += sorted(map(_title_of_imported, earlier - now))
    return UpdatePlan(
        reasons, read.linked.linked, tuple(come), tuple(gone), tuple(changed), tuple(read.corrector.unused())
    )


def _title_of_imported(one: Imported) -> str:
    if isinstance(one, ImportedResult):
        return f"a score of {one.model} on {one.test}"
    return f"the description of {one.name}"


def _changed_paper(old: Reading, new: Reading) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    before, after = _links_of_reading(old), _links_of_reading(new)
    return new.paper.title, tuple(sorted(after - before)), tuple(sorted(before - after))


def _links_of_reading(reading: Reading) -> set[str]:
    return {f"{link.role} {link.artifact.name}" for link in reading.links}
