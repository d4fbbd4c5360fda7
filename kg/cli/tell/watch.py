"""``watch``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.completion import complete_node
from kg.cli.console import print_table, say
from kg.cli.options import example, output_option


@click.group(
    epilog=example("paperatlas watch add GSM8K GPT-4", "paperatlas watch list", "paperatlas watch remove GSM8K")
)
def watch() -> None:
    """Watch artifacts and topics, which digests then tell of first.

    What is watched stands in watch.tsv of the graph's folder, which no build replaces.
    """


@watch.command(epilog=example("paperatlas watch add GSM8K", 'paperatlas watch add "tool use" -o atlas'))
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_node)
@output_option
def add(names: tuple[str, ...], output: Path) -> None:
    """Watch something: its name, another name of it, or its id.

    What no paper of the graph names yet is looked for in the catalogue and among the topics.
    """
    from kg.atlas.atlas import Atlas
    from kg.digest.watch_list import add_watched, find_watched

    atlas = Atlas(output)
    found = [find_watched(atlas.store, name, atlas.manifest.base) for name in names]
    new = add_watched(atlas.folder, found)
    for each in dict.fromkeys(found):
        say(f"{'watched' if each in new else 'watched already'}: {each.name} ({each.id})")


@watch.command(epilog=example("paperatlas watch remove GSM8K"))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@output_option
def remove(names: tuple[str, ...], output: Path) -> None:
    """Watch something no longer."""
    from kg.atlas.manifest import read_manifest
    from kg.digest.watch_list import remove_watched

    for each in remove_watched(output, names, read_manifest(output).base):
        say(f"no longer watched: {each.name} ({each.id})")


@watch.command("list", epilog=example("paperatlas watch list", "paperatlas watch list --json"))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@output_option
def list_(as_json: bool, output: Path) -> None:
    """List what is watched."""
    from kg.atlas.manifest import read_manifest
    from kg.digest.watch_list import read_watched

    read_manifest(output)
    watched = read_watched(output)
    if not as_json:
        print_table(("name", "node"), [(each.name, each.id) for each in watched])
        return
    import orjson

    click.echo(orjson.dumps(watched, option=orjson.OPT_INDENT_2).decode())
