"""A generated corpus whose texts read like real ones, of any size: the same seed and texts give the same papers.

    python bench/corpus.py 100000 [FILE…] > corpus.jsonl

These are no real papers: each text is put together from those of two papers, so that a linker finds in it what it finds
in real ones, and as often.

1. The abstract is that of one paper with a third of its sentences exchanged for those of another.
2. What the first one introduces before the colon of its title is given a coined name, wherever it stands. So names that
   nobody knows grow with the papers, as they do; a share keeps the name, as later papers take up earlier ones.
3. One or two words of the title are exchanged for words of the other's, so that hardly two are the same. One paper of
   fifty comes a second time, with another date and its title in capitals.
4. Authors, dates (thirty years), ids, venues and categories are made up (``bench.paper_titles``).

The known names do not grow with the papers: in a corpus of millions they recur as often as in the texts given, and what
is rare among the given texts is not rarer here. Lines are those of arXiv's metadata snapshot. The texts come from files
of any format that is read; by default from the example that comes with the program, and from saved pages and recent
papers beside the project where there are any.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.paper_titles import SnapshotMaker, snapshot_line
from kg.ground.records import Paper
from kg.readers.example_papers import example_path
from kg.readers.papers.merge import merge_papers
from kg.readers.read_files import read_papers

_EXCHANGED = 1 / 3  # of the sentences
_RENAMED = 0.8  # of the names that titles begin with
_REPEATED = 0.02  # of the papers
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_NAME = re.compile(r"[\w.+-]*[A-Z][\w.+-]*(?: [\w.+-]+)?(?=: )")
_CONTENT_WORD = re.compile(r"\b[a-z]{5,}\b|\b[A-Z][a-z]{4,}\b")


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text to make others of: its title, the name before its colon or None, its sentences."""

    title: str
    name: str | None
    sentences: tuple[str, ...]


def source_texts(files: Sequence[Path]) -> list[SourceText]:
    """The texts of some files, each paper once, those without an abstract left out."""
    papers = merge_papers(paper for file in files for paper in read_papers(file))
    return [
        SourceText(paper.title, found[0] if (found := _NAME.match(paper.title)) else None, sentences)
        for paper in papers
        if len(sentences := tuple(_SENTENCE_END.split(paper.abstract))) > 2
    ]


def default_files() -> list[Path]:
    """The example, and what lies beside the project (``PAPERATLAS_SHARED`` or ``../shared``)."""
    shared = Path(os.environ.get("PAPERATLAS_SHARED") or Path(__file__).resolve().parents[2] / "shared") / "papers"
    return [example_path(), *sorted((shared / "hf-daily-papers").glob("*.txt")), *sorted(shared.glob("*.jsonl"))]


class CorpusMaker(SnapshotMaker):
    """Makes papers one after the other."""

    def __init__(self, texts: Sequence[SourceText], seed: int, size: int) -> None:
        """Start with the texts to make others of, a seed, and the number of papers that thirty years have."""
        super().__init__(seed, size)
        self._texts = texts
        self._sentences: tuple[str, ...] = ()

    def records(self, count: int) -> Iterator[Paper]:
        """The papers as a snapshot has them: so many, some of them twice."""
        for paper in self.papers(count):
            yield paper
            if self._chance.random() < _REPEATED:
                yield replace(paper, title=paper.title.upper(), date=f"{int((paper.date or '')[:4]) + 1}-01-01")

    def _title(self) -> str:
        one, other = self._pick(self._texts), self._pick(self._texts)
        title = one.title
        sentences = [
            other.sentences[at] if at < len(other.sentences) and self._chance.random() < _EXCHANGED else own
            for at, own in enumerate(one.sentences)
        ]
        for _ in range(1 + int(2 * self._chance.random())):
            title = self._with_exchanged_word(title, other.title)
        if one.name and self._chance.random() < _RENAMED:
            name = re.compile(rf"(?<!\w){re.escape(one.name)}(?!\w)")
            coined = self._coined()
            title = name.sub(lambda _: coined, title)
            sentences = [name.sub(lambda _: coined, sentence) for sentence in sentences]
        self._sentences = tuple(sentences)
        return title

    def _abstract(self) -> str:
        return " ".join(self._sentences)

    def _coined(self) -> str:
        """A name that the catalogue does not have, but by chance."""
        return self._syllables(2, 3).capitalize() + self._pick(("", "", "Net", "-X", "Bench", "Former", "-2", "LM"))

    def _with_exchanged_word(self, title: str, other: str) -> str:
        places, words = list(_CONTENT_WORD.finditer(title)), _CONTENT_WORD.findall(other)
        if not places or not words:
            return title
        place = self._pick(places)
        return title[: place.start()] + str(self._pick(words)) + title[place.end() :]


def main() -> None:
    """Write a snapshot to standard output."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("papers", type=int)
    ask.add_argument("files", type=Path, nargs="*", help="papers whose texts are put together anew")
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    maker = CorpusMaker(source_texts(given.files or default_files()), given.seed, given.papers)
    for paper in maker.records(given.papers):
        sys.stdout.buffer.write(snapshot_line(paper))


if __name__ == "__main__":
    main()
