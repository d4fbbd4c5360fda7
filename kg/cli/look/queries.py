"""``queries``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.completion import complete_query
from kg.cli.console import print_table
from kg.cli.look.parameters import parameter_option, parameter_values
from kg.cli.options import chosen_endpoint, endpoint_graph_option, endpoint_option, example, output_option


@click.command(
    epilog=example(
        "paperatlas queries",
        "paperatlas queries most-used-benchmarks",
        "paperatlas queries leaderboard --param on=GSM8K > leaderboard.rq",
    )
)
@click.argument("name", required=False, shell_complete=complete_query)
@parameter_option
@endpoint_option
@endpoint_graph_option
@output_option
def queries(
    name: str | None, parameters: tuple[str, ...], endpoint: str | None, graph: str | None, output: Path
) -> None:
    """List the saved queries, or print one.

    NAME is a saved query; its SPARQL is printed, with its title and parameters as comments. It is whole: any engine
    runs it as it is. Its parameters have the values of its example, or those of --param, whose names are looked up in
    the graph: in DIR, or at --endpoint.
    """
    from kg.rdf.query.saved_queries import saved_queries, saved_query

    values = parameter_values(parameters)
    if name is not None:
        asked = chosen_endpoint(endpoint, graph)
        query = saved_query(name)
        if not values:
            click.echo(query.text, nl=False)
        else:
            click.echo(asked.bound(query, values)[0] if asked else _bound_query_text(output, name, values), nl=False)
        return
    if values:
        raise click.UsageError("--param needs the NAME of a saved query.")
    rows = []
    for one in saved_queries().values():
        shown = ", ".join(p.name if p.default is None else f"{p.name}={p.default}" for p in one.parameters)
        rows.append((one.name, one.title, shown))
    print_table(("name", "question", "parameters"), rows)


def _bound_query_text(output: Path, name: str, values: dict[str, str]) -> str:
    from kg.atlas.atlas import Atlas
    from kg.rdf.query.saved_queries import saved_query

    query, atlas = saved_query(name), Atlas(output)
    return query.bound(atlas.store, values, atlas.manifest.base)
