"""``export`` and ``validate``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import print_table, say
from kg.cli.options import PATH, TARGET, example, output_option
from kg.ground.errors import ValidationError
from kg.ground.standard import STANDARD, output_name

_PROFILE = click.Choice(["full", "lean"])


@click.command(epilog=example("paperatlas export turtle --to graph.ttl", "paperatlas export csv --to tables -o atlas"))
@click.argument("format_", metavar="FORMAT", required=False)
@output_option
@click.option(
    "--to", type=TARGET,
    help="File to write, - for standard output; for csv a folder. By default beside the graph.",
)  # fmt: skip
@click.option("--profile", type=_PROFILE, default="full", show_default=True, help="For RDF; lean leaves evidence out.")
def export(format_: str | None, output: Path, to: Path | None, profile: str) -> None:
    """Write a built graph in another format.

    Without FORMAT the formats are listed.
    """
    from kg.build.opening import Atlas
    from kg.export.formats import EXPORTS

    if format_ is None:
        rows = [(name, suffix or "folder", what) for name, (suffix, what) in EXPORTS.items()]
        print_table(("format", "file", "what"), rows)
        return
    if format_ not in EXPORTS:
        raise click.UsageError(f"There is no format {format_!r}; take one of {', '.join(EXPORTS)}.")
    suffix = EXPORTS[format_][0]
    stem = "graph" if profile == "full" else f"graph-{profile}"
    target = to or output / (f"{stem}{suffix}" if suffix else "tables")
    Atlas(output).export(format_, target, profile=profile)
    say(f"Written: {output_name(target)}")


@click.command(epilog=example("paperatlas validate", "paperatlas validate other.ttl --engine pyshacl"))
@click.argument("file", required=False, type=PATH)
@output_option
@click.option(
    "--engine", type=click.Choice(["compiled", "pyshacl"]), default="compiled", show_default=True,
    help="The shapes as queries (fast), or the reference validator.",
)  # fmt: skip
@click.option("--profile", type=_PROFILE, default="full", show_default=True, help="lean: a graph without evidence.")
@click.option("--format", "format_", metavar="NAME", help="Format of FILE; by default as its name ends.")
def validate(file: Path | None, output: Path, engine: str, profile: str, format_: str | None) -> None:
    """Check a graph against the SHACL shapes.

    FILE is a file of RDF, or - for standard input (Turtle or N-Triples, unless --format says otherwise); by default the
    built graph is checked. Violations are listed, and the exit code is 1.
    """
    from kg.build.opening import Atlas
    from kg.rdf.validation import validate as check

    if file == STANDARD and format_ is None:
        format_ = "turtle"  # N-Triples are Turtle, too
    report = check(file or Atlas(output).store, engine=engine, profile=profile, format=format_)
    for violation in report.violations:
        click.echo(str(violation))
    if not report.conforms:
        problem = f"{len(report.violations)} violations of the shapes"
        raise ValidationError(problem, where=file or output, remedy="see the lines above")
    say("The graph conforms to its shapes.")
