"""``apply``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import say
from kg.cli.options import PATH, STORES, TARGET, example, output_option, quiet_option
from kg.ground.files.standard_streams import STANDARD, standard_input

if TYPE_CHECKING:
    from kg.changes.patches.patched_file import PatchEffect
    from kg.publish.patched_store import StorePatchReport

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Given:
    """What stands on the command line."""

    patches: tuple[Path, ...]
    source: str | None
    to: Path | None
    form: str | None
    output: Path
    follow: str | None
    endpoint: str | None
    store: str
    graph: str | None
    query_url: str | None
    update_url: str | None
    part_size: float
    timeout: float
    quiet: bool


@click.command(
    epilog=example(
        "paperatlas apply changes.rdfp --in graph.ttl --to new.ttl",
        "paperatlas apply changes.rdfp --endpoint http://localhost:7878 --store oxigraph --graph https://example.org/g",
        "paperatlas apply --follow https://example.org/atlas --endpoint http://localhost:7878 --store oxigraph",
    )
)
@click.argument("patches", nargs=-1, type=PATH)
@click.option("--in", "source", metavar="GRAPH", help="The graph: a file of RDF, a kept version or a build's folder.")
@click.option("--to", type=TARGET, help="The file of RDF to write; by default standard output.")
@click.option("--format", "form", metavar="NAME", help="Its format (see export); by default seen from its name.")
@output_option
@click.option(
    "--follow", metavar="DIR|URL",
    help="Apply what is new in the feed of a graph's folder, or of a server that serves it.",
)  # fmt: skip
@click.option("--endpoint", metavar="URL", help="The store whose graph is changed; what URL is depends on --store.")
@click.option(
    "--store", type=click.Choice(STORES), default="single", show_default=True,
    help="Where the store takes queries and updates; single: both at URL.",
)  # fmt: skip
@click.option("--graph", metavar="IRI", help="The named graph that is changed; by default the default graph (default).")
@click.option("--query-url", metavar="URL", help="Where it takes queries, if elsewhere.")
@click.option("--update-url", metavar="URL", help="Where it takes updates, if elsewhere.")
@click.option(
    "--part-size", type=click.FloatRange(min=0, min_open=True), default=8.0, show_default=True, metavar="MB",
    help="Size of a request, at most.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=300.0, show_default=True, metavar="SECONDS",
    help="Give up a request when the store says nothing for so long.",
)  # fmt: skip
@quiet_option
def apply(**given: Any) -> None:
    """Apply RDF Patches to a graph in a file or in a store elsewhere.

    PATCHES, packed or not, are applied in their order. Each must begin with the version that the graph has, or that the
    one before it leads to; those that were applied before are passed over. A build itself is never patched. Credentials
    for a store are those of publish.
    """
    wanted = _Given(**given)
    if bool(wanted.patches) == (wanted.follow is not None):
        raise click.UsageError("Give patches, or a feed, --follow DIR or URL.")
    if (wanted.source is None) == (wanted.endpoint is None):
        raise click.UsageError("Give a graph in a file, --in FILE, or in a store, --endpoint URL.")
    if wanted.endpoint is not None:
        if wanted.to is not None or wanted.form is not None:
            raise click.UsageError("--to and --format are for a graph in a file; a store is changed where it is.")
        _apply_to_store(wanted, wanted.endpoint)
    elif wanted.follow is not None:
        raise click.UsageError("A feed is followed by a store, --endpoint URL; for a file name its patches.")
    else:
        _apply_to_file(wanted, str(wanted.source))


def _apply_to_file(given: _Given, source: str) -> None:
    from kg.changes.graph_source import graph_source
    from kg.changes.patches.patched_file import patched_file

    target = given.to or STANDARD
    form = "n-triples" if given.form is None and target == STANDARD else given.form
    with _local_patches(given.patches) as paths, graph_source(given.output, source) as graph:
        effect = patched_file(paths, graph, target, form)
    if not given.quiet:
        say(_effect_text(effect))


@contextmanager
def _local_patches(patches: tuple[Path, ...]) -> Iterator[list[Path]]:
    """Give files that can be read twice: standard input is kept in a temporary one."""
    with TemporaryDirectory(prefix="paperatlas-") as held:
        kept = Path(held) / "standard input"
        if STANDARD in patches:
            with kept.open("wb") as file:
                shutil.copyfileobj(standard_input(), file)
        yield [kept if each == STANDARD else each for each in patches]


def _effect_text(effect: PatchEffect) -> str:
    if not effect.applied:
        return "The graph has the last version already; nothing was applied."
    idle = f"; {effect.without_effect:,} rows changed nothing" if effect.without_effect else ""
    return f"{_patches_text(effect.applied)}: {effect.deleted:,} triples deleted, {effect.added:,} added{idle}."


def _patches_text(count: int) -> str:
    return f"{count:,} {'patch' if count == 1 else 'patches'} applied"


def _apply_to_store(given: _Given, endpoint: str) -> None:
    from kg.cli.progress_display import going_on_later, progress
    from kg.fetch.credentials import credentials_for
    from kg.publish.followed_feed import feed_source, follow_feed
    from kg.publish.patched_store import patch_store
    from kg.publish.publication import PublishSettings
    from kg.publish.store_addresses import DEFAULT_GRAPH, store_addresses

    graph = "" if given.graph in (None, DEFAULT_GRAPH) else str(given.graph)
    store = store_addresses(endpoint, given.store, graph, query=given.query_url, update=given.update_url)
    settings = PublishSettings(
        by_update=True, part_size=int(given.part_size * _MEBIBYTE) or 1, credentials=credentials_for(store.update),
        silence=given.timeout, notify=(lambda _: None) if given.quiet else say,
    )  # fmt: skip
    again = "the same command sends all of the change again, which does no harm"
    with going_on_later(again), progress(quiet=given.quiet, in_pipe=False) as bar:
        if given.follow is not None:
            done = follow_feed(feed_source(given.follow, settings), store, settings, bar)
        else:
            with _local_patches(given.patches) as paths:
                done = patch_store(paths, store, settings, bar)
    if not given.quiet:
        _say_store_report(done)


def _say_store_report(done: StorePatchReport | None) -> None:
    if done is None or not done.applied:
        say("The store has the last version already; nothing was sent.")
        return
    say(f"{_patches_text(done.applied)}: {done.deleted:,} triples deleted, {done.added:,} added; the graph there has "
        f"version {done.version} and {done.found:,} triples.")  # fmt: skip
    if done.expected not in (None, done.found):
        say(f"By its own description it has {done.expected:,}: other triples are in this graph, or some were lost.")
