"""Asking an index who the papers of a build are.

1. Every merged paper without an arXiv id is asked for. One answer becomes a source of the paper that says how the
   titles met and how surely; it is kept with the records, so that a later ``add`` needs no index.
2. What is not settled stays to be looked at: ``identified.tsv`` has a line for each paper that was asked for.
3. A newer index replaces what an older one said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.atlas.progress import Progress
from kg.ground.codec import decode_paper
from kg.ground.records import IdentifyingFormat, Paper
from kg.identify.identified_papers import identify_papers, paper_as_identified
from kg.identify.resolver import TitleResolver
from kg.identify.titles.id_records import Answer

IDENTIFIED = "identified.tsv"
_COLUMNS = ("title", "answer", "arxiv", "doi", "match", "probability", "grounds", "title_there")


def without_identification(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the records, as ``encode_record`` writes them, that are not what an index said."""
    for line in lines:
        sources = decode_paper(line).sources
        if not any(source.format == IdentifyingFormat.INDEX for source in sources):
            yield line


def ask_index(papers: Iterable[Paper], index: Path, folder: Path, progress: Progress) -> list[Paper]:
    """Ask an index who papers are, and write every answer into ``identified.tsv``.

    Args:
        papers: merged. index: the folder of the index. folder: of the build.

    Returns:
        What the index says of papers, as papers to be merged with them.

    Raises:
        InputError: there is no index. DamagedError: it is not what was written.
    """
    said: list[Paper] = []
    with TitleResolver(index) as resolver, (folder / IDENTIFIED).open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(_COLUMNS) + "\n")
        for paper, answer in identify_papers(papers, resolver):
            progress.advance()
            if answer is None:
                continue
            file.writelines("\t".join(row) + "\n" for row in _rows_of_answer(paper, answer))
            found = paper_as_identified(paper, answer.found, index.name) if answer.found is not None else None
            if found is not None:
                said.append(found)
    return said


def _rows_of_answer(paper: Paper, answer: Answer) -> Iterator[tuple[str, ...]]:
    """Yield one row for each paper that it may be; one for none."""
    if not answer.candidates:
        yield (paper.title, answer.status, "", "", "", "", "", "")
    for found in answer.candidates:
        yield (
            paper.title, answer.status, found.record.arxiv or "", found.record.doi or "", str(found.match),
            f"{found.probability:g}", ", ".join(found.grounds), found.record.title,
        )  # fmt: skip
