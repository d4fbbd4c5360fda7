"""``catalogue search`` and ``catalogue show``."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.console import plain, print_json, print_table, say
from kg.cli.options import catalogue_option, example
from kg.ground.schema import ArtifactType

_TYPES = click.Choice([type_.value for type_ in ArtifactType])


@click.command(epilog=example("paperatlas catalogue search graph bench --type benchmark"))
@click.argument("words", nargs=-1, required=True)
@click.option("--type", "types", multiple=True, type=_TYPES, help="Only entries of this type; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Entries printed.")
@click.option("--json", "as_json", is_flag=True, help="All of them, as JSON.")
@catalogue_option
def search(words: tuple[str, ...], types: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List the entries that answer to some words: by name, alias, id or maker, the best first."""
    from kg.catalogue.care.entry_lookup import search_entries
    from kg.catalogue.layer.layered_catalogue import layered_catalogue

    found = search_entries(layered_catalogue(), " ".join(words), [ArtifactType(each) for each in types])
    columns = ("id", "name", "types", "organisation", "date", "matched")
    rows = [
        (
            entry.slug, entry.artifact.name, ", ".join(entry.artifact.types), entry.artifact.organisation,
            entry.artifact.date, f"{match.field}: {match.text}",
        )
        for entry, match in found
    ]  # fmt: skip
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    print_table(columns, rows[:limit])
    if len(rows) > limit:
        say(f"{len(rows) - limit} more; --limit shows them.")
    elif not rows:
        say("The catalogue has nothing of this name.")


@click.command(epilog=example("paperatlas catalogue show GSM8K", "paperatlas catalogue show openai/gsm8k --json"))
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@catalogue_option
def show(name: str, as_json: bool) -> None:
    """Print what the catalogue knows of one entry: its names, lineage, ids, source, and the tables that have it.

    NAME is a name, an alias, an id of the catalogue or of the hub.
    """
    from kg.catalogue.care.entry_facts import entry_facts
    from kg.catalogue.care.entry_lookup import find_entry
    from kg.catalogue.layer.layered_catalogue import layered_catalogue

    catalogue = layered_catalogue()
    facts = entry_facts(catalogue, find_entry(catalogue, name))
    if as_json:
        print_json(facts)
        return
    click.secho(plain(f"{facts['name']} ({facts['id']}): {', '.join(facts['types'])}"), bold=True)
    for label, value in _lines_of_facts(facts):
        if value:
            click.echo(plain(f"  {label:<13}{value}"))


def _lines_of_facts(facts: dict[str, Any]) -> list[tuple[str, object]]:
    aliases = (one["name"] + (" (with context)" if one["needs_context"] else "") for one in facts["aliases"])
    context = facts["context"]
    needed = "a type noun beside the name" if context == ["*"] else " or ".join(context)
    shared = (f"{name}: {', '.join(others)}" for name, others in facts["also_names"].items())
    return [
        ("aliases", ", ".join(aliases)),
        ("needs", needed),
        ("also names", "; ".join(shared)),
        ("variant of", facts["variant_of"]),
        ("family", facts["family"]),
        ("ancestors", ", ".join(facts["ancestors"])),
        ("descendants", ", ".join(facts["descendants"])),
        *((label, facts[label.replace(" ", "_")]) for label in ("organisation", "date", "hub id", "arxiv", "url")),
        ("source", facts["source"]),
        ("tables", ", ".join(facts["tables"])),
    ]
