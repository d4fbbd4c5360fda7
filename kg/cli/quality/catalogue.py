"""``catalogue check`` and ``catalogue import``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, say, standing_aside
from kg.cli.options import FOLDER, TARGET, example, quiet_option
from kg.cli.progress_display import progress
from kg.ground.errors import CatalogueError
from kg.ground.files.standard_streams import output_name


@click.group(epilog=example("paperatlas catalogue check"))
def catalogue() -> None:
    """Check or import the catalogue of known artifacts."""


@catalogue.command(epilog=example("paperatlas catalogue check", "paperatlas catalogue check my-tables/"))
@click.argument("folder", required=False, type=FOLDER)
def check(folder: Path | None) -> None:
    """Report all faults of the catalogue's tables together.

    FOLDER holds core-*.tsv and extended-*.tsv; by default the tables of the program are checked.
    """
    from kg.catalogue.catalogue import load_catalogue
    from kg.catalogue.table_check import check_catalogue

    faults = check_catalogue(folder)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise CatalogueError(f"the catalogue has {len(faults)} faults", where=folder, remedy="mend the lines above")
    loaded = load_catalogue(folder)
    say(f"{len(loaded.entries)} entries, {len(loaded.index)} names, no faults.")


@catalogue.command(
    "import", epilog=example("paperatlas catalogue import --package mteb --package timm --to extended.tsv")
)
@click.option("--from", "folder", type=FOLDER, help="Folder of tables of facts.")
@click.option("--package", "packages", multiple=True, help="Installed package to read facts from; may be repeated.")
@click.option("--to", "out", type=TARGET, required=True, help="The table to write; - for standard output.")
@quiet_option
def import_(folder: Path | None, packages: tuple[str, ...], out: Path, quiet: bool) -> None:
    """Make an extended table from registries of models and benchmarks.

    Only facts of packages under permissive licences are taken, each row names its source, and what the core tables have
    is left out.
    """
    from kg.catalogue.importers.importer import import_registry
    from kg.linker.text.word_shape import common_words

    with progress(quiet=quiet) as bar:
        bar.start("import")
        report = import_registry(folder, out, common_words=common_words(), packages=packages)
    with standing_aside(out):
        print_table(("passed over because", "facts"), list(report.passed_over.items()))
    say(f"{report.rows} rows written: {output_name(out)}")
