"""A build on a cluster: files in, the graph out as sorted parts.

The stages are those of the local build, and so is the code that reads, merges, links, settles and writes; what differs
is how records travel between them (``kg.spark.cluster.frames``). Each stage is kept until the build is whole
(``kg.spark.cluster.checkpoints``). The parts of a file, one after the other, are the file that the local build writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.atlas.input_files import FaultHandler
from kg.atlas.progress import Progress, Silent, Stages
from kg.catalogue.layer.own_layer import CatalogueLayer, current_layer
from kg.graph.correction.corrections import load_corrections, read_corrections
from kg.ground.errors import ClusterError, InputError
from kg.ground.files.standard_streams import Content
from kg.ground.identifiers import DEFAULT_BASE, digest
from kg.ground.schema import ASSERT_ABOVE
from kg.ground.version import __version__
from kg.linker.linker import Linker, load_layered_linker, load_linker_of_build
from kg.publish.parts_folder import PartsManifest
from kg.rdf.write.provenance import Build
from kg.spark.cluster.checkpoints import Checkpoints
from kg.spark.cluster.cluster_files import address_of
from kg.spark.cluster.session import cause_of_error, spark_session
from kg.spark.graph_stages import GraphStages, write_graph_parts
from kg.spark.paper_stages import GivenRecords, given_records, write_readings
from kg.spark.spark_folder import SparkFolder
from kg.spark.stages.build_settings import BuildSettings
from kg.spark.stages.input_stage import InputOptions, NamedFile, named_files

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_HASH_LENGTH = 16  # hexadecimal digits of the version of corrections, as in the local build


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Where a build runs.

    Attributes:
        master: as Spark writes it, or None. settings: of Spark, by their names.
    """

    master: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SparkReport:
    """What a build on a cluster did.

    Attributes:
        output: the address of the folder. seconds: by stage. unused_corrections: places of lines that changed nothing.
        kept: stages that an earlier run of the same build had made.
    """

    output: str
    manifest: PartsManifest
    seconds: Mapping[str, float]
    unused_corrections: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """What is asked for, beside the cluster."""

    paths: Sequence[str | Path]
    output: str
    reading: InputOptions
    corrections: Content | None
    base: str
    assert_above: float
    stages: Stages
    on_fault: FaultHandler | None

    @property
    def corrections_version(self) -> str | None:
        data = self.corrections.data if self.corrections is not None else None
        return None if data is None else hashlib.sha256(data).hexdigest()[:_HASH_LENGTH]


def build_on_spark(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    cluster: ClusterOptions | None = None,
    reading: InputOptions | None = None,
    corrections: Path | None = None,
    base: str = DEFAULT_BASE,
    assert_above: float = ASSERT_ABOVE,
    progress: Progress | None = None,
    on_fault: FaultHandler | None = None,
) -> SparkReport:
    """Build the graph of the papers in some files on a Spark cluster.

    Args:
        paths: files, folders, patterns, or addresses that Spark knows (``hdfs://…``, ``s3a://…``).
        output: a folder or an address; it appears when the build is whole. reading: how files are read.
        corrections, base, assert_above, progress, on_fault: as for ``kg.build``.

    Raises:
        PaperAtlasError: as for ``kg.build``; ClusterError: there is no session, or a job failed.
    """
    if not 0.0 <= assert_above <= 1.0:
        raise InputError(f"the confidence to assert above is {assert_above}", remedy="give a number from 0 to 1")
    cluster = cluster or ClusterOptions()
    job = _Job(
        paths, address_of(output), reading or InputOptions(),
        read_corrections(corrections) if corrections is not None else None,
        base, assert_above, Stages(progress or Silent()), on_fault,
    )  # fmt: skip
    with spark_session(cluster.master, cluster.settings) as session, _errors_of_jobs():
        return _build(session, job)


def _build(session: SparkSession, job: _Job) -> SparkReport:
    files = named_files(session, job.paths, job.reading)
    folder = SparkFolder.opened(session, job.output)
    kept: list[str] = []
    checkpoints = Checkpoints(session, folder.stages(_fingerprint(job, files)), kept.append)
    with job.stages.stage("read"):
        given = given_records(session, files, job.reading, checkpoints)
        given.report(job.on_fault)
    with job.stages.stage("load"):
        layer = current_layer()
        linker = load_layered_linker(given.described, layer)
        settings = _settings(job, given, linker, layer)
        build = _provenance(job, linker)
    found = write_readings(given, settings, checkpoints, job.stages, job.on_fault)
    counts, graph_hash = write_graph_parts(GraphStages(settings, build, checkpoints), given, found, folder, job.stages)
    with job.stages.stage("manifest"):
        if job.corrections is not None:
            folder.result.write("corrections.tsv", job.corrections.data)
        inputs = tuple(sorted(set(given.inputs)))
        version = f"{__version__}+{graph_hash}"
        manifest = PartsManifest(_versions(build), job.base, job.assert_above, inputs, counts, folder.parts(), version)
        folder.finish(manifest)
    return SparkReport(folder.target.address, manifest, job.stages.seconds, found.unused, tuple(kept))


def _settings(job: _Job, given: GivenRecords, linker: Linker, layer: CatalogueLayer | None) -> BuildSettings:
    corrections = load_corrections(job.corrections) if job.corrections is not None else ()
    return BuildSettings(job.base, job.assert_above, corrections, given.described, linker.version, layer)


def _provenance(job: _Job, linker: Linker) -> Build:
    return Build(__version__, linker.catalogue.version, linker.scheme.version, linker.version, job.corrections_version)


def _versions(build: Build) -> dict[str, str]:
    versions = {
        "software": build.software, "catalogue": build.catalogue, "topics": build.topics, "linker": build.linker,
    }  # fmt: skip
    return versions | ({"corrections": build.corrections} if build.corrections else {})


def _fingerprint(job: _Job, files: Sequence[NamedFile]) -> str:
    """Name the folder of the stages by all that they depend on."""
    marks = (f"{file.place}\0{file.name}\0{file.mark}" for file in files)
    options = (repr(job.reading), job.base, repr(job.assert_above), job.corrections_version or "")
    return digest(__version__, load_linker_of_build(()).version, *options, *marks)


@contextmanager
def _errors_of_jobs() -> Iterator[None]:
    """Give errors of Spark as ours, in one line; what the log holds beyond is for people who run the cluster."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        remedy = "see Spark's log; run the same command again, which goes on with the stages that are whole"
        raise ClusterError(f"a job of the cluster failed ({cause_of_error(error)})", remedy=remedy) from error
