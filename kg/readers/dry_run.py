"""Reading files without building: of each its format, its papers and what they lack, what else it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.ground.errors import InputError
from kg.ground.imported_result import DescribedArtifact, ImportedResult, InputRecord
from kg.ground.records import Paper
from kg.readers.base.input_stream import Page
from kg.readers.read_files import read_inputs
from kg.readers.reader_registry import CARD_READERS, READERS, SCORE_READERS

_SHOWN = 2  # papers of a file that are shown as read
LACKS = ("abstract", "date", "id", "authors")


@dataclass(slots=True)
class FileReading:
    """What was read of one file.

    Attributes:
        path: as it was named. format, description: of the reader that took it; why it did.
        papers, scores: how many. missing: of the papers, by what they lack. first: the first papers, as read.
        artifacts: those that the file describes.
        places: where the papers lay in a JSON file, e.g. ``data.items``. faults: what could not be read, in words.
    """

    path: str
    format: str = ""
    papers: int = 0
    scores: int = 0
    artifacts: list[DescribedArtifact] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LACKS, 0))
    first: list[Paper] = field(default_factory=list)
    places: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)

    @property
    def description(self) -> str:
        """What a file of its format is."""
        reader = {**READERS, **SCORE_READERS, **CARD_READERS}.get(self.format)
        return reader.description if reader else ""

    def take(self, record: InputRecord) -> None:
        """Count a record."""
        if isinstance(record, ImportedResult):
            self.scores += 1
            self.format = record.source.format
            return
        if isinstance(record, DescribedArtifact):
            self.artifacts.append(record)
            self.format = record.source.format
            return
        self.papers += 1
        self.format = self.format or record.sources[0].format
        lacking = (not record.abstract, not record.date, not (record.arxiv or record.doi), not record.authors)
        for name, lacks in zip(LACKS, lacking, strict=True):
            self.missing[name] += lacks
        if len(self.first) < _SHOWN:
            self.first.append(record)


def read_without_building(
    paths: Sequence[Path], read: Callable[..., Iterator[InputRecord]] = read_inputs
) -> Iterator[FileReading]:
    """Yield what is read of each file, as soon as it is; a file that cannot be read is one with a fault.

    Args:
        paths: files, folders, archives, patterns. read: ``read_inputs``, with the options of how to read.
    """
    for path in paths:
        gathered = _FileReadings(path)
        try:
            for record in read([path], on_fault=gathered.note_fault, on_read=gathered.end_file):
                gathered.current.take(record)
                yield from gathered.taken()
        except InputError as error:
            gathered.note_fault(error)
            gathered.whole.append(gathered.current)
        yield from gathered.taken()


class _FileReadings:
    """The files that one path stands for, as they are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.whole: list[FileReading] = []
        self.current = FileReading(str(path))

    def note_fault(self, fault: InputError) -> None:
        """Keep what could not be read."""
        self.current.faults.append(str(fault))

    def end_file(self, page: Page) -> None:
        """Close the current file."""
        self.current.path = str(page.path)
        self.current.places = tuple(place for place in page.found_at if place not in ("", "."))
        self.whole.append(self.current)
        self.current = FileReading(str(self.path))

    def taken(self) -> list[FileReading]:
        """Give out the files that are whole."""
        whole, self.whole = self.whole, []
        return whole
