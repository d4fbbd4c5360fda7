"""``stats``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import print_table
from kg.cli.options import chosen_endpoint, endpoint_graph_option, endpoint_option, example, output_option

if TYPE_CHECKING:
    from kg.rdf.remote.endpoint import Endpoint


@click.command(
    epilog=example(
        "paperatlas stats",
        "paperatlas stats --json -o atlas",
        "paperatlas stats --endpoint http://localhost:7878/query",
    )
)
@output_option
@endpoint_option
@endpoint_graph_option
@click.option("--json", "as_json", is_flag=True, help="The whole manifest as JSON; of a store the counts.")
def stats(output: Path, endpoint: str | None, graph: str | None, as_json: bool) -> None:
    """Print the counts of a built graph."""
    asked = chosen_endpoint(endpoint, graph)
    if asked is not None:
        _print_counts_at_endpoint(asked, as_json=as_json)
        return
    from kg.atlas.manifest import read_manifest

    manifest = read_manifest(output)
    if as_json:
        click.echo(manifest.text(), nl=False)
    else:
        print_table(("what", "count"), manifest.count_rows())


def _print_counts_at_endpoint(endpoint: Endpoint, *, as_json: bool) -> None:
    from kg.rdf.remote.described_counts import counts_at_endpoint

    rows = counts_at_endpoint(endpoint)
    if not as_json:
        print_table(("what", "count"), rows)
        return
    import orjson

    click.echo(orjson.dumps(dict(rows), option=orjson.OPT_INDENT_2).decode())
