"""What may be named: folders, patterns, packed files and archives; none of them can harm or hide anything."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.atlas.input_files import read_input_files
from kg.atlas.progress import Silent, Stages
from kg.ground.errors import InputError
from kg.readers.base import archive_members, packed_bytes
from kg.readers.base.archive_members import harmless_name
from kg.readers.base.input_stream import ReadingHints
from kg.readers.read_files import read_papers

zstd = packed_bytes.zstd_module()
assert zstd is not None, "it belongs to the extra that the tests install"


def line(title: str) -> bytes:
    """A JSON line of a paper."""
    return f'{{"title": "{title}", "abstract": "Some text."}}\n'.encode()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of some files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive of some files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, content in files.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return packed.getvalue()


def read(*paths: Path | str) -> tuple[list[str], list[str]]:
    """Pages and titles of what is read, and the faults."""
    faults: list[str] = []
    papers = read_papers(paths, on_fault=lambda fault: faults.append(str(fault)))
    return [f"{paper.sources[0].page}: {paper.title}" for paper in papers], faults


def error_of(path: Path | str) -> str:
    """The error that reading a path ends with."""
    with pytest.raises(InputError) as caught:
        read(path)
    return str(caught.value)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd.compress,
}  # fmt: skip


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_file_is_unpacked_whatever_its_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "papers"
    pack = PACKERS[kind]
    path.write_bytes(pack(line("A") * 3_000) + pack(line("B")))  # two streams in a row
    titles, faults = read(path)
    assert titles[-2:] == ["papers: A", "papers: B"]
    assert len(titles) == 3_001
    assert not faults


@pytest.mark.parametrize("kind", PACKERS)
def test_a_packed_file_that_is_cut_says_so(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "papers"
    packed = PACKERS[kind](os.urandom(3000).hex().encode())
    path.write_bytes(packed[: len(packed) // 2])
    assert f"the {kind} file ends early; download it again" in error_of(path)


@pytest.mark.parametrize("kind", PACKERS)
def test_a_bomb_is_stopped(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_bytes, "_UNPACKING_FLOOR", 1 << 20)
    path = tmp_path / "papers"
    path.write_bytes(PACKERS[kind](line("A") + b" " * (24 << 20)))
    tracemalloc.start()
    try:
        assert f"the {kind} file unpacks to more than 100 times its size" in error_of(path)
        assert tracemalloc.get_traced_memory()[1] < 14 << 20  # of which xz takes 8
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: gzip.compress(tarred(files))])
def test_each_file_of_an_archive_is_a_page(pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path) -> None:
    path = tmp_path / "all"
    content = {
        "b/papers.jsonl": line("B"),
        "a.json": b'[{"title": "A"}]',
        "packed.xz": lzma.compress(line("C")),
        "../../up.jsonl": line("D"),
        "notes.txt": b"Some words.\n",
        "empty.json": b"",
        ".hidden/x.jsonl": line("X"),
        "__MACOSX/x.jsonl": line("X"),
        "inner.zip": zipped({"x.jsonl": line("X")}),
    }
    path.write_bytes(pack(content))
    titles, faults = read(path)
    assert titles == ["all/b/papers.jsonl: B", "all/a.json: A", "all/packed.xz: C", "all/up.jsonl: D"]
    assert [fault.split(";")[0] for fault in faults] == [
        f"{path}/notes.txt: the format of the file is not known",
        f"{path}/empty.json: the file is empty",
        f"{path}/inner.zip: the file is a ZIP archive",
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["all"]


def test_an_archive_of_which_nothing_can_be_read_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"notes.txt": b"Some words.\n", "b": b""}))
    assert "none of the 2 files of the archive can be read, the last because the file is empty" in error_of(path)
    path.write_bytes(zipped({}))
    assert "the archive holds no files" in error_of(path)
    path.write_bytes(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert "a document of an office program; save it as CSV" in error_of(path)


def test_an_encrypted_file_is_named(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.jsonl": line("A"), "b.jsonl": line("B")}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of the first file, in both tables
        packed[packed.index(mark) + place] |= 1
    path = tmp_path / "all.zip"
    path.write_bytes(packed)
    titles, faults = read(path)
    assert titles == ["all.zip/b.jsonl: B"]
    assert faults == [f"{path}/a.jsonl: the file is encrypted; unpack it with its password first"]


def test_a_method_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"a.jsonl": line("A")}, zipfile.ZIP_LZMA))
    assert "packed by method 14 of ZIP, which is not read; unpack it first" in error_of(path)


def test_a_bomb_in_an_archive_is_stopped_over_all_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_bytes, "_UNPACKING_FLOOR", 2 << 20)
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({f"{number}.jsonl": line("A") + b" " * (1 << 20) for number in range(8)}))
    titles, faults = read(path)
    assert len(titles) < 4
    assert "the archive unpacks to more than 100 times its size" in faults[-1]


def test_archives_of_very_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_members, "MAX_MEMBERS", 3)
    for pack in (zipped, tarred):
        path = tmp_path / pack.__name__
        path.write_bytes(pack({f"{number}.jsonl": line("A") for number in range(5)}))
        assert "the archive has more than 3 files" in error_of(path)


def test_a_header_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 4 << 30
    path = tmp_path / "all.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 10_000)
    assert "the tar archive is damaged (a header of 4,294,967,296 bytes)" in error_of(path)


def test_damage_inside_an_archive_is_told(tmp_path: Path) -> None:
    files = {"a.jsonl": line("A"), "b.jsonl": line("B") * 100}
    path = tmp_path / "all"
    packed = bytearray(tarred(files, tarfile.USTAR_FORMAT))
    packed[1024 + 148 : 1024 + 156] = b"damaged!"  # the checksum of the second header
    path.write_bytes(packed)
    assert "the tar archive is damaged (what follows its 1 files is no header)" in error_of(path)
    path.write_bytes(tarred(files)[:3000])
    assert "the tar archive is damaged (unexpected end of data)" in error_of(path)
    packed = bytearray(zipped(files, zipfile.ZIP_STORED))
    packed[packed.index(b'"B"') + 1] ^= 1
    path.write_bytes(packed)
    assert "is damaged (Bad CRC-32 for file 'b.jsonl')" in read(path)[1][0]


def test_every_cut_and_changed_archive_gives_papers_or_our_own_errors(tmp_path: Path) -> None:
    path = tmp_path / "all"
    for pack in (zipped, tarred):
        whole = pack({"a.jsonl": line("A"), "b.jsonl": line("B")})
        for place in range(0, len(whole), 151):
            for changed in (whole[:place], whole[:place] + bytes((whole[place] ^ 0x55,)) + whole[place + 1 :]):
                path.write_bytes(changed)
                try:
                    read(path)
                except InputError:
                    continue


def test_names_in_archives_lead_nowhere() -> None:
    assert harmless_name("/etc/passwd") == "etc/passwd"
    assert harmless_name("a/../../b\x00\u202e.json") == "a/b.json"
    assert harmless_name("/".join(["deep"] * 50)) == "/".join(["deep"] * 8)


def test_a_folder_is_all_its_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("2026-01-02/papers.jsonl", "2026-01-01/papers.jsonl", "top.jsonl", ".git/x.jsonl", ".x.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(line(name))
    (tmp_path / "notes.md").write_text("Some words.\n")
    (tmp_path / "more.zip").write_bytes(zipped({"in.jsonl": line("in"), "note": b"no"}))
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "broken.xz").write_bytes(b"\xfd7zXZ\0")
    titles, faults = read(tmp_path)
    assert titles == [
        "2026-01-01/papers.jsonl: 2026-01-01/papers.jsonl",
        "2026-01-02/papers.jsonl: 2026-01-02/papers.jsonl",
        "more.zip/in.jsonl: in",
        "top.jsonl: top.jsonl",
    ]
    assert [fault.split(": ")[0] for fault in faults] == [
        str(tmp_path / name) for name in ("broken.xz", "more.zip/note", "notes.md")
    ]


def test_what_a_build_wrote_is_no_input(built: Path, tmp_path: Path) -> None:
    assert "this is the folder of a graph; name the files that it was built from" in error_of(built)
    (tmp_path / "papers.jsonl").write_bytes(line("A"))
    (tmp_path / "output").mkdir()
    for name in ("manifest.json", "records.jsonl.gz", "papers.jsonl"):
        (tmp_path / "output" / name).write_bytes(line("X"))
    assert read(tmp_path) == (["papers.jsonl: A"], [])


def test_folders_without_papers_are_errors(tmp_path: Path) -> None:
    assert "there is no file in this folder" in error_of(tmp_path)
    (tmp_path / "a.txt").write_text("Words.\n")
    message = error_of(tmp_path)
    assert (
        "none of the 1 files of the folder can be read, the last because the format of the file is not known" in message
    )
    with pytest.raises(InputError, match="the format of the file is not known"):
        list(read_papers(tmp_path, strict=True))


def test_a_pattern_stands_for_files_unless_one_is_called_so(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "c.txt"):
        (tmp_path / name).write_bytes(line(name))
    assert read(str(tmp_path / "*.jsonl"))[0] == ["a.jsonl: a.jsonl", "b.jsonl: b.jsonl"]
    assert "no file has such a name; check the pattern" in error_of(tmp_path / "*.bib")
    (tmp_path / "*.jsonl").write_bytes(line("star"))
    assert read(str(tmp_path / "*.jsonl"))[0] == ["*.jsonl: star"]


def test_the_manifest_names_each_file_with_its_own_faults(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("Words.\n")
    (tmp_path / "good.jsonl").write_bytes(line("A"))
    (tmp_path / "one.zip").write_bytes(zipped({"in.jsonl": line("B") + b"broken\n", "more.jsonl": line("C")}))
    _, _, inputs = read_input_files([tmp_path], None, ReadingHints(), False, lambda _: None, Stages(Silent()), tmp_path)
    assert [(one.name, one.bytes, one.faults) for one in inputs] == [
        ("good.jsonl", len(line("A")), 0),
        ("one.zip/in.jsonl", len(line("B")) + 7, 1),
        ("one.zip/more.jsonl", len(line("C")), 0),
    ]
