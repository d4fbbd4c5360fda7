"""``validate``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say
from kg.cli.options import PATH, PROFILE, example, output_option, quiet_option
from kg.cli.progress_display import progress
from kg.ground.errors import ValidationError
from kg.ground.files.standard_streams import STANDARD


@click.command(epilog=example("paperatlas validate", "paperatlas validate other.ttl --engine pyshacl"))
@click.argument("file", required=False, type=PATH)
@output_option
@click.option(
    "--engine", type=click.Choice(["compiled", "pyshacl"]), default="compiled", show_default=True,
    help="Block by block (fast), or by the reference validator.",
)  # fmt: skip
@click.option("--profile", type=PROFILE, default="full", show_default=True, help="lean: a graph without evidence.")
@click.option("--format", "format_", metavar="NAME", help="Format of FILE; by default as its name ends.")
@quiet_option
def validate(file: Path | None, output: Path, engine: str, profile: str, format_: str | None, quiet: bool) -> None:
    """Check a graph against the SHACL shapes.

    FILE is a file of RDF, or - for standard input (Turtle or N-Triples, unless --format says otherwise); by default the
    built graph is checked. Violations are listed, and the exit code is 1.
    """
    from kg.atlas.atlas import Atlas
    from kg.rdf.validate.validation import validate as check

    if file == STANDARD and format_ is None:
        format_ = "turtle"  # N-Triples are Turtle, too
    with progress(quiet=quiet, in_pipe=False) as bar:
        bar.start("validate")
        report = check(file or Atlas(output).store, engine=engine, profile=profile, format=format_)
    for violation in report.violations:
        click.echo(str(violation))
    if not report.conforms:
        problem = f"{len(report.violations)} violations of the shapes"
        raise ValidationError(problem, where=file or output, remedy="see the lines above")
    say("The graph conforms to its shapes.")
