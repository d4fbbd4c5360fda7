"""An index of titles, made of papers of any number.

1. Each paper becomes a line: the key of its title, what is kept of it, the signature of its abstract. The lines are
   sorted, on disk where they are many.
2. Records of the same title are joined where they are of one work (``is_same_work``).
3. The works are written to files of at most 4.2 million (``index_writer``), and ``index.json`` names the files.

A folder is replaced as a whole: the new files stand beside the old ones until ``index.json`` takes its place. What is
added later (``add``) is one file more, of the same form; the others stay as they are. The same papers give the same
bytes, in whatever order they come.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from zlib import crc32

from kg.ground.errors import DamagedError, InputError, OutputError
from kg.ground.files.durable_files import put_in_place
from kg.ground.files.integrity import sealed
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.machine.garbage import collection_paused
from kg.ground.records import Paper
from kg.identify.index.index_audit import IndexAudit
from kg.identify.index.index_folder import INDEX, index_files
from kg.identify.index.index_writer import MOST_ROWS, IndexWriter
from kg.identify.index.word_counts import most_telling, word_table
from kg.identify.titles.abstract_signature import abstract_beginning, signatures
from kg.identify.titles.id_records import (
    IdRecord,
    decode_id_record,
    encode_id_record,
    is_same_work,
    merge_id_records,
    record_of_paper,
)
from kg.identify.titles.title_keys import key_of_words, title_words

_TOGETHER = 10_000  # papers whose signatures are made at a time
_MOST_WORDS = 3_000_000  # different words that are counted; beyond, those that stand once are forgotten
_NAMES_OF = 16  # one of so many papers gives the names that records are packed with
_DICTIONARY = 30_000  # bytes; DEFLATE looks back 32 KiB
_FIELD = b"\0"
_SUFFIX = ".titles"

Progress = Callable[[int], None]


def make_index(
    papers: Iterable[Paper], folder: Path, *, add: bool = False, progress: Progress | None = None
) -> list[IndexAudit]:
    """Make an index of papers, or add a file to one; returns what was counted, of each file written.

    Args:
        papers: as ``read_papers`` gives them; those without a letter in their title are left out.
        folder: made where it is missing. add: whether the files that are there stay.
        progress: called with the number of papers read, now and then.

    Raises:
        InputError: there are no papers; or, with ``add``, the folder holds no index.
        DamagedError: with ``add``, the list of files in the folder is not what was written.
        OutputError: the folder cannot be written.
    """
    kept = index_files(folder) if add else []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".paperatlas-", dir=folder) as scratch, collection_paused():
            return _IndexMaker(Path(scratch), folder, kept).make(papers, progress)
    except FileExistsError as error:
        raise OutputError("this is a file", where=folder, remedy="name a folder") from error
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", where=folder, remedy="name a folder that can be written"
        ) from error


class _IndexMaker:
    """One making of an index."""

    def __init__(self, scratch: Path, folder: Path, kept: Sequence[str]) -> None:
        self._scratch = scratch
        self._folder = folder
        self._kept = list(kept)
        self._lines = SortedLines(scratch)
        self._words: Counter[str] = Counter()
        self._names: Counter[str] = Counter()

    def make(self, papers: Iterable[Paper], progress: Progress | None) -> list[IndexAudit]:
        rest, count = iter(papers), 0
        while part := list(islice(rest, _TOGETHER)):
            self._add_papers(part)
            count += len(part)
            if progress is not None:
                progress(count)
        if not self._words:
            raise InputError("there are no titles to make an index of", remedy="name files of papers")
        table = word_table(self._words)
        key_words = most_telling(self._words.items(), _DICTIONARY)
        shown = ((f" {word.capitalize()}", number) for word, number in self._words.items())
        record_words = most_telling(self._names.items(), _DICTIONARY // 3) + most_telling(shown, 2 * _DICTIONARY // 3)
        self._words.clear()
        works, names = self._works(), list(self._kept)
        audits: list[IndexAudit] = []
        while first := next(works, None):
            writer = IndexWriter(self._scratch / f"file-{len(audits)}", table, (key_words, record_words))
            writer.add(*first)
            for work in islice(works, MOST_ROWS - 1):
                writer.add(*work)
            part_path = self._scratch / "whole"
            with part_path.open("wb") as target:
                audits.append(writer.write(target))
            names.append(self._put_file_in_place(part_path))
        self._put_list_in_place(list(dict.fromkeys(names)))
        return audits

    def _add_papers(self, papers: Sequence[Paper]) -> None:
        beginnings = signatures([abstract_beginning(paper.abstract) for paper in papers])
        for paper, signature in zip(papers, beginnings, strict=True):
            words = title_words(paper.title)
            key = key_of_words(words)
            if not key:
                continue
            record = record_of_paper(paper)
            self._words.update(words)
            if crc32(key) % _NAMES_OF == 0:
                self._names.update(f" {part}" for name in record.authors for part in name.split())
            line = encode_id_record(record).encode("utf-8", "replace")
            self._lines.add(key + _FIELD + line + _FIELD + signature.tobytes().hex().encode())
        if len(self._words) > _MOST_WORDS:
            self._words = Counter({word: number for word, number in self._words.items() if number > 1})

    def _works(self) -> Iterator[tuple[bytes, bytes, bytes]]:
        """Yield the works in the order of their keys, then of their lines: key, line, signature."""
        parted = (line.split(_FIELD) for line in self._lines.sorted())
        for key, group in groupby(parted, key=lambda parts: parts[0]):
            lines = [(line, bytes.fromhex(signed.decode())) for _, line, signed in group]
            if len(lines) == 1:
                ((line, signature),) = lines
                yield key, line, signature
                continue
            for record, signature in _joined_works([(decode_id_record(line.decode()), each) for line, each in lines]):
                yield key, encode_id_record(record).encode(), signature

    def _put_file_in_place(self, part: Path) -> str:
        with part.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()[:16] + _SUFFIX
        put_in_place(part, self._folder / name)
        return name

    def _put_list_in_place(self, names: list[str]) -> None:
        old = _files_before(self._folder)
        part = self._scratch / INDEX
        part.write_bytes(sealed({"files": names}))
        put_in_place(part, self._folder / INDEX)
        for name in old - set(names):
            (self._folder / name).unlink(missing_ok=True)


def _files_before(folder: Path) -> set[str]:
    """Return the files that the last index of a folder named; none where there was none, or its list cannot be read."""
    try:
        return set(index_files(folder))
    except (InputError, DamagedError):
        return set()


def _joined_works(found: list[tuple[IdRecord, bytes]]) -> list[tuple[IdRecord, bytes]]:
    """Return the works of records of the same title, in the order of their lines."""
    works: list[tuple[IdRecord, bytes]] = []
    # Those with an id first, so that a record without one joins the same work in whatever order they came.
    for record, signature in sorted(
        found, key=lambda one: (not one[0].arxiv, not one[0].doi, encode_id_record(one[0]))
    ):
        place = next((at for at, one in enumerate(works) if is_same_work(one[0], record, same_title=True)), None)
        if place is None:
            works.append((record, signature))
        else:
            kept, old = works[place]
            works[place] = (merge_id_records(kept, record), old if any(old) else signature)
    return sorted(works, key=lambda one: encode_id_record(one[0]))
