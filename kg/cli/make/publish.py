"""``publish``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import say
from kg.cli.options import FOLDER, STORES, example, output_option, quiet_option
from kg.cli.progress_display import going_on_later, progress
from kg.ground.files.standard_streams import output_name

if TYPE_CHECKING:
    from kg.publish.publication import PublishedGraph, PublishReport, PublishSettings
    from kg.publish.store_addresses import StoreAddresses

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands on the command line."""

    output: Path
    endpoint: str | None
    to: Path | None
    store: str
    graph: str | None
    by: str
    query_url: str | None
    update_url: str | None
    graphs_url: str | None
    replace: bool
    refresh: bool
    part_size: float | None
    timeout: float
    dry_run: bool
    quiet: bool


@click.command(
    epilog=example(
        "paperatlas publish --endpoint http://localhost:7878 --store oxigraph",
        "paperatlas publish --endpoint http://localhost:3030/papers --store fuseki --graph https://example.org/g",
        "paperatlas publish --endpoint http://localhost:7001 --by update --replace --graph https://example.org/g",
        "paperatlas publish --to bulk -o atlas",
    )
)
@output_option
@click.option("--endpoint", metavar="URL", help="The store; what URL is depends on --store.")
@click.option("--to", type=FOLDER, metavar="DIR", help="Write files for a bulk loader instead, N-Triples with gzip.")
@click.option(
    "--store", type=click.Choice(STORES), default="single", show_default=True,
    help="Where the store takes queries, updates and graphs; single: all at URL.",
)  # fmt: skip
@click.option(
    "--graph", metavar="IRI", help="The named graph that the triples go to; by default the default graph (default)."
)
@click.option(
    "--by", type=click.Choice(["graphs", "update"]), default="graphs", show_default=True,
    help="The Graph Store Protocol, or INSERT DATA for stores that do not have it.",
)  # fmt: skip
@click.option("--query-url", metavar="URL", help="Where it takes queries, if elsewhere.")
@click.option("--update-url", metavar="URL", help="Where it takes updates, if elsewhere.")
@click.option("--graphs-url", metavar="URL", help="Where it speaks the Graph Store Protocol, if elsewhere.")
@click.option("--replace", is_flag=True, help="Drop the graph in the store first; needs --graph.")
@click.option("--refresh", is_flag=True, help="Send all again, also what an earlier run has sent.")
@click.option(
    "--part-size", type=click.FloatRange(min=0, min_open=True), metavar="MB",
    help="Size of a part, unpacked; by default 8, of a file 64.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=300.0, show_default=True, metavar="SECONDS",
    help="Give up a request when the store says nothing for so long.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print the requests; send none.")
@quiet_option
def publish(**given: Any) -> None:
    """Put a built graph into another store, or write files for its loader.

    The triples are sent in parts of whole subjects, each again where that may help, and counted in the store at the
    end. A run that was stopped goes on where it was. Credentials come from PAPERATLAS_ENDPOINT_USER and
    PAPERATLAS_ENDPOINT_PASSWORD, PAPERATLAS_ENDPOINT_TOKEN, or ~/.netrc, and are sent only where the store asks for
    them.
    """
    from kg.publish.publication import published_graph

    wanted = _Given(**given)
    if (wanted.endpoint is None) == (wanted.to is None):
        raise click.UsageError("Give a store, --endpoint URL, or a folder for files, --to DIR.")
    if wanted.to is not None:
        _write_files(published_graph(wanted.output), wanted, wanted.to)
        return
    if wanted.replace and wanted.graph is None:
        raise click.UsageError(
            "--replace drops a whole graph, so name it: --graph IRI, or --graph default for all that has no name."
        )
    _publish_to_store(published_graph(wanted.output), wanted)


def _write_files(atlas: PublishedGraph, given: _Given, into: Path) -> None:
    from kg.publish.bulk_files import FILE_SIZE, write_bulk_files

    if given.graph or given.replace or given.dry_run:
        raise click.UsageError("--graph, --replace and --dry-run are for a store; files are only written.")
    size = FILE_SIZE if given.part_size is None else int(given.part_size * _MEBIBYTE)
    with progress(quiet=given.quiet, in_pipe=False) as bar:
        done = write_bulk_files(atlas, into, size, bar)
    say(f"Written: {output_name(into)} ({done.files:,} files, {done.triples:,} triples)")


def _publish_to_store(atlas: PublishedGraph, given: _Given) -> None:
    from kg.publish.publication import planned_requests
    from kg.publish.publication import publish as publish_graph
    from kg.publish.store_addresses import DEFAULT_GRAPH, store_addresses

    assert given.endpoint is not None, "the caller has seen to it"
    graph = "" if given.graph in (None, DEFAULT_GRAPH) else str(given.graph)
    store = store_addresses(
        given.endpoint, given.store, graph, query=given.query_url, update=given.update_url, graphs=given.graphs_url
    )
    settings = _settings(given, store)
    if given.dry_run:
        for line in planned_requests(atlas, store, settings):
            click.echo(line)
        say("Nothing was sent.")
        return
    with going_on_later("what is in the store stays"), progress(quiet=given.quiet) as bar:
        done = publish_graph(atlas, store, settings, bar)
    _say_report(done, given, graph)


def _settings(given: _Given, store: StoreAddresses) -> PublishSettings:
    from kg.fetch.credentials import credentials_for
    from kg.publish.publication import PART_SIZE, PublishSettings

    return PublishSettings(
        by_update=given.by == "update", replace=given.replace, refresh=given.refresh,
        part_size=PART_SIZE if given.part_size is None else int(given.part_size * _MEBIBYTE) or 1,
        credentials=credentials_for(store.update if given.by == "update" else store.graphs), silence=given.timeout,
        notify=(lambda _: None) if given.quiet else say,
    )  # fmt: skip


def _say_report(done: PublishReport, given: _Given, graph: str) -> None:
    where = f"graph <{graph}>" if graph else "default graph"
    sent = f"{done.sent:,} triples sent in {done.parts:,} {'part' if done.parts == 1 else 'parts'}"
    say(f"{sent if done.sent else 'Nothing was left to send'}; the {where} has {done.found:,} triples.")
    if done.found > done.triples:
        more = f"{done.found - done.triples:,} more than the {done.triples:,} of the built graph"
        own = "or the store shows its named graphs there too; --graph IRI keeps this graph apart"
        mend = "--replace drops them first" if graph else own
        say(f"That is {more}: other triples are there; {mend}.")
