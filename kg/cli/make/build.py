"""``build``."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from kg.cli.console import say
from kg.cli.make.build_options import BuildOptions, reading_options, work_options
from kg.cli.make.build_report import run_and_report
from kg.cli.make.cluster_options import SPARK, ClusterChoice, build_on_cluster, check_engine, cluster_options
from kg.cli.make.dry_run_report import print_dry_run
from kg.cli.options import PATH, example
from kg.ground.identifiers import DEFAULT_BASE
from kg.ground.schema import ASSERT_ABOVE, NETWORK_PAPERS


@click.command(
    epilog=example(
        "paperatlas build pages/*.txt",
        "paperatlas build papers.jsonl --corrections mine.tsv -o atlas",
        "paperatlas build --engine spark --master spark://host:7077 --input s3a://papers/*.jsonl -o s3a://graphs/atlas",
    )
)
@click.argument("files", nargs=-1, type=PATH)
@cluster_options
@reading_options
@click.option("--base", default=DEFAULT_BASE, show_default=True, help="Base IRI of papers, artifacts and links.")
@click.option(
    "--assert-above", type=click.FloatRange(0, 1), default=ASSERT_ABOVE, show_default=True, metavar="CONFIDENCE",
    help="State links of at least this confidence as facts; keep less sure ones as statements not asserted.",
)  # fmt: skip
@click.option(
    "--network-papers", type=click.IntRange(min=1), default=NETWORK_PAPERS, show_default=True, metavar="N",
    help="Of more papers, the page, GraphML and JSON hold the N landmarks and newest; all else holds all.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what is read of each file, and build nothing.")
@work_options
def build(
    files: tuple[Path, ...],
    output: Path | str,
    base: str,
    assert_above: float,
    network_papers: int,
    dry_run: bool,
    quiet: bool,
    engine: str,
    master: str | None,
    inputs: tuple[str, ...],
    settings: dict[str, str],
    **options: Unpack[BuildOptions],
) -> None:
    """Build a knowledge graph from papers.

    FILES are papers in any format of docs/formats.md, records of Every Eval Ever (scores of leaderboards), and
    descriptions of artifacts (Croissant, cards of models and datasets): files, packed or not, archives, folders;
    without any, the example that comes with the program is built. The last graph of the folder stays until the new
    one is whole.
    """
    from kg.atlas.make.pipeline import build as build_graph
    from kg.readers.example_papers import example_path

    chosen = ClusterChoice(engine=engine, master=master, inputs=inputs, settings=settings)
    check_engine(chosen, output, options)
    if dry_run and files:
        print_dry_run(files, options)
        return
    if not files and not inputs:
        files = (example_path(),)
        say("No files given: building the example that comes with PaperAtlas.")
    if engine == SPARK:
        build_on_cluster(files, output, chosen, options, base=base, assert_above=assert_above, quiet=quiet)
        return
    assert isinstance(output, Path)
    run_and_report(
        lambda bar, faults: build_graph(
            files,
            output,
            base=base,
            assert_above=assert_above,
            network_papers=network_papers,
            progress=bar,
            on_fault=faults,
            **options,
        ),
        quiet=quiet,
    )
