"""Records parted into blocks, each of which can be merged by itself.

Two records can only be one work, or be named by one id that stands for two titles, where they share a key: an arXiv id,
a DOI (of a preprint: without its version), the id that a file gives them, or the letters and digits of their titles.
Records that share a key, directly or by way of others, are a block. What ``kg.readers.papers.merge`` makes of each
block alone is what it makes of all records together, so a corpus of any number of records is merged block by block.

Two different keys of one hash make a block larger than it needs to be, and change nothing else.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import numpy as np

from kg.ground.codec import decode_paper
from kg.ground.files.sorted_lines import SortedLines
from kg.ground.identifiers import arxiv_id
from kg.ground.records import Paper
from kg.ground.text import title_key
from kg.readers.papers.same_work import doi_key

_HASH = 8  # bytes
_NUMBER = 8  # hexadecimal digits of a record's number
_MOST_HELD = 128 << 20  # bytes of records in memory

BlockKeys = Callable[[Paper], Iterable[str]]


def block_keys(record: Paper) -> Iterator[str]:
    """Yield the keys by which a record may be joined with others.

    >>> [key.split("\\0") for key in block_keys(Paper("Of Tides", arxiv="2401.00001"))]
    [['title', 'oftides'], ['arxiv', '2401.00001']]
    """
    yield f"title\0{title_key(record.title)}"
    if record.arxiv:
        yield f"arxiv\0{record.arxiv}"
    if record.doi:
        yield f"doi\0{doi_key(record.doi)}"
    yield from (f"id\0{page}\0{name}" for page, name in own_ids(record))


def own_ids(record: Paper) -> Iterator[tuple[str, str]]:
    """Yield the ids that the file of a record gives it, each with the file; none where it is from several."""
    if len(record.sources) == 1:
        for name in record.identifiers:
            if record.arxiv is None or arxiv_id(name) != record.arxiv:
                yield record.sources[0].page, name


def hash_of_key(key: str) -> int:
    """Return 64 bits that stand for a key, the same in every process."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest())


class RecordBlocks:
    """Finds the blocks of records by their keys; some 12 bytes of memory a key.

    >>> blocks = RecordBlocks()
    >>> for keys in (["a"], ["b"], ["a", "c"], ["c"]):
    ...     blocks.see(keys)
    >>> blocks.numbers()
    [0, 1, 0, 0]
    """

    def __init__(self) -> None:
        self._hashes, self._holders = array("Q"), array("I")
        self._count = 0

    def see(self, keys: Iterable[str]) -> None:
        """Take the keys of the next record."""
        for key in keys:
            self._hashes.append(hash_of_key(key))
            self._holders.append(self._count)
        self._count += 1

    def numbers(self) -> list[int]:
        """Return the number of each record's block, which is that of the block's first record."""
        hashes = np.frombuffer(self._hashes, dtype=np.uint64)
        holders = np.frombuffer(self._holders, dtype=np.uintc)
        order = np.argsort(hashes, kind="stable")
        hashes, holders = hashes[order], holders[order]
        same = np.flatnonzero(hashes[1:] == hashes[:-1])
        parents = list(range(self._count))
        for one, other in zip(holders[same].tolist(), holders[same + 1].tolist(), strict=True):
            one, other = sorted((_root(parents, one), _root(parents, other)))
            parents[other] = one
        return [_root(parents, number) for number in range(self._count)]


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def blocks_of_lines(
    lines: Callable[[], Iterable[bytes]], keys: BlockKeys, folder: Path, *, most_held: int = _MOST_HELD
) -> Iterator[list[Paper]]:
    """Yield the records of each block; those that are alone come first.

    Args:
        lines: gives the records as ``encode_record`` writes them, no two alike, the same each time; asked twice.
        keys: gives the keys of a record. folder: for what does not fit into memory; the caller removes it.
    """
    found = RecordBlocks()
    for line in lines():
        found.see(keys(decode_paper(line)))
    blocks = np.array(found.numbers(), dtype=np.uintc)
    del found
    sizes = np.bincount(blocks, minlength=len(blocks))
    held = SortedLines(folder, most_held=most_held)
    for number, line in enumerate(lines()):
        block = int(blocks[number])
        if sizes[block] == 1:
            yield [decode_paper(line)]
        else:
            held.add(b"%08x%08x" % (block, number) + line)
    for _, members in groupby(held.sorted(), key=lambda line: line[:_NUMBER]):
        yield [decode_paper(line[2 * _NUMBER :]) for line in members]
