"""Merging block by block, on disk, gives what merging all records at once gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.graph.correction.corrections import COLUMNS, CORRECTIONS, load_corrections
from kg.graph.correction.merged_records import merged_works
from kg.graph.correction.paper_identity import PaperIdentity
from kg.ground.codec import encode_record
from kg.ground.errors import CorrectionError
from kg.ground.records import Author, Paper, Source
from kg.readers.papers import merge_blocks
from kg.readers.papers.merge import MergedWork

_ADA, _BEN = Author("Ada Lovelace"), Author("Ben Abel")
_RECORDS = st.lists(
    st.builds(
        Paper,
        title=st.sampled_from(["S", "s.", "T", "T!", "U", "Introduction", "Z\u00e9ro", "\U0001f600"]),
        abstract=st.sampled_from(["", "A longer abstract of a hundred letters. " * 5]),
        date=st.sampled_from([None, "2001", "2020-05", "2021"]),
        authors=st.sampled_from([(), (_ADA,), (_BEN, _ADA)]),
        arxiv=st.sampled_from([None, None, "2405.00001", "hep-th/9901001"]),
        doi=st.sampled_from([None, None, "10.1/x", "10.1101/z.v1", "10.1101/z.v2"]),
        identifiers=st.sampled_from([(), ("1",), ("2", "1")]),
        sources=st.builds(
            lambda page, position, form: (Source(page, form, position),),
            st.sampled_from(["a", "b"]), st.integers(1, 4), st.sampled_from(["jsonl", "jsonl", "identify"]),
        ),
    ),
    max_size=12,
)  # fmt: skip
_LINES = st.lists(
    st.sampled_from([
        ("T", "paper-is", "arXiv:2405.00001"), ("U", "paper-is", "doi:10.1/x"), ("S", "paper-is-not", "2405.00001"),
        ("T", "same-work", "U"), ("2405.00001", "different-works", "10.1/x"), ("paper/2405.00001", "same-work", "S"),
        ("listing/a-1", "paper-is", "hep-th/9901001"), ("Not There", "paper-is", "2401.99999"),
    ]),
    max_size=2, unique=True,
)  # fmt: skip


def _identity(folder: Path, lines: Sequence[tuple[str, str, str]]) -> PaperIdentity:
    file = folder / CORRECTIONS
    rows = ["\t".join((action, subject, other, "", "Ada", "2026-01-02")) for subject, action, other in lines]
    file.write_text("\n".join(("\t".join(COLUMNS), *rows)), encoding="utf-8")
    return PaperIdentity(load_corrections(file))


def _outcome(works: list[MergedWork], faults: list[str], identity: PaperIdentity) -> object:
    told = [(work.paper, frozenset(work.records), work.evidence) for work in works]
    return told, faults, [(one.place, name) for one, name in identity.missing]


def _at_once(records: Sequence[Paper], identity: PaperIdentity) -> object:
    faults: list[str] = []
    works = identity.merge(records, on_fault=lambda fault: faults.append(str(fault)))
    return _outcome(works, faults, identity)


def _in_blocks(records: Sequence[Paper], identity: PaperIdentity, folder: Path, most_held: int) -> object:
    faults: list[str] = []
    lines = sorted({encode_record(record) for record in records})
    stored = merged_works(
        lambda: lines, identity, folder, on_fault=lambda fault: faults.append(str(fault)), most_held=most_held
    )
    works = [each.work() for each in stored]
    assert [path.name for path in folder.iterdir()] == [CORRECTIONS], "nothing is left on the disk"
    return _outcome(works, faults, identity)


def _told(merge: Callable[[PaperIdentity], object], folder: Path, lines: Sequence[tuple[str, str, str]]) -> object:
    """What merging gives, or the error that it ends with."""
    try:
        return merge(_identity(folder, lines))
    except CorrectionError as error:
        return str(error)


@given(_RECORDS, _LINES, st.sampled_from([1, 2000, 1 << 20]))
@example([Paper("T"), Paper("U", doi="10.1/x"), Paper("S")], [("T", "same-work", "U")], 1)
@example(
    [Paper(each, identifiers=("1",), sources=(Source("a", "identify", 1),)) for each in ("S", "U")],
    [("T", "paper-is", "arXiv:2405.00001")],
    1,
)
@example([Paper("T"), Paper("S")], [("Not There", "paper-is", "2401.99999")], 1)
def test_blocks_give_what_all_at_once_gives(
    records: list[Paper], lines: list[tuple[str, str, str]], most_held: int
) -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        expected = _told(lambda identity: _at_once(records, identity), folder, lines)
        assert _told(lambda identity: _in_blocks(records, identity, folder, most_held), folder, lines) == expected


def test_a_block_is_what_shares_keys_by_way_of_others() -> None:
    keys = [["a"], ["b"], ["c", "d"], ["d", "a"], [], ["b", "e"], ["f"]]
    blocks = merge_blocks.RecordBlocks()
    for each in keys:
        blocks.see(each)
    assert blocks.numbers() == [0, 1, 0, 0, 4, 1, 6]
    assert merge_blocks.RecordBlocks().numbers() == []


def test_hashes_that_meet_make_blocks_larger_and_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [Paper("S"), Paper("s!", date="2001"), Paper("T", arxiv="2405.00001"), Paper("U", arxiv="2405.00001")]
    expected = _at_once(records, _identity(tmp_path, []))
    monkeypatch.setattr(merge_blocks, "hash_of_key", lambda key: 0)
    assert _in_blocks(records, _identity(tmp_path, []), tmp_path, 1) == expected
