"""``show``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.completion import complete_node
from kg.cli.console import output_is_terminal, plain, print_table, warn
from kg.cli.options import (
    catalogue_option,
    chosen_endpoint,
    endpoint_graph_option,
    endpoint_option,
    example,
    output_option,
)
from kg.ground.records import IdentifyingFormat
from kg.ground.schema import ResultKind

if TYPE_CHECKING:
    from kg.catalogue.name_resolution import Resolution
    from kg.graph.networks import Network
    from kg.graph.node_links import NodeLink
    from kg.rdf.remote.endpoint import Endpoint

_FACTS = (
    "types", "full_name", "track", "series", "aliases", "variant_of", "family", "part_of", "authors", "organisation",
    "date", "author_count", "venue", "categories", "keywords", "submitter", "listed", "comments", "upvotes", "arxiv",
    "doi", "orcid", "ror", "wikidata", "hub_id", "url", "code", "urls", "alt_labels", "definition",
)  # fmt: skip
_LISTED = 20  # authors, keywords, addresses in a line; all of them with --json
_OFFERED = 10  # nodes offered where a name is not exact


@click.command(
    epilog=example(
        "paperatlas show GPT-4",
        "paperatlas show 2405.13729 --json",
        "paperatlas show GPT-4 --endpoint http://localhost:7878/query",
    )
)
@click.argument("name", shell_complete=complete_node)
@output_option
@catalogue_option
@endpoint_option
@endpoint_graph_option
@click.option("--limit", default=20, show_default=True, help="Links printed of each kind.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def show(name: str, output: Path, endpoint: str | None, graph: str | None, limit: int, as_json: bool) -> None:
    """Print a node, its links and the words they were read from.

    NAME is a name, an alias, an arXiv id, or the id or IRI of a paper, artifact, topic or organisation.
    """
    asked = chosen_endpoint(endpoint, graph)
    around, node, base = _find_in_store(asked, name) if asked is not None else _find_in_folder(output, name)
    if as_json:
        _print_node_as_json(around, node, base)
    else:
        _print_node_as_text(around, node, limit, base)


def _find_in_folder(output: Path, name: str) -> tuple[Network, str, str]:
    """Find the one node that a name means: a graph with what is around it, its id, and the base IRI."""
    from kg.atlas.atlas import Atlas
    from kg.graph.find_nodes import find_nodes, the_one_found

    atlas = Atlas(output)
    base, graph = atlas.manifest.base, atlas.graph_around(name)
    found = find_nodes(graph, name, base=base)
    if not atlas.manifest.is_network_whole and "part" in graph.graph:
        warn(f"what is shown is of {graph.graph['part']}")
    if len(found.meant) != 1:
        found = _offer_nodes(graph, found, base)
    return graph, the_one_found(found), base


def _find_in_store(endpoint: Endpoint, name: str) -> tuple[Network, str, str]:
    """Find the one node of a store that a name means, as ``_find_in_folder``."""
    from kg.graph.find_nodes import the_one_found
    from kg.rdf.remote.neighbourhood import find_at_endpoint, neighbourhood

    found, base = find_at_endpoint(endpoint, name)
    node = the_one_found(found)
    return neighbourhood(endpoint, node, base), node, base


def _offer_nodes(graph: Network, found: Resolution, base: str) -> Resolution:
    """Print the nodes that a name may mean, as a search ranks them, each with what of it matched."""
    from dataclasses import replace

    from kg.graph.find_nodes import links_on_map, search_nodes

    hits = search_nodes(graph, found.name, base=base)
    meant = set(found.meant)
    offered = [hit for hit in hits if hit[0] in meant] if meant else hits[:_OFFERED]
    rows = [
        (
            one.id,
            one.label,
            links_on_map(graph, one.id),
            "" if why.field == "name" else f"{why.field} {why.text}".strip(),
        )
        for one, why in offered
    ]
    if rows:
        print_table(("id", "name", "links", "matched"), rows)
    return found if meant else replace(found, near=tuple(one for one, _ in offered))


def _print_node_as_json(graph: Network, node: str, base: str) -> None:
    from dataclasses import asdict

    import orjson

    from kg.graph.node_links import links_of, papers_of, results_of

    data = {
        "id": node, "iri": base + node, **graph.nodes[node],
        "papers": len(papers_of(graph, node)),
        "links": [asdict(one) for one in links_of(graph, node)], "results": results_of(graph, node),
    }  # fmt: skip
    click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode())


def _print_node_as_text(graph: Network, node: str, limit: int, base: str) -> None:
    from itertools import groupby

    from kg.graph.node_links import links_of, papers_of, results_of
    from kg.ground.schema import PREDICATES

    data = graph.nodes[node]
    click.secho(plain(data["label"]), bold=True)
    click.echo(f"  {base}{node}")
    for name in _FACTS:
        if data.get(name) not in (None, [], ""):
            click.echo(f"  {name.replace('_', ' ')}: {_displayed_fact(graph, data[name])}")
    for line in map(_identifying_line, data.get("sources") or ()):
        if line:
            click.echo(f"  {plain(line)}")
    if data.get("known") is False:
        click.echo("  not in the catalogue")
    if data["kind"] != "paper":
        click.echo(f"  papers: {len(papers_of(graph, node))}")
    links = links_of(graph, node)
    for (outgoing, predicate), group in groupby(links, key=lambda one: (one.outgoing, one.predicate)):
        members = list(group)
        kind = PREDICATES[predicate]
        click.secho(f"\n{kind.forward if outgoing else kind.backward} ({len(members)})", bold=True)
        for link in members[:limit]:
            _print_node_link(link)
        if len(members) > limit:
            click.echo(f"  … and {len(members) - limit} more (--limit)")
    results = results_of(graph, node)
    if results:
        click.secho(f"\nresults ({len(results)})", bold=True)
        for row in results[:limit]:
            _print_result(row)


def _identifying_line(source: dict[str, Any]) -> str:
    """Return what a source that says who the paper is says, or nothing where it is a place that it was read from."""
    values = source.get("values") or {}
    match source["format"]:
        case IdentifyingFormat.CORRECTION:
            return f"corrected: {values['by']}"
        case IdentifyingFormat.CATALOGUE:
            return f"identified: {values['by']}, {values['probability']}"
        case IdentifyingFormat.INDEX:
            ground = f"{values['match']} match by {values['by']}"
            return f"identified: by {source['page']}, {ground}, {values['probability']}"
        case _:
            return ""


def _displayed_fact(graph: Network, value: Any) -> str:
    if isinstance(value, list):
        shown = [str(each) for each in value[:_LISTED]]
        return plain(", ".join(shown) + (f" and {len(value) - _LISTED} more" if len(value) > _LISTED else ""))
    label = graph.nodes[value]["label"] if value in graph else None
    return plain(f"{label} ({value})" if label else value)


def _print_node_link(link: NodeLink) -> None:
    mark = " " if link.asserted else "?"
    confidence = f"{link.confidence:.2f}{mark} " if link.confidence is not None else ""
    click.echo(f"  {confidence}{plain(link.label)}  ({link.other})")
    for quote in link.quotes[:1]:
        words = plain(quote.sentence[quote.start : quote.end])
        marked = click.style(words, bold=True) if output_is_terminal() else f"[{words}]"
        before, after = plain(quote.sentence[: quote.start]), plain(quote.sentence[quote.end :])
        click.echo(f"        {quote.field}: {before}{marked}{after}")
    for correction in link.corrections:
        click.echo(f"        corrected: {plain(correction)}")


def _print_result(row: dict[str, Any]) -> None:
    kind = ResultKind(row["kind_of_result"])
    measured = row["label"] if kind is ResultKind.SCORE else f"{row['label']} ({kind.label})"
    parts = (row["model"], measured, row["on"] and f"on {row['on']}", row["condition"] and f"[{row['condition']}]")
    click.echo("  " + plain("  ".join(part for part in parts if part)) + f"  — {plain(row['paper'])}")
