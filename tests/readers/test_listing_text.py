"""Pages of a listing: details, lines of the page, and what happens where the order is broken."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ground.errors import InputError
from kg.ground.records import Paper
from kg.readers.base.input_stream import open_page
from kg.readers.listing import listing_page
from kg.readers.listing.forms import page_form
from kg.readers.read_files import read_papers

FIXTURES = Path(__file__).parent / "fixtures"
HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
_SENTENCE = "We measure how long a made-up abstract has to be before a reader believes in it. "


def _abstract(number: int) -> str:
    return f"Abstract number {number} is long. " + (_SENTENCE * 5).strip()


def _read(tmp_path: Path, text: str) -> tuple[list[Paper], list[str]]:
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    faults: list[str] = []
    papers = list(read_papers([path], format="listing", on_fault=lambda fault: faults.append(str(fault))))
    return papers, faults


def test_details_are_read() -> None:
    papers = list(read_papers([FIXTURES / "listing_details.txt"], strict=True))
    assert [paper.date for paper in papers] == [
        "2025-11-11", "2024-01-03", "2023-09-29", "2024-12-05", "2025-06-26", "2024-02-07"
    ]  # fmt: skip
    assert [paper.author_count for paper in papers] == [4, 1, 16, None, 23, 6]
    assert [paper.organisation for paper in papers] == [None, None, None, "Meadow Lab", None, None]
    assert [paper.comments for paper in papers] == [None, 12, None, 2, None, None]


def test_layouts_without_details_have_none() -> None:
    for name in ("listing_blank_lines.txt", "listing_dense.txt"):
        for paper in read_papers([FIXTURES / name], strict=True):
            assert (paper.date, paper.author_count, paper.organisation, paper.comments) == (None, None, None, None)


@pytest.mark.parametrize("line", ["openbmb OpenBMB", "deepseek-ai DeepSeek", "Economies", "Tsinghua University"])
def test_an_organisation_stands_in_place_of_the_authors(line: str, tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, f"{HEAD}A Title\n\n{_abstract(1)}\n\n{line}\n·\nDec 5, 2024 2\n")
    assert [paper.organisation for paper in papers] == [line.removeprefix("openbmb ").removeprefix("deepseek-ai ")]
    assert faults == []


@pytest.mark.parametrize(
    ("line", "date", "comments"),
    [
        ("Feb 30, 2024", None, None),
        ("Mar 11", None, None),
        ("Mar 11 7", None, 7),
        ("Mar 1, 2024 123456", "2024-03-01", 123456),
    ],
)
def test_odd_dates(line: str, date: str | None, comments: int | None, tmp_path: Path) -> None:
    text = f"{HEAD}A Title\n\n{_abstract(1)}\n\n • 2 authors\n·\n{line}\n\nB Title\n\n{_abstract(2)}\n"
    papers, faults = _read(tmp_path, text)
    assert [(paper.title, paper.date, paper.comments) for paper in papers] == [
        ("A Title", date, comments),
        ("B Title", None, None),
    ]
    assert faults == []


def test_details_without_blank_lines(tmp_path: Path) -> None:
    text = "".join(f"Title {n}\n{_abstract(n)}\nsome-lab Some Lab\n·\nMay {n}, 2024\n" for n in range(1, 5))
    papers, faults = _read(tmp_path, text)
    assert [(paper.title, paper.organisation, paper.date) for paper in papers] == [
        (f"Title {n}", "Some Lab", f"2024-05-0{n}") for n in range(1, 5)
    ]
    assert faults == []


def test_details_without_authors_and_organisation(tmp_path: Path) -> None:
    papers, _ = _read(tmp_path, f"{HEAD}A Title\n\n{_abstract(1)}\n\n·\nMay 1, 2024\n")
    assert [(paper.title, paper.date, paper.organisation) for paper in papers] == [("A Title", "2024-05-01", None)]


def test_lines_of_the_page_are_no_papers(tmp_path: Path) -> None:
    pages = (
        HEAD + "Mar 11\n\n" + f"A Title\n\n{_abstract(1)}\n\nnew\n\n" + HEAD + f"Mar 12\n\nB Title\n\n{_abstract(2)}"
    )
    papers, faults = _read(tmp_path, pages)
    assert [paper.title for paper in papers] == ["A Title", "B Title"]
    assert faults == []


@pytest.mark.parametrize("title", ["Sparse Models", "pix2pix Revisited", "3D Gaussians", "xLSTM", "“Quoted”"])
def test_subscribe_is_cut_off_the_first_title(title: str, tmp_path: Path) -> None:
    text = f"Get trending papers in your email inbox!\nSubscribe{title}\n{_abstract(1)}\nB Title\n{_abstract(2)}\n"
    papers, _ = _read(tmp_path, text)
    assert [paper.title for paper in papers] == [title, "B Title"]


def test_a_title_may_begin_with_subscribe(tmp_path: Path) -> None:
    text = f"{HEAD}A Title\n\n{_abstract(1)}\n\nSubscribers Leave\n\n{_abstract(2)}\n"
    papers, _ = _read(tmp_path, text)
    assert [paper.title for paper in papers] == ["A Title", "Subscribers Leave"]


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_paper_without_abstract_does_not_shift_the_others(gap: str, tmp_path: Path) -> None:
    lines = ["First", _abstract(1), "Second", "Third", _abstract(3), "Fourth", _abstract(4), "Fifth", _abstract(5)]
    papers, faults = _read(tmp_path, HEAD + gap.join(lines))
    assert [paper.title for paper in papers] == ["First", "Second", "Third", "Fourth", "Fifth"]
    assert [bool(paper.abstract) for paper in papers] == [True, False, True, True, True]
    assert faults == []


def test_a_paper_with_details_needs_no_abstract(tmp_path: Path) -> None:
    papers, faults = _read(tmp_path, f"{HEAD}A Title\n\n  • 3 authors\n·\nMay 1, 2024\n\nB Title\n\n{_abstract(2)}\n")
    assert [(paper.title, paper.abstract, paper.author_count) for paper in papers] == [
        ("A Title", "", 3),
        ("B Title", _abstract(2), None),
    ]
    assert faults == []


def test_paragraphs_and_wrapped_lines_are_one_abstract(tmp_path: Path) -> None:
    wrapped = _abstract(2).replace(". ", ".\n")
    text = f"{HEAD}A Title\n\n{_abstract(1)}\n\n{_abstract(9)}\n\nB\nTitle\n\n{wrapped}\n\nC Title\n\n{_abstract(3)}\n"
    papers, faults = _read(tmp_path, text)
    assert [(paper.title, paper.abstract) for paper in papers] == [
        ("A Title", f"{_abstract(1)} {_abstract(9)}"),
        ("B Title", _abstract(2)),
        ("C Title", _abstract(3)),
    ]
    assert faults == []


def test_an_odd_length_does_not_break_the_order(tmp_path: Path) -> None:
    long_title = "A Title of Ten Thousand Characters " * 286
    lines = [
        "First",
        _abstract(1),
        long_title.strip(),
        _abstract(2),
        "Third",
        "Short abstract.",
        "Fourth",
        _abstract(4),
    ]
    papers, faults = _read(tmp_path, HEAD + "\n\n".join(lines))
    assert [paper.title for paper in papers] == ["First", long_title.strip(), "Third", "Fourth"]
    assert papers[2].abstract == "Short abstract."
    assert faults == []


def test_leftovers_of_a_cut_page_are_reported_with_their_line(tmp_path: Path) -> None:
    text = f"the end of an abstract.\n\nA Title\n\n{_abstract(1)}\n\nB Title\n\n{_abstract(2)}\n\nThe beginning of a ti"
    papers, faults = _read(tmp_path, text)
    assert [paper.title for paper in papers] == ["A Title", "B Title"]
    assert len(faults) == 2
    assert f"{tmp_path / 'page.txt'}:1: the page begins inside a paper" in faults[0]
    assert f"{tmp_path / 'page.txt'}:11: the line 'The beginning of a ti'" in faults[1]


def test_a_strict_reading_raises_on_leftovers(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"{HEAD}A Title\n\n{_abstract(1)}\n\nThe beginning of a ti", encoding="utf-8")
    with pytest.raises(InputError, match="neither part of the page nor a title"):
        list(read_papers([path], strict=True))


def test_a_character_that_is_cut_is_a_fault_only(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(f"{HEAD}A Title\n\n{_abstract(1)} ∞".encode()[:-1])
    faults: list[InputError] = []
    papers = list(read_papers([path], on_fault=faults.append))
    assert [paper.abstract for paper in papers] == [_abstract(1)]
    assert "ends inside a character" in str(faults[0])


def test_a_page_beyond_all_measure_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_form, "MAX_PAGE_LINES", 5)
    with pytest.raises(InputError, match="split it"):
        _read(tmp_path, HEAD + "\n\n".join(["A Title", _abstract(1)] * 3))


def test_titles_that_look_like_lines_of_the_page(tmp_path: Path) -> None:
    lines = ["New Methods", _abstract(1), "May 2024 in Review", _abstract(2), "Daily Papers Considered", _abstract(3)]
    papers, _ = _read(tmp_path, HEAD + "\n\n".join(lines))
    assert [paper.title for paper in papers] == lines[::2]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (HEAD, True),
        ("Some title\nThe abstract\n  • 4 authors\n·\n", True),
        ("An abstract\n\nbaidu BAIDU\n·\nOct 2, 2023\n", True),
        ("\n".join(f"Title {n}\n{_abstract(n)}" for n in range(6)), True),
        ("A readme\n\nwith a few lines\n\nof text\n", False),
        ("<!DOCTYPE html>\n<p>Get trending papers in your email inbox!</p>\n" + HEAD, False),
        ('{"title": "Daily Papers"}\nDaily Papers\n', False),
        ("", False),
    ],
)
def test_sniffing(text: str, known: bool) -> None:
    assert listing_page.is_listing(text.encode()) is known


@given(st.text(alphabet="aB. \n\r·•\t12", max_size=120))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        file.write((HEAD + text).encode())
        file.flush()
        with open_page(file.name) as page, suppress(InputError):
            for paper in listing_page.read_listing(page, lambda _: None):
                assert paper.title == paper.title.strip() != ""
