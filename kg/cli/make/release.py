"""``release``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say
from kg.cli.options import FOLDER, example, output_option, quiet_option
from kg.cli.progress_display import progress


@click.command(epilog=example("paperatlas release -o atlas --into atlas-1.0", "paperatlas release --without-abstracts"))
@output_option
@click.option("--into", type=FOLDER, help="Folder of the release; by default release/ in that of the graph.")
@click.option("--without-abstracts", is_flag=True, help="Leave out abstracts and the words quoted from them.")
@quiet_option
def release(output: Path, into: Path | None, without_abstracts: bool, quiet: bool) -> None:
    """Make a folder to publish from a built graph.

    It holds the graph as Turtle, N-Quads and Parquet tables, its links to ids of elsewhere, a README, checksums, and
    descriptions for catalogues (DCAT 3, VoID, Croissant, RO-Crate). The same graph gives the same bytes. Facts are
    dedicated to the public domain; abstracts are their authors', and may be left out.
    """
    from kg.atlas.atlas import Atlas
    from kg.release.release_folder import make_release

    target = into or output / "release"
    with progress(quiet=quiet) as bar:
        names = make_release(Atlas(output), target, with_texts=not without_abstracts, progress=bar)
    say(f"Written: {target} ({len(names)} files)")
