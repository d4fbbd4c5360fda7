"""JSON lines and JSON documents: broken records cost themselves only, and documents are read in pieces."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers import json_papers
from kg.readers.base import input_stream
from kg.readers.base.input_stream import ReadingHints
from kg.readers.base.unread_fields import UnreadFields
from kg.readers.json import json_documents
from kg.readers.json.json_kind import is_document, is_lines
from kg.readers.read_files import read_papers


def _read(folder: Path, content: str | bytes, format: str | None = None) -> tuple[list[Paper], list[str]]:
    path = folder / "in"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    faults: list[str] = []

    def note(fault: InputError) -> None:
        faults.append(str(fault).removeprefix(f"{path}:"))

    return list(read_papers([path], format=format, on_fault=note)), faults


def _titles(papers: list[Paper]) -> list[str]:
    return [paper.title for paper in papers]


def test_a_broken_line_is_named_and_the_others_go_in(tmp_path: Path) -> None:
    lines = ['{"title": "A"}', '{"title": "B"', "", '{"abstract": "no title"}', '["C"]', '{"title": "D"}']
    papers, faults = _read(tmp_path, "\n".join(lines))
    assert _titles(papers) == ["A", "D"]
    assert [fault.split(":")[0] for fault in faults] == ["2", "4", "5"]
    assert "not JSON" in faults[0]
    assert "no title" in faults[1]
    assert "no JSON object" in faults[2]
    assert [source.position for paper in papers for source in paper.sources] == [1, 5]


def test_strict_reading_raises_at_the_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "in"
    path.write_text('{"title": "A"}\n{"title": }\n', encoding="utf-8")
    papers = read_papers([path], strict=True)
    assert next(papers).title == "A"
    with pytest.raises(InputError, match=r"in:2: the text is not JSON: .* at column 11"):
        next(papers)


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ('"\\ud800A"', "A"),
        ('"A", "upvotes": NaN', "A"),
        ('"A\\u0000B"', "AB"),
        ('"A\\nB"', "A B"),
        ('"e\\u0301"', "é"),
    ],
)
def test_what_other_programs_write(value: str, title: str, tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, f'{{"title": {value}}}\n')
    assert _titles(papers) == [title]
    assert faults == []


@pytest.mark.parametrize("value", ["[" * 100_000, "9" * 10_000 + "}", "1e999999"])
def test_hostile_lines_are_faults(value: str, tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, f'{{"title": "A"}}\n{{"title": "B", "x": {value}\n')
    assert _titles(papers) == ["A"]
    assert len(faults) == 1
    assert faults[0].startswith("2: ")


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "A"}, {"title": "B"}]',
        '{"papers": [{"title": "A"}, {"title": "B"}]}',
        '{"meta": {"papers": 2, "x": ["y"]}, "data": [{"title": "A"}, {"title": "B"}], "next": ["z"]}',
        '{\n "title": "A"\n}\n{\n "title": "B"\n}\n',
        '\n\n [ {"title": "A", "links": [{"url": "]"}], "x": "}\\"{"},\n{"title": "B"} ]\n',
        '[{"title": "A", "data": [{"title": "no record"}]}, {"title": "B"}]',
        '{"title": "A",\n "results": [{"model": "no record"}]}\n{\n"title": "B"}',
    ],
)
def test_shapes_of_documents(text: str, tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, text)
    assert _titles(papers) == ["A", "B"]
    assert faults == []
    assert {source.format for paper in papers for source in paper.sources} == {"json"}


def test_broken_records_in_a_document(tmp_path: Path) -> None:
    text = '[{"title": "A"},\n{"title": B},\n"C", 5, null,\n[{"title": "D"}],\n{"abstract": ""},\n{"title": "E"}]\n'
    papers, faults = _read(tmp_path, text)
    assert _titles(papers) == ["A", "D", "E"]
    assert [fault.split(":")[0] for fault in faults] == ["2", "3", "3", "3", "5"]
    assert faults[3].startswith("3: a record is null: what was asked for is not there")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"title": "A"},\n{"title": "B"', "2: the document ends inside a record"),
        ('[{"title": "A"},\n{"title": "B', "2: the document ends inside a record"),
        ('[{"title": "A"},\n', "2: the document ends inside the array"),
        ('[{"title": "A"}\n}, {"title": "B"}]', "2: the brackets do not match"),
        ('[{"title": "A"},\n{"x": [}, {"title": "B"}]', "2: the brackets do not match"),
    ],
)
def test_a_document_that_is_cut_or_confused(text: str, problem: str, tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, text)
    assert _titles(papers) == ["A"]
    assert len(faults) == 1
    assert faults[0].startswith(problem)


def test_a_record_that_is_too_long_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_documents, "MAX_RECORD", 100_000)
    papers, faults = _read(tmp_path, '[{"title": "A"}, {"title": "' + "x" * 900_000 + '"}]')
    assert _titles(papers) == ["A"]
    assert len(faults) == 1
    assert "a record is longer than" in faults[0]


def test_a_wrong_byte_in_a_document_is_named(tmp_path: Path) -> None:
    raw = '[{"title": "A"},\n{"title":\n "Näive"}]'.encode("latin-1")
    with pytest.raises(InputError, match=rf"in:3: the file is not UTF-8: byte 0xe4 at offset {raw.index(0xE4)};"):
        _read(tmp_path, raw)


_VALUES = st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.lists(st.text(max_size=5), max_size=2)
_RECORDS = st.lists(st.dictionaries(st.text(max_size=4), _VALUES, max_size=3), min_size=1, max_size=4)


@given(records=_RECORDS, indent=st.sampled_from([None, 0, 2]), ascii_=st.booleans(), size=st.integers(1, 40))
def test_pieces_of_any_size_give_the_same_papers(
    records: list[dict[str, Any]], indent: int | None, ascii_: bool, size: int
) -> None:
    papers = [record | {"title": f"T{number}"} for number, record in enumerate(records)]
    raw = json.dumps({"papers": papers}, indent=indent, ensure_ascii=ascii_).encode("utf-8", "replace")

    class _Pieces:
        path, name, start, unread, head, hints = Path("in"), "in", 0, UnreadFields(), raw, ReadingHints()

        def count_at(self, place: str) -> None:
            assert place == "papers"

        def chunks(self) -> Any:
            return (raw[begin : begin + size] for begin in range(0, len(raw), size))

        def decode(self, part: bytes, line: int, offset: int, fault: object) -> str:
            assert raw[offset : offset + len(part)] == part
            assert raw.count(b"\n", 0, offset) + 1 == line
            return part.decode()

    faults: list[InputError] = []
    found = list(json_papers.read_json(_Pieces(), faults.append, name="json", usual=None))  # type: ignore[arg-type]
    assert _titles(found) == [f"T{number}" for number in range(len(papers))]
    assert not [fault for fault in faults if "left out" not in str(fault)]


def test_a_document_is_not_held_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    record = json.dumps({"title": "A Title", "abstract": "word " * 400})
    path.write_text("[" + ",".join([record] * 2000) + "]", encoding="utf-8")  # 4 MB
    tracemalloc.start()
    assert sum(1 for _ in read_papers([path], strict=True)) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20


@pytest.mark.parametrize(
    ("head", "lines", "document"),
    [
        (b'{"title": "A"}', True, False),
        (b'{"title": "A"}\n{"ti', True, False),
        (b'\n {"title": "A", "results": [{}]}\n', True, False),
        (b'{"title": broken\n{"title": "B"}\n', True, False),
        (b'# a note\n{"title": "B"}\n', True, False),
        (b'{"title": "' + b"x" * 99, True, False),
        (b'{"papers": [{"title": "' + b"x" * 99, False, True),
        (b'{"papers": []}', False, True),
        (b"{\n", False, True),
        (b"[]", False, True),
        (b'[\n  {"title": "A"}', False, True),
        (b"[CLS] tokens are words", False, False),
        (b"{curly} words", False, False),
        (b"plain text\nwith {braces}\n", False, False),
    ],
)
def test_sniffing(head: bytes, lines: bool, document: bool) -> None:
    assert (is_lines(head), is_document(head)) == (lines, document)


def test_one_line_of_a_hundred_megabytes_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.write(b'{"title": "A"}\n{"title": "')
        for _ in range(100):
            file.write(b"x" * (1 << 20))
        file.write(b'"}\n{"title": "B"}\n')
    faults: list[InputError] = []
    tracemalloc.start()
    assert _titles(list(read_papers([path], on_fault=faults.append))) == ["A", "B"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [fault.where for fault in faults] == [f"{path}:2"]
    assert peak < 4 * input_stream.MAX_RECORD
