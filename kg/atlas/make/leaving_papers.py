"""Which records go when papers, or what was read from a file, are taken out of a folder.

A record is a paper's where the paper names its place (file and number), and where it shares a key with the paper or
with another record of it (``kg.readers.papers.merge_blocks``): two files may have one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from kg.atlas.line_files import read_paper_lines
from kg.atlas.linked_papers import PAPERS, RECORDS
from kg.atlas.manifest import InputFile, Manifest
from kg.graph.correction.named_records import names_paper
from kg.ground.errors import InputError, offer_of_names
from kg.ground.files.integrity import open_checked
from kg.ground.imported_result import Imported
from kg.ground.records import Paper
from kg.readers.papers.merge_blocks import block_keys

_Place: TypeAlias = "tuple[str, str, int]"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves a folder.

    Attributes:
        files: names of files of which everything goes. places: where the papers that go were read. keys: of the records
            that are theirs.
    """

    files: frozenset[str]
    places: frozenset[_Place]
    keys: frozenset[str]

    def stays(self, record: Paper) -> bool:
        """Tell whether a record stays."""
        if any(source.page in self.files for source in record.sources):
            return False
        return self.places.isdisjoint(_places_of_paper(record)) or self.keys.isdisjoint(block_keys(record))

    def stays_imported(self, one: Imported) -> bool:
        """Tell whether a score or a described artifact stays."""
        return one.source.page not in self.files

    def inputs_left(self, inputs: Iterable[InputFile]) -> tuple[InputFile, ...]:
        """Return the input files that stay."""
        return tuple(each for each in inputs if each.name not in self.files)


def find_leaving(output: Path, before: Manifest, names: Sequence[str]) -> Leaving:
    """Find what leaves a folder.

    Args:
        before: the folder's manifest. names: of input files, or of papers: arXiv ids, DOIs, local ids, IRIs, titles.

    Raises:
        InputError: a name is that of nothing here, or of several papers. DamagedError: a file of the folder is damaged.
    """
    inputs = {each.name for each in before.inputs}
    papers = _named_papers(output, before, [name for name in names if name not in inputs])
    places = frozenset(place for paper in papers for place in _places_of_paper(paper))
    keys = {key for paper in papers for key in block_keys(paper)}
    if papers:
        with open_checked(output, RECORDS, before.files.get(RECORDS)) as file:
            records = [
                set(block_keys(record))
                for record in read_paper_lines(output / RECORDS, opened=file)
                if not places.isdisjoint(_places_of_paper(record))
            ]
        _join_keys(keys, records)
    return Leaving(frozenset(inputs.intersection(names)), places, frozenset(keys))


def _named_papers(output: Path, before: Manifest, names: Sequence[str]) -> list[Paper]:
    found: dict[str, list[Paper]] = {name: [] for name in names}
    if found:
        with open_checked(output, PAPERS, before.files.get(PAPERS)) as file:
            for paper in read_paper_lines(output / PAPERS, opened=file):
                for name, papers in found.items():
                    if names_paper(name, paper, before.base):
                        papers.append(paper)
    for name, papers in found.items():
        if not papers:
            remedy = offer_of_names(name, sorted({each.name for each in before.inputs}), listing="paperatlas stats")
            raise InputError(f"no paper and no file here is called {name!r}", where=output, remedy=remedy)
        if len(papers) > 1:
            ids = ", ".join(paper.id for paper in papers[:_SHOWN])
            raise InputError(
                f"{len(papers)} papers are called {name!r}", where=output, remedy=f"name one by its id: {ids}"
            )
    return [papers[0] for papers in found.values()]


def _join_keys(keys: set[str], records: Iterable[set[str]]) -> None:
    """Add the keys of all records that share a key with the others, directly or by way of records."""
    waiting = list(records)
    while True:
        joined = [record for record in waiting if not keys.isdisjoint(record)]
        if not joined:
            return
        keys.update(*joined)
        waiting = [record for record in waiting if not record <= keys]


def _places_of_paper(paper: Paper) -> list[_Place]:
    return [(source.page, source.format, source.position) for source in paper.sources]
