"""A build: files of papers in, a folder with the graph in all its forms out.

1. *read* and *merge*: papers from all files, the same work once.
2. *link*: a reading of each paper, from the cache or from the linker; corrections are applied to it, then new names
   get the ids that they have among all papers.
3. *triples*: nodes and edges, made once: as sorted triples, *validated* against the shapes and written as *rdf*
   (Turtle, N-Triples, the store), and set aside for the index of the served page on the way.
4. *network* and *page*: of them, or of a part where they are many, a NetworkX graph (GraphML, node-link JSON, page,
   report); then the index of all.
5. *manifest*: versions, counts, hashes.

All is written beside the last good output and takes its place at the end (see ``kg.atlas.staged_output``). Nothing
depends on the order of files or papers, nor on what an earlier build left in the cache: an incremental build equals a
full one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from kg.atlas.atlas import STORE, TRIPLES
from kg.atlas.build_records import BuildRecords
from kg.atlas.identification import ask_index, without_identification
from kg.atlas.imported_file import read_imported, with_imported, write_imported
from kg.atlas.input_files import FaultHandler, read_input_files
from kg.atlas.line_files import read_paper_lines, read_reading_lines
from kg.atlas.linked_papers import (
    CACHE,
    PAPERS,
    READINGS,
    RECORDS,
    AtlasBuildJob,
    link_all_papers,
    merge_records,
    record_lines,
    write_records,
)  # fmt: skip
from kg.atlas.manifest import Manifest, Tally, read_manifest, remedy_of_records
from kg.atlas.progress import Progress, Silent, Stages
from kg.atlas.staged_output import staged
from kg.changes.feed.build_history import HistoryWish
from kg.explorer.map.landmark_papers import landmark_papers
from kg.explorer.page.offline_page import write_page
from kg.explorer.page.page_template import TITLE
from kg.explorer.report import report_page
from kg.explorer.served.explorer_index import index_file
from kg.explorer.served.index_format import INDEX
from kg.export.exporter_registry import EXPORTERS
from kg.graph.correction.corrections import CORRECTIONS, Correction, load_corrections, read_corrections
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.corrector import Corrector
from kg.graph.graph_records import Record, RecordOfElsewhere
from kg.graph.networks import Network, to_networkx
from kg.ground.codec import encode_record
from kg.ground.errors import CorrectionError, DamagedError, InputError, OutputError
from kg.ground.files.integrity import MANIFEST, open_checked, sha256
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.files.standard_streams import STANDARD
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.imported_result import DescribedArtifact, Imported
from kg.ground.records import Reading
from kg.ground.schema import ASSERT_ABOVE, NETWORK_PAPERS
from kg.ground.version import __version__
from kg.linker.linker import Linker, load_linker_of_build
from kg.rdf.query.store import build_store, store_beside
from kg.rdf.query.store_seal import seal_store
from kg.rdf.validate.validation import validate
from kg.rdf.write.provenance import Build
from kg.rdf.write.rdf_formats import write_graph
from kg.rdf.write.sorted_triples import SortedTriples
from kg.rdf.write.triples import graph_triples
from kg.rdf.write.void import describe
from kg.readers.base.input_stream import ReadingHints
from kg.readers.papers.merge_record import MergeTally

LAST_BUILD = "last_build.json"
TRIPLES_BESIDE = 1_000_000  # above so many, of some 2,000 papers, the store is filled beside the rest
_HASH_LENGTH = 16  # hexadecimal digits, as the versions of catalogue and topic scheme have


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
    stages, given = Stages(progress or Silent()), _given_corrections(corrections, output)
    hints = ReadingHints(record_path, columns or {})
    with TemporaryDirectory(prefix="paperatlas-") as held:
        records, imported, inputs = read_input_files(paths, format, hints, strict, on_fault, stages, Path(held))
        with staged(output, HistoryWish(keep, on_fault, changes)) as folder:
            report = _write_build_files(
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
    _write_last_build(report, on_fault)
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
    """Build the graph of a folder's papers and those in some files; only texts that are new are linked.

    The result is the same, to the byte, as one build of all the files. Arguments and errors are those of ``build``.
    """
    read_manifest(output)  # where there is no graph, nothing is made
    stages, given = Stages(progress or Silent()), _given_corrections(corrections, output)
    hints = ReadingHints(record_path, columns or {})
    with TemporaryDirectory(prefix="paperatlas-") as held:
        records, imported, inputs = read_input_files(paths, format, hints, strict, on_fault, stages, Path(held))
        # What lies there is read under its lock: another add may have ended just now.
        with staged(output, HistoryWish(keep, on_fault, changes)) as folder:
            before = read_manifest(output)
            read_records(output, before, records)
            imported += read_imported(output, before)
            job = AtlasBuildJob(
                output, folder, (*before.inputs, *inputs), before.base, before.assert_above, before.network_papers,
                given, identify, processes, stages, on_fault,
            )  # fmt: skip
            report = _write_build_files(job, records, imported)
    _write_last_build(report, on_fault)
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
        report = _write_build_files(job, records, read_imported(output, before))
    _write_last_build(report, on_fault)
    return report


def read_records(output: Path, before: Manifest, records: SortedLines) -> None:
    """Add the records that a folder keeps, each as it was read, to others.

    Raises:
        DamagedError: they are not what the build wrote.
    """
    try:
        with open_checked(output, RECORDS, before.files.get(RECORDS)) as file:
            for paper in read_paper_lines(output / RECORDS, opened=file):
                records.add(encode_record(paper))
    except DamagedError as error:
        raise DamagedError(error.problem, where=error.where, remedy=remedy_of_records(before)) from error


def _given_corrections(corrections: Path | None, output: Path) -> Path | None:
    """Return the corrections that were given.

    None where these are the folder's own, which are never copied to themselves.
    """
    if corrections is None or corrections == STANDARD:
        return corrections
    own = output / CORRECTIONS
    return None if corrections.exists() and own.exists() and corrections.samefile(own) else corrections


def _write_build_files(job: AtlasBuildJob, records: SortedLines, imported: list[Imported]) -> BuildReport:
    """Write all files of a build into its staging folder."""
    stages, folder = job.stages, job.folder
    last = _last_corrections(job.output)
    corrections, corrections_version = _corrections(job, last)
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
    counts = _write_graph(job, linker, corrector.replaced(), provenance, imported)
    with stages.stage("manifest"):
        files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.is_file()}
        seal_store(folder / STORE, files[TRIPLES])
        manifest = Manifest(
            versions, job.base, tuple(sorted(set(job.inputs))), counts, files, job.assert_above, job.network_papers,
            corrector.replaced(),
        )  # fmt: skip
        manifest.write(folder)
        if job.corrections is None:  # the folder's own stay as they are: a link, or edited meanwhile
            (folder / CORRECTIONS).unlink(missing_ok=True)
    edited = job.corrections is None and None not in (last, corrections_version) and last != corrections_version
    return BuildReport(job.output, manifest, stages.seconds, linked.linked, corrector.unused(), edited, linked.merging)


def _ask_who_papers_are(job: AtlasBuildJob, identity: PaperIdentity, index: Path) -> None:
    """Add what an index says of the papers to the records of the build's folder."""
    _, count = merge_records(job, identity, (), None)
    with job.stages.stage("identify", count) as progress:
        said = ask_index(read_paper_lines(job.folder / PAPERS), index, job.folder, progress)
    with_said = job.folder / (RECORDS + ".new")
    write_records(record_lines(job.folder / RECORDS, said), with_said)
    with_said.replace(job.folder / RECORDS)


def _corrections(job: AtlasBuildJob, before: str | None) -> tuple[tuple[Correction, ...], str | None]:
    """Return the corrections to apply and their version; the output folder keeps a copy of those that were given.

    Args:
        before: the version of those of the last build.

    A copy that somebody has edited since the last build is not overwritten with other corrections.
    """
    kept = job.output / CORRECTIONS
    if job.corrections is None and not kept.exists():
        if before and job.on_fault is not None:
            remedy = "the graph is built without them; to have them again, put the file back and build again"
            job.on_fault(CorrectionError("the corrections of the last build are gone", where=kept, remedy=remedy))
        return (), None
    given = job.corrections or kept
    content = read_corrections(given)
    loaded = load_corrections(content)
    version = hashlib.sha256(content.data).hexdigest()[:_HASH_LENGTH]
    if given == kept and before and not content.data:
        remedy = "put back what it held, or delete it to build without corrections"
        raise CorrectionError("the file is empty, and was not at the last build", where=kept, remedy=remedy)
    if kept.exists() and (job.output / MANIFEST).exists() and sha256(kept)[:_HASH_LENGTH] not in (version, before):
        raise CorrectionError(
            "has changed since the last build and is not the file given now", where=kept,
            remedy=f"move its lines into {content.name} or build without --corrections",
        )  # fmt: skip
    (job.folder / CORRECTIONS).write_bytes(content.data)
    return loaded, version


def _last_corrections(output: Path) -> str | None:
    """Return the version of the corrections of the last build; None where it had none, or its manifest is lost."""
    try:
        return read_manifest(output).versions.get("corrections")
    except OutputError:
        return None


def _write_graph(
    job: AtlasBuildJob,
    linker: Linker,
    replaced: Mapping[str, str],
    provenance: Build,
    imported: Sequence[Imported],
) -> dict[str, Any]:
    """Write every form of the graph; return its counts."""
    folder, base, stages = job.folder, job.base, job.stages
    made = BuildRecords(linker, replaced, job.assert_above, folder)
    with index_file(folder / INDEX) as index, ExitStack() as beside:  # the index takes the records as they pass
        records = index.watch(made.of_readings(read_reading_lines(folder / READINGS)))
        counts = _write_triples(job, with_imported(records, imported, linker, replaced), provenance, beside)
        with stages.stage("network"):
            graph = _network(job, made, counts["papers"])
            EXPORTERS["graphml"].write(graph, folder / "graph.graphml")
            EXPORTERS["json"].write(graph, folder / "graph.json")
        with stages.stage("page"):
            part = graph.graph.get("part")
            heading = f": {part}" if part else ""
            drawing = write_page(graph, folder / "graph.html", title=TITLE + heading, base=base)
            index.write(None if part else drawing, base=base, title=TITLE)
            report_page.write_report(graph, folder / "report.html", title=report_page.TITLE + heading)
            beside.close()
    return counts


def _write_triples(
    job: AtlasBuildJob, records: Iterable[Record | RecordOfElsewhere], provenance: Build, beside: ExitStack
) -> dict[str, Any]:
    """Write the graph as files of RDF and as a store, once it is known to be sound; return its counts.

    ``beside``: holds the process that fills the store of many triples, which takes as long as all that comes after.
    """
    folder, base, stages, tally = job.folder, job.base, job.stages, Tally()
    with ExitStack() as stack:
        with stages.stage("triples"):
            triples = graph_triples(tally.watch(records), base, build=provenance, paperwise=True)
            lines = stack.enter_context(SortedTriples(triples, folder=folder))
            describe(lines, base, build=provenance, files=("graph.ttl", TRIPLES))
        with stages.stage("validate"):
            validate(lines, folder=folder).require()
        with stages.stage("rdf"):
            write_graph(lines, folder / "graph.ttl", base=base)
            if len(lines) > TRIPLES_BESIDE:
                beside.enter_context(store_beside(folder / "graph.ttl", folder / STORE))
            write_graph(lines, folder / TRIPLES, base=base)
            if len(lines) <= TRIPLES_BESIDE:
                build_store(lines, folder / STORE)
        return tally.counts(len(lines))


def _network(job: AtlasBuildJob, made: BuildRecords, papers: int) -> Network:
    """Make the NetworkX graph; of more papers than the job allows it holds a part, and says so."""

    def readings() -> Iterator[Reading]:
        return read_reading_lines(job.folder / READINGS)

    if papers <= job.network_papers:
        return to_networkx(made.of_readings(readings()))
    part = landmark_papers(readings, job.network_papers, assert_above=job.assert_above)
    graph = to_networkx(made.of_readings(reading for reading in readings() if reading.paper.id in part))
    graph.graph["part"] = f"{len(part):,} of {papers:,} papers"
    return graph


def _write_last_build(report: BuildReport, on_fault: FaultHandler | None) -> None:
    seconds = {name: round(value, 3) for name, value in report.seconds.items()}
    data = {"linked": report.linked, "seconds": seconds, "unused_corrections": report.unused_corrections}
    path = report.output / CACHE / LAST_BUILD
    try:
        path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    except OSError as error:
        if on_fault is not None:  # the build is done, and nothing reads this but people
            fault = f"cannot be written: {error.strerror}; the build is whole"
            on_fault(OutputError(fault, where=path, remedy="free space on the disk"))
