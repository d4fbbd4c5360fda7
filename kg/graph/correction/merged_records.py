"""The records of a whole corpus merged, as corrections say, in bounded memory.

1. Records are parted into blocks that can be merged each by itself (``kg.readers.papers.merge_blocks``).
2. Each block is merged; the works are sorted by the ids of their papers, on disk where they are many.
3. Identifiers that stand for two titles are reported at the end, in a fixed order.

The result is that of merging all records at once, whatever their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.graph.correction.paper_identity import PaperIdentity
from kg.ground.codec import decode_paper, encode_record
from kg.ground.errors import InputError
from kg.ground.files.sorted_lines import SortedLines
from kg.readers.base.input_stream import Fault
from kg.readers.papers.merge import MergedWork, fault_order
from kg.readers.papers.merge_blocks import blocks_of_lines
from kg.readers.papers.same_work import Evidence

_MOST_HELD = 192 << 20  # bytes of works in memory


def merged_works(
    lines: Callable[[], Iterable[bytes]],
    identity: PaperIdentity,
    folder: Path,
    *,
    on_fault: Fault | None = None,
    most_held: int = _MOST_HELD,
) -> Iterator[StoredWork]:
    """Yield the work of each paper, sorted by the paper's id.

    Args:
        lines: gives the records as ``encode_record`` writes them, no two alike, the same each time; asked twice.
        identity: what people said of who papers are; hears which lines name a paper that is not there.
        folder: what does not fit into memory is kept here until the last work is taken.
        on_fault: called, in a fixed order, for each identifier that stands for two titles.

    Raises:
        CorrectionError: lines cannot be applied, since they contradict each other or name several papers.
    """
    faults: list[InputError] = []
    identity.merge(())  # as long as no block has them, all that the corrections name are missing
    with TemporaryDirectory(prefix="merging-", dir=folder) as made:
        blocks_folder, works_folder = Path(made, "blocks"), Path(made, "works")
        blocks_folder.mkdir()
        works_folder.mkdir()
        works = SortedLines(works_folder, most_held=most_held)
        for records in blocks_of_lines(lines, identity.block_keys, blocks_folder, most_held=most_held):
            for work in identity.merge_block(records, on_fault=None if on_fault is None else faults.append):
                works.add(_line_of_work(work))
        if on_fault is not None:
            for fault in sorted(faults, key=fault_order):
                on_fault(fault)
        yield from map(_work_of_line, works.sorted())


@dataclass(frozen=True, slots=True)
class StoredWork:
    """A work as it was stored, of which only some are read again.

    Attributes:
        paper, records: as ``encode_record`` writes them; of one record that is the paper itself, none.
    """

    paper: bytes
    records: tuple[bytes, ...]
    evidence: Evidence

    def work(self) -> MergedWork:
        """Read the work."""
        paper = decode_paper(self.paper)
        return MergedWork(paper, tuple(map(decode_paper, self.records)) or (paper,), self.evidence)


def _line_of_work(work: MergedWork) -> bytes:
    """Write a work as one line, which sorts by its paper's id; a record that is the paper itself is left out."""
    paper = encode_record(work.paper)
    records = [encode_record(record) for record in work.records] if work.records != (work.paper,) else []
    return b"\t".join((work.paper.id.encode(), b"%d" % work.evidence, paper, *records))


def _work_of_line(line: bytes) -> StoredWork:
    _, evidence, paper, *records = line.split(b"\t")
    return StoredWork(paper, tuple(records), Evidence(int(evidence)))
