"""Papers to readings: from the cache or from the linker, corrected, with the names that they have among all papers."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.atlas.input_files import FaultHandler
from kg.atlas.line_files import read_reading_lines, record_line
from kg.atlas.manifest import InputFile
from kg.atlas.progress import Stages
from kg.atlas.reading_cache import ReadingCache, open_cache
from kg.graph.correction.paper_identity import PaperIdentity
from kg.graph.corrector import Corrector
from kg.graph.identity import NewNames
from kg.graph.own_pages import OwnPages
from kg.ground.records import Paper, Reading
from kg.linker.linker import Linker
from kg.linker.parallel import link_papers
from kg.readers.papers.merge import MergedWork

PAPERS, READINGS, CACHE = "papers.jsonl", "readings.jsonl", "cache"
#: Fewer papers than these are linked by the build itself, whose linker is loaded already: two processes take 2 s to
#: start and then save half of some 4 ms a paper.
FEW_MISSING = 1000


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
    corrections: Path | None
    index: Path | None
    processes: int
    stages: Stages
    on_fault: FaultHandler | None


@dataclass(frozen=True, slots=True)
class LinkedPapers:
    """What linking a build's papers gives beside its files.

    Attributes:
        works: the papers with their records. linked: how many papers the linker read.
    """

    works: list[MergedWork]
    linked: int


def link_all_papers(
    job: AtlasBuildJob, records: Sequence[Paper], identity: PaperIdentity, linker: Linker, corrector: Corrector
) -> LinkedPapers:
    """Merge records, and write papers and readings.

    What papers introduce may say who they are: then the records are merged, and those papers linked, once more.

    Args:
        identity: what people said of who papers are.
    """
    with job.stages.stage("merge"):
        works = identity.merge(records, on_fault=job.on_fault)
    linked, identified = _link_papers_once(job, works, identity, linker, corrector)
    if identified:
        with job.stages.stage("merge"):
            works = identity.merge([*records, *identified])
        linked += _link_papers_once(job, works, identity, linker, corrector)[0]
    return LinkedPapers(works, linked)


def _link_papers_once(
    job: AtlasBuildJob, works: Sequence[MergedWork], identity: PaperIdentity, linker: Linker, corrector: Corrector
) -> tuple[int, list[Paper]]:
    """Write papers and readings; return how many papers the linker read, and what follows of who papers are."""
    papers = [work.paper for work in works]
    names = NewNames(linker.catalogue)
    pages = OwnPages((paper.arxiv for paper in papers if paper.arxiv), identity.denies)
    unsettled = job.folder / (READINGS + ".unsettled")
    linked = 0
    with (
        job.stages.stage("link", len(papers)) as progress,
        open_cache(job.output / CACHE, linker.version, job.on_fault) as cache,
        closing(_readings_of_papers(papers, cache, linker, job.processes)) as readings,
        (job.folder / PAPERS).open("wb") as paper_file,
        unsettled.open("wb") as reading_file,
    ):
        for paper, (reading, new) in zip(papers, readings, strict=True):
            linked += new
            corrected = corrector.correct(reading)
            names.see(corrected)
            pages.see(corrected)
            paper_file.write(record_line(paper))
            reading_file.write(record_line(corrected))
            progress.advance()
        corrector.check()
        cache.prune()
    with (job.folder / READINGS).open("wb") as settled_file:
        settled_file.writelines(record_line(names.settle(reading)) for reading in read_reading_lines(unsettled))
    unsettled.unlink()
    return linked, pages.papers()


def _readings_of_papers(
    papers: Sequence[Paper], cache: ReadingCache, linker: Linker, processes: int
) -> Generator[tuple[Reading, bool], None, None]:
    """Yield the reading of each paper, and whether it is new; what the cache does not have is linked and put there."""
    missing = cache.missing(papers)
    awaited = {paper.id for paper in missing}
    described = tuple(sorted(linker.described))
    linked = link_papers(missing, processes, few=FEW_MISSING, version=linker.version, described=described)
    with closing(linked) as fresh:
        for paper in papers:
            if paper.id in awaited:
                reading, new = next(fresh), True
            elif (kept := cache.get(paper)) is not None:
                reading, new = kept, False
            else:  # it is there, but cannot be read
                reading, new = linker.link(paper), True
            if new:
                cache.put(reading)
            yield reading, new
