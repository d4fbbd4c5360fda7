"""``stats``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table
from kg.cli.options import example, output_option


@click.command(epilog=example("paperatlas stats", "paperatlas stats --json -o atlas"))
@output_option
@click.option("--json", "as_json", is_flag=True, help="The whole manifest as JSON.")
def stats(output: Path, as_json: bool) -> None:
    """Print the counts of a built graph."""
    from kg.atlas.manifest import read_manifest

    manifest = read_manifest(output)
    if as_json:
        click.echo(manifest.text(), nl=False)
    else:
        print_table(("what", "count"), manifest.count_rows())
