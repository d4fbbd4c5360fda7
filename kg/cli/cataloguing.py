"""``catalogue check`` and ``catalogue import``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say
from kg.cli.options import PATH, example
from kg.ground.errors import CatalogueError


@click.group(epilog=example("paperatlas catalogue check"))
def catalogue() -> None:
    """Check or import the catalogue of known artifacts."""


@catalogue.command(epilog=example("paperatlas catalogue check", "paperatlas catalogue check my-tables/"))
@click.argument("folder", required=False, type=PATH)
def check(folder: Path | None) -> None:
    """Report all faults of the catalogue's tables together.

    FOLDER holds core-*.tsv and extended-*.tsv; by default the tables of the program are checked.
    """
    from kg.catalogue.checking import check_catalogue
    from kg.catalogue.loading import load_catalogue

    faults = check_catalogue(folder)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise CatalogueError(f"the catalogue has {len(faults)} faults", where=folder, remedy="mend the lines above")
    loaded = load_catalogue(folder)
    say(f"{len(loaded.entries)} entries, {len(loaded.index)} names, no faults.")
