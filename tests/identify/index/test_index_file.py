"""The file of an index: its sections as they were written, and damage wherever a byte is another."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import DamagedError, InputError
from kg.identify.index.index_file import PAGE, IndexFile, write_index_file
from kg.identify.index.packed_blocks import BlockReader, BlockWriter

SECTIONS = {"first": b"abc", "empty": b"", "second": bytes(number % 251 for number in range(3 * PAGE))}


def written(sections: Mapping[str, Path | bytes] = SECTIONS, **facts: object) -> bytes:
    target = io.BytesIO()
    write_index_file(target, sections, facts)
    return target.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "titles.idx"
    path.write_bytes(written(papers=3))
    return path


def test_sections_and_facts_are_read_as_they_were_written(path: Path) -> None:
    with IndexFile(path) as file:
        assert file.facts == {"papers": 3}
        assert {name: file.read_all(name) for name in SECTIONS} == SECTIONS
        file.check_all()


@given(st.integers(0, 3 * PAGE), st.integers(0, 3 * PAGE))
def test_any_stretch_is_read(tmp_path_factory: pytest.TempPathFactory, begin: int, size: int) -> None:
    path = tmp_path_factory.getbasetemp() / "stretch.idx"
    if not path.exists():
        path.write_bytes(written())
    whole = SECTIONS["second"]
    with IndexFile(path) as file:
        if begin + size <= len(whole):
            assert file.read("second", begin, size) == whole[begin : begin + size]
        else:
            with pytest.raises(DamagedError, match="has no bytes"):
                file.read("second", begin, size)


@pytest.mark.parametrize(("begin", "size"), [(-1, 1), (0, 4), (4, 0), (2, -1)])
def test_bytes_beyond_a_section_are_none(path: Path, begin: int, size: int) -> None:
    with IndexFile(path) as file, pytest.raises(DamagedError, match="section first has no bytes"):
        file.read("first", begin, size)


def test_a_section_may_lie_in_a_file(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(SECTIONS["second"])
    assert written({"first": b"abc", "empty": b"", "second": part}) == written()


def test_the_same_sections_give_the_same_bytes() -> None:
    assert written(b=1, a=2) == written(a=2, b=1)


def test_each_byte_that_changes_is_noticed_before_it_is_believed(path: Path) -> None:
    data = path.read_bytes()
    for place in range(0, len(data), 97):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises((DamagedError, InputError)):
            with IndexFile(path) as file:
                file.check_all()


def test_a_file_that_was_cut_is_damaged(path: Path) -> None:
    data = path.read_bytes()
    for size in (16, 40, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:size])
        with pytest.raises(DamagedError):
            IndexFile(path)


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"", "no index of titles"), (b"PATITLE", "no index of titles"), (b"x" * 100, "no index of titles"),
     (b"PATITLES" + struct.pack("<II", 0xFFFFFFFF, 0), "header is not what was written")],
)  # fmt: skip
def test_other_files_are_refused(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    with pytest.raises(InputError if "no index" in problem else DamagedError, match=problem):
        IndexFile(path)


def test_a_later_version_is_named(tmp_path: Path) -> None:
    header = orjson.dumps({"version": 99})
    path = tmp_path / "later"
    path.write_bytes(struct.pack("<8sII", b"PATITLES", len(header), zlib.crc32(header)) + header)
    with pytest.raises(InputError, match="version 99, this program reads 1"):
        IndexFile(path)
    with pytest.raises(InputError, match="cannot be opened: No such file"):
        IndexFile(tmp_path / "missing")


@given(st.lists(st.binary(max_size=20).map(lambda text: text.replace(b"\n", b" ")), max_size=30), st.integers(1, 7))
def test_any_text_is_read_by_its_number(
    tmp_path_factory: pytest.TempPathFactory, texts: list[bytes], texts_a_block: int
) -> None:
    folder = tmp_path_factory.mktemp("blocks")
    writer = BlockWriter(folder / "blocks", texts_a_block, b"tides and boats")
    firsts = [writer.add(text) for text in texts]
    writer.close()
    assert firsts == [number % texts_a_block == 0 for number in range(len(texts))]
    (folder / "idx").write_bytes(written({"blocks": writer.path}))
    with IndexFile(folder / "idx") as file:
        reader = BlockReader(file, "blocks", texts_a_block, writer.offsets.tobytes(), b"tides and boats")
        for number in (*range(len(texts)), *reversed(range(len(texts)))):
            assert reader.text(number) == texts[number]


def test_blocks_need_the_dictionary_that_they_were_written_with(tmp_path: Path) -> None:
    writer = BlockWriter(tmp_path / "blocks", 4, b"tides and boats" * 3)
    writer.add(b"tides and boats")
    writer.close()
    (tmp_path / "idx").write_bytes(written({"blocks": writer.path}))
    with IndexFile(tmp_path / "idx") as file:
        other = BlockReader(file, "blocks", 4, writer.offsets.tobytes(), b"")
        with pytest.raises(DamagedError, match="cannot be unpacked"):
            other.text(0)
