"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

from pathlib import Path

import click

#: A file or folder that need not exist: what is wrong with it is said by the function that opens it.
PATH = click.Path(path_type=Path)

output_option = click.option(
    "-o", "--output", type=PATH, default=Path("output"), show_default=True, help="Folder of the graph."
)
format_option = click.option(
    "--format", "format_", metavar="NAME", help="Format of the files; by default seen from their content."
)
strict_option = click.option("--strict", is_flag=True, help="Stop at a record that cannot be read.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
processes_option = click.option(
    "--processes", type=click.IntRange(min=0), default=1, show_default=True, metavar="N",
    help="Processes that link papers at the same time, with the same result; 0 is one for each core.",
)  # fmt: skip


def example(*lines: str) -> str:
    """The example at the end of a command's help, each line as it is typed."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)
