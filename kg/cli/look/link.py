"""``link``."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import warn
from kg.cli.options import (
    PATH,
    catalogue_option,
    column_option,
    example,
    format_option,
    processes_option,
    quiet_option,
    record_path_option,
    strict_option,
)
from kg.cli.progress_display import progress

if TYPE_CHECKING:
    from kg.graph.correction.corrections import Correction


@click.command(epilog=example("paperatlas link papers.jsonl > links.jsonl"))
@click.argument("files", nargs=-1, required=True, type=PATH)
@format_option
@record_path_option
@column_option
@strict_option
@click.option("--corrections", type=PATH, help="TSV file of corrections to apply.")
@catalogue_option
@processes_option
@quiet_option
def link(
    files: tuple[Path, ...],
    format: str | None,
    record_path: str | None,
    columns: dict[str, str],
    strict: bool,
    corrections: Path | None,
    processes: int,
    quiet: bool,
) -> None:
    """Print what each paper is linked to, as JSON lines.

    One line for each paper of FILES, in their order: its entities with type, role, confidence and mentions, its topics,
    results and links. Offsets count characters of the tidied title or abstract, from 0, end exclusive.
    """
    import orjson

    from kg.ground.files.targets import open_target
    from kg.linker.parallel import link_papers
    from kg.linker.reading_json import reading_to_link_json
    from kg.readers.read_files import read_papers

    corrector = None
    if corrections:
        # Only here: they need NumPy and more, whose import takes a fifth of the time of linking one paper.
        from kg.catalogue.layer.layered_catalogue import layered_catalogue
        from kg.graph.correction.corrections import load_corrections
        from kg.graph.corrector import Corrector

        lines = load_corrections(corrections)
        _warn_of_paper_lines(lines)
        corrector = Corrector(lines, layered_catalogue())
    papers = read_papers(
        files, format=format, record_path=record_path, columns=columns, strict=strict,
        on_fault=lambda fault: warn(str(fault)),
    )  # fmt: skip
    with progress(quiet=quiet) as bar, closing(link_papers(papers, processes)) as readings, open_target("-") as out:
        bar.start("link")
        for reading in readings:
            corrected = corrector.correct(reading) if corrector else reading
            out.write(orjson.dumps(reading_to_link_json(corrected)) + b"\n")
            bar.advance()
    if corrector:
        corrector.check()


def _warn_of_paper_lines(corrections: Iterable[Correction]) -> None:
    """Warn of lines that say who a paper is: each record is linked as it stands, and none is merged with another."""
    for one in corrections:
        if one.action.is_of_papers:
            problem = f"{one.place}: {one.action} is not applied: link prints each record as its file has it"
            warn(f"{problem}; paperatlas build applies the line")
