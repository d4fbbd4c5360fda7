"""The files that sides work on, made once a run by whichever side asks for them first: sides start one after another.

All are generated with a seed, of the corpus of ``bench.corpus``, so that both sides of a row, and both checkouts of a
comparison, read the same.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.harness.contest import Setting, SideDeclined
from bench.harness.resource_usage import run_command

if TYPE_CHECKING:
    import rdflib

    from kg.ground.records import Paper

_RDFLIB_PAPERS = 20_000  # some 7 million triples, of about a kilobyte each
_SMALL = 20  # papers of the graph that start-up is measured with


def corpus_file(setting: Setting, papers: int) -> Path:
    """A snapshot of so many papers, one JSON line each, the same for both checkouts of a comparison."""
    return made_once(setting.inputs.parent / f"corpus-{papers}.jsonl", partial(_write_corpus, setting, papers))


def _write_corpus(setting: Setting, papers: int, path: Path) -> None:
    """In a process of its own, so that the side that asks is not charged with its memory."""
    command = [sys.executable, "-P", "-c", "from bench.corpus import main; main()", str(papers)]
    lines = run_command(command, setting.scratch).output.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:papers]))  # some papers come twice, so there may be a few more


def papers_by_round(setting: Setting) -> list[list[Paper]]:
    """Papers for each round, none of them twice: whatever a side remembers of earlier texts, these are new to it."""
    from kg.readers.read_files import read_papers

    count = setting.sizes.texts
    papers = iter(read_papers(corpus_file(setting, count * setting.rounds)))
    return [list(islice(papers, count)) for _ in range(setting.rounds)]


def built_folder(setting: Setting, papers: int) -> Path:
    """The output of ``paperatlas build`` of so many papers, by the checkout under test."""
    return made_once(setting.inputs / f"built-{papers}", partial(_build, setting, corpus_file(setting, papers)))


def small_folder(setting: Setting) -> Path:
    """The output of a build of a few papers."""
    return built_folder(setting, _SMALL)


def _build(setting: Setting, corpus: Path, folder: Path) -> None:
    run_command([*setting.program, "build", corpus, "-q", "-o", folder], setting.scratch)


def graph_file(setting: Setting) -> Path:
    """The N-Triples of the graph that most rows work on."""
    return unpacked(setting, built_folder(setting, setting.sizes.graph))


def unpacked(setting: Setting, built: Path) -> Path:
    """The N-Triples of a built folder, not compressed."""
    return made_once(setting.inputs / f"{built.name}.nt", partial(_unpack, built / "graph.nt.gz"))


def rdflib_graph(setting: Setting) -> rdflib.Graph:
    """The graph as rdflib holds it, in memory.

    Raises:
        SideDeclined: it would not fit.
    """
    import rdflib

    if setting.sizes.graph > _RDFLIB_PAPERS:
        raise SideDeclined(f"it would hold a graph of {setting.sizes.graph:,} papers in memory, at over 300 KiB each")
    return rdflib.Graph().parse(graph_file(setting), format="nt")


def _unpack(packed: Path, path: Path) -> None:
    with gzip.open(packed) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)


def count_lines(path: Path) -> int:
    """The lines of a file."""
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(partial(file.read, 1 << 20), b""))


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """A file or folder, made under another name first, so that a half-made one is never taken."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name("half-" + path.name)
        shutil.rmtree(half, ignore_errors=True)
        make(half)
        half.rename(path)
    return path
