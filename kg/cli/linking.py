"""``link``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.console import progress, warn
from kg.cli.options import PATH, example, format_option, quiet_option, strict_option


@click.command(epilog=example("paperatlas link papers.jsonl > links.jsonl"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@format_option
@strict_option
@click.option("--corrections", type=PATH, help="TSV file of corrections to apply.")
@quiet_option
def link(files: tuple[Path, ...], format_: str | None, strict: bool, corrections: Path | None, quiet: bool) -> None:
    """Print what each paper is linked to, as JSON lines.

    One line for each paper of FILES, in their order: its entities with type, role, confidence and mentions, its topics,
    results and links. Offsets count characters of the tidied title or abstract, from 0, end exclusive.
    """
    import orjson

    from kg.build.correcting import Corrector
    from kg.build.corrections import load_corrections
    from kg.linker.linker import load_linker
    from kg.linker.output import reading_to_link_json
    from kg.readers.reading import read_papers

    loaded = load_corrections(corrections) if corrections else ()
    linker = load_linker()
    corrector = Corrector(loaded, linker.catalogue)
    with progress(quiet=quiet) as bar:
        bar.start("link")
        for paper in read_papers(files, format=format_, strict=strict, on_fault=lambda fault: warn(str(fault))):
            reading = corrector.correct(linker.link(paper))
            sys.stdout.buffer.write(orjson.dumps(reading_to_link_json(reading)) + b"\n")
            bar.advance()
    corrector.check()
