"""``search``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.console import plain, print_json, print_table
from kg.cli.options import example, output_option
from kg.search.text_search import KINDS


@click.command(
    epilog=example(
        "paperatlas search grade school math",
        "paperatlas search hellsawag --kind benchmark",
        "paperatlas search --json --limit 3 -o atlas multi-step reasoning",
    )
)
@click.argument("words", nargs=-1, required=True)
@output_option
@click.option("--kind", type=click.Choice(KINDS), help="Nodes of one kind only.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Nodes printed.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def search(words: tuple[str, ...], output: Path, kind: str | None, limit: int, as_json: bool) -> None:
    """Search papers, artifacts, topics and people by words.

    WORDS may be a name, also a misspelled one, words of titles and abstracts, or a whole abstract. The first search of
    a graph makes an index, cache/search.sqlite.
    """
    from kg.atlas.atlas import Atlas

    found = Atlas(output).search(" ".join(words), kind=kind, limit=limit)
    if as_json:
        print_json([asdict(match) for match in found])
        return
    rows = [(match.id, match.kind, plain(match.name), match.links, plain(match.snippet)) for match in found]
    print_table(("id", "kind", "name", "links", "words"), rows)
