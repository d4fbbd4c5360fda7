"""Files that cannot be read: each error names the file and the remedy."""

from __future__ import annotations

import bz2
import gzip
import os
from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.readers.base import input_stream, packed_bytes
from kg.readers.base.open_files import open_page
from kg.readers.read_files import read_papers

_LINE = b'{"title": "A Title", "abstract": "Some text."}\n'


def _error(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        list(read_papers([path], on_fault=lambda _: None))
    assert str(path) in str(caught.value)
    return str(caught.value)


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "input"
    path.write_bytes(content)
    return path


def test_a_missing_file(tmp_path: Path) -> None:
    assert "does not exist; check the path" in _error(tmp_path / "missing.txt")


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder; name files in it"), open_page(tmp_path):
        pass


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read; allow it: chmod u+r" in _error(tmp_path / "secret.txt")


def test_a_path_that_no_system_takes(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        list(read_papers(["a\0b"]))
    assert "cannot be opened" in _error(tmp_path / ("x" * 5000))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file(content: bytes, tmp_path: Path) -> None:
    assert "the file is empty; save or download it again" in _error(_written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "problem", "remedy"),
    [
        (b"%PDF-1.7\n...", "a PDF", "as text"),
        (b"PK\x03\x04...", "the ZIP archive is damaged", "download"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program", "as CSV"),
        (bz2.compress(_LINE)[:-5], "the bzip2 file ends early", "download"),
        (b"BZh9...", "the bzip2 file is damaged", "download"),
        (b"\xfd7zXZ\0............", "the xz file is damaged", "download"),
        (b"\x28\xb5\x2f\xfd\x20............", "the zstd file is damaged", "download"),
        (bz2.compress(bz2.compress(_LINE)), "bzip2 twice", "bunzip2"),
        (gzip.compress(gzip.compress(_LINE, mtime=0), mtime=0), "gzip twice", "gunzip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary", "text file"),
        ("A title".encode("utf-16"), "UTF-16, not UTF-8", "iconv -f UTF-16"),
        ("A title".encode("utf-16-be"), "binary", "iconv -f UTF-16"),
        ("A title".encode("utf-32"), "UTF-32, not UTF-8", "iconv -f UTF-32"),
        (b"Just some words.\n", "format of the file is not known", "paperatlas formats lists all"),
        (b"<!doctype html><title>Papers</title>", "format of the file is not known", "save the page as text"),
    ],
)
def test_what_is_no_text_of_a_known_format(content: bytes, problem: str, remedy: str, tmp_path: Path) -> None:
    message = _error(_written(tmp_path, content))
    assert problem in message
    assert remedy in message


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(InputError, match=r"there is no format .docx.; take one of .*; paperatlas formats lists all"):
        read_papers([], format="docx")


def test_a_wrong_byte_is_named_by_line_and_offset(tmp_path: Path) -> None:
    path = _written(tmp_path, _LINE * 3 + b'{"title": "Na\xefve"}\n' + _LINE)
    offset = 3 * len(_LINE) + len(b'{"title": "Na')
    message = _error(path)
    assert message.startswith(f"{path}:4: the file is not UTF-8: byte 0xef at offset {offset};")
    assert "iconv -f WINDOWS-1252 -t UTF-8" in message


def test_papers_before_a_wrong_byte_are_given_first(tmp_path: Path) -> None:
    papers = read_papers([_written(tmp_path, _LINE + b"\xff\n")])
    assert next(papers).title == "A Title"
    with pytest.raises(InputError, match=":2: the file is not UTF-8"):
        next(papers)


def test_a_line_that_is_too_long_is_a_fault_and_the_others_go_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(input_stream, "MAX_RECORD", 1000)
    path = _written(tmp_path, _LINE + b'{"title": "' + b"x" * 700_000 + b'"}\n' + _LINE)
    faults: list[InputError] = []
    assert len(list(read_papers([path], on_fault=faults.append))) == 2
    assert [fault.where for fault in faults] == [f"{path}:2"]
    assert "write one paper a line" in str(faults[0])


def test_lines_as_long_as_allowed_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_stream, "MAX_RECORD", len(_LINE))
    assert len(list(read_papers([_written(tmp_path, _LINE * 2)], strict=True))) == 2


def test_offsets_count_lines_that_were_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_stream, "MAX_RECORD", 100)
    raw = _LINE + b"y" * 5000 + b"\n" + b'{"title": "\xe4"}\n'
    assert f"offset {raw.index(0xE4)};" in _error(_written(tmp_path, raw))


def test_a_gzip_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_bytes, "_UNPACKING_FLOOR", 1 << 20)
    path = _written(tmp_path, gzip.compress(_LINE + b" " * (4 << 20)))
    assert "unpacks to more than 100 times its size" in _error(path)


@pytest.mark.parametrize(("cut", "problem"), [(slice(0, -9), "ends early"), (slice(0, 5), "ends early")])
def test_a_gzip_file_that_is_cut(cut: slice, problem: str, tmp_path: Path) -> None:
    packed = gzip.compress(os.urandom(2000).hex().encode())
    assert problem in _error(_written(tmp_path, packed[cut]))


def test_a_gzip_file_that_is_damaged(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(_LINE))
    packed[-6] ^= 0xFF  # the checksum
    assert "the gzip file is damaged" in _error(_written(tmp_path, bytes(packed)))


def test_the_head_of_a_large_file_is_not_all_of_it(tmp_path: Path) -> None:
    with open_page(_written(tmp_path, _LINE * 3000)) as page:
        assert not page.whole
        assert sum(1 for _ in page.lines(lambda _: None)) == 3000


def test_faults_are_logged_where_nobody_listens(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = _written(tmp_path, b"{broken\n" + _LINE)
    assert len(list(read_papers(path, format="jsonl"))) == 1
    assert f"{path}:1: the text is not JSON" in caplog.text
