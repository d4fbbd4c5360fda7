"""``apply``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from kg.cli.console import say
from kg.cli.options import PATH, TARGET, example, output_option, quiet_option
from kg.ground.files.standard_streams import STANDARD, standard_input

if TYPE_CHECKING:
    from kg.changes.patches.patched_file import PatchEffect


@click.command(
    epilog=example(
        "paperatlas apply changes.rdfp --in graph.ttl --to new.ttl",
    )
)
@click.argument("patches", nargs=-1, required=True, type=PATH)
@click.option("--in", "source", metavar="GRAPH", help="The graph: a file of RDF, a kept version or a build's folder.")
@click.option("--to", type=TARGET, help="The file of RDF to write; by default standard output.")
@click.option("--format", "form", metavar="NAME", help="Its format (see export); by default seen from its name.")
@output_option
@quiet_option
def apply(
    patches: tuple[Path, ...], source: str | None, to: Path | None, form: str | None, output: Path, quiet: bool
) -> None:
    """Apply RDF Patches to a graph in a file.

    PATCHES, packed or not, are applied in their order. Each must begin with the version that the graph has, or that the
    one before it leads to; those that were applied before are passed over.
    """
    from kg.changes.graph_source import graph_source
    from kg.changes.patches.patched_file import patched_file

    if source is None:
        raise click.UsageError("Give the graph, --in FILE.")
    target = to or STANDARD
    chosen = "n-triples" if form is None and target == STANDARD else form
    with _local_patches(patches) as paths, graph_source(output, source) as graph:
        effect = patched_file(paths, graph, target, chosen)
    if not quiet:
        say(_told(effect))


@contextmanager
def _local_patches(patches: tuple[Path, ...]) -> Iterator[list[Path]]:
    """Give files that can be read twice: standard input is kept in a temporary one."""
    with TemporaryDirectory(prefix="paperatlas-") as held:
        kept = Path(held) / "standard input"
        if STANDARD in patches:
            with kept.open("wb") as file:
                shutil.copyfileobj(standard_input(), file)
        yield [kept if each == STANDARD else each for each in patches]


def _told(effect: PatchEffect) -> str:
    if not effect.applied:
        return "The graph has the last version already; nothing was applied."
    noun = "patch" if effect.applied == 1 else "patches"
    idle = f"; {effect.without_effect:,} rows changed nothing" if effect.without_effect else ""
    return f"{effect.applied} {noun} applied: {effect.deleted:,} triples deleted, {effect.added:,} added{idle}."
