"""Options of ``build`` that say on what it runs: this machine, or a Spark cluster; and the build on that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

import click

from kg.cli.console import print_table, say, warn
from kg.cli.make.build_options import BuildOptions
from kg.cli.make.build_report import ShownFaults
from kg.cli.options import PLACE
from kg.cli.progress_display import progress
from kg.ground.errors import InputError

if TYPE_CHECKING:
    from kg.spark.spark_build import SparkReport

_Command = TypeVar("_Command", bound=Callable[..., object])
LOCAL, SPARK = "local", "spark"


class ClusterChoice(TypedDict):
    """What the options give."""

    engine: str
    master: str | None
    inputs: tuple[str, ...]
    settings: dict[str, str]


def _split_settings(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise click.BadParameter(f"{text!r} is not NAME=VALUE, e.g. spark.executor.memory=4g.")
        settings[name] = value
    return settings


def cluster_options(command: _Command) -> _Command:
    """Add the options of the engine."""
    options = (
        click.option(
            "-o", "--output", type=PLACE, default=Path("output"), show_default=True,
            help="Folder of the graph; with --engine spark also an address, e.g. s3a://bucket/graph.",
        ),
        click.option(
            "--engine", type=click.Choice([LOCAL, SPARK]), default=LOCAL, show_default=True,
            help="Build on this machine, or as sorted parts on a Spark cluster (docs/spark.md).",
        ),
        click.option("--master", metavar="URL", help="Spark's master: local[2], spark://host:7077, yarn, …"),
        click.option(
            "--input", "inputs", multiple=True, metavar="ADDRESS",
            help="Files where the cluster keeps them: hdfs://…, s3a://…, a pattern; may be repeated.",
        ),
        click.option(
            "--spark-conf", "settings", multiple=True, metavar="NAME=VALUE", callback=_split_settings,
            help="A setting of Spark; may be repeated.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def check_engine(chosen: ClusterChoice, output: Path | str, options: BuildOptions) -> None:
    """Check that the options belong to the engine.

    Raises:
        InputError: they do not.
    """
    if chosen["engine"] == LOCAL:
        given = {"--master": chosen["master"], "--input": chosen["inputs"], "--spark-conf": chosen["settings"]}
        wrong = [name for name, value in given.items() if value]
        if isinstance(output, str):
            wrong.append(f"-o {output}")
        if wrong:
            raise InputError(f"{wrong[0]} is of the engine spark", remedy="give --engine spark as well")
    elif options["identify"] is not None:
        remedy = "build without it; on one machine (--engine local) an index is asked"
        raise InputError("the engine spark asks no index of titles", where="--identify", remedy=remedy)
    elif options["keep"] or options["changes"]:
        where = "--keep" if options["keep"] else "--changes"
        raise InputError("the engine spark keeps no versions and no changes", where=where, remedy="build without it")


def build_on_cluster(
    files: tuple[Path, ...],
    output: Path | str,
    chosen: ClusterChoice,
    options: BuildOptions,
    *,
    base: str,
    assert_above: float,
    quiet: bool,
) -> None:
    """Build on a cluster and print what was made."""
    from kg.spark.spark_build import ClusterOptions, build_on_spark
    from kg.spark.stages.input_stage import InputOptions

    faults = ShownFaults()
    with progress(quiet=quiet) as bar:
        report = build_on_spark(
            [*files, *chosen["inputs"]],
            output,
            cluster=ClusterOptions(chosen["master"], chosen["settings"]),
            reading=InputOptions(options["format"], options["record_path"], options["columns"], options["strict"]),
            corrections=options["corrections"],
            base=base,
            assert_above=assert_above,
            progress=bar,
            on_fault=faults,
        )
    faults.report_rest()
    _print_report(report)


def _print_report(report: SparkReport) -> None:
    for place in report.unused_corrections:
        warn(f"{place}: the correction changed nothing; check its paper and its name")
    if report.kept:
        say(f"{len(report.kept)} stages were there from an earlier run.")
    print_table(("what", "count"), report.manifest.as_local().count_rows())
    say(f"{sum(report.seconds.values()):.1f} s.")
    for name, parts in report.manifest.parts.items():
        noun = "part" if len(parts) == 1 else "parts"
        say(f"{report.output}/{name}  {len(parts):,} {noun}, {sum(parts.values()) / 1e6:,.1f} MB")
