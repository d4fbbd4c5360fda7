"""``refresh``."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say
from kg.cli.make.build_report import part_lines
from kg.cli.options import example, output_option, quiet_option
from kg.cli.progress_display import progress


@click.command(epilog=example("paperatlas refresh"))
@output_option
@quiet_option
def refresh(output: Path, quiet: bool) -> None:
    """Make page, report and network anew after add, remove or update.

    These draw the whole graph, and wait until somebody asks for them: view and serve do this by themselves.
    """
    from kg.atlas.manifest import read_manifest

    made = refresh_behind(output, quiet=quiet)
    for line in part_lines(read_manifest(output)):
        say(line)
    say(f"Made anew: {', '.join(made)}." if made else "All files show the graph as it is.")


def refresh_behind(output: Path, *, quiet: bool = False) -> tuple[str, ...]:
    """Make anew what shows an earlier graph, with a bar; return the names of these files.

    Raises:
        PaperAtlasError: the folder holds no graph, or cannot be written.
    """
    from kg.atlas.manifest import read_manifest

    behind = read_manifest(output).behind
    if behind:
        from kg.atlas.make.graph_drawer import refresh as refresh_files

        with progress(quiet=quiet) as bar:
            refresh_files(output, progress=bar)
    return behind
