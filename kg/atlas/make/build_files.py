"""All files of a build, written into its staging folder: the work between reading the input and taking its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import orjson

from kg.atlas.atlas import STORE, TRIPLES
from kg.atlas.build_records import BuildRecords
from kg.atlas.identification import ask_index, without_identification
from kg.atlas.imported_file import write_imported
from kg.atlas.input_files import FaultHandler
from kg.atlas.line_files import read_paper_lines
from kg.atlas.linked_papers import (
    CACHE,
    PAPERS,
    RECORDS,
    AtlasBuildJob,
    LinkedPapers,
    link_all_papers,
    merge_records,
    record_lines,
    write_records,
)
from kg.atlas.make.corrections_in_use import corrections_in_use, last_corrections
from kg.atlas.manifest import Manifest
from kg.atlas.update.changed_graph import write_changed_graph
from kg.graph.correction.corrections import CORRECTIONS
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.corrector import Corrector
from kg.ground.errors import OutputError
from kg.ground.files.integrity import sha256
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.imported_result import DescribedArtifact, Imported
from kg.ground.version import __version__
from kg.linker.linker import Linker, load_linker_of_build
from kg.rdf.query.store_seal import seal_store
from kg.rdf.write.provenance import Build
from kg.readers.papers.merge_record import MergeTally

LAST_BUILD = "last_build.json"


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        output: the folder. manifest: what it made. seconds: by stage, in order.
        linked: papers that the linker read; the other readings came from the cache.
        unused_corrections: places (``file:line``) of corrections that changed nothing.
        edited: whether the folder's corrections are others than those of the last build.
        merging: works whose sources disagree, and works joined by less than an id.
    """

    output: Path
    manifest: Manifest
    seconds: dict[str, float] = field(default_factory=dict)
    linked: int = 0
    unused_corrections: list[str] = field(default_factory=list)
    edited: bool = False
    merging: MergeTally = field(default_factory=MergeTally)


@dataclass(frozen=True, slots=True)
class ReadPapers:
    """The papers of a build, merged and read: what the graph is made of.

    Attributes:
        linker: with what files describe. corrector: after it has seen all readings. linked: what linking gave.
        versions: for the manifest. provenance: for the graph. edited: as of ``BuildReport``.
    """

    linker: Linker
    corrector: Corrector
    linked: LinkedPapers
    versions: dict[str, str]
    provenance: Build
    edited: bool


def read_papers(job: AtlasBuildJob, records: SortedLines, imported: list[Imported]) -> ReadPapers:
    """Merge and link the papers of a build: write records, papers, readings into its folder."""
    stages, folder = job.stages, job.folder
    last = last_corrections(job.output)
    corrections, corrections_version = corrections_in_use(job, last)
    identity = PaperIdentity(corrections, job.base)
    with stages.stage("merge"):
        lines = records.sorted()
        write_records(lines if job.index is None else without_identification(lines), folder / RECORDS)
        write_imported(imported, folder)
    if job.index is not None:
        _ask_who_papers_are(job, identity, job.index)
    with stages.stage("load"):
        described = sorted({each for each in imported if isinstance(each, DescribedArtifact)})
        linker = load_linker_of_build(tuple(described))
        corrector = Corrector(corrections, linker.catalogue, job.base)
    versions = {
        "software": __version__, "catalogue": linker.catalogue.version, "topics": linker.scheme.version,
        "linker": linker.version,
    }  # fmt: skip
    provenance = Build(**versions, corrections=corrections_version)
    if corrections_version:
        versions["corrections"] = corrections_version
    linked = link_all_papers(job, identity, linker, corrector)
    if job.on_fault is not None:
        for fault in identity.faults():
            job.on_fault(fault)
    edited = job.corrections is None and None not in (last, corrections_version) and last != corrections_version
    return ReadPapers(linker, corrector, linked, versions, provenance, edited)


def write_build_files(
    job: AtlasBuildJob, records: SortedLines, imported: list[Imported], before: Manifest | None = None
) -> BuildReport:
    """Write the files of a build into its staging folder.

    Args:
        before: of the build that the output folder holds, whose graph is changed where that is less work.
    """
    stages, folder = job.stages, job.folder
    read = read_papers(job, records, imported)
    made = BuildRecords(read.linker, read.corrector.replaced(), job.assert_above, folder)
    changed = None if before is None else write_changed_graph(job, before, made, read.provenance, imported)
    if changed is None:
        from kg.atlas.make.graph_files import write_whole_graph  # drawing, which an update has no need of, loads much

        counts = write_whole_graph(job, made, read.provenance, imported)
    else:
        counts = changed.counts
    with stages.stage("manifest"):
        files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.is_file()}
        seal_store(folder / STORE, files[TRIPLES], like=None if changed is None else job.output / STORE)
        if changed is not None:
            files = dict(sorted({**changed.drawn, **files}.items()))
        manifest = Manifest(
            read.versions, job.base, tuple(sorted(set(job.inputs))), counts, files, job.assert_above,
            job.network_papers, read.corrector.replaced(), () if changed is None else changed.behind,
        )  # fmt: skip
        manifest.write(folder)
        if job.corrections is None:  # the folder's own stay as they are: a link, or edited meanwhile
            (folder / CORRECTIONS).unlink(missing_ok=True)
    return BuildReport(
        job.output, manifest, stages.seconds, read.linked.linked, read.corrector.unused(), read.edited,
        read.linked.merging,
    )  # fmt: skip


def _ask_who_papers_are(job: AtlasBuildJob, identity: PaperIdentity, index: Path) -> None:
    """Add what an index says of the papers to the records of the build's folder."""
    _, count = merge_records(job, identity, (), None)
    with job.stages.stage("identify", count) as progress:
        said = ask_index(read_paper_lines(job.folder / PAPERS), index, job.folder, progress)
    with_said = job.folder / (RECORDS + ".new")
    write_records(record_lines(job.folder / RECORDS, said), with_said)
    with_said.replace(job.folder / RECORDS)


def write_last_build(report: BuildReport, on_fault: FaultHandler | None) -> None:
    seconds = {name: round(value, 3) for name, value in report.seconds.items()}
    data = {"linked": report.linked, "seconds": seconds, "unused_corrections": report.unused_corrections}
    path = report.output / CACHE / LAST_BUILD
    try:
        path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        if on_fault is not None:  # the build is done, and nothing reads this but people
            fault = f"cannot be written: {error.strerror}; the build is whole"
            on_fault(OutputError(fault, where=path, remedy="free space on the disk"))
