"""Which records go when papers, or what was read from a file, are taken out of a folder.

A record is a paper's where the paper names its place (file and number). Where several records have one place, as two
files of one name give them, it must also share a key with the paper or with another record of it
(``kg.readers.papers.merge_blocks``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
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
        files: names of files of which everything goes. places: where the papers that go were read.
        shared: those places of which there are several records. keys: of the records that are the papers'.
    """

    files: frozenset[str]
    places: frozenset[_Place]
    shared: frozenset[_Place]
    keys: frozenset[str]

    def stays(self, record: Paper) -> bool:
        """Tell whether a record stays."""
        if any(source.page in self.files for source in record.sources):
            return False
        places = self.places.intersection(_places_of_paper(record))
        return not places or (places <= self.shared and self.keys.isdisjoint(block_keys(record)))

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
    papers = _named_papers(output, before, [name for name in names if not files_of_names(inputs, [name])])
    places = frozenset(place for paper in papers for place in _places_of_paper(paper))
    keys = {key for paper in papers for key in block_keys(paper)}
    records: list[set[str]] = []
    found: Counter[_Place] = Counter()
    if papers:
        with open_checked(output, RECORDS, before.files.get(RECORDS)) as file:
            for record in read_paper_lines(output / RECORDS, opened=file):
                if there := places.intersection(_places_of_paper(record)):
                    records.append(set(block_keys(record)))
                    found.update(there)
        _join_keys(keys, records)
    shared = frozenset(place for place, count in found.items() if count > 1)
    return Leaving(files_of_names(inputs, names), places, shared, frozenset(keys))


def files_of_names(inputs: Collection[str], names: Iterable[str]) -> frozenset[str]:
    """Return the input files that are called so, or lie in an archive or a folder that is."""
    called = tuple(names)
    return frozenset(each for each in inputs if any(each == name or each.startswith(f"{name}/") for name in called))


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
