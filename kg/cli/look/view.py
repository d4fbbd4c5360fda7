"""``view``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import output_is_terminal, say
from kg.cli.options import PATH, TARGET, example, output_option
from kg.ground.files.standard_streams import STANDARD, input_name

if TYPE_CHECKING:
    from kg.atlas.atlas import Atlas


@click.command(
    epilog=example(
        "paperatlas view",
        "paperatlas view --no-open -o atlas",
        "paperatlas view --like last-month.html --to this-month.html",
    )
)
@output_option
@click.option("--open/--no-open", "open_", default=None, help="Open it in a browser; by default on a terminal only.")
@click.option(
    "--like", type=PATH, metavar="PAGE", help="Write a page whose nodes lie where an earlier page had them; needs --to."
)
@click.option("--to", type=TARGET, metavar="FILE", help="Where the page of --like is written; - for standard output.")
def view(output: Path, open_: bool | None, like: Path | None, to: Path | None) -> None:
    """Open the interactive graph page.

    The page is one file that works offline and can be sent to others. Its path is printed. The page of a build depends
    on its graph alone, so new papers move others about; to compare two, write the new one --like the old.
    """
    from kg.atlas.atlas import Atlas
    from kg.cli.change.refresh import refresh_behind

    if (like is None) != (to is None):
        raise click.UsageError("--like and --to go together: --like OLD.html --to NEW.html")
    if to == STANDARD and open_:
        raise click.UsageError("--open needs a file; --to - writes to standard output")
    refresh_behind(output)
    atlas = Atlas(output)
    if like is not None and to is not None:
        _write_page_like(atlas, like, to)
        if to == STANDARD:
            return
        page = to.resolve()
    else:
        page = atlas.page()
    click.echo(page)
    if open_ if open_ is not None else output_is_terminal():
        click.launch(page.as_uri())


def _write_page_like(atlas: Atlas, like: Path, to: Path) -> None:
    """Write the page of a build with the places of an earlier page."""
    from kg.explorer.page.offline_page import read_map, write_page

    previous = read_map(like)
    drawing = write_page(atlas.graph, to, previous=previous, base=atlas.manifest.base)
    kept = len(drawing.positions.keys() & previous.places.keys())
    say(f"{kept:,} of {len(drawing.positions):,} nodes lie about where {Path(input_name(like)).name} had them.")
