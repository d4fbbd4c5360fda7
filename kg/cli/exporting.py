"""``export`` and ``validate``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, say
from kg.cli.options import PATH, example, output_option


@click.command(epilog=example("paperatlas export turtle --to graph.ttl", "paperatlas export csv --to tables -o atlas"))
@click.argument("format_", metavar="FORMAT", required=False)
@output_option
@click.option("--to", type=PATH, help="File to write; for csv a folder. By default beside the graph.")
@click.option("--profile", default="full", show_default=True, help="For RDF: full, or lean, without the evidence.")
def export(format_: str | None, output: Path, to: Path | None, profile: str) -> None:
    """Write a built graph in another format.

    Without FORMAT the formats are listed.
    """
    from kg.build.opening import EXPORTS, Atlas

    if format_ is None:
        rows = [(name, suffix or "folder", what) for name, (suffix, what) in EXPORTS.items()]
        print_table(("format", "file", "what"), rows)
        return
    if format_ not in EXPORTS:
        raise click.UsageError(f"There is no format {format_!r}; take one of {', '.join(EXPORTS)}.")
    suffix = EXPORTS[format_][0]
    target = to or output / (f"graph{suffix}" if suffix else "tables")
    Atlas(output).export(format_, target, profile=profile)
    say(f"Written: {target}")


@click.command(epilog=example("paperatlas validate", "paperatlas validate other.ttl"))
@click.argument("file", required=False, type=PATH)
@output_option
def validate(file: Path | None, output: Path) -> None:
    """Check a graph against the SHACL shapes.

    FILE is a file of RDF; by default the built graph is checked. Violations are listed, and the exit code is 1.
    """
