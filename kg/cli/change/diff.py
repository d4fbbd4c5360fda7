"""``diff``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from kg.cli.console import print_table
from kg.cli.options import TARGET, example, output_option
from kg.ground.files.standard_streams import STANDARD
from kg.ground.files.targets import open_target

if TYPE_CHECKING:
    from kg.changes.comparison.graph_comparison import GraphComparison

_SIZES = ("papers", "artifacts", "links", "triples")  # of a version that is listed
_SHOWN = 10  # as kg.changes.comparison.graph_comparison.SHOWN; --help should not wait for that module


@click.command(
    epilog=example(
        "paperatlas diff",
        "paperatlas diff 3f2a --format markdown --to news.md",
        "paperatlas diff last-month.ttl output --format rdfp --to changes.rdfp",
    )
)
@click.argument("old", default="previous")
@click.argument("new", required=False)
@output_option
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "rdfp"]), default="text", show_default=True,
    help="rdfp: an RDF Patch, which apply takes.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--to", type=TARGET, default=STANDARD, help="The file to write; by default standard output.")
@click.option(
    "--limit", type=click.IntRange(min=0), default=_SHOWN, show_default=True, metavar="N",
    help="Of each kind, text and Markdown show N; all are counted.",
)  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="List the versions that are kept, the newest first, and end.")
@click.option("--exit-code", is_flag=True, help="End with 1 where the graphs differ, as the program diff does.")
@click.pass_context
def diff(
    context: click.Context, old: str, new: str | None, output: Path, form: str, as_json: bool, to: Path, limit: int,
    listing: bool, exit_code: bool,
) -> None:  # fmt: skip
    """Tell what two versions of a graph have gained, lost and changed.

    OLD and NEW are folders of builds, versions that are kept (a hash or its beginning, or previous), or files of RDF,
    of which only triples are compared. By default the newest kept version is compared with the graph as it is now.
    """
    from kg.changes.comparison.change_records import ChangeTally
    from kg.changes.comparison.graph_comparison import GraphComparison
    from kg.changes.graph_source import graph_source

    if listing:
        _list_versions(output, as_json=as_json)
        return
    with graph_source(output, old) as before, graph_source(output, new) as after:
        comparison = GraphComparison(before, after, ChangeTally(limit))
        chosen = "json" if as_json else form
        if chosen == "text" and to == STANDARD:
            _print_text(comparison)
        else:
            with open_target(to) as file:
                _write_comparison(comparison, chosen, file)
    if exit_code and comparison.differs:
        context.exit(1)


def _list_versions(output: Path, *, as_json: bool) -> None:
    from kg.changes.versions import kept_versions

    rows = [
        (each.version.hash, each.version.name, _size_of_graph(each.folder)) for each in reversed(kept_versions(output))
    ]
    if as_json:
        import orjson

        listed = [{"hash": hash, "version": name, **counts} for hash, name, counts in rows]
        click.echo(orjson.dumps(listed, option=orjson.OPT_INDENT_2).decode())
    else:
        print_table(("version", *_SIZES), [(name, *counts.values()) for _, name, counts in rows])


def _size_of_graph(folder: Path) -> dict[str, int]:
    from kg.atlas.manifest import read_manifest

    counts = read_manifest(folder).counts
    return {name: counts.get(name, 0) for name in _SIZES}


def _print_text(comparison: GraphComparison) -> None:
    from kg.changes.comparison.change_report import count_rows, text_lines, title_text

    for _ in comparison.changes():
        pass
    click.echo(title_text(comparison))
    if not comparison.differs:
        click.echo("Nothing differs.")
        return
    print_table(("what", "gained", "lost", "changed"), count_rows(comparison))
    for line in text_lines(comparison):
        click.echo(line)


def _write_comparison(comparison: GraphComparison, form: str, file: IO[bytes]) -> None:
    from kg.changes.comparison.change_report import count_rows, markdown_lines, text_lines, title_text, write_json

    if form == "rdfp":
        comparison.patch(file)
    elif form == "json":
        write_json(comparison, file)
    else:
        for _ in comparison.changes():
            pass
        if form == "markdown":
            _write_lines(markdown_lines(comparison), file)
        else:
            counts = (f"{name}: {come:,} gained, {gone:,} lost" for name, come, gone, _ in count_rows(comparison))
            _write_lines((title_text(comparison), "", *counts, *text_lines(comparison)), file)


def _write_lines(lines: Iterable[str], file: IO[bytes]) -> None:
    for line in lines:
        file.write(line.encode() + b"\n")
