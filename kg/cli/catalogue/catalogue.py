"""The group ``catalogue``, and ``catalogue check``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.catalogue.catalogue_changes import diff
from kg.cli.catalogue.coverage_commands import align, coverage, mappings
from kg.cli.catalogue.entry_commands import search, show
from kg.cli.catalogue.own_entries import add
from kg.cli.catalogue.table_import import import_
from kg.cli.console import say
from kg.cli.options import FOLDER, catalogue_option, example
from kg.ground.errors import CatalogueError


@click.group(epilog=example("paperatlas catalogue show GSM8K", 'paperatlas catalogue add "Harbour 2" --type model'))
def catalogue() -> None:
    """Look after the catalogue of known artifacts, and your own layer of it.

    Your layer is a folder of tables that lies over the catalogue and never changes it: what --catalogue or
    PAPERATLAS_CATALOGUE names, else the program's folder among your settings. docs/catalogue.md says more.
    """


@catalogue.command(epilog=example("paperatlas catalogue check", "paperatlas catalogue check my-tables/"))
@click.argument("folder", required=False, type=FOLDER)
@catalogue_option
def check(folder: Path | None) -> None:
    """Report all faults of the catalogue's tables together.

    FOLDER holds core-*.tsv and extended-*.tsv; by default the tables of the program are checked, and your layer beside
    them.
    """
    from kg.catalogue.catalogue import load_catalogue
    from kg.catalogue.layer.layer_file import faults_of_layer
    from kg.catalogue.layer.layered_catalogue import layered_catalogue
    from kg.catalogue.table_check import check_catalogue

    faults = check_catalogue(folder)
    if folder is None and not faults:
        faults = faults_of_layer(load_catalogue())
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise CatalogueError(f"the catalogue has {len(faults)} faults", where=folder, remedy="mend the lines above")
    loaded = load_catalogue(folder) if folder is not None else layered_catalogue()
    say(f"{len(loaded.entries)} entries, {len(loaded.index)} names, no faults.")


for command in (search, show, add, import_, diff, coverage, mappings, align):
    catalogue.add_command(command)
