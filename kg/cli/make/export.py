"""``export``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, say
from kg.cli.options import PROFILE, TARGET, example, output_option, quiet_option
from kg.cli.progress_display import progress
from kg.ground.errors import offer_of_names
from kg.ground.files.standard_streams import output_name


@click.command(epilog=example("paperatlas export turtle --to graph.ttl", "paperatlas export csv --to tables -o atlas"))
@click.argument("format_", metavar="FORMAT", required=False)
@output_option
@click.option(
    "--to", type=TARGET,
    help="File to write, - for standard output; for csv a folder. By default beside the graph.",
)  # fmt: skip
@click.option("--profile", type=PROFILE, default="full", show_default=True, help="For RDF; lean leaves evidence out.")
@quiet_option
def export(format_: str | None, output: Path, to: Path | None, profile: str, quiet: bool) -> None:
    """Write a built graph in another format.

    Without FORMAT the formats are listed.
    """
    from kg.atlas.atlas import Atlas
    from kg.export.export_formats import EXPORTS

    if format_ is None:
        rows = [(name, suffix or "folder", what) for name, (suffix, what) in EXPORTS.items()]
        print_table(("format", "file", "what"), rows)
        return
    if format_ not in EXPORTS:
        remedy = offer_of_names(format_, EXPORTS, listing="paperatlas export")
        raise click.UsageError(f"There is no format {format_!r}; {remedy}.")
    suffix = EXPORTS[format_][0]
    stem = "graph" if profile == "full" else f"graph-{profile}"
    target = to or output / (f"{stem}{suffix}" if suffix else "tables")
    with progress(quiet=quiet, in_pipe=False) as bar:
        bar.start(f"write {format_}")
        Atlas(output).export(format_, target, profile=profile)
    if not quiet:
        say(f"Written: {output_name(target)}")
