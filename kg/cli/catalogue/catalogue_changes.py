"""``catalogue diff``."""

from __future__ import annotations

import click

from kg.cli.console import plain, print_json, say
from kg.cli.options import catalogue_option, example


@click.command(epilog=example("paperatlas catalogue diff", "paperatlas catalogue diff old-tables/ new-tables/ --json"))
@click.argument("before", default="shipped", metavar="[BEFORE]")
@click.argument("after", default="layer", metavar="[AFTER]")
@click.option("--json", "as_json", is_flag=True, help="The changes as JSON.")
@catalogue_option
def diff(before: str, after: str, as_json: bool) -> None:
    """Print what two catalogues differ in: entries, names, types, ids gained, lost and changed.

    BEFORE and AFTER are each shipped (the tables of the program), layer (yours over them), or a folder: with core
    tables a catalogue, else a layer, which is laid over what ships. By default it is what your layer changes.
    """
    from dataclasses import asdict

    from kg.catalogue.care.catalogue_diff import catalogue_changes, named_catalogue

    changes = list(catalogue_changes(named_catalogue(before), named_catalogue(after)))
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    signs = {"gained": "+", "lost": "-", "changed": "~"}
    for change in changes:
        click.echo(plain(f"{signs[change.kind]} {change.id}: {change.name} ({change.types})"))
        for cell in change.cells:
            click.echo(plain(f"    {cell.column}: {cell.before or 'nothing'} -> {cell.after or 'nothing'}"))
    counts = {sign: sum(change.kind == sign for change in changes) for sign in signs}
    say(", ".join(f"{count} {kind}" for kind, count in counts.items()) + ".")
