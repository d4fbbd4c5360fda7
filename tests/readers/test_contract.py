"""What every reader promises, for every file shape that it reads.

The fixtures hold the same six invented papers in each shape, so each must give the same titles and abstracts.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import open_page
from kg.readers.read_files import read_papers, recognise
from kg.readers.reader_registry import READERS

FIXTURES = Path(__file__).parent / "fixtures"
FORMATS = {
    "listing_details.txt": "listing",
    "listing_blank_lines.txt": "listing",
    "listing_dense.txt": "listing",
    "listing.html": "listing",
    "listing.md": "listing",
    "papers.jsonl": "jsonl",
    "papers.json": "json",
}
_CUT_STEP = 11  # bytes; coprime to the lengths of lines, so that cuts fall everywhere


def _texts(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in papers]


@pytest.fixture(scope="module")
def expected() -> list[tuple[str, str]]:
    papers = list(read_papers(FIXTURES / "papers.jsonl", strict=True))
    assert len(papers) == 6
    return _texts(papers)


@pytest.fixture(params=sorted(FORMATS))
def path(request: pytest.FixtureRequest) -> Path:
    return FIXTURES / str(request.param)


def test_every_reader_has_a_fixture() -> None:
    assert set(FORMATS.values()) == set(READERS)
    assert {fixture.name for fixture in FIXTURES.iterdir()} == set(FORMATS)


def test_names_and_descriptions() -> None:
    for name, reader in READERS.items():
        assert reader.name == name == name.lower()
        assert reader.description
        assert not reader.description.endswith(".")


def test_exactly_one_reader_recognises_it(path: Path) -> None:
    head = path.read_bytes()
    assert [name for name, reader in READERS.items() if reader.sniff(head)] == [FORMATS[path.name]]


def test_it_gives_the_six_papers_without_a_fault(path: Path, expected: list[tuple[str, str]]) -> None:
    papers = list(read_papers([path], strict=True))
    assert _texts(papers) == expected
    assert [(source.page, source.format, source.position) for paper in papers for source in paper.sources] == [
        (path.name, FORMATS[path.name], position) for position in range(1, 7)
    ]


def test_the_format_may_be_named(path: Path) -> None:
    assert list(read_papers([path], format=FORMATS[path.name])) == list(read_papers([path]))


@pytest.mark.parametrize("change", ["byte order mark", "CRLF", "gzip", "no last line end", "two more line ends"])
def test_it_reads_the_same_in_other_packings(
    path: Path, change: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    raw = path.read_bytes()
    changed = {
        "byte order mark": b"\xef\xbb\xbf" + raw,
        "CRLF": raw.replace(b"\n", b"\r\n"),
        "gzip": gzip.compress(raw),
        "no last line end": raw.rstrip(),
        "two more line ends": raw + b"\n\n",
    }[change]
    copy = tmp_path / "page"  # no ending that would tell the format
    copy.write_bytes(changed)
    assert _texts(list(read_papers([copy], strict=True))) == expected


def test_the_first_part_of_a_file_gives_the_papers_that_are_whole(
    path: Path, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    raw = path.read_bytes()
    cut = tmp_path / "cut"
    numbers: list[int] = []
    for end in range(1, len(raw), _CUT_STEP):
        cut.write_bytes(raw[:end])
        try:
            papers = list(read_papers([cut], on_fault=lambda _: None))
        except InputError:
            papers = []
        texts = _texts(papers)
        assert texts[:-1] == expected[: len(texts[:-1])]
        if texts:
            title, abstract = texts[-1]
            whole_title, whole_abstract = expected[len(texts) - 1]
            assert title == whole_title
            assert whole_abstract.startswith(abstract)
        numbers.append(len(texts))
    assert numbers == sorted(numbers)
    assert set(numbers) >= {1, 2, 3, 4, 5}


def test_the_last_part_of_a_file_gives_papers_or_an_input_error(
    path: Path, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    raw = path.read_bytes()
    cut = tmp_path / "cut"
    for start in range(1, len(raw), _CUT_STEP):
        cut.write_bytes(raw[start:])
        try:
            texts = _texts(list(read_papers([cut], format=FORMATS[path.name], on_fault=lambda _: None)))
        except InputError:
            continue
        # All but the first are whole; the title of the first may lack its beginning, or have the end of "Subscribe".
        whole = expected[len(expected) - len(texts) :]
        assert texts[1:] == whole[1:]
        assert texts[0][1] == whole[0][1]
        assert whole[0][0].endswith(texts[0][0]) or texts[0][0].endswith(whole[0][0])


def test_another_encoding_is_named_with_place_and_remedy(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("imaginary", "imaginäry")
    raw = text.encode("cp1252", "replace")
    copy = tmp_path / "latin 1.txt"
    copy.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        list(read_papers([copy], on_fault=lambda _: None))
    offset = next(index for index, byte in enumerate(raw) if byte > 127)
    line = raw.count(b"\n", 0, offset) + 1
    assert f"{copy}:{line}:" in str(caught.value)
    assert f"byte 0x{raw[offset]:02x} at offset {offset}" in str(caught.value)
    assert "iconv -f WINDOWS-1252 -t UTF-8 '" in str(caught.value)


def test_a_file_without_papers_is_an_input_error(tmp_path: Path) -> None:
    empty = {
        "listing": "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nMar 11\n",
        "jsonl": '{"abstract": "no title"}\n{"note": 1}\n',
        "json": '{"papers": []}',
    }
    assert set(empty) == set(READERS)
    for name, text in empty.items():
        copy = tmp_path / name
        copy.write_text(text, encoding="utf-8")
        with open_page(copy) as page:
            assert recognise(page).name == name
        with pytest.raises(InputError, match="holds no papers"):
            list(read_papers([copy], on_fault=lambda _: None))
