"""``view``, ``show`` and ``stats``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.console import output_is_terminal, plain, print_table, say
from kg.cli.options import PATH, TARGET, example, output_option
from kg.ground.standard import STANDARD, input_name

if TYPE_CHECKING:
    from kg.build.opening import Atlas
    from kg.graph.describing import NodeLink

_FACTS = (
    "types", "aliases", "variant_of", "family", "organisation", "date", "author_count", "comments", "upvotes", "arxiv",
    "doi", "hub_id", "url", "urls", "alt_labels", "definition",
)  # fmt: skip
# How a link reads from its subject, and from its object.
_READINGS = {
    "introduces": ("introduces", "introduced by"),
    "evaluatesOn": ("evaluates on", "evaluated on by"),
    "trainsOn": ("trains on", "trained on by"),
    "evaluates": ("evaluates", "evaluated by"),
    "uses": ("uses", "used by"),
    "comparesWith": ("compares with", "compared with by"),
    "mentions": ("mentions", "mentioned by"),
    "variantOf": ("variant of", "variants"),
    "memberOfFamily": ("member of family", "members"),
    "developedBy": ("developed by", "develops"),
    "affiliatedWith": ("comes from", "papers from it"),
    "hasTopic": ("touches on", "touched on by"),
    "primaryTopic": ("is about", "papers about it"),
    "broader": ("broader topics", "narrower topics"),
}
_OFFERED = 10  # nodes offered where a name is not exact


@click.command(
    epilog=example(
        "paperatlas view",
        "paperatlas view --no-open -o atlas",
        "paperatlas view --like last-month.html --to this-month.html",
    )
)
@output_option
@click.option("--open/--no-open", "open_", default=None, help="Open it in a browser; by default on a terminal only.")
@click.option(
    "--like", type=PATH, metavar="PAGE", help="Write a page whose nodes lie where an earlier page had them; needs --to."
)
@click.option("--to", type=TARGET, metavar="FILE", help="Where the page of --like is written; - for standard output.")
def view(output: Path, open_: bool | None, like: Path | None, to: Path | None) -> None:
    """Open the interactive graph page.

    The page is one file that works offline and can be sent to others. Its path is printed. The page of a build depends
    on its graph alone, so new papers move others about; to compare two, write the new one --like the old.
    """
    from kg.build.opening import Atlas

    if (like is None) != (to is None):
        raise click.UsageError("--like and --to go together: --like OLD.html --to NEW.html")
    if to == STANDARD and open_:
        raise click.UsageError("--open needs a file; --to - writes to standard output")
    atlas = Atlas(output)
    if like is not None and to is not None:
        _write_like(atlas, like, to)
        if to == STANDARD:
            return
        page = to.resolve()
    else:
        page = atlas.page()
    click.echo(page)
    if open_ if open_ is not None else output_is_terminal():
        click.launch(page.as_uri())


def _write_like(atlas: Atlas, like: Path, to: Path) -> None:
    """Writes the page of a build with the places of an earlier page."""
    from kg.explorer.page import read_map, write_page

    previous = read_map(like)
    drawing = write_page(atlas.graph, to, previous=previous, base=atlas.manifest.base)
    kept = len(drawing.positions.keys() & previous.places.keys())
    say(f"{kept:,} of {len(drawing.positions):,} nodes lie about where {Path(input_name(like)).name} had them.")


@click.command(epilog=example("paperatlas show GPT-4", "paperatlas show 2405.13729 --json"))
@click.argument("name")
@output_option
@click.option("--limit", default=20, show_default=True, help="Links printed of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def show(name: str, output: Path, limit: int, as_json: bool) -> None:
    """Print a node, its links and the words they were read from.

    NAME is a name, an alias, an arXiv id, or the id or IRI of a paper, artifact, topic or organisation.
    """
    from kg.build.opening import Atlas
    from kg.graph.finding import absent_fault, find_nodes

    atlas = Atlas(output)
    found = find_nodes(atlas.graph, name, base=atlas.manifest.base, limit=_OFFERED)
    if found.nodes and (len(found.nodes) > 1 or not found.exact):
        rows = [(node, atlas.graph.nodes[node]["label"], atlas.graph.degree(node)) for node in found.nodes]
        print_table(("id", "name", "links"), rows)
        if found.exact:
            say(f"{len(rows)} nodes are called {name!r}: show one of them by its id.")
            return
    if not found.exact:
        raise absent_fault(atlas.graph, name, found)
    if as_json:
        _print_json(atlas, found.nodes[0])
    else:
        _print_node(atlas, found.nodes[0], limit)


def _print_json(atlas: Atlas, node: str) -> None:
    from dataclasses import asdict

    import orjson

    from kg.graph.describing import links_of, results_of

    data = {
        "id": node, "iri": atlas.manifest.base + node, **atlas.graph.nodes[node],
        "links": [asdict(one) for one in links_of(atlas.graph, node)], "results": results_of(atlas.graph, node),
    }  # fmt: skip
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())


def _print_node(atlas: Atlas, node: str, limit: int) -> None:
    from itertools import groupby

    from kg.graph.describing import links_of, results_of

    data = atlas.graph.nodes[node]
    click.secho(plain(data["label"]), bold=True)
    click.echo(f"  {atlas.manifest.base}{node}")
    for name in _FACTS:
        if data.get(name) not in (None, [], ""):
            click.echo(f"  {name.replace('_', ' ')}: {_fact(atlas, data[name])}")
    if data.get("known") is False:
        click.echo("  not in the catalogue")
    links = links_of(atlas.graph, node)
    for (outgoing, predicate), group in groupby(links, key=lambda one: (one.outgoing, one.predicate)):
        members = list(group)
        click.secho(f"\n{_READINGS[predicate][not outgoing]} ({len(members)})", bold=True)
        for link in members[:limit]:
            _print_link(link)
        if len(members) > limit:
            click.echo(f"  … and {len(members) - limit} more (--limit)")
    results = results_of(atlas.graph, node)
    if results:
        click.secho(f"\nresults ({len(results)})", bold=True)
        for row in results[:limit]:
            _print_result(row)


def _fact(atlas: Atlas, value: Any) -> str:
    if isinstance(value, list):
        return plain(", ".join(map(str, value)))
    label = atlas.graph.nodes[value]["label"] if value in atlas.graph else None
    return plain(f"{label} ({value})" if label else value)


def _print_link(link: NodeLink) -> None:
    confidence = f"{link.confidence:.2f}  " if link.confidence is not None else ""
    click.echo(f"  {confidence}{plain(link.label)}  ({link.other})")
    for quote in link.quotes[:1]:
        words = plain(quote.sentence[quote.start : quote.end])
        marked = click.style(words, bold=True) if output_is_terminal() else f"[{words}]"
        before, after = plain(quote.sentence[: quote.start]), plain(quote.sentence[quote.end :])
        click.echo(f"        {quote.field}: {before}{marked}{after}")
    for correction in link.corrections:
        click.echo(f"        corrected: {plain(correction)}")


def _print_result(row: dict[str, Any]) -> None:
    kind = "" if row["kind_of_result"] == "absolute" else f" ({row['kind_of_result']})"
    parts = (row["model"], row["label"] + kind, row["on"] and f"on {row['on']}")
    click.echo("  " + plain("  ".join(part for part in parts if part)) + f"  — {plain(row['paper'])}")


@click.command(epilog=example("paperatlas stats", "paperatlas stats --json -o atlas"))
@output_option
@click.option("--json", "as_json", is_flag=True, help="The whole manifest as JSON.")
def stats(output: Path, as_json: bool) -> None:
    """Print the counts of a built graph."""
    from kg.build.manifest import read_manifest

    manifest = read_manifest(output)
    if as_json:
        click.echo(manifest.text(), nl=False)
    else:
        print_table(("what", "count"), manifest.count_rows())
