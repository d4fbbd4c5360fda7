"""What ``build --dry-run`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import plain, warn
from kg.cli.make.build_options import BuildOptions

if TYPE_CHECKING:
    from kg.ground.imported_result import DescribedArtifact
    from kg.ground.records import Paper
    from kg.readers.dry_run import FileReading

_SHOWN_FAULTS = 5  # of one file
_ABSTRACT = 160  # characters that are shown of one


def print_dry_run(files: Sequence[Path], options: BuildOptions) -> None:
    """Print of each file its format and why, its papers, what they lack, and the first two as read."""
    from kg.readers.dry_run import read_without_building
    from kg.readers.read_files import read_inputs

    read = partial(
        read_inputs, format=options["format"], record_path=options["record_path"], columns=options["columns"]
    )
    for found in read_without_building(files, read):
        _print_file_reading(found, named=options["format"] is not None)


def _print_file_reading(found: FileReading, *, named: bool) -> None:
    click.echo(plain(found.path))
    if found.format:
        why = "named with --format" if named else "seen from its content"
        click.echo(f"  format    {found.format}: {found.description} ({why})")
    if found.places:
        click.echo(f"  found at  {plain(', '.join(found.places[:3]))}")
    if found.scores:
        click.echo(f"  scores    {found.scores:,}")
    for described in found.artifacts:
        _print_described_artifact(described)
    if found.papers:
        lacking = ", ".join(f"{count:,} without {name}" for name, count in found.missing.items() if count)
        click.echo(f"  papers    {found.papers:,}; {lacking or 'all with abstract, date, id and authors'}")
    for paper in found.first:
        _print_paper_as_read(paper)
    for fault in found.faults[:_SHOWN_FAULTS]:
        warn(fault)
    if len(found.faults) > _SHOWN_FAULTS:
        warn(f"and {len(found.faults) - _SHOWN_FAULTS:,} more warnings")


def _print_described_artifact(described: DescribedArtifact) -> None:
    known = [
        described.hub_id,
        f"paper arXiv {described.page}" if described.page else "",
        ", ".join(described.licences),
        f"made from {', '.join(described.bases)}" if described.bases else "",
        f"trained on {', '.join(described.datasets)}" if described.datasets else "",
    ]
    click.echo(f"  {described.type.value:<9} {plain('; '.join(filter(None, (described.name, *known))))}")


def _print_paper_as_read(paper: Paper) -> None:
    click.echo(f"  - {plain(paper.title)}")
    names = ", ".join(author.name for author in paper.authors[:3]) + (" …" if len(paper.authors) > 3 else "")
    ids = [f"arXiv {paper.arxiv}" if paper.arxiv else "", f"doi {paper.doi}" if paper.doi else ""]
    known = [*ids, paper.date or "", names, paper.venue or "", paper.organisation or ""]
    if line := "; ".join(filter(None, known)):
        click.echo(f"    {plain(line)}")
    if paper.abstract:
        cut = paper.abstract[:_ABSTRACT] + ("…" if len(paper.abstract) > _ABSTRACT else "")
        click.echo(f"    {plain(cut)}")
