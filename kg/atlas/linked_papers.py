"""The papers of a build, merged, with their readings: from the cache or from the linker, corrected, new names settled.

Nothing here holds the corpus: records, papers and readings go from file to file.
"""

from __future__ import annotations

import gzip
import heapq
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from kg.atlas.input_files import FaultHandler
from kg.atlas.line_files import read_paper_lines, record_line
from kg.atlas.manifest import InputFile
from kg.atlas.progress import Stages
from kg.atlas.reading_cache import ReadingCache, open_cache
from kg.graph.correction.merged_records import StoredWork, merged_works
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.corrector import Corrector
from kg.graph.identity import NewNames, has_new_names
from kg.graph.own_pages import OwnPages
from kg.ground.codec import decode_reading, encode_record, with_whole_paper
from kg.ground.records import Paper, Reading
from kg.linker.linker import Linker
from kg.linker.parallel import link_papers
from kg.readers.papers.merge import MergedWork
from kg.readers.papers.merge_record import MERGING, MergeTally, write_merge_record

RECORDS, PAPERS, READINGS, CACHE = "records.jsonl.gz", "papers.jsonl", "readings.jsonl", "cache"
#: Fewer papers than these are linked by the build itself, whose linker is loaded already: two processes take 2 s to
#: start and then save half of some 4 ms a paper.
FEW_MISSING = 1000
_ON_THEIR_WAY = 1 << 16  # texts that are being linked, at most: more than any number of processes is given ahead


@dataclass(frozen=True, slots=True)
class AtlasBuildJob:
    """What travels through a build beside its papers; see ``build``.

    Attributes:
        output: the folder at the end. folder: where all is written until then.
        inputs: the files that the papers came from, of earlier builds too. corrections: those that were given.
        index: of titles, to be asked who papers are.
    """

    output: Path
    folder: Path
    inputs: tuple[InputFile, ...]
    base: str
    assert_above: float
    network_papers: int
    corrections: Path | None
    index: Path | None
    processes: int
    stages: Stages
    on_fault: FaultHandler | None


@dataclass(frozen=True, slots=True)
class LinkedPapers:
    """What linking a build's papers gives beside its files.

    Attributes:
        merging: what merging decided. linked: how many papers the linker read.
    """

    merging: MergeTally
    linked: int


def write_records(lines: Iterable[bytes], path: Path) -> None:
    """Keep every record as it was read, each once: merging is not associative, so ``add`` has to merge them all again.

    Args:
        lines: sorted, as ``encode_record`` writes them.
    """
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.writelines(line + b"\n" for line, _ in groupby(lines))


def record_lines(path: Path, more: Iterable[Paper] = ()) -> Iterator[bytes]:
    """Yield the lines of the records that ``write_records`` wrote and of some more, sorted, each once."""
    with gzip.open(path) as file:
        kept = (line[:-1] for line in file)
        yield from (line for line, _ in groupby(heapq.merge(kept, sorted(map(encode_record, more)))))


def link_all_papers(job: AtlasBuildJob, identity: PaperIdentity, linker: Linker, corrector: Corrector) -> LinkedPapers:
    """Merge the records of the build's folder, and write papers, readings and what merging decided.

    What papers introduce may say who they are: then the records are merged, and those papers linked, once more.

    Args:
        identity: what people said of who papers are.
    """
    merging, count = merge_records(job, identity, (), job.on_fault)
    linked, identified = _link_papers_once(job, count, identity, linker, corrector)
    if identified:
        merging, count = merge_records(job, identity, identified, None)
        linked += _link_papers_once(job, count, identity, linker, corrector)[0]
    return LinkedPapers(merging, linked)


def merge_records(
    job: AtlasBuildJob, identity: PaperIdentity, more: Sequence[Paper], on_fault: FaultHandler | None
) -> tuple[MergeTally, int]:
    """Merge the records of the build's folder and some more: write papers, and what merging decided; count papers."""
    written = 0

    def papers_written(works: Iterable[StoredWork]) -> Iterator[MergedWork]:
        nonlocal written
        for stored in works:
            file.write(stored.paper + b"\n")
            written += 1
            if len(stored.records) > 1:
                yield stored.work()

    with job.stages.stage("merge"), (job.folder / PAPERS).open("wb") as file:
        works = merged_works(lambda: record_lines(job.folder / RECORDS, more), identity, job.folder, on_fault=on_fault)
        tally = write_merge_record(papers_written(works), job.folder / MERGING)
    return tally, written


def _link_papers_once(
    job: AtlasBuildJob, count: int, identity: PaperIdentity, linker: Linker, corrector: Corrector
) -> tuple[int, list[Paper]]:
    """Write readings; return how many papers the linker read, and what follows of who papers are."""
    names = NewNames(linker.catalogue)
    pages = OwnPages((entry.artifact.arxiv for entry in linker.catalogue.entries.values()), identity.denies)
    unsettled = job.folder / (READINGS + ".unsettled")
    linked = 0
    to_settle = bytearray()  # of each reading, whether it has new names
    with (
        job.stages.stage("link", count) as progress,
        open_cache(job.output / CACHE, linker.plain_version, job.on_fault, facts=linker.described_facts) as cache,
        closing(_ReadingSource(job.folder / PAPERS, cache, linker).readings(job.processes)) as readings,
        unsettled.open("wb") as reading_file,
    ):
        for reading, kept in readings:
            linked += kept is None
            corrected = corrector.correct(reading)
            names.see(corrected)
            pages.see(corrected)
            to_settle.append(has_new_names(corrected))
            if kept is not None and corrected is reading:
                reading_file.write(with_whole_paper(kept, reading.paper) + b"\n")
            else:
                reading_file.write(record_line(corrected))
            progress.advance()
        corrector.check()
        cache.prune()
    with (job.folder / READINGS).open("wb") as settled_file, unsettled.open("rb") as lines:
        for line, asked in zip(lines, to_settle, strict=True):
            settled_file.write(_settled_line(line, names) if asked else line)
    unsettled.unlink()
    return linked, pages.papers()


def _settled_line(line: bytes, names: NewNames) -> bytes:
    reading = decode_reading(line)
    settled = names.settle(reading)
    return line if settled is reading else record_line(settled)


@dataclass(slots=True)
class _ReadingSource:
    """The readings of a file of papers: what the cache does not have is linked and put there.

    The file is read twice at the same time: ahead, to find which papers are to be linked, and again to give the
    readings in order. What was found of the papers between the two places waits in ``awaited``.
    """

    papers: Path
    cache: ReadingCache
    linker: Linker
    awaited: deque[bool] = field(default_factory=deque)
    on_their_way: dict[str, None] = field(default_factory=dict)

    def readings(self, processes: int) -> Generator[tuple[Reading, bytes | None], None, None]:
        """Yield the reading of each paper, and what the cache keeps of it; None where it is new."""
        described = tuple(sorted(self.linker.described))
        linked = link_papers(
            self._missing_papers(), processes, few=FEW_MISSING, version=self.linker.version, described=described
        )
        ready: deque[Reading] = deque()
        with closing(linked) as fresh:
            for paper in read_paper_lines(self.papers):
                while not self.awaited and (ahead := next(fresh, None)) is not None:
                    ready.append(ahead)
                yield self._reading_of_paper(paper, self.awaited.popleft(), ready, fresh)

    def _missing_papers(self) -> Iterator[Paper]:
        """Yield the papers that the cache has no reading of; of those with one text the first."""
        for paper in read_paper_lines(self.papers):
            missing = self.cache.key_of_missing(paper)
            awaited = missing is not None and missing not in self.on_their_way
            self.awaited.append(awaited)
            if missing is not None and awaited:
                self.on_their_way[missing] = None
                if len(self.on_their_way) > _ON_THEIR_WAY:  # the oldest is in the cache by now
                    del self.on_their_way[next(iter(self.on_their_way))]
                yield paper

    def _reading_of_paper(
        self, paper: Paper, awaited: bool, ready: deque[Reading], fresh: Iterator[Reading]
    ) -> tuple[Reading, bytes | None]:
        if awaited:
            reading = ready.popleft() if ready else next(fresh)
        elif (kept := self.cache.get_with_text(paper)) is not None:
            return kept
        else:  # it is there, but cannot be read
            reading = self.linker.link(paper)
        self.cache.put(reading)
        return reading, None
