"""``catalogue add``."""

from __future__ import annotations

import click

from kg.cli.console import print_json, say
from kg.cli.options import catalogue_option, example
from kg.ground.schema import ArtifactType

_TYPES = click.Choice([type_.value for type_ in ArtifactType])


@click.command(
    epilog=example(
        'paperatlas catalogue add "Harbour 2" --type model --variant-of harbour --source "our model card"',
        'paperatlas catalogue add GSM8K --id gsm8k --alias "School Sums"',
    )
)
@click.argument("name")
@click.option("--type", "types", multiple=True, type=_TYPES, help="What it is, the most usual first; may be repeated.")
@click.option("--id", "slug", help="The end of its IRI; made of the name by default. That of an entry amends it.")
@click.option("--alias", "aliases", multiple=True, help="Another name; '?' before it where it needs context.")
@click.option("--variant-of", default="", metavar="ID", help="The entry that it is a variant of.")
@click.option("--family", default="", metavar="ID", help="The entry that is its family.")
@click.option("--organisation", default="", help="Who made it.")
@click.option("--date", default="", metavar="YYYY[-MM[-DD]]", help="When it was published.")
@click.option("--hub-id", default="", metavar="ACCOUNT/NAME", help="Its id on the Hugging Face Hub.")
@click.option("--arxiv", "arxiv_id", default="", metavar="ID", help="The paper that it is from.")
@click.option("--url", default="", help="Its page.")
@click.option(
    "--context", default="", metavar="WORDS",
    help="Words of which a paper must have one where the name says nothing alone, with commas; * for a type noun.",
)  # fmt: skip
@click.option("--source", default="", help="Where you have this from.")
@click.option("--replace", is_flag=True, help="Write a row of this id anew.")
@click.option("--json", "as_json", is_flag=True, help="The row as JSON.")
@catalogue_option
def add(
    name: str, types: tuple[str, ...], slug: str | None, aliases: tuple[str, ...], replace: bool, as_json: bool,
    **cells: str,
) -> None:  # fmt: skip
    """Add one entry to your layer of the catalogue, or amend one that ships.

    The row is checked beside the catalogue first: a name that leads to another entry already is refused, unless it
    needs context. Papers that name it are linked anew by the next build, add or update.
    """
    from kg.catalogue.catalogue import load_catalogue
    from kg.catalogue.layer.layer_file import folder_to_write, put_row
    from kg.catalogue.layer.own_row import own_row

    catalogue = load_catalogue()
    row = own_row(name, catalogue, slug=slug, types=types, aliases=aliases, cells=cells)
    path = put_row(folder_to_write(), row, catalogue, replace=replace)
    if as_json:
        print_json({column: value for column, value in row._asdict().items() if column not in row._fields[:2]})
    say(f"{row.id}: {'amended' if catalogue.get(row.id) else 'added'} in {path}")
