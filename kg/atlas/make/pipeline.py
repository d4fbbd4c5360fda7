"""A build: files of papers in, a folder with the graph in all its forms out.

1. *read* and *merge*: papers from all files, the same work once.
2. *link*: a reading of each paper, from the cache or from the linker; corrections are applied to it, then new names
   get the ids that they have among all papers.
3. *triples*: nodes and edges, made once: as sorted triples, *validated* against the shapes and written as *rdf*
   (Turtle, N-Triples, the store), and set aside for the index of the served page on the way.
4. *network* and *page*: of them, or of a part where they are many, a NetworkX graph (GraphML, node-link JSON, page,
   report); then the index of all.
5. *manifest*: versions, counts, hashes.

Where a folder holds the graph of nearly the same papers already, only what differs is made anew in step 3
(``kg.atlas.update.changed_graph``), and step 4 waits until somebody asks for it
(``kg.atlas.make.graph_drawer.refresh``): the files of all other steps are those that a build of all would write, to
the byte.

All is written beside the last good output and takes its place at the end (see ``kg.atlas.staged_output``). Nothing
depends on the order of files or papers, nor on what an earlier build left in the cache.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.atlas.imported_file import read_imported
from kg.atlas.input_files import FaultHandler, read_input_files
from kg.atlas.linked_papers import AtlasBuildJob
from kg.atlas.make.build_files import BuildReport, write_build_files, write_last_build
from kg.atlas.make.corrections_in_use import given_corrections
from kg.atlas.make.revision import Revision, read_records
from kg.atlas.make.update_plan import UpdatePlan, plan_of_papers
from kg.atlas.manifest import Manifest, read_manifest
from kg.atlas.progress import Progress, Silent, Stages
from kg.atlas.staged_output import staged
from kg.changes.feed.build_history import HistoryWish
from kg.ground.errors import InputError
from kg.ground.files.folder_lock import locked
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ASSERT_ABOVE, NETWORK_PAPERS
from kg.readers.base.input_stream import ReadingHints


def build(
    paths: Sequence[Path],
    output: Path,
    *,
    format: str | None = None,
    record_path: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    corrections: Path | None = None,
    base: str = DEFAULT_BASE,
    assert_above: float = ASSERT_ABOVE,
    network_papers: int = NETWORK_PAPERS,
    identify: Path | None = None,
    processes: int = 1,
    keep: int = 0,
    changes: bool = False,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:
    """Build the graph of the papers in some files.

    Args:
        paths: files of any format that ``kg.readers`` knows. output: a folder, made where it does not exist.
        format: a reader's name; by default each file's format is seen from its content.
        record_path: the keys that lead to the papers of a JSON file, e.g. ``data.items``; by default they are found.
        columns: fields and the columns of tables that hold them, where the names of the columns do not tell.
        strict: stop at a record that cannot be read; otherwise it is left out and reported to ``on_fault``.
        corrections: a TSV file; by default ``corrections.tsv`` of the output folder, which keeps a copy.
        base: the base IRI of all that the graph names.
        assert_above: the confidence, 0 to 1, from which a link is stated as a fact. Less sure links are kept as
            statements that are not asserted.
        network_papers: how many papers ``graph.json``, ``graph.graphml`` and ``graph.html`` hold at most: of more,
            those whose own models, data and methods most others name, then the newest. All other files hold all.
        identify: the folder of an index of titles (``paperatlas identify make``), which says who papers are that have
            no arXiv id.
        processes: how many link papers at the same time, with the same result; 0 is one for each core.
        keep: how many earlier versions of the graph are kept in the folder (docs/changes.md).
        changes: whether the folder gets a feed of changes, which later builds continue in any case.

    Raises:
        PaperAtlasError: a file cannot be read, corrections have faults, the graph violates its shapes, the folder
            cannot be written, or ``assert_above`` is out of range. The last good output stays as it was.
    """
    if not 0.0 <= assert_above <= 1.0:
        raise InputError(f"the confidence to assert above is {assert_above}", remedy="give a number from 0 to 1")
    stages, given = Stages(progress or Silent()), given_corrections(corrections, output)
    hints = ReadingHints(record_path, columns or {})
    with TemporaryDirectory(prefix="paperatlas-") as held:
        records, imported, inputs = read_input_files(paths, format, hints, strict, on_fault, stages, Path(held))
        with staged(output, HistoryWish(keep, on_fault, changes)) as folder:
            report = write_build_files(
                AtlasBuildJob(
                    output,
                    folder,
                    tuple(inputs),
                    base,
                    assert_above,
                    network_papers,
                    given,
                    identify,
                    processes,
                    stages,
                    on_fault,
                ),
                records,
                imported,
            )
    write_last_build(report, on_fault)
    return report


def add(
    paths: Sequence[Path],
    output: Path,
    *,
    format: str | None = None,
    record_path: str | None = None,
    columns: Mapping[str, str] | None = None,
    strict: bool = False,
    corrections: Path | None = None,
    identify: Path | None = None,
    processes: int = 1,
    keep: int = 0,
    changes: bool = False,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:
    """Add the papers of some files to a folder's graph; only texts that are new are linked.

    The files are the same, to the byte, as those of one build of all the files, except that what is drawn of the whole
    graph (``kg.atlas.update.drawn_files``) waits for ``refresh``. Arguments and errors are those of ``build``.
    """
    hints = ReadingHints(record_path, columns or {})
    revision = Revision(
        output, corrections=corrections, identify=identify, processes=processes, keep=keep, changes=changes
    )
    return _revise(revision, paths, format, hints, strict, progress, on_fault)


def update(
    output: Path,
    paths: Sequence[Path] = (),
    *,
    corrections: Path | None = None,
    identify: Path | None = None,
    processes: int = 1,
    keep: int = 0,
    changes: bool = False,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:
    """Bring a folder's graph up to date: with its corrections, catalogue and linker as they are now, and with newer
    files of the same names.

    Only texts that these concern are linked anew. Arguments and errors are those of ``build``.

    Args:
        paths: files, each of which takes the place of what was read from a file of its name.
    """
    revision = Revision(
        output,
        instead=[path.name for path in paths],
        corrections=corrections,
        identify=identify,
        processes=processes,
        keep=keep,
        changes=changes,
    )
    return _revise(revision, paths, None, ReadingHints(), False, progress, on_fault)


def remove(
    names: Sequence[str],
    output: Path,
    *,
    identify: Path | None = None,
    processes: int = 1,
    keep: int = 0,
    changes: bool = False,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:
    """Take papers, or all that was read from a file, out of a folder's graph.

    Afterwards the folder is what a build without them would have made.

    Args:
        names: of papers (arXiv ids, DOIs, local ids, IRIs, titles), or of files as the manifest names its inputs.

    Raises:
        InputError: a name is that of nothing, or of several papers, here. PaperAtlasError: as for ``build``.
    """
    revision = Revision(output, names, identify=identify, processes=processes, keep=keep, changes=changes)
    return _revise(revision, (), None, ReadingHints(), False, progress, on_fault)


def plan_update(
    output: Path,
    paths: Sequence[Path] = (),
    *,
    names: Sequence[str] = (),
    corrections: Path | None = None,
    identify: Path | None = None,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> UpdatePlan:
    """Say what ``update`` or ``remove`` would do; what it links is kept in the cache, all else stays as it is.

    Arguments and errors are those of ``update`` and ``remove``.
    """
    revision = Revision(output, names, [path.name for path in paths], corrections=corrections, identify=identify)
    read_manifest(output)
    stages = Stages(progress or Silent())
    with TemporaryDirectory(prefix="paperatlas-") as held, locked(output):
        files, planned = Path(held, "files"), Path(held, "planned")
        files.mkdir()
        planned.mkdir()
        given = read_input_files(paths, None, ReadingHints(), False, on_fault, stages, files)
        job, imported, before = revision.job(given, planned, stages, on_fault)
        return plan_of_papers(job, given.records, imported, before)


def _revise(
    revision: Revision,
    paths: Sequence[Path],
    format: str | None,
    hints: ReadingHints,
    strict: bool,
    progress: Progress | None,
    on_fault: FaultHandler | None,
) -> BuildReport:
    read_manifest(revision.output)  # where there is no graph, nothing is made
    stages = Stages(progress or Silent())
    with TemporaryDirectory(prefix="paperatlas-") as held:
        given = read_input_files(paths, format, hints, strict, on_fault, stages, Path(held))
        # What lies there is read under its lock: another change may have ended just now.
        with staged(revision.output, HistoryWish(revision.keep, on_fault, revision.changes)) as folder:
            job, imported, before = revision.job(given, folder, stages, on_fault)
            report = write_build_files(job, given.records, imported, before)
    write_last_build(report, on_fault)
    return report


def rebuild(
    output: Path,
    before: Manifest,
    *,
    identify: Path | None = None,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> BuildReport:
    """Build a folder's graph again from the records that it keeps, which are of the build that the manifest describes.

    Raises:
        DamagedError: the records are damaged. PaperAtlasError: as for ``build``.
    """
    with TemporaryDirectory(prefix="paperatlas-") as held, staged(output) as folder:
        job = AtlasBuildJob(
            output, folder, before.inputs, before.base, before.assert_above, before.network_papers, None, identify, 1,
            Stages(progress or Silent()), on_fault,
        )  # fmt: skip
        records = SortedLines(Path(held))
        read_records(output, before, records)
        report = write_build_files(job, records, read_imported(output, before))
    write_last_build(report, on_fault)
    return report
