"""``formats``."""

from __future__ import annotations

import click

from kg.cli.console import print_table
from kg.cli.options import example


@click.command(epilog=example("paperatlas formats", "paperatlas formats | cut -f1"))
def formats() -> None:
    """List the formats that papers are read from.

    The content of a file tells its format; where it does not, --format NAME of build, add and link does. The formats
    that a graph is written in are listed by paperatlas export.
    """
    from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS

    readers = [*READERS.values(), *SCORE_READERS.values(), *CARD_READERS.values()]
    print_table(("format", "what"), [(reader.name, reader.description) for reader in readers])
