"""``digest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import (
    TARGET,
    NamedChoice,
    chosen_endpoint,
    endpoint_graph_option,
    endpoint_option,
    example,
    output_option,
)
from kg.ground.files.standard_streams import STANDARD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.digest.base.asked_graph import AskedGraph
    from kg.digest.base.digest_records import DigestScope
    from kg.digest.base.known_version import KnownVersion
    from kg.rdf.remote.endpoint import Endpoint

_FORMATS = ("text", "markdown", "html", "json", "atom", "eml")


@click.command(
    epilog=example(
        "paperatlas digest",
        "paperatlas digest --since 2026-03-01 --until 2026-03-31 --format html --to march.html",
        "paperatlas digest --since previous",
        'paperatlas digest --topic "tool use" --format atom --to tool-use.atom',
        "paperatlas digest --like 2106.09685 --like @mine.txt",
        "paperatlas digest --format eml --recipient ada@example.org | sendmail -t",
    )
)
@click.option(
    "--since", metavar="DATE|VERSION",
    help="The first day, as 2026-03-05, 2026-03 or 2026; or a version of the graph (the hash of one that build --keep "
    "has kept, previous, or the folder of any build), to be told what that does not have. By default 30 days.",
)  # fmt: skip
@click.option("--until", metavar="DATE", help="The last day; by default that of the newest paper.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="Only papers of a topic or a narrower one.")
@click.option("--artifact", "artifacts", multiple=True, metavar="NAME", help="Only papers that name an artifact.")
@click.option(
    "--like", multiple=True, metavar="PAPERS",
    help="Only papers that share two artifacts or topics with a paper: its title, arXiv id or IRI, or @FILE with one a "
    "line. The most alike come first.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1_000), help="Papers told of at most; by default 50, of a feed 100.")
@click.option("--format", "format_", type=NamedChoice(_FORMATS), default="text", show_default=True, help="Its form.")
@click.option("--to", type=TARGET, default=STANDARD, help="File to write; by default standard output.")
@click.option("--sender", metavar="ADDRESS", help="Who sends the mail.")
@click.option("--recipient", "recipients", multiple=True, metavar="ADDRESS", help="Who gets the mail.")
@click.option("--feed-url", metavar="URL", help="Where the feed will lie; by default below the graph's base IRI.")
@click.option("--today", metavar="DATE", help="The day of the digest; by default nothing depends on the clock.")
@endpoint_option
@endpoint_graph_option
@output_option
def digest(
    since: str | None, until: str | None, topics: tuple[str, ...], artifacts: tuple[str, ...], like: tuple[str, ...],
    limit: int | None, format_: str, to: Path, sender: str | None, recipients: tuple[str, ...], feed_url: str | None,
    today: str | None, endpoint: str | None, graph: str | None, output: Path,
) -> None:  # fmt: skip
    """Tell what is new in a built graph, with the sentences that say it.

    New papers with what they introduce and evaluate on, artifacts seen for the first time, what rises, results that
    beat earlier ones, and what you watch (see watch). What too few papers say is not called a trend, and papers without
    a date are counted, in no period.
    """
    from kg.digest.digest_composition import compose_digest
    from kg.digest.digest_question import DigestWords, asked_request, names_of_papers
    from kg.digest.forms.digest_formats import DIGEST_FORMS, mail_head
    from kg.digest.watch_list import read_watched
    from kg.ground.files.targets import open_target

    form = DIGEST_FORMS[format_]
    given = {"topic": topics, "artifact": artifacts, "paper": names_of_papers(like)}
    named = {kind: some for kind, some in given.items() if some}
    found, scope = _asked_graph(chosen_endpoint(endpoint, graph), output, named)
    watched = tuple(each.node(found.base) for each in read_watched(output))
    words = DigestWords(since, until, today, _known_version(output, since))
    request = asked_request(found, words, scope, watched, limit or form.papers)
    made = compose_digest(found, request)
    text = form.write(made, mail_head(made, today, sender, recipients), feed_url or "")
    with open_target(to) as file:
        file.write(text)


def _asked_graph(
    endpoint: Endpoint | None, output: Path, named: Mapping[str, Sequence[str]]
) -> tuple[AskedGraph, DigestScope]:
    from kg.digest.digest_question import asked_endpoint, asked_store

    if endpoint is not None:
        return asked_endpoint(endpoint, named)
    from kg.atlas.atlas import STORE, Atlas

    atlas = Atlas(output)
    return asked_store(atlas.store, atlas.manifest.base, atlas.folder / STORE, named)


def _known_version(output: Path, since: str | None) -> KnownVersion | None:
    """Read what an older version has, where ``since`` names one and no date."""
    from kg.digest.base.date_period import is_date

    if since is None or is_date(since):
        return None
    from kg.atlas.atlas import Atlas
    from kg.changes.versions import PREVIOUS, version_folder
    from kg.digest.base.known_version import known_version

    folder = version_folder(output, since)
    return known_version(folder.name if since == PREVIOUS else since, Atlas(folder).readings())
